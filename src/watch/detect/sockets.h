/* From which of its ports a host at home talks with many elsewhere, by UDP: programs among peers (meshes of
 * tunnels, calls) have one socket for all of them, and try every address that a peer says it has, those of
 * its own private net too (RFC 8445 5.1.1, 6.1.2). These nobody answers, and they look like a sweep of our
 * net. Each answer must come from another net, so that a scanner would need as many that answer it at high
 * ports. Fed with contacts that were answered; of fixed size; the thread of the watch. */
#pragma once

#include "base/hash.h"
#include "watch/detect/role.h"

struct sockets;

/* NULL when memory is out. */
struct sockets *sockets_new(struct hash_key key);
void sockets_free(struct sockets *s); /* NULL is nothing */
size_t sockets_memory(const struct sockets *s);

/* Somebody elsewhere answered a datagram of somebody at home, or one was let through there, in a log that never
 * tells more. */
void sockets_note(struct sockets *s, const struct contact *c);

/* What explains this ledger; name NULL: nothing does. */
struct role sockets_role(const struct sockets *s, const struct ledger *g);

/* What there is to save. */
struct region sockets_region(struct sockets *s);
