/* use: which doors were seen in use, over many runs. What is seen goes in, with the time; when a door was
 * last used, and for how long nobody was seen at it, comes out. It reads no clock and opens no file: its
 * memory is a text of lines, written by itself.
 *
 * TCP and UDP. A door is its protocol, address, port and the name of its process. */
#pragma once

#include "base/buf.h"
#include "local/local.h"

enum {
    USE_DOORS = 4096,       /* more are not remembered; the one seen longest ago goes */
    USE_UNUSED = 7 * 86400, /* seconds of watching without use, until a door is called unused */
    USE_BYTES = USE_DOORS * 160,
};

struct use_door {
    struct addr addr;
    uint16_t port;
    bool udp;
    char process[16]; /* as the kernel has it; "" = unknown */
    int64_t seen;     /* seconds since 1970: when it last listened */
    int64_t used;     /* when it was last in use; 0 = never while we looked */
    uint64_t watched; /* seconds that somebody looked since then */
};

struct use {
    struct use_door *door; /* owned; by address and port */
    size_t doors;
    uint64_t bad; /* lines that made no sense */
};

void use_fini(struct use *u); /* fine after a zeroed struct */

/* Reads what use_write() wrote, into a zeroed struct. Lines that are not ours are counted in `bad`, whatever
 * they hold; those beyond USE_DOORS too. 0 or -ENOMEM. */
int use_read(struct use *u, const char *text, size_t len);
/* As lines of text, the form of which use_read() knows. */
void use_write(const struct use *u, struct buf *b);

/* A door listens, and was looked at for `seconds` on end until `now`; `busy`: somebody used it meanwhile.
 * Doors that are neither TCP nor UDP are passed over. 0 or -ENOMEM. */
int use_look(struct use *u, const struct local_socket *s, uint64_t seconds, bool busy, int64_t now);

/* NULL: never looked at. */
const struct use_door *use_find(const struct use *u, const struct local_socket *s);
/* It was looked at for long enough, and nobody used it. */
bool use_is_unused(const struct use_door *d);
