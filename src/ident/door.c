#include "ident/door.h"

#include "ident/admit.h"
#include "ident/agenda.h"
#include "ident/hearing.h"
#include "ident/moves.h"
#include "ident/voucher.h"
#include "ident/workgroup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long is waited, beside four round trips. */
#define WAIT_QUIET (150 * NSEC_MS) /* after an answer that may go on */
#define WAIT_MORE  (2 * NSEC_SEC)  /* for the rest of an answer that is plainly cut short */
#define REPEATS                                                                                              \
    2 /* of a UDP question where the port answers others: some limit how often they answer (BIND) */

static bool spent(const struct door *d, nsec now)
{
    return now - d->started >= DOOR_TIME || d->heard_bytes >= DOOR_BYTES || d->calls >= DOOR_CALLS;
}

/* All is asked that helps: does the service have a way into TLS? */
static struct door_move upgrade_or_end(struct door *d, const struct door_conf *c)
{
    if (d->udp || d->tls || d->upgrade_asked || c->intensity < 2 || !upgrade_begin(&d->upgrade, d->best.name))
        return hearing_end(d);
    d->upgrade_asked = true;
    return moves_call(d);
}

static struct door_move turn(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    unsigned i = spent(d, now) ? PROBE_NONE : agenda_next(d, c);
    if (i != PROBE_NONE)
        return moves_ask(d, i, now, out);
    return spent(d, now) ? hearing_end(d) : upgrade_or_end(d, c);
}

struct door_move door_begin(struct door *d, const struct door_conf *c, const struct addr *addr, bool udp,
                            uint16_t port, nsec rtt, bool unsure, nsec now)
{
    *d = (struct door){.addr = *addr,
                       .port = port,
                       .udp = udp,
                       .unsure = unsure,
                       .all = c->intensity >= 9,
                       .rtt = rtt,
                       .started = now,
                       .by = PROBE_NONE};
    found_init(&d->best);
    found_init(&d->plain);
    addr_host(addr, d->host);
    return turn(d, c, now, NULL); /* not connected: nothing is said yet */
}

void door_fini(struct door *d)
{
    free(d->tls);
    free(d->access);
    d->tls = NULL;
    d->access = NULL;
}

/* The answer is complete, or nothing more comes of it. */
static struct door_move answered(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    const struct probe_row *p = agenda_now(d);
    /* Behind its greeting, the question itself. */
    if (d->stage == STAGE_GREETING && p->flags & PROBE_SAME && d->alive)
        return moves_say(d, now, out);
    return turn(d, c, now, out);
}

static nsec wait_more(const struct door *d)
{
    return nsec_max(WAIT_MORE, agenda_now(d)->wait_s * NSEC_SEC);
}

static struct door_move heard(struct door *d, const struct door_conf *c, const struct talk_event *e, nsec now,
                              uint64_t unix_s, uint8_t *out)
{
    bool closed = e->bits & TALK_CLOSED, late = e->bits & TALK_LATE, full = e->bits & TALK_FULL;
    if (e->bits & TALK_DATA)
        d->clean = false;
    hearing_judge(d, c, e, closed, closed || late || full, unix_s);
    d->greeted |= d->stage == STAGE_GREETING && e->len;
    if (closed)
        d->alive = false;
    bool whole = e->len && (d->udp || (agenda_is_enough(d) && d->best.version[0] &&
                                       !d->more)); /* without a version more may follow */
    if (!(closed || late || full) && !whole)
        return moves_hear(d, now,
                          !e->len ? DOOR_TURN : moves_patience(d, d->more ? wait_more(d) : WAIT_QUIET));
    d->heard_bytes += (uint32_t)e->len;
    if (hearing_repeats(d, e))
        return hearing_end(d);
    if (closed && !e->len)
        d->closed_unheard++;
    if (late && !e->len)
        d->silent_turns++;
    if (d->udp && late && !e->len && d->again < (d->unsure ? 1 : REPEATS) &&
        probe_for_port(agenda_now(d), d->port)) {
        d->again++;
        return moves_say(d, now, out);
    }
    if (closed && d->udp) { /* ICMP said that the port is closed */
        d->failures = d->calls;
        return hearing_end(d);
    }
    /* Thrown out before a word was said, twice: so it will be every time. */
    if (d->stage == STAGE_GREETING && closed && !e->len && d->closed_unheard >= 3 && !d->heard_bytes)
        return hearing_end(d);
    return answered(d, c, now, out);
}

static struct door_move no_connection(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    d->failures++;
    if (d->failures >= 3 || spent(d, now))
        return hearing_end(d);
    if (d->upgrade_asked && d->upgrade.row)
        return hearing_end(d);
    (void)c;
    (void)out;
    return moves_call(d);
}

static void keep_facts(struct door *d, const struct tls_facts *f)
{
    if (!f || (!f->up && !f->version[0] && !f->alert))
        return;
    if (!d->tls)
        d->tls = malloc(sizeof *d->tls);
    if (d->tls)
        *d->tls = *f;
}

static struct door_move secured(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                const struct tls_facts *facts, nsec now, uint8_t *out)
{
    struct found f;
    bool first = !d->inside;
    keep_facts(d, facts);
    if (d->upgraded)
        return hearing_end(d);
    d->inside = true;
    d->clean = e->len == 0;
    if (!first)
        return moves_go_on(d, now, out);
    /* Everything is asked again inside. */
    d->plain = d->best;
    found_init(&d->best);
    memset(d->asked, 0, sizeof d->asked);
    if (facts && facts->certificate) {
        if (match_part(c->match, PART_X509_SUBJECT, facts->subject, strlen(facts->subject), &f))
            (void)found_merge(&d->plain, &f);
        if (match_part(c->match, PART_X509_ISSUER, facts->issuer, strlen(facts->issuer), &f))
            (void)found_merge(&d->plain, &f);
    }
    if (e->len) { /* its greeting came with the handshake's last message */
        d->now = (uint16_t)agenda_listen();
        agenda_note(d, d->now);
        return moves_listen(d, now);
    }
    return turn(d, c, now, out);
}

