#include "local/units.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "0.0.0.0:22", "[::]:22", "[fe80::1%eth0]:22"; false for all else (paths, netlink, vsock). */
static bool read_listen(const char *text, struct addr *ret_addr, uint16_t *ret_port)
{
    const char *colon = strrchr(text, ':');
    char host[ADDR_TEXT_MAX] = "", *end;
    size_t n = colon ? (size_t)(colon - text) : 0;
    unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (!colon || *end || port < 1 || port > UINT16_MAX)
        return false;
    if (n >= 2 && text[0] == '[' && text[n - 1] == ']') {
        text++;
        n -= 2;
    }
    n = memchr(text, '%', n) ? (size_t)((const char *)memchr(text, '%', n) - text) : n;
    if (n >= sizeof host)
        return false;
    memcpy(host, text, n);
    *ret_port = (uint16_t)port;
    return addr_parse(host, ret_addr) == 0;
}

static bool fits(const struct local_socket *s, const struct addr *addr, uint16_t port, const char *type)
{
    bool stream = !type || strcmp(type, "Stream") == 0, datagram = !type || strcmp(type, "Datagram") == 0;
    return s->port == port && ((s->proto == PROTO_TCP && stream) || (s->proto == PROTO_UDP && datagram)) &&
           s->addr.len == addr->len && memcmp(s->addr.b, addr->b, addr->len) == 0 && !s->socket_unit &&
           !(s->process && s->process->container);
}

/* One service, or a list of them. */
static const char *service_of(const json_t *activates)
{
    const char *one = json_string_value(activates);
    one = one ? one : json_string_value(json_array_get(activates, 0));
    return one && *one ? one : NULL;
}

static int note(struct local_socket *s, const char *unit, const char *activates)
{
    s->socket_unit = strdup(unit);
    s->activates = activates ? strdup(activates) : NULL;
    return s->socket_unit && (!activates || s->activates) ? 0 : -ENOMEM;
}

static int read_row(const json_t *row, struct local_table *t)
{
    const char *listen = json_string_value(json_object_get(row, "listen"));
    const char *unit = json_string_value(json_object_get(row, "unit"));
    const char *type = json_string_value(json_object_get(row, "type"));
    struct addr addr;
    uint16_t port;
    int error = 0;
    if (!listen || !unit || !*unit || !read_listen(listen, &addr, &port))
        return 0;
    for (size_t i = 0; i < t->count && !error; i++)
        if (fits(&t->sockets[i], &addr, port, type))
            error = note(&t->sockets[i], unit, service_of(json_object_get(row, "activates")));
    return error;
}

int units_read(const char *text, size_t len, struct local_table *t)
{
    json_t *rows = json_loadb(text, len, 0, NULL);
    int error = 0;
    for (size_t i = 0; i < json_array_size(rows) && !error; i++)
        error = read_row(json_array_get(rows, i), t);
    json_decref(rows);
    return error;
}
