#include "report/pack.h"

#include <string.h>

/* A record, and an object inside it, is packed as its known keys, each its number (the place in its list,
 * from 1) and its value, and a 0. */

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
    case FIELD_OBJS: break; /* put_object() does these */
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

static size_t put_object(struct buf *b, const struct field *fields, const char *base);

/* The structs themselves take whole words of the room, too. */
static size_t put_list(struct buf *b, const struct field *fields, const struct record_list *list)
{
    size_t words = list->count * list->size / sizeof(char *);
    put_number(b, list->count);
    put_number(b, list->size);
    for (size_t i = 0; i < list->count; i++)
        words += put_object(b, fields, (const char *)list->item + i * list->size);
    return words;
}

static size_t put_object(struct buf *b, const struct field *fields, const char *base)
{
    size_t words = 0;
    uint8_t number = 0;
    for (const struct field *f = fields; f->name; f++) {
        const void *at = base + f->offset;
        number++;
        if (!field_known(f, base))
            continue;
        buf_putc(b, (char)number);
        if (f->kind == FIELD_STRS)
            words += ((const struct record_strings *)at)->count;
        if (f->kind == FIELD_OBJ)
            words += put_object(b, f->sub, at);
        else if (f->kind == FIELD_OBJS)
            words += put_list(b, f->sub, at);
        else
            put_value(b, f, at);
    }
    buf_putc(b, 0);
    return words;
}

static void get_object(struct rd *r, const struct field *fields, char *base, const char ***room);

static void get_list(struct rd *r, const struct field *fields, struct record_list *ret, const char ***room)
{
    size_t count = get_number(r), size = get_number(r);
    char *item = (char *)*room;
    *room += count * size / sizeof(char *);
    memset(item, 0, count * size);
    for (size_t i = 0; i < count; i++) {
        record_forget(fields, item + i * size);
        get_object(r, fields, item + i * size, room);
    }
    *ret = (struct record_list){.item = item, .count = count, .size = size};
}

static void get_object(struct rd *r, const struct field *fields, char *base, const char ***room)
{
    for (uint8_t number; (number = rd_u8(r)) != 0;) {
        const struct field *f = &fields[number - 1];
        void *at = base + f->offset;
        get_value(r, f, at, room);
        if (f->kind == FIELD_OBJ)
            get_object(r, f->sub, at, room);
        else if (f->kind == FIELD_OBJS)
            get_list(r, f->sub, at, room);
    }
}

size_t pack_put(struct buf *b, const struct record *r)
{
    return put_object(b, record_shape(r->type)->fields, (const char *)&r->run);
}

void pack_get(struct rd *r, enum record_type type, void *ret, const char ***room)
{
    get_object(r, record_shape(type)->fields, ret, room);
}
