/* One contact as an alert shows it, in little room: LEDGER_EVENTS of them stand in each ledger, and are saved
 * with it. */
#pragma once

#include "watch/contact.h"

#include <string.h>

struct event {
    uint8_t dst[16];
    nsec_wall at; /* when it was asked */
    uint16_t port;
    uint8_t len;     /* of the address, bytes: 4 or 16 */
    uint8_t outcome; /* enum sight_outcome */
};

static inline struct event event_of(const struct contact *c)
{
    struct event e = {.at = c->at, .port = c->port, .len = c->dst.len, .outcome = c->outcome};
    memcpy(e.dst, c->dst.b, sizeof e.dst);
    return e;
}

static inline struct addr event_dst(const struct event *e)
{
    struct addr a = {.len = e->len};
    memcpy(a.b, e->dst, sizeof e->dst);
    return a;
}

/* Whether it is this contact's, and its outcome was not known so far. */
static inline bool event_waits_for(const struct event *e, const struct contact *c)
{
    return e->outcome == SIGHT_OUTCOME_UNKNOWN && e->port == c->port &&
           memcmp(e->dst, c->dst.b, sizeof e->dst) == 0;
}

/* Whether bytes that come from a file are one. */
static inline bool event_is_sound(const struct event *e)
{
    return (e->len == 4 || e->len == 16) && e->outcome < SIGHT_OUTCOMES && e->at >= 0;
}
