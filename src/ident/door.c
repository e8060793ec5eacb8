#include "ident/door.h"

#include "ident/frame.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long is waited, beside four round trips. */
#define WAIT_CALL     (3 * NSEC_SEC)
#define WAIT_GREETING (8 * NSEC_SEC)  /* where a server speaks first (reverse look-ups take their time) */
#define WAIT_FIRST    (3 * NSEC_SEC)  /* for the first answer: a late greeting is heard here too */
#define WAIT_ANSWER   (800 * NSEC_MS) /* for the others */
#define WAIT_NOW      (400 * NSEC_MS) /* where so much was met by silence that only the right question will do */
#define WAIT_LISTEN   (400 * NSEC_MS) /* where nobody knows who speaks first */
#define WAIT_QUIET    (150 * NSEC_MS) /* after an answer that may go on */
#define WAIT_MORE     (2 * NSEC_SEC)  /* for the rest of an answer that is plainly cut short */
#define WAIT_UDP      (700 * NSEC_MS)
#define WAIT_TLS      (4 * NSEC_SEC)
#define WAIT_REFUSAL  (6 * NSEC_SEC) /* who is not let in is often told so seconds later, on purpose */

#define MANNER      0.5 /* of a name that only silence speaks for */
#define VOUCHED     0.3 /* of such a name at a door that may be filtered, where a neighbour is refused */
#define ANSWERED    0.6 /* of a name that an answer to the right question speaks for, whatever it was */
#define GREETED_MAX 4   /* rarity of questions to a server that spoke first and was not understood */
#define SURE        0.9 /* confidence of a signature */
#define REPEATS                                                                                              \
    2 /* of a UDP question where the port answers others: some limit how often they answer (BIND) */
#define NEIGHBOURS 4 /* ports asked whether the host refuses what nobody listens at */
#define WAIT_REFUSE                                                                                          \
    (1200 * NSEC_MS) /* for that; hosts refuse but once a second (RFC 4443 §2.4f, Linux icmp_ratelimit) */
#define SAME_MAX 5   /* so many questions in a row met by one answer that nobody knows: it has no other */

enum stage { CALLING, GREETING, HEARING, SECURING, UPGRADING, VOUCHING, BROWSING, ASKING };

static const struct probe_row *probe_now(const struct door *d)
{
    return &probe_table[d->now];
}

static bool was_asked(const struct door *d, unsigned i)
{
    return d->asked[i / 64] >> (i % 64) & 1;
}

static nsec patience(const struct door *d, nsec base)
{
    return base + 4 * d->rtt;
}

static struct door_move hear(const struct door *d, nsec now, nsec wait)
{
    nsec turn = nsec_min(nsec_max(DOOR_TURN, probe_now(d)->wait_s * NSEC_SEC),
                         DOOR_SLOW); /* where it is known to be slow */
    nsec left = d->turn_started + turn - now;
    nsec all = d->started + DOOR_TIME - now;
    wait = nsec_min(wait, nsec_min(left, all));
    return (struct door_move){.what = DOOR_HEAR, .wait = nsec_max(wait, NSEC_MS)};
}

static struct door_move call(struct door *d)
{
    d->stage = CALLING;
    d->alive = d->clean = false;
    d->calls++;
    return (struct door_move){
        .what = DOOR_CALL, .wait = patience(d, WAIT_CALL), .moves = (probe_now(d)->flags & PROBE_MOVES) != 0};
}

static struct door_move secure(struct door *d, nsec now)
{
    d->stage = SECURING;
    d->clean = false;
    d->turn_started = now;
    return (struct door_move){.what = DOOR_SECURE,
                              .alpn = d->no_alpn || d->upgraded ? NULL : "http/1.1",
                              .name = d->named ? d->server : NULL,
                              .wait = patience(d, WAIT_TLS)};
}

