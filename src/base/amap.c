#include "base/amap.h"

#include <stdlib.h>

void amap_init(struct amap *m, uint32_t max, struct hash_key key)
{
    *m = (struct amap){.key = key, .max = max};
}

void amap_fini(struct amap *m)
{
    free(m->slots);
    *m = (struct amap){.key = m->key, .max = m->max};
}

void amap_clear(struct amap *m)
{
    uint64_t refused = m->refused;
    amap_fini(m);
    m->refused = refused;
}

static struct amap_slot *find(const struct amap *m, const struct addr *a)
{
    uint32_t i = (uint32_t)siphash(&m->key, a, sizeof *a) & m->mask;
    while (m->slots[i].addr.len && !addr_eq(&m->slots[i].addr, a))
        i = (i + 1) & m->mask;
    return &m->slots[i];
}

uint32_t amap_get(const struct amap *m, const struct addr *a)
{
    if (!m->slots)
        return AMAP_NONE;
    const struct amap_slot *s = find(m, a);
    return s->addr.len ? s->value : AMAP_NONE;
}

/* Doubles the table; at most three quarters full, so that a search ends soon. */
static bool grow(struct amap *m)
{
    struct amap old = *m;
    uint32_t size = old.slots ? (old.mask + 1) * 2 : 64;
    struct amap_slot *slots = size ? calloc(size, sizeof *slots) : NULL;
    if (!slots)
        return false;
    m->slots = slots;
    m->mask = size - 1;
    for (uint32_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].addr.len)
            *find(m, &old.slots[i].addr) = old.slots[i];
    free(old.slots);
    return true;
}

bool amap_add(struct amap *m, const struct addr *a, uint32_t value)
{
    if (m->count >= m->max || ((!m->slots || m->count >= m->mask / 4 * 3) && !grow(m))) {
        m->refused++;
        return false;
    }
    struct amap_slot *s = find(m, a);
    *s = (struct amap_slot){.addr = *a, .value = value};
    m->count++;
    return true;
}
