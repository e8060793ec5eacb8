#include "cmd/bound.h"

#include <stdlib.h>

void bound_ports(const struct local_table *t, const struct addr *a, struct ports_set *ret)
{
    *ret = (struct ports_set){0};
    for (size_t i = 0; i < t->count; i++) {
        const struct local_socket *s = &t->sockets[i];
        if (s->proto == PROTO_UDP && local_find(t, PROTO_UDP, a, s->port, NULL))
            ports_set_add(ret, s->port);
    }
}

void bound_split(const char *ports, const struct ports_set *bound, struct ports_set *ret_bound,
                 struct ports_set *ret_others)
{
    *ret_bound = *ret_others = (struct ports_set){0};
    for (const char *p = ports; *p >= '0' && *p <= '9';) {
        char *end;
        unsigned long first = strtoul(p, &end, 10), last = *end == '-' ? strtoul(end + 1, &end, 10) : first;
        for (unsigned long port = first; port <= last && port <= UINT16_MAX; port++)
            ports_set_add(ports_set_has(bound, (uint16_t)port) ? ret_bound : ret_others, (uint16_t)port);
        p = *end == ',' ? end + 1 : end;
    }
}
