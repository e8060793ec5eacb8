/* Records of operating systems in any bytes: refused at a line, or such that every one can be judged by. */
#include "check.h"
#include "ident/os/osclass.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct osdata d;
    struct diag diag;
    struct osclass_verdict v;
    struct traits t = {.family = 4};
    struct osclass_word word = {"Linux", 0.9};
    osdata_init(&d);
    int e = osdata_read(&d, "fuzz", (const char *)data, len, &diag);
    CHECK(e == 0 || (diag.msg && d.count == 0));
    for (unsigned k = 0; k < TRAITS_COUNT; k++)
        memcpy(t.value[k], "64", 3);
    osclass_judge(&d, &(struct osclass_evidence){.traits = &t, .said = &word, .n_said = 1, .maker = "Apple"},
                  &v);
    CHECK(v.accuracy <= 99 && v.guesses <= OSCLASS_GUESSES && v.guesses <= d.count);
    for (unsigned i = 0; i < v.guesses; i++)
        CHECK(v.guess[i].accuracy > 0 && v.guess[i].accuracy <= 99);
    osdata_fini(&d);
    return 0;
}
