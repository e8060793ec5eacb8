/* The grammar on any part, and on whole answers in no known protocol and of a web server: a name when it says
 * one, never too sure. The first byte is the kind. */
#include "check.h"
#include "ident/grammar.h"

#include <stdio.h>

static void whole(const struct match_answer *a, const char *service)
{
    static struct cut c;
    struct found f;
    found_init(&f);
    cut_init(&c);
    snprintf(f.name, sizeof f.name, "%s", service);
    grammar_answer(a, &c, &f);
    CHECK(f.confidence <= 0.7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct found f;
    if (!len)
        return 0;
    struct match_answer a = {.probe = "", .port = 1, .data = data + 1, .len = len - 1};
    whole(&a, "");
    whole(&a, "http");
    whole(&a, "adc");
    a.sent = data + 1;
    a.sent_len = len > 4 ? 3 : 0;
    whole(&a, "");
    if (grammar_part((enum part_kind)(data[0] % PART_KINDS), data + 1, len - 1, &f))
        CHECK(f.product[0] && f.confidence >= 0.5 && f.confidence <= 0.7);
    return 0;
}
