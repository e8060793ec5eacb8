/* The literals of a pattern really are needed: where the pattern matches the second half of the input, one of
 * them occurs. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "check.h"
#include "ident/grams.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

static bool matches(const char *pattern, const uint8_t *text, size_t len)
{
    int error;
    size_t at;
    pcre2_code *c =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_NEVER_UTF, &error, &at, NULL);
    if (!c)
        return false;
    pcre2_match_data *m = pcre2_match_data_create(1, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(limits, 10000);
    pcre2_set_depth_limit(limits, 200);
    int groups = pcre2_match(c, text, len, 0, PCRE2_NOTEMPTY, m, limits);
    pcre2_match_context_free(limits);
    pcre2_match_data_free(m);
    pcre2_code_free(c);
    return groups >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    const uint8_t *nul = len ? memchr(data, 0, len < 200 ? len : 200) : NULL;
    struct literal_set s;
    struct grams *g;
    uint64_t bits = 0;
    if (!nul)
        return 0;
    literal_of((const char *)data, &s);
    const uint8_t *text = nul + 1;
    size_t n = (size_t)(data + len - text);
    if (!s.count || !matches((const char *)data, text, n))
        return 0;
    CHECK(grams_new(&(struct grams_entry){0, &s}, 1, &g) == 0);
    grams_scan(g, text, n, &bits);
    CHECK(bits == 1);
    grams_free(g);
    return 0;
}
