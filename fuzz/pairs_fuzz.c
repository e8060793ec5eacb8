/* --targets-from: what is taken are doors, numbered without gaps, each once; what is not has a place in the
 * file. */
#include "check.h"
#include "scan/pairs.h"

#include <string.h>

static void check(struct pairs_list *list)
{
    struct targets_conf tc = {.key = hash_key_from_seed(1, "t")};
    struct targets *t;
    struct pairs p;
    struct diag d = {0};
    CHECK(targets_new(&tc, &t) == 0);
    if (pairs_make(list, t, NULL, &p, &d) < 0) {
        CHECK(d.msg);
        return;
    }
    CHECK(p.count + p.merged + p.excluded == list->count);
    for (uint32_t i = 0; i < p.count; i++) {
        uint64_t host = pairs_host(&p, i);
        CHECK(p.first[host] <= i && i < p.first[host + 1]);
        CHECK(pairs_place(&p, host, p.port[i]) == i - p.first[host]);
        CHECK(i + 1 == p.first[host + 1] || p.port[i] < p.port[i + 1]);
    }
    pairs_fini(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct pairs_list list = {0};
    struct diag d = {0};
    unsigned line = 1;
    bool wrong = false;
    for (size_t at = 0; at < len && !wrong; line++) {
        const uint8_t *end = memchr(data + at, '\n', len - at);
        size_t n = end ? (size_t)(end - data) - at : len - at;
        wrong = pairs_list_line(&list, (const char *)data + at, n, line, &d) < 0;
        CHECK(!wrong || (d.msg && d.line == line && d.column <= n + 1));
        at += n + 1;
    }
    if (!wrong)
        check(&list);
    pairs_list_fini(&list);
    return 0;
}
