#include "report/keep.h"

#include "report/pack.h"

#include <stdlib.h>
#include <string.h>

bool keep_charge(struct keep_budget *budget, size_t n)
{
    if (n > budget->max - budget->used)
        return false;
    budget->used += n;
    return true;
}

static bool room(struct keep *k, struct keep_budget *budget, size_t n)
{
    if (k->cap - k->len >= n)
        return true;
    size_t cap = k->len + n + k->len / 2;
    if (!keep_charge(budget, cap - k->cap))
        return false;
    uint8_t *data = realloc(k->data, cap);
    if (!data) {
        budget->used -= cap - k->cap;
        return false;
    }
    k->data = data;
    k->cap = cap;
    return true;
}

bool keep_add(struct keep *k, struct keep_budget *budget, const struct record *r)
{
    struct buf *b = &budget->scratch;
    buf_clear(b);
    size_t strings = pack_put(b, r);
    if (b->over || !room(k, budget, b->len))
        return false;
    memcpy(k->data + k->len, b->data, b->len);
    k->len += b->len;
    k->count++;
    k->strings += strings;
    return true;
}

void *keep_all(const struct keep *k, enum record_type type)
{
    const struct shape *shape = record_shape(type);
    struct record empty;
    struct rd r = rd_of(k->data, k->len);
    size_t structs = (k->count + 1) * shape->size;
    char *all = malloc(structs + k->strings * sizeof(char *));
    if (!all)
        return NULL;
    const char **lists = (const char **)(void *)(all + structs);
    record_init(&empty, type);
    for (size_t i = 0; i < k->count; i++) {
        memcpy(all + i * shape->size, &empty.run, shape->size);
        pack_get(&r, type, all + i * shape->size, &lists);
    }
    return all;
}

void keep_fini(struct keep *k, struct keep_budget *budget)
{
    free(k->data);
    budget->used -= k->cap;
    *k = (struct keep){0};
}
