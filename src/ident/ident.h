/* ident: who is behind an open door. In: doors; out: for each, what was found (struct door). Many
 * conversations at once over io/talk, each planned by door.h, each answer read by match.h. It knows neither
 * records nor scans, reads no clock and prints nothing. One thread; a struct ident owns its doors, borrows
 * the talk and the signatures.
 *
 * Manners: at most `per_host` connections to one host at once (hosts that share a place in a table of 65,536
 * share it), no door is asked longer than DOOR_TIME. */
#pragma once

#include "base/hash.h"
#include "ident/door.h"

struct ident;

struct ident_conf {
    const struct match_db *db; /* borrowed */
    struct talk *talk;         /* borrowed */
    uint8_t intensity;         /* 0 … 9 */
    bool access, active;       /* as door_conf */
    uint16_t per_host;         /* connections to one host at once, > 0 */
    uint32_t max_queue;        /* doors that may wait */
    struct hash_key key;       /* of the table of hosts: their addresses come from strangers */
};

struct ident_door {
    struct addr addr;
    uint16_t port;
    bool udp, unsure; /* unsure: UDP that may be filtered */
    nsec rtt;         /* 0 = not known */
    uint64_t cookie;
};

/* 0 or -ENOMEM. */
int ident_new(const struct ident_conf *conf, struct ident **ret);
void ident_free(struct ident *i);

/* A door to be asked. False when max_queue doors wait already, or memory is out. */
bool ident_add(struct ident *i, const struct ident_door *d);

/* One turn; *ret_wake = when to call again if talk_fd() stays quiet. unix_s: seconds since 1970. */
void ident_turn(struct ident *i, nsec now, uint64_t unix_s, nsec *ret_wake);

/* The next door that is done, and its cookie; borrowed until the next call of any ident_ function. NULL =
 * none now. */
const struct door *ident_take(struct ident *i, uint64_t *ret_cookie);

/* Doors that wait, and that are being asked. */
uint64_t ident_waiting(const struct ident *i);
uint64_t ident_asking(const struct ident *i);
