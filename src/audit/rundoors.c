#include "audit/rundoors.h"

#include "base/grow.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define SYSTEM_SURE 90 /* per cent */

struct door {
    struct record_port port; /* its texts belong to `json`, its lists to `strings` */
    json_t *json;
    const char **strings;
    unsigned order;
};

struct numbered {
    struct rundoors_host host; /* its texts belong to `json` */
    json_t *json;
};

struct rundoors {
    struct door *door;
    unsigned count, max;
    struct numbered *numbered;
    unsigned hosts;
    uint64_t refused, records;
};

struct rundoors *rundoors_new(unsigned max)
{
    struct rundoors *d = calloc(1, sizeof *d);
    if (d)
        d->max = max;
    return d;
}

static void door_fini(struct door *one)
{
    json_decref(one->json);
    free(one->strings);
}

void rundoors_free(struct rundoors *d)
{
    if (!d)
        return;
    for (unsigned i = 0; i < d->count; i++)
        door_fini(&d->door[i]);
    for (unsigned i = 0; i < d->hosts; i++)
        json_decref(d->numbered[i].json);
    free(d->numbered);
    free(d->door);
    free(d);
}

/* --- JSON -> record, by the record's own table: a key that has the wrong kind is as unknown as one that is
 * missing */

static void get_strings(const json_t *list, struct record_strings *ret, const char ***room)
{
    size_t n = json_array_size(list);
    *ret = (struct record_strings){.item = *room, .count = 0};
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text)
            (*room)[ret->count++] = text;
    }
    *room += ret->count;
}

static void get_word(const struct field *f, const char *text, void *at)
{
    int n = f->kind == FIELD_STATE    ? state_from_word(text)
            : f->kind == FIELD_REASON ? reason_from_word(text)
                                      : proto_from_word(text);
    if (n < 0)
        return;
    if (f->kind == FIELD_STATE)
        *(enum state *)at = (enum state)n;
    else if (f->kind == FIELD_REASON)
        *(enum reason *)at = (enum reason)n;
    else
        *(enum proto *)at = (enum proto)n;
}

static void get_object(const json_t *from, const struct field *fields, char *base, const char ***room);

static void get_value(const json_t *v, const struct field *f, char *base, const char ***room)
{
    void *at = base + f->offset;
    const char *text = json_string_value(v);
    switch (f->kind) {
    case FIELD_STR: *(const char **)at = text; break;
    case FIELD_STRS: get_strings(v, at, room); break;
    case FIELD_ADDR:
        if (text)
            (void)addr_parse(text, at); /* what is no address leaves it unknown */
        break;
    case FIELD_U64:
        if (json_is_integer(v) && json_integer_value(v) >= 0)
            *(uint64_t *)at = (uint64_t)json_integer_value(v);
        break;
    case FIELD_F64:
        if (json_is_number(v))
            *(double *)at = json_number_value(v);
        break;
    case FIELD_BOOL: *(bool *)at = json_is_true(v); break;
    case FIELD_STATE:
    case FIELD_REASON:
    case FIELD_PROTO:
        if (text)
            get_word(f, text, at);
        break;
    case FIELD_OBJ:
        *(bool *)at = json_is_object(v);
        get_object(v, f->sub, at, room);
        break;
    case FIELD_TIME:       /* no rule looks at times */
    case FIELD_HOST_STATE: /* nor has a port these */
    case FIELD_OBJS: break;
    }
}

static void get_object(const json_t *from, const struct field *fields, char *base, const char ***room)
{
    for (const struct field *f = fields; f->name; f++) {
        const json_t *v = json_object_get(from, f->name);
        if (v)
            get_value(v, f, base, room);
    }
}

static size_t count_items(const json_t *v)
{
    const char *key;
    json_t *member;
    size_t n = json_array_size(v);
    json_object_foreach((json_t *)v, key, member) n += count_items(member);
    return n;
}

/* --- lines */

static int keep(struct rundoors *d, json_t *json, const char **strings, const struct record_port *port)
{
    struct door *grown = grow_one(d->door, d->count, sizeof *grown);
    if (!grown)
        return -ENOMEM;
    d->door = grown;
    d->door[d->count] = (struct door){*port, json_incref(json), strings, d->count};
    d->count++;
    return 0;
}