/* What the present question says to this host, into TALK_SAY_MAX bytes. How many; the same until the next question. */
static size_t words(const struct door *d, uint8_t *out)
{
    const struct probe_row *p = probe_now(d);
    size_t len = probe_fill(p, d->host, out, TALK_SAY_MAX);
    if (d->workgroup[0])
        (void)browse_fill(out, len, d->workgroup);
    return p->flags & PROBE_FOLLOW ? follow_fill(out, len, TALK_SAY_MAX, d->path) : len;
}

static struct door_move say(struct door *d, nsec now, uint8_t *out)
{
    const struct probe_row *p = probe_now(d);
    d->stage = HEARING;
    d->clean = false;
    d->matched_len = 0;
    d->turn_started = now;
    nsec wait = d->udp                                              ? WAIT_UDP << d->again
                : d->silent_turns < 2 || probe_for_port(p, d->port) ? WAIT_FIRST
                : d->silent_turns < 6                               ? WAIT_ANSWER
                                                                    : WAIT_NOW;
    if (probe_for_port(p, d->port))
        wait = nsec_max(wait, p->wait_s * NSEC_SEC);
    return (struct door_move){.what = DOOR_SAY, .len = words(d, out), .wait = patience(d, wait)};
}

static struct door_move listen(struct door *d, nsec now)
{
    bool likely = probe_for_port(probe_now(d), d->port) || probe_now(d)->flags & PROBE_SAME;
    d->stage = GREETING;
    d->matched_len = 0;
    d->turn_started = now;
    return hear(d, now, patience(d, likely ? WAIT_GREETING : WAIT_LISTEN));
}

/* The connection stands, inside TLS where that is spoken: what the present question needs. */
static struct door_move go_on(struct door *d, nsec now, uint8_t *out)
{
    unsigned flags = probe_now(d)->flags;
    if (flags & PROBE_TLS)
        return secure(d, now);
    if (flags & (PROBE_LISTEN | PROBE_SAME))
        return listen(d, now);
    return say(d, now, out);
}

static struct door_move ask(struct door *d, unsigned i, nsec now, uint8_t *out)
{
    const struct probe_row *p = &probe_table[i];
    bool same = p->flags & PROBE_SAME;
    d->now = (uint16_t)i;
    d->asked[i / 64] |= UINT64_C(1) << (i % 64);
    d->again = 0;
    if (d->n_tried < DOOR_TRIED)
        d->tried[d->n_tried++] = (uint16_t)i;
    if (d->alive && same && !d->clean)
        return say(d, now, out);
    if (d->alive && d->clean && !(p->flags & PROBE_MOVES))
        return go_on(d, now, out);
    return call(d);
}

static bool may_ask(const struct door *d, unsigned i)
{
    const struct probe_row *p = &probe_table[i];
    if (was_asked(d, i) || p->flags & PROBE_QUIET || (p->flags & PROBE_FOLLOW && !d->path[0]) ||
        (p->flags & PROBE_ALL && !d->all) || d->udp != ((p->flags & PROBE_UDP) != 0))
        return false;
    return !(d->inside && p->flags & PROBE_TLS);
}

/* Its port hears nothing but what is meant for it: printers print the rest. */
static bool guarded(const struct door *d)
{
    for (unsigned i = 0; i < probe_count && !d->udp; i++)
        if (probe_table[i].flags & PROBE_GUARD && probe_for_port(&probe_table[i], d->port))
            return true;
    return false;
}

static unsigned likely_next(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (may_ask(d, i) && probe_for_port(&probe_table[i], d->port) &&
            (!d->heard_bytes || d->udp || !guarded(d))) /* a printer that spoke hears no more */
            return i;
    return PROBE_NONE;
}

