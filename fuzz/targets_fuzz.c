/* A list of targets, those behind the first NUL byte excluded: whatever it says, the compiled set is
 * sorted, disjoint, and every number leads to its address and back. Bounded small, so that hostile lists
 * meet their limits. */
#include "base/addr.h"
#include "check.h"
#include "scan/targets.h"

#include <string.h>

/* Names beginning with a letter below n have addresses, depending on their length. */
static int resolve(void *ctx, const char *name, int family, struct addr *out, uint32_t cap)
{
    uint32_t n = 0, length = (uint32_t)strlen(name);
    (void)ctx;
    for (; name[0] < 'n' && n < length % 4 && n < cap; n++)
        out[n] =
            n % 2 && family != 4 ? addr_v6((const uint8_t *)"0123456789abcde") : addr_v4(length << 8 | n);
    return name[0] == 'x' ? -5 : (int)n;
}

static void check_place(const struct targets *t, uint64_t i)
{
    struct addr a = targets_addr(t, i);
    CHECK(targets_index(t, &a) == i);
    CHECK(!addr_is_multicast(&a) && !addr_is_any(&a));
    (void)targets_name(t, &a);
}

static void check_set(const struct targets *t)
{
    uint64_t base = 0;
    for (uint32_t i = 0; i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        CHECK(r->first.len == r->last.len && r->first.zone == r->last.zone &&
              addr_cmp(&r->first, &r->last) <= 0);
        CHECK(r->base == base);
        uint64_t n = addr_diff(&r->first, &r->last) + 1;
        check_place(t, base);
        check_place(t, base + n / 2);
        check_place(t, base + n - 1);
        base += n;
    }
    CHECK(base == targets_count(t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct targets_conf conf = {.resolve = resolve, .max_ranges = 4096, .max_names = 16};
    struct targets *t;
    struct diag d = {0};
    const uint8_t *cut = len ? memchr(data, 0, len) : NULL;
    size_t wanted = cut ? (size_t)(cut - data) : len;
    if (targets_new(&conf, &t) < 0)
        return 0;
    int e = targets_add_list(t, TARGETS_INCLUDE, (const char *)data, wanted, &d);
    CHECK(e == 0 || (d.msg && d.line && d.column));
    if (e == 0 && cut)
        e = targets_add_list(t, TARGETS_EXCLUDE, (const char *)cut + 1, len - wanted - 1, &d);
    if (e == 0 && targets_compile(t, &d) == 0)
        check_set(t);
    targets_free(t);
    return 0;
}
