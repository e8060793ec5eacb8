/* Fingerprint files in Recog's format: whatever the file, what comes out has a pattern and a kind. */
#include "check.h"
#include "ident/recog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct recog *r;
    struct diag d = {0};
    if (recog_parse("fuzz.xml", data, len, &r, &d) < 0) {
        CHECK(d.msg);
        return 0;
    }
    for (size_t i = 0; i < recog_count(r); i++) {
        const struct sig *s = recog_sig(r, i);
        CHECK(s->pattern && s->part < PART_KINDS);
        for (size_t k = 0; recog_example(r, i, k); k++)
            CHECK(recog_example(r, i, k)->data);
    }
    recog_free(r);
    return 0;
}