/* Nothing is known of the door: by rarity, as far as the user's intensity goes. */
static unsigned any_next(const struct door *d, unsigned intensity)
{
    unsigned best = PROBE_NONE;
    if (d->greeted && intensity < 9) /* who speaks first speaks lines, or will say no more */
        intensity = intensity < GREETED_MAX ? intensity : GREETED_MAX;
    intensity = d->inside && intensity < 9 ? (intensity < 5 ? intensity : 5) : intensity;
    for (unsigned i = 0; i < probe_count; i++) {
        const struct probe_row *p = &probe_table[i];
        if (!p->rarity || p->rarity > intensity || !may_ask(d, i))
            continue;
        if (best == PROBE_NONE || p->rarity < probe_table[best].rarity)
            best = i;
    }
    return best;
}

static unsigned more_next(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (may_ask(d, i) && probe_for_service(&probe_table[i], d->best.name, d->best.product))
            return i;
    return PROBE_NONE;
}

/* Is there a question that is asked of this service even if its version is known? */
static bool asks_on(const struct door *d)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_ALWAYS && may_ask(d, i) &&
            probe_for_service(&probe_table[i], d->best.name, d->best.product))
            return true;
    return false;
}

static bool enough(const struct door *d)
{
    const struct found *f = &d->best;
    if (!f->name[0] || f->soft || f->confidence < SURE)
        return false;
    return (f->version[0] && !frame_of(f->product) && !asks_on(d)) || more_next(d) == PROBE_NONE;
}

static unsigned listen_probe(void)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_LISTEN)
            return i;
    return PROBE_NONE;
}

static unsigned tls_probe(void)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_TLS)
            return i;
    return PROBE_NONE;
}

/* All were met by silence: perhaps the server was busy when the likeliest was asked. */
static unsigned once_more(struct door *d)
{
    bool likely =
        d->n_tried && probe_table[d->tried[0]].len && probe_for_port(&probe_table[d->tried[0]], d->port);
    if (d->udp || d->repeated || d->heard_bytes || !likely)
        return PROBE_NONE;
    d->repeated = true;
    return d->tried[0];
}

/* What is to be asked next, or PROBE_NONE. */
static unsigned next(struct door *d, const struct door_conf *c)
{
    if (d->best.name[0]) {
        if (enough(d))
            return PROBE_NONE;
        unsigned i = more_next(d);
        if (i == PROBE_NONE && d->best.confidence < SURE)
            i = likely_next(d);
        if (i != PROBE_NONE || d->best.confidence >= SURE)
            return i;
        return d->wants_tls && may_ask(d, tls_probe()) ? tls_probe() : (unsigned)PROBE_NONE;
    }
    if (d->wants_tls && !d->inside && may_ask(d, tls_probe()))
        return tls_probe();
    unsigned i = likely_next(d);
    if (i != PROBE_NONE || (d->udp && d->unsure && c->intensity < 9) || (guarded(d) && c->intensity < 9))
        return i;
    if (!d->udp && may_ask(d, listen_probe()) && c->intensity)
        return listen_probe();
    i = any_next(d, c->intensity);
    return i == PROBE_NONE ? once_more(d) : i;
}

/* Nothing was said that has a name: but silence has one at some ports, and so has a closed connection. */
static void name_by_manner(struct door *d)
{
    struct found f;
    if (d->manner == DOOR_GONE || (d->manner == DOOR_SILENT && d->unsure) || d->manner == DOOR_SPEAKS)
        return;
    for (unsigned i = 0; i < probe_count; i++) {
        const struct probe_row *p = &probe_table[i];
        const char *name = d->closed_unheard && p->closes[0] ? p->closes
                           : d->manner == DOOR_SILENT        ? p->silence
                                                             : "";
        if (!name[0] || d->udp != ((p->flags & PROBE_UDP) != 0) || !probe_for_port(p, d->port))
            continue;
        found_init(&f);
        found_text(f.name, sizeof f.name, name, strlen(name));
        if (name == p->closes)
            found_text(f.product, sizeof f.product, p->maker, strlen(p->maker));
        snprintf(f.id, sizeof f.id, "manner:%s", p->name);
        f.confidence = MANNER;
        (void)found_merge(&d->best, &f);
    }
}

