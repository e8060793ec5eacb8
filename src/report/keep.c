#include "report/keep.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

/* A record, and an object inside it, is packed as its known keys, each its number (the place in its list, from 1) and its
 * value, and a 0. */

bool keep_charge(struct keep_budget *budget, size_t n)
{
    if (n > budget->max - budget->used)
        return false;
    budget->used += n;
    return true;
}

/* Seven bits a byte, the lowest first; a set top bit says that more follow. */
static void put_number(struct buf *b, uint64_t v)
{
    for (; v > 0x7f; v >>= 7)
        buf_putc(b, (char)(v | 0x80));
    buf_putc(b, (char)v);
}

static uint64_t get_number(struct rd *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = rd_u8(r);
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    return v;
}

static void put_addr(struct buf *b, const struct addr *a)
{
    buf_putc(b, (char)a->len);
    buf_put(b, a->b, a->len);
    put_number(b, a->zone);
}

static void put_strings(struct buf *b, const struct record_strings *list)
{
    put_number(b, list->count);
    for (size_t i = 0; i < list->count; i++)
        buf_put(b, list->item[i], strlen(list->item[i]) + 1);
}

static void put_value(struct buf *b, const struct field *f, const void *at)
{
    switch (f->kind) {
    case FIELD_STR: buf_put(b, *(const char *const *)at, strlen(*(const char *const *)at) + 1); break;
    case FIELD_U64: put_number(b, *(const uint64_t *)at); break;
    case FIELD_F64: buf_put(b, at, sizeof(double)); break;
    case FIELD_TIME: buf_put(b, at, sizeof(nsec_wall)); break;
    case FIELD_ADDR: put_addr(b, at); break;
    case FIELD_BOOL: buf_putc(b, *(const bool *)at); break;
    case FIELD_STATE: put_number(b, *(const enum state *)at); break;
    case FIELD_HOST_STATE: put_number(b, *(const enum host_state *)at); break;
    case FIELD_REASON: put_number(b, *(const enum reason *)at); break;
    case FIELD_PROTO: put_number(b, *(const enum proto *)at); break;
    case FIELD_STRS: put_strings(b, at); break;
    case FIELD_OBJ:
    case FIELD_OBJS: break; /* of findings, and of hosts at their very end: not kept */
    }
}

static void copy(struct rd *r, void *at, size_t n)
{
    const uint8_t *from = rd_take(r, n);
    if (from)
        memcpy(at, from, n);
}

static void get_addr(struct rd *r, struct addr *ret)
{
    *ret = (struct addr){.len = rd_u8(r)};
    copy(r, ret->b, ret->len);
    ret->zone = (uint32_t)get_number(r);
}

static const char *get_string(struct rd *r)
{
    const char *text = (const char *)r->p;
    rd_skip(r, strlen(text) + 1);
    return text;
}

/* The list's pointers take the next places of `room`. */
static void get_strings(struct rd *r, struct record_strings *ret, const char ***room)
{
    *ret = (struct record_strings){.item = *room, .count = get_number(r)};
    for (size_t i = 0; i < ret->count; i++)
        *(*room)++ = get_string(r);
}

static void get_value(struct rd *r, const struct field *f, void *at, const char ***room)
{
    switch (f->kind) {
    case FIELD_STR: *(const char **)at = get_string(r); break;
    case FIELD_U64: *(uint64_t *)at = get_number(r); break;
    case FIELD_F64: copy(r, at, sizeof(double)); break;
    case FIELD_TIME: copy(r, at, sizeof(nsec_wall)); break;
    case FIELD_ADDR: get_addr(r, at); break;
    case FIELD_BOOL: *(bool *)at = rd_u8(r); break;
    case FIELD_STATE: *(enum state *)at = (enum state)get_number(r); break;
    case FIELD_HOST_STATE: *(enum host_state *)at = (enum host_state)get_number(r); break;
    case FIELD_REASON: *(enum reason *)at = (enum reason)get_number(r); break;
    case FIELD_PROTO: *(enum proto *)at = (enum proto)get_number(r); break;
    case FIELD_OBJ: *(bool *)at = true; break;
    case FIELD_STRS: get_strings(r, at, room); break;
    case FIELD_OBJS: break;
    }
}

/* Returns how many strings its lists have. */
static size_t pack(struct buf *b, const struct field *fields, const char *base)
{
    size_t strings = 0;
    uint8_t number = 0;
    for (const struct field *f = fields; f->name; f++) {
        number++;
        if (!field_known(f, base))
            continue;
        buf_putc(b, (char)number);
        if (f->kind == FIELD_STRS)
            strings += ((const struct record_strings *)(const void *)(base + f->offset))->count;
        if (f->kind == FIELD_OBJ)
            strings += pack(b, f->sub, base + f->offset);
        else
            put_value(b, f, base + f->offset);
    }
    buf_putc(b, 0);
    return strings;
}

static void unpack(struct rd *r, const struct field *fields, char *base, const char ***room)
{
    for (uint8_t number; (number = rd_u8(r)) != 0;) {
        const struct field *f = &fields[number - 1];
        get_value(r, f, base + f->offset, room);
        if (f->kind == FIELD_OBJ)
            unpack(r, f->sub, base + f->offset, room);
    }
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
    size_t strings = pack(b, record_shape(r->type)->fields, (const char *)&r->run);
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
        unpack(&r, shape->fields, all + i * shape->size, &lists);
    }
    return all;
}

void keep_fini(struct keep *k, struct keep_budget *budget)
{
    free(k->data);
    budget->used -= k->cap;
    *k = (struct keep){0};
}
