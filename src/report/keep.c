#include "report/keep.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1024 };

struct keep_chunk {
    struct keep_chunk *next;
    size_t used, size;
    _Alignas(void *) char text[];
};

bool keep_charge(struct keep_budget *budget, size_t n)
{
    if (n > budget->max - budget->used)
        return false;
    budget->used += n;
    return true;
}

static bool charge(struct keep *k, struct keep_budget *budget, size_t n)
{
    if (!keep_charge(budget, n))
        return false;
    k->bytes += n;
    return true;
}

/* A copy of a string; NULL when it does not fit. */
static char *copy(struct keep *k, struct keep_budget *budget, const char *text)
{
    size_t n = strlen(text) + 1;
    if (!k->text || k->text->size - k->text->used < n) {
        size_t size = n > CHUNK ? n : CHUNK;
        struct keep_chunk *c = charge(k, budget, sizeof *c + size) ? malloc(sizeof *c + size) : NULL;
        if (!c)
            return NULL;
        *c = (struct keep_chunk){.next = k->text, .size = size};
        k->text = c;
    }
    char *at = k->text->text + k->text->used;
    memcpy(at, text, n);
    k->text->used += n;
    return at;
}

/* A copy of a list of strings, and of its strings. */
static bool own_list(struct keep *k, struct keep_budget *budget, struct record_strings *list)
{
    size_t n = list->count * sizeof *list->item;
    struct keep_chunk *c = n && charge(k, budget, sizeof *c + n) ? malloc(sizeof *c + n) : NULL;
    if (!n || !c)
        return !n;
    *c = (struct keep_chunk){.used = n, .size = n};
    c->next = k->text ? k->text->next : NULL; /* behind the chunk that still has room */
    *(k->text ? &k->text->next : &k->text) = c;
    const char **item = (const char **)(void *)c->text;
    for (size_t i = 0; i < list->count; i++)
        if (!(item[i] = copy(k, budget, list->item[i])))
            return false;
    list->item = item;
    return true;
}

/* Replaces every borrowed string in a copied struct by one of its own. */
static bool own_strings(struct keep *k, struct keep_budget *budget, const struct field *fields, char *base)
{
    for (const struct field *f = fields; f->name; f++) {
        void *at = base + f->offset;
        if (f->kind == FIELD_STRS && !own_list(k, budget, at))
            return false;
        if (f->kind == FIELD_OBJ && !own_strings(k, budget, f->sub, at))
            return false;
        const char **text = f->kind == FIELD_STR ? at : NULL;
        if (text && *text && !(*text = copy(k, budget, *text)))
            return false;
    }
    return true;
}

static bool room(struct keep *k, struct keep_budget *budget, size_t size)
{
    if (k->count < k->cap)
        return true;
    size_t cap = k->cap ? k->cap * 2 : 2;
    if (!charge(k, budget, (cap - k->cap) * size))
        return false;
    char *item = realloc(k->item, cap * size);
    if (!item)
        return false;
    k->item = item;
    k->cap = cap;
    return true;
}

bool keep_add(struct keep *k, struct keep_budget *budget, const struct record *r)
{
    const struct shape *shape = record_shape(r->type);
    if (!room(k, budget, shape->size))
        return false;
    char *at = k->item + k->count * shape->size;
    memcpy(at, &r->run, shape->size);
    if (!own_strings(k, budget, shape->fields, at))
        return false;
    k->count++;
    return true;
}

void keep_fini(struct keep *k, struct keep_budget *budget)
{
    for (struct keep_chunk *c = k->text, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(k->item);
    budget->used -= k->bytes;
    *k = (struct keep){0};
}
