/* All network namespaces of this machine, each with its sockets, its packet filter and its routes: what
 * `local` looks at. */
#pragma once

#include "cmd/netns.h"
#include "local/local.h"
#include "local/reach.h"

enum { HOUSE_RULE = 160 };

struct house_room {
    const char *netns; /* name; NULL = our own */
    struct local_table *table;
    struct firewall *firewall; /* NULL: not known */
    struct reach_map *reach;   /* NULL: not known */
    /* owned; doors that the packet filter takes away and that nobody here listens at */
    struct firewall_redirect *redirect;
    size_t redirects;
};

struct house {
    struct netns_list netns;
    struct house_room *room; /* owned */
    size_t rooms;
    struct local_stats stats; /* of all rooms */
    int firewall_error;       /* why the rules of some room are not known; 0 = they are */
    size_t closed;            /* namespaces that could not be looked into */
};

/* Goes from namespace to namespace and back; `here`: stays in our own. 0, or the negative errno of our own
 * namespace's tables; another one that cannot be read is counted in `closed`. house_fini() in any case. */
int house_read(const struct local_conf *conf, bool here, struct house *ret);
void house_fini(struct house *h);

/* The `listener` record of a socket of a room, with who reaches it. Borrows from both. */
void house_record(const struct house_room *room, const struct local_socket *s, struct record *ret);

/* Such a record for a port of a redirect: nobody listens. `text` is where the rule stands, for `config`. */
void house_redirect(const struct house_room *room, const struct firewall_redirect *r, uint16_t port,
                    char text[HOUSE_RULE], struct record *ret);