/* What is built on a library has another name, which nobody told: so the library is not given out as it. */
static void say_library(struct found *f)
{
    char note[sizeof f->info];
    size_t used = strlen(f->info);
    if (!frame_of(f->product) || frame_program(f->product) ||
        (strncmp(f->name, "http", 4) != 0 && strcmp(f->name, "rtsp") != 0))
        return;
    frame_note(f->product, f->version, note, sizeof note);
    snprintf(f->info + used, sizeof f->info - used, "%s%s", used ? "; " : "", note);
    f->product[0] = f->version[0] = '\0';
}

static struct door_move finish(struct door *d)
{
    if (d->workgroup[0] && d->heard_bytes)
        (void)found_merge(&d->best, &d->plain);
    if (!d->best.name[0]) /* what the certificate told, or a complaint about plain text */
        (void)found_merge(&d->best, &d->plain);
    d->manner = d->heard_bytes || d->tls                ? DOOR_SPEAKS
                : d->calls <= d->failures               ? DOOR_GONE
                : d->closed_unheard && !d->silent_turns ? DOOR_CLOSES
                                                        : DOOR_SILENT;
    if (!d->best.name[0])
        name_by_manner(d);
    say_library(&d->best);
    return (struct door_move){.what = DOOR_END};
}

static bool spent(const struct door *d, nsec now)
{
    return now - d->started >= DOOR_TIME || d->heard_bytes >= DOOR_BYTES || d->calls >= DOOR_CALLS;
}

/* All is asked that helps: does the service have a way into TLS? */
static struct door_move upgrade_or_end(struct door *d, const struct door_conf *c)
{
    if (d->udp || d->tls || d->upgrade_asked || c->intensity < 2 || !upgrade_begin(&d->upgrade, d->best.name))
        return finish(d);
    d->upgrade_asked = true;
    return call(d);
}

