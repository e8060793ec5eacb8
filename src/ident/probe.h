/* What can be said to a door to make it speak (data/services/probes/, data/payloads/): a const table, and
 * which of it suits a port. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROBE_NO_HOST SIZE_MAX
#define PROBE_NONE    UINT16_MAX
#define PROBE_MAX     512 /* of the table; a door remembers which it asked */

enum probe_flags {
    PROBE_UDP = 1,
    PROBE_SAME = 2,     /* said behind the greeting, on the same connection */
    PROBE_MOVES = 4,    /* the answer comes from another port */
    PROBE_GUARD = 8,    /* its ports hear nothing else */
    PROBE_LISTEN = 16,  /* says nothing */
    PROBE_TLS = 32,     /* begins TLS */
    PROBE_ALWAYS = 128, /* asked even if a version is known already */
    PROBE_QUIET = 64,   /* no question: it says what silence means */
    PROBE_FOLLOW = 256, /* goes where the last answer pointed */
    PROBE_ALL = 512,    /* only where everything may be asked (intensity 9) */
};

struct probe_row {
    const char *name;
    const char *service; /* words: services of which it finds out more */
    /* only when the product contains it; "-": only without product, "-+": or with a library's (frame.h); ""
     * always */
    const char *when;
    const char *info;    /* only where the door's info contains it; "" always */
    const char *answers; /* UDP: the service that answers to it; "" = not known */
    const char *silence,
        *closes;       /* the service that is there when nothing is said, when it closes; "" = none */
    const char *maker; /* the product of `closes`, where there is but one; "" = not known */
    uint8_t wait_s;    /* so long takes an answer, at least; 0 = as usual */
    uint8_t rarity;    /* 1 … 9; 0 = never without a reason */
    uint16_t flags;
    const uint16_t *ports;
    uint16_t n_ports;
    size_t host_at; /* where the target's address is put in; PROBE_NO_HOST = nowhere */
    size_t len;
    const uint8_t *bytes;
};

extern const struct probe_row probe_table[];
extern const unsigned probe_count;

bool probe_for_port(const struct probe_row *p, uint16_t port);
/* `service` was heard, with that product ("" = none). */
bool probe_for_service(const struct probe_row *p, const char *service, const char *product);
/* The bytes to be said to `host`, into out. How many; 0 also when they do not fit. */
size_t probe_fill(const struct probe_row *p, const char *host, uint8_t *out, size_t cap);
