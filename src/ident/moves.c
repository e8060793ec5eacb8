#include "ident/moves.h"

#include "ident/agenda.h"

/* How long is waited, beside four round trips; more of these in moves.h. */
#define WAIT_ANSWER (800 * NSEC_MS) /* for the others */
#define WAIT_NOW    (400 * NSEC_MS) /* where so much was met by silence that only the right question will do */
#define WAIT_LISTEN (400 * NSEC_MS) /* where nobody knows who speaks first */

nsec moves_patience(const struct door *d, nsec base)
{
    return base + 4 * d->rtt;
}

struct door_move moves_hear(const struct door *d, nsec now, nsec wait)
{
    nsec turn = nsec_min(nsec_max(DOOR_TURN, agenda_now(d)->wait_s * NSEC_SEC),
                         DOOR_SLOW); /* where it is known to be slow */
    nsec left = d->turn_started + turn - now;
    nsec all = d->started + DOOR_TIME - now;
    wait = nsec_min(wait, nsec_min(left, all));
    return (struct door_move){.what = DOOR_HEAR, .wait = nsec_max(wait, NSEC_MS)};
}

struct door_move moves_call(struct door *d)
{
    d->stage = STAGE_CALLING;
    d->alive = d->clean = false;
    d->calls++;
    return (struct door_move){.what = DOOR_CALL,
                              .wait = moves_patience(d, MOVES_WAIT_CALL),
                              .moves = (agenda_now(d)->flags & PROBE_MOVES) != 0};
}

struct door_move moves_secure(struct door *d, nsec now)
{
    d->stage = STAGE_SECURING;
    d->clean = false;
    d->turn_started = now;
    return (struct door_move){.what = DOOR_SECURE,
                              .alpn = d->no_alpn || d->upgraded ? NULL : "http/1.1",
                              .name = d->named ? d->server : NULL,
                              .wait = moves_patience(d, MOVES_WAIT_TLS)};
}

size_t moves_words(const struct door *d, uint8_t *out)
{
    const struct probe_row *p = agenda_now(d);
    size_t len = probe_fill(p, d->host, out, TALK_SAY_MAX);
    if (d->workgroup[0])
        (void)browse_fill(out, len, d->workgroup);
    return p->flags & PROBE_FOLLOW ? follow_fill(out, len, TALK_SAY_MAX, d->path) : len;
}

struct door_move moves_say(struct door *d, nsec now, uint8_t *out)
{
    const struct probe_row *p = agenda_now(d);
    d->stage = STAGE_HEARING;
    d->clean = false;
    d->matched_len = 0;
    d->turn_started = now;
    nsec wait = d->udp                                              ? MOVES_WAIT_UDP << d->again
                : d->silent_turns < 2 || probe_for_port(p, d->port) ? MOVES_WAIT_FIRST
                : d->silent_turns < 6                               ? WAIT_ANSWER
                                                                    : WAIT_NOW;
    if (probe_for_port(p, d->port))
        wait = nsec_max(wait, p->wait_s * NSEC_SEC);
    return (struct door_move){.what = DOOR_SAY, .len = moves_words(d, out), .wait = moves_patience(d, wait)};
}

struct door_move moves_listen(struct door *d, nsec now)
{
    bool likely = probe_for_port(agenda_now(d), d->port) || agenda_now(d)->flags & PROBE_SAME;
    d->stage = STAGE_GREETING;
    d->matched_len = 0;
    d->turn_started = now;
    return moves_hear(d, now, moves_patience(d, likely ? MOVES_WAIT_GREETING : WAIT_LISTEN));
}

struct door_move moves_go_on(struct door *d, nsec now, uint8_t *out)
{
    unsigned flags = agenda_now(d)->flags;
    if (flags & PROBE_TLS)
        return moves_secure(d, now);
    if (flags & (PROBE_LISTEN | PROBE_SAME))
        return moves_listen(d, now);
    return moves_say(d, now, out);
}

struct door_move moves_ask(struct door *d, unsigned i, nsec now, uint8_t *out)
{
    const struct probe_row *p = &probe_table[i];
    bool same = p->flags & PROBE_SAME;
    d->now = (uint16_t)i;
    agenda_note(d, i);
    d->again = 0;
    if (d->n_tried < DOOR_TRIED)
        d->tried[d->n_tried++] = (uint16_t)i;
    if (d->alive && same && !d->clean)
        return moves_say(d, now, out);
    if (d->alive && d->clean && !(p->flags & PROBE_MOVES))
        return moves_go_on(d, now, out);
    return moves_call(d);
}