static struct door_move turn(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    unsigned i = spent(d, now) ? PROBE_NONE : next(d, c);
    if (i != PROBE_NONE)
        return ask(d, i, now, out);
    return spent(d, now) ? finish(d) : upgrade_or_end(d, c);
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

/* Plain text that says that TLS was expected: an alert, or a web server's complaint. */
static bool asks_for_tls(const uint8_t *data, size_t len)
{
    if (len >= 7 && data[0] == 0x15 && data[1] == 3 && data[3] == 0 && data[4] == 2)
        return true;
    if (len < 12 || memcmp(data, "HTTP/1.", 7) != 0 || memcmp(data + 8, " 400", 4) != 0)
        return false;
    static const char *const words[] = {"https", "ssl", "tls"};
    for (size_t i = 12; i + 5 <= len && i < 4096; i++)
        for (unsigned w = 0; w < 3; w++)
            if (strncasecmp((const char *)data + i, words[w], strlen(words[w])) == 0)
                return true;
    return false;
}

static void keep_evidence(struct door *d, const struct found *f, const uint8_t *data, size_t len)
{
    size_t from = f->span_from < len ? f->span_from : 0, n = f->span_len ? f->span_len : len;
    n = n < len - from ? n : len - from;
    n = n < DOOR_EVIDENCE ? n : DOOR_EVIDENCE;
    memcpy(d->evidence, data + from, n);
    d->n_evidence = (uint16_t)n;
    d->by = d->stage == GREETING ? PROBE_NONE : d->now;
}

/* Reads what was heard so far; again only when there is notably more, so that drops cost no more than a stream. */
static void judge(struct door *d, const struct door_conf *c, const struct talk_event *e, bool closed,
                  bool last, uint64_t unix_s)
{
    const struct probe_row *p = probe_now(d);
    bool asked = d->stage == HEARING;
    if (!e->len || (!last && e->len < d->matched_len + d->matched_len / 4 + 1) ||
        (last && e->len == d->matched_len && !closed))
        return;
    d->matched_len = (uint32_t)e->len;
    uint8_t sent[TALK_SAY_MAX];
    size_t sent_len = asked ? words(d, sent) : 0;
    struct match_answer a = {.probe = asked ? p->name : "",
                             .proto = d->udp ? PROTO_UDP : PROTO_TCP,
                             .port = d->port,
                             .tls = d->inside,
                             .closed = closed,
                             .sent = asked ? sent : NULL,
                             .sent_len = sent_len,
                             .data = e->data,
                             .len = e->len,
                             .unix_s = unix_s};
    struct found f;
    if (!d->inside && asks_for_tls(e->data, e->len)) {
        d->wants_tls = true;
        if (match_answer(c->match, &a, &f))
            (void)found_merge(&d->plain, &f);
        return;
    }
    if (asked && !d->path[0])
        follow_path(e->data, e->len, d->host, d->inside, d->path);
    bool known = match_answer(c->match, &a, &f);
    d->more = known && (f.more || f.unfinished);
    if (!known || !f.name[0]) {
        struct found port;
        bool told = d->udp && asked && p->answers[0] && probe_for_port(p, d->port);
        if (!known && !told) {
            found_init(&port);
            if (!d->n_evidence && !d->best.name[0])
                keep_evidence(d, &port, e->data, e->len); /* so that somebody may tell us */
            return;
        }
        found_init(&port);
        if (told) {
            found_text(port.name, sizeof port.name, p->answers, strlen(p->answers));
            snprintf(port.id, sizeof port.id, "answer:%s", p->name);
            port.confidence = ANSWERED;
        }
        if (known)
            (void)found_merge(&port, &f);
        f = port;
    }
    if (sent_len && f.hostname[0] && memmem(sent, sent_len, f.hostname, strlen(f.hostname)))
        f.hostname[0] = '\0'; /* our own words, repeated */
    if (found_merge(&d->best, &f))
        keep_evidence(d, &f, e->data, e->len);
}

/* The answer is complete, or nothing more comes of it. */
static struct door_move answered(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    const struct probe_row *p = probe_now(d);
    /* Behind its greeting, the question itself. */
    if (d->stage == GREETING && p->flags & PROBE_SAME && d->alive)
        return say(d, now, out);
    return turn(d, c, now, out);
}

static nsec wait_more(const struct door *d)
{
    return nsec_max(WAIT_MORE, probe_now(d)->wait_s * NSEC_SEC);
}

/* It says the same whatever it is asked, and nobody knows what that means. */
static bool one_answer(struct door *d, const struct talk_event *e)
{
    uint32_t sum = 0;
    if (!e->len || d->best.name[0] || d->stage != HEARING)
        return false;
    for (size_t i = 0; i < e->len && i < 512; i++)
        sum = sum * 31 + e->data[i];
    d->same = d->same_len == e->len && d->same_sum == sum ? d->same + 1 : 1;
    d->same_len = (uint32_t)e->len;
    d->same_sum = sum;
    return d->same >= SAME_MAX && !d->wants_tls;
}

static struct door_move heard(struct door *d, const struct door_conf *c, const struct talk_event *e, nsec now,
                              uint64_t unix_s, uint8_t *out)
{
    bool closed = e->bits & TALK_CLOSED, late = e->bits & TALK_LATE, full = e->bits & TALK_FULL;
    if (e->bits & TALK_DATA)
        d->clean = false;
    judge(d, c, e, closed, closed || late || full, unix_s);
    d->greeted |= d->stage == GREETING && e->len;
    if (closed)
        d->alive = false;
    bool whole =
        e->len &&
        (d->udp || (enough(d) && d->best.version[0] && !d->more)); /* without a version more may follow */
    if (!(closed || late || full) && !whole)
        return hear(d, now, !e->len ? DOOR_TURN : patience(d, d->more ? wait_more(d) : WAIT_QUIET));
    d->heard_bytes += (uint32_t)e->len;
    if (one_answer(d, e))
        return finish(d);
    if (closed && !e->len)
        d->closed_unheard++;
    if (late && !e->len)
        d->silent_turns++;
    if (d->udp && late && !e->len && d->again < (d->unsure ? 1 : REPEATS) &&
        probe_for_port(probe_now(d), d->port)) {
        d->again++;
        return say(d, now, out);
    }
    if (closed && d->udp) { /* ICMP said that the port is closed */
        d->failures = d->calls;
        return finish(d);
    }
    /* Thrown out before a word was said, twice: so it will be every time. */
    if (d->stage == GREETING && closed && !e->len && d->closed_unheard >= 3 && !d->heard_bytes)
        return finish(d);
    return answered(d, c, now, out);
}

static struct door_move no_connection(struct door *d, const struct door_conf *c, nsec now, uint8_t *out)
{
    d->failures++;
    if (d->failures >= 3 || spent(d, now))
        return finish(d);
    if (d->upgrade_asked && d->upgrade.row)
        return finish(d);
    (void)c;
    (void)out;
    return call(d);
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
        return finish(d);
    d->inside = true;
    d->clean = e->len == 0;
    if (!first)
        return go_on(d, now, out);
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
        d->now = (uint16_t)listen_probe();
        d->asked[d->now / 64] |= UINT64_C(1) << (d->now % 64);
        return listen(d, now);
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
        return finish(d);
    }
    if (wants_name(facts) && !d->named && !d->inside) {
        d->named = true;
        snprintf(d->server, sizeof d->server, "%s", c->name && c->name[0] ? c->name : "localhost");
        return call(d);
    }
    if (facts && facts->alert == 120 && !d->no_alpn) { /* no_application_protocol, RFC 7301 §3.2 */
        d->no_alpn = true;
        return call(d);
    }
    if (d->inside)
        d->failures++;
    if (d->failures >= 3)
        return finish(d);
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
                                  .wait = upgrade_eager(&d->upgrade) ? NSEC_MS : patience(d, WAIT_FIRST)};
    case UPGRADE_TLS: d->upgraded = true; return secure(d, now);
    case UPGRADE_NO: return finish(d);
    case UPGRADE_WAIT: break;
    }
    if (e->bits & (TALK_CLOSED | TALK_LATE | TALK_FULL))
        return finish(d);
    return hear(d, now, patience(d, WAIT_FIRST));
}

