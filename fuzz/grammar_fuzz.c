/* The grammar on any part: a name when it says one, never too sure. The first byte is the kind. */
#include "check.h"
#include "ident/grammar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct found f;
    if (!len || !grammar_part((enum part_kind)(data[0] % PART_KINDS), data + 1, len - 1, &f))
        return 0;
    CHECK(f.product[0] && f.confidence >= 0.5 && f.confidence <= 0.7);
    return 0;
}