/* RFC 6066 §3: unrecognized_name; in practice also handshake_failure and internal_error. */
static bool wants_name(const struct tls_facts *facts)
{
    return facts && (facts->alert == 112 || facts->alert == 40 || facts->alert == 80);
}

static struct door_move not_secured(struct door *d, const struct door_conf *c, const struct tls_facts *facts,
                                    nsec now, uint8_t *out)
{
    d->alive = false;
    if (!d->inside)
        keep_facts(d, facts);
    if (d->upgraded) {
        d->upgraded = d->tls != NULL;
        return hearing_end(d);
    }
    if (wants_name(facts) && !d->named && !d->inside) {
        d->named = true;
        snprintf(d->server, sizeof d->server, "%s", c->name && c->name[0] ? c->name : "localhost");
        return moves_call(d);
    }
    if (facts && facts->alert == 120 && !d->no_alpn) { /* no_application_protocol, RFC 7301 §3.2 */
        d->no_alpn = true;
        return moves_call(d);
    }
    if (d->inside)
        d->failures++;
    if (d->failures >= 3)
        return hearing_end(d);
    return turn(d, c, now, out);
}

static struct door_move upgrading(struct door *d, const struct talk_event *e, nsec now, uint8_t *out)
{
    const uint8_t *bytes;
    size_t n;
    switch (upgrade_step(&d->upgrade, e->data, e->len, &bytes, &n)) {
    case UPGRADE_SAY:
        memcpy(out, bytes, n);
        d->turn_started = now;
        return (struct door_move){.what = DOOR_SAY,
                                  .len = n,
                                  .wait = upgrade_eager(&d->upgrade) ? NSEC_MS
                                                                     : moves_patience(d, MOVES_WAIT_FIRST)};
    case UPGRADE_TLS: d->upgraded = true; return moves_secure(d, now);
    case UPGRADE_NO: return hearing_end(d);
    case UPGRADE_WAIT: break;
    }
    if (e->bits & (TALK_CLOSED | TALK_LATE | TALK_FULL))
        return hearing_end(d);
    return moves_hear(d, now, moves_patience(d, MOVES_WAIT_FIRST));
}

static struct door_move connected(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                  nsec now, uint64_t unix_s, uint8_t *out)
{
    d->alive = d->clean = true;
    d->turn_started = now;
    bool over = e->bits & TALK_CLOSED; /* already: nothing more comes on it */
    if (d->upgrade_asked) {
        d->stage = STAGE_UPGRADING;
        if (over && !e->len)
            return hearing_end(d);
        if (e->len || upgrade_eager(&d->upgrade))
            return upgrading(d, e, now, out);
        return moves_hear(d, now, moves_patience(d, MOVES_WAIT_GREETING));
    }
    if (d->inside && !over)
        return moves_secure(d, now);
    if (e->len && d->stage == STAGE_CALLING && !(agenda_now(d)->flags & PROBE_SAME)) {
        bool known =
            agenda_was_asked(d, agenda_listen()); /* it speaks first each time: waiting would never end */
        if (known && !(agenda_now(d)->flags & (PROBE_LISTEN | PROBE_TLS)) && !over)
            return moves_go_on(d, now, out);
        /* It spoke before it was asked: the question waits. */
        if (!known && !(agenda_now(d)->flags & PROBE_LISTEN)) {
            agenda_forget(d, d->now);
            d->n_tried -= d->n_tried > 0;
            d->now = (uint16_t)agenda_listen();
            agenda_note(d, d->now);
        }
    }
    if (e->len || over) {
        d->stage = STAGE_GREETING;
        d->matched_len = 0;
        return heard(d, c, e, now, unix_s, out);
    }
    return moves_go_on(d, now, out);
}

static struct door_move step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                             const struct tls_facts *facts, nsec now, uint64_t unix_s, uint8_t *out)
{
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_INSECURE);
    switch (d->stage) {
    case STAGE_CALLING:
        if (e->bits & TALK_CONNECTED)
            return connected(d, c, e, now, unix_s, out);
        return no_connection(d, c, now, out);
    case STAGE_SECURING:
        if (e->bits & TALK_SECURE)
            return secured(d, c, e, facts, now, out);
        if (over)
            return not_secured(d, c, facts, now, out);
        return moves_hear(d, now, moves_patience(d, MOVES_WAIT_TLS));
    case STAGE_UPGRADING: return upgrading(d, e, now, out);
    case STAGE_VOUCHING: return voucher_step(d, c, e, out);
    case STAGE_BROWSING: return workgroup_step(d, c, e, out);
    default: return heard(d, c, e, now, unix_s, out);
    }
}

struct door_move door_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                           const struct tls_facts *facts, nsec now, uint64_t unix_s, uint8_t *out)
{
    if (d->access)
        return admit_step(d, e, now, out);
    struct door_move move = step(d, c, e, facts, now, unix_s, out);
    if (move.what == DOOR_END && workgroup_is_wanted(d))
        return workgroup_call(d);
    if (move.what == DOOR_END && voucher_is_wanted(d))
        return voucher_call(d);
    return move.what == DOOR_END && admit_begin(d, c, now, unix_s) ? admit_call(d) : move;
}