static struct door_move connected(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                  nsec now, uint64_t unix_s, uint8_t *out)
{
    d->alive = d->clean = true;
    d->turn_started = now;
    if (d->upgrade_asked) {
        d->stage = UPGRADING;
        if (e->len || upgrade_eager(&d->upgrade))
            return upgrading(d, e, now, out);
        return hear(d, now, patience(d, WAIT_GREETING));
    }
    if (d->inside)
        return secure(d, now);
    if (e->len && d->stage == CALLING && !(probe_now(d)->flags & PROBE_SAME)) {
        bool known = was_asked(d, listen_probe()); /* it speaks first each time: waiting would never end */
        if (known && !(probe_now(d)->flags & (PROBE_LISTEN | PROBE_TLS)) && !(e->bits & TALK_CLOSED))
            return go_on(d, now, out);
        /* It spoke before it was asked: the question waits. */
        if (!known && !(probe_now(d)->flags & PROBE_LISTEN)) {
            d->asked[d->now / 64] &= ~(UINT64_C(1) << (d->now % 64));
            d->n_tried -= d->n_tried > 0;
            d->now = (uint16_t)listen_probe();
            d->asked[d->now / 64] |= UINT64_C(1) << (d->now % 64);
        }
    }
    if (e->len || e->bits & TALK_CLOSED) {
        d->stage = GREETING;
        d->matched_len = 0;
        return heard(d, c, e, now, unix_s, out);
    }
    return go_on(d, now, out);
}

