#include "cmd/standins.h"

#include "cmd/targeting.h"

#include <stdlib.h>
#include <string.h>

struct row {
    uint8_t mac[6];
    uint8_t family; /* bytes of the address */
    int ifindex;
    const struct addr *addr;
};

static int by_device(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = memcmp(x->mac, y->mac, sizeof x->mac);
    if (c == 0)
        c = (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
    return c ? c : x->family - y->family;
}

static uint32_t collect(const struct ways *w, const struct neighbours *found, const struct targets *among,
                        struct row *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; found->map.slots && i <= found->map.mask; i++) {
        const struct addr *a = &found->map.slots[i].addr;
        const struct path *p = a->len ? ways_find(w, a) : NULL;
        if (!p || p->kind != PATH_DIRECT || targets_index(among, a) == TARGETS_NONE)
            continue;
        out[n] = (struct row){.family = a->len, .ifindex = p->ifindex, .addr = a};
        memcpy(out[n++].mac, neighbours_get(found, a), 6);
    }
    return n;
}

struct targets *standins_find(const struct ways *w, const struct neighbours *found,
                              const struct targets *among, uint32_t *ret_devices)
{
    *ret_devices = 0;
    struct row *row = calloc(found->map.count + 1, sizeof *row);
    struct targets *t = targeting_empty();
    struct diag d = {0};
    bool ok = row && t;
    uint32_t n = ok ? collect(w, found, among, row) : 0;
    if (n)
        qsort(row, n, sizeof *row, by_device);
    for (uint32_t first = 0, end; ok && first < n; first = end) {
        for (end = first; end < n && by_device(&row[first], &row[end]) == 0;)
            end++;
        *ret_devices += end - first >= STANDINS_MIN;
        for (uint32_t i = first; ok && i < end; i++)
            if (end - first >= STANDINS_MIN || !neighbours_answered(found, row[i].addr))
                ok = targeting_add(t, row[i].addr, row[i].addr);
    }
    free(row);
    if (ok && targets_compile(t, &d) == 0)
        return t;
    targets_free(t);
    return NULL;
}