static int take_port(struct rundoors *d, json_t *json, struct diag *diag)
{
    struct record r;
    const char **strings = calloc(count_items(json) + 1, sizeof *strings), **room = strings;
    if (!strings)
        return -ENOMEM;
    record_init(&r, RECORD_PORT);
    get_object(json, record_shape(RECORD_PORT)->fields, (char *)&r.port, &room);
    int e = 0;
    bool open = r.port.state == STATE_OPEN;
    if (!r.port.addr.len || r.port.port > UINT16_MAX || r.port.state == STATE_UNKNOWN ||
        !json_object_get(json, "proto"))
        e = diag_set(diag, N_("a port record without addr, proto, port and state"), NULL, NULL, NULL);
    else if (open && d->count >= d->max)
        d->refused++;
    else if (open && (e = keep(d, json, strings, &r.port)) == 0)
        return 0;
    free(strings);
    return e;
}

static int take_host(struct rundoors *d, json_t *json)
{
    struct rundoors_host h = {0};
    const json_t *seq = json_object_get(json, "seq");
    const char *addr = json_string_value(json_object_get(json, "addr"));
    h.isn = json_string_value(json_object_get(seq, "class"));
    h.ipid = json_string_value(json_object_get(seq, "ipid"));
    h.frag = json_string_value(json_object_get(seq, "frag"));
    const json_t *os = json_object_get(json, "os");
    if (json_number_value(json_object_get(os, "accuracy")) >= SYSTEM_SURE)
        h.system = json_string_value(json_object_get(os, "name"));
    if ((!h.isn && !h.ipid && !h.frag && !h.system) || !addr || addr_parse(addr, &h.addr) < 0)
        return 0;
    if (d->hosts >= d->max) {
        d->refused++;
        return 0;
    }
    struct numbered *grown = grow_one(d->numbered, d->hosts, sizeof *grown);
    if (!grown)
        return -ENOMEM;
    d->numbered = grown;
    d->numbered[d->hosts++] = (struct numbered){h, json_incref(json)};
    return 0;
}

int rundoors_line(struct rundoors *d, const char *text, size_t n, struct diag *diag)
{
    json_error_t error;
    while (n && strchr(" \t\r\n", text[n - 1]) && text[n - 1])
        n--;
    if (!n)
        return 0;
    json_t *json = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    const char *type = json_string_value(json_object_get(json, "type"));
    int e = 0;
    if (!type)
        e = diag_set(diag,
                     N_("expected a record: the JSON Lines that 'tojimari scan -sV --json FILE' writes"),
                     NULL, NULL, NULL);
    else if (strcmp(type, "port") == 0)
        e = take_port(d, json, diag);
    else if (strcmp(type, "host") == 0)
        e = take_host(d, json);
    d->records += e == 0;
    json_decref(json);
    return e;
}

/* --- order */

static int same_door(const struct door *x, const struct door *y)
{
    int c = addr_cmp(&x->port.addr, &y->port.addr);
    if (!c)
        c = (x->port.proto > y->port.proto) - (x->port.proto < y->port.proto);
    return c ? c : (x->port.port > y->port.port) - (x->port.port < y->port.port);
}

static int by_door(const void *a, const void *b)
{
    const struct door *x = a, *y = b;
    int c = same_door(x, y);
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

void rundoors_sort(struct rundoors *d)
{
    unsigned kept = 0;
    if (d->count)
        qsort(d->door, d->count, sizeof *d->door, by_door);
    for (unsigned i = 0; i < d->count; i++) {
        bool again = i + 1 < d->count && same_door(&d->door[i], &d->door[i + 1]) == 0;
        if (again)
            door_fini(&d->door[i]);
        else
            d->door[kept++] = d->door[i];
    }
    d->count = kept;
}

unsigned rundoors_count(const struct rundoors *d)
{
    return d->count;
}

unsigned rundoors_hosts(const struct rundoors *d)
{
    unsigned n = 0;
    for (unsigned i = 0; i < d->count; i++)
        n += !i || !addr_eq(&d->door[i - 1].port.addr, &d->door[i].port.addr);
    return n;
}

const struct record_port *rundoors_at(const struct rundoors *d, unsigned i)
{
    return &d->door[i].port;
}

unsigned rundoors_host_count(const struct rundoors *d)
{
    return d->hosts;
}

const struct rundoors_host *rundoors_host_at(const struct rundoors *d, unsigned i)
{
    return &d->numbered[i].host;
}

uint64_t rundoors_refused(const struct rundoors *d)
{
    return d->refused;
}

uint64_t rundoors_records(const struct rundoors *d)
{
    return d->records;
}