/* --- does a silent UDP door have a filter before it? Where the same host refuses a port that nobody has, no filter swallows all; one that
 * is meant for this port alone would look the same. So silence may name the door, and its name is not sure. */

static struct door_move call_neighbour(struct door *d)
{
    static const uint16_t nobodys[NEIGHBOURS] = {40117, 52231, 44009, 47881}; /* registered for nobody */
    d->stage = VOUCHING;
    d->alive = d->clean = false;
    return (struct door_move){
        .what = DOOR_CALL, .wait = patience(d, WAIT_CALL), .port = nobodys[d->neighbours++]};
}

/* Is there a name to be won by it? */
static bool wants_voucher(const struct door *d)
{
    struct door open = *d;
    open.unsure = false;
    name_by_manner(&open);
    return d->udp && d->unsure && !d->neighbours && !d->best.name[0] && open.best.name[0];
}

static struct door_move vouched(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                uint8_t *out)
{
    if (e->bits & TALK_CONNECTED && !c->refuses) {
        out[0] = 0;
        return (struct door_move){.what = DOOR_SAY, .len = 1, .wait = patience(d, WAIT_REFUSE)};
    }
    d->vouched |= c->refuses || (e->bits & TALK_CLOSED && e->error == ECONNREFUSED);
    if (d->vouched) {
        d->unsure = false;
        name_by_manner(d);
        d->best.confidence = fmin(d->best.confidence, VOUCHED);
    } else if (e->bits & TALK_LATE && d->neighbours < NEIGHBOURS) {
        return call_neighbour(d);
    }
    return (struct door_move){.what = DOOR_END};
}

/* --- NetBIOS: the datagram service answers who knows its workgroup, and the name service tells it */

#define NETBIOS_NS  137
#define NETBIOS_DGM 138

static unsigned udp_probe(uint16_t port)
{
    for (unsigned i = 0; i < probe_count; i++)
        if (probe_table[i].flags & PROBE_UDP && !(probe_table[i].flags & PROBE_QUIET) &&
            probe_for_port(&probe_table[i], port))
            return i;
    return PROBE_NONE;
}

static bool wants_workgroup(const struct door *d)
{
    return d->udp && d->port == NETBIOS_DGM && !d->browsed && !d->heard_bytes && d->manner != DOOR_GONE &&
           udp_probe(NETBIOS_NS) != PROBE_NONE && udp_probe(NETBIOS_DGM) != PROBE_NONE;
}

static struct door_move call_name_service(struct door *d)
{
    d->stage = BROWSING;
    d->browsed = true;
    d->alive = d->clean = false;
    return (struct door_move){.what = DOOR_CALL, .wait = patience(d, WAIT_CALL), .port = NETBIOS_NS};
}

/* Its answer has the workgroup: the door is asked once more, by that name. */
static struct door_move browsing(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                 uint8_t *out)
{
    const struct probe_row *p = &probe_table[udp_probe(NETBIOS_NS)];
    struct found f;
    if (e->bits & TALK_CONNECTED && !e->len)
        return (struct door_move){.what = DOOR_SAY,
                                  .len = probe_fill(p, d->host, out, TALK_SAY_MAX),
                                  .wait = patience(d, 2 * WAIT_UDP)};
    struct match_answer a = {.probe = p->name,
                             .proto = PROTO_UDP,
                             .port = NETBIOS_NS,
                             .sent = p->bytes,
                             .sent_len = p->len,
                             .data = e->data,
                             .len = e->len};
    if (!e->len || !match_answer(c->match, &a, &f) || !browse_workgroup(&f, d->workgroup))
        return finish(d);
    d->plain = f; /* one program has both ports */
    snprintf(d->plain.name, sizeof d->plain.name, "netbios-dgm");
    d->plain.info[0] = '\0';
    found_init(&d->best); /* what silence was called is to be heard now */
    d->now = (uint16_t)udp_probe(NETBIOS_DGM);
    d->again = 0;
    return call(d);
}

