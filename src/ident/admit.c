#include "ident/admit.h"

#include "ident/hearing.h"
#include "ident/moves.h"

#include <stdlib.h>

#define WAIT_REFUSAL (6 * NSEC_SEC) /* who is not let in is often told so seconds later, on purpose */

bool admit_begin(struct door *d, const struct door_conf *c, nsec now, uint64_t unix_s)
{
    struct access_door what = {.service = d->best.name,
                               .product = d->best.product,
                               .addr = d->addr,
                               .port = d->port,
                               .udp = d->udp,
                               .tls = d->inside && !d->upgraded,
                               .active = c->active,
                               .unix_s = unix_s};
    bool said = d->manner == DOOR_SPEAKS && (d->best.confidence >= HEARING_ANSWERED || d->inside);
    /* A door that ends what it does not like has a guessed name, if any: what it says to the dialogue proves
     * it. */
    bool closes = d->manner != DOOR_SPEAKS && !d->udp && d->closed_unheard;
    if (!c->access || d->access || !(said || closes))
        return false;
    d->access = malloc(sizeof *d->access); /* without memory nothing is asked */
    if (d->access && access_begin(d->access, &what)) {
        d->started = now;
        return true;
    }
    free(d->access);
    d->access = NULL;
    return false;
}

struct door_move admit_call(struct door *d)
{
    d->stage = STAGE_CALLING;
    return (struct door_move){
        .what = DOOR_CALL, .wait = moves_patience(d, MOVES_WAIT_CALL), .port = d->access->call_port};
}

static struct door_move ask_on(struct door *d, const struct talk_event *e, bool fresh, nsec now, uint8_t *out)
{
    struct wr w = wr_of(out, TALK_SAY_MAX);
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_FULL) || now - d->started >= DOOR_TIME;
    d->stage = STAGE_ASKING;
    if (fresh)
        d->turn_started = now;
    switch (access_step(d->access, fresh, over, rd_of(e->data, e->len), &w)) {
    case ACCESS_SAY:
        d->turn_started = now;
        return (struct door_move){.what = DOOR_SAY,
                                  .len = wr_len(&w),
                                  .wait = moves_patience(d, d->udp ? MOVES_WAIT_UDP : WAIT_REFUSAL)};
    case ACCESS_HEAR: return moves_hear(d, now, moves_patience(d, d->udp ? MOVES_WAIT_UDP : WAIT_REFUSAL));
    case ACCESS_CALL: return admit_call(d);
    case ACCESS_END: break;
    }
    return (struct door_move){.what = DOOR_END};
}

struct door_move admit_step(struct door *d, const struct talk_event *e, nsec now, uint8_t *out)
{
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_INSECURE | TALK_FAILED);
    if (d->stage == STAGE_ASKING)
        return ask_on(d, e, false, now, out);
    if (d->stage == STAGE_CALLING && e->bits & TALK_CONNECTED)
        return d->inside && !d->access->bare ? moves_secure(d, now) : ask_on(d, e, true, now, out);
    if (d->stage == STAGE_SECURING && e->bits & TALK_SECURE)
        return ask_on(d, e, true, now, out);
    if (d->stage == STAGE_SECURING && !over)
        return moves_hear(d, now, moves_patience(d, MOVES_WAIT_TLS));
    return (struct door_move){.what = DOOR_END};
}