/* --- what it lets strangers do */

static bool begin_asking(struct door *d, const struct door_conf *c, nsec now, uint64_t unix_s)
{
    struct access_door what = {.service = d->best.name,
                               .product = d->best.product,
                               .addr = d->addr,
                               .port = d->port,
                               .udp = d->udp,
                               .tls = d->inside && !d->upgraded,
                               .active = c->active,
                               .unix_s = unix_s};
    if (!c->access || d->access || d->manner != DOOR_SPEAKS || (d->best.confidence < ANSWERED && !d->inside))
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

static struct door_move call_to_ask(struct door *d)
{
    d->stage = CALLING;
    return (struct door_move){
        .what = DOOR_CALL, .wait = patience(d, WAIT_CALL), .port = d->access->call_port};
}

static struct door_move ask_on(struct door *d, const struct talk_event *e, bool fresh, nsec now, uint8_t *out)
{
    struct wr w = wr_of(out, TALK_SAY_MAX);
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_FULL) || now - d->started >= DOOR_TIME;
    d->stage = ASKING;
    if (fresh)
        d->turn_started = now;
    switch (access_step(d->access, fresh, over, rd_of(e->data, e->len), &w)) {
    case ACCESS_SAY:
        d->turn_started = now;
        return (struct door_move){
            .what = DOOR_SAY, .len = wr_len(&w), .wait = patience(d, d->udp ? WAIT_UDP : WAIT_REFUSAL)};
    case ACCESS_HEAR: return hear(d, now, patience(d, d->udp ? WAIT_UDP : WAIT_REFUSAL));
    case ACCESS_CALL: return call_to_ask(d);
    case ACCESS_END: break;
    }
    return (struct door_move){.what = DOOR_END};
}

static struct door_move asking(struct door *d, const struct talk_event *e, nsec now, uint8_t *out)
{
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_INSECURE | TALK_FAILED);
    if (d->stage == ASKING)
        return ask_on(d, e, false, now, out);
    if (d->stage == CALLING && e->bits & TALK_CONNECTED)
        return d->inside && !d->access->bare ? secure(d, now) : ask_on(d, e, true, now, out);
    if (d->stage == SECURING && e->bits & TALK_SECURE)
        return ask_on(d, e, true, now, out);
    if (d->stage == SECURING && !over)
        return hear(d, now, patience(d, WAIT_TLS));
    return (struct door_move){.what = DOOR_END};
}

static struct door_move step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                             const struct tls_facts *facts, nsec now, uint64_t unix_s, uint8_t *out)
{
    bool over = e->bits & (TALK_CLOSED | TALK_LATE | TALK_INSECURE);
    switch (d->stage) {
    case CALLING:
        if (e->bits & TALK_CONNECTED)
            return connected(d, c, e, now, unix_s, out);
        return no_connection(d, c, now, out);
    case SECURING:
        if (e->bits & TALK_SECURE)
            return secured(d, c, e, facts, now, out);
        if (over)
            return not_secured(d, c, facts, now, out);
        return hear(d, now, patience(d, WAIT_TLS));
    case UPGRADING: return upgrading(d, e, now, out);
    case VOUCHING: return vouched(d, c, e, out);
    case BROWSING: return browsing(d, c, e, out);
    default: return heard(d, c, e, now, unix_s, out);
    }
}

struct door_move door_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                           const struct tls_facts *facts, nsec now, uint64_t unix_s, uint8_t *out)
{
    if (d->access)
        return asking(d, e, now, out);
    struct door_move move = step(d, c, e, facts, now, unix_s, out);
    if (move.what == DOOR_END && wants_workgroup(d))
        return call_name_service(d);
    if (move.what == DOOR_END && wants_voucher(d))
        return call_neighbour(d);
    return move.what == DOOR_END && begin_asking(d, c, now, unix_s) ? call_to_ask(d) : move;
}
