#include "watch/flow/flowtalk.h"

#include "watch/flow/question.h"
#include "wire/icmp6.h"

#include <netinet/in.h>

#define AGAIN (500 * NSEC_MS)

enum { SCTP_INIT = 1, SCTP_INIT_ACK = 2, SCTP_ABORT = 6, SCTP_COOKIE_ECHO = 10 };

/* A ping that was answered goes on under the same number: every so often it counts as another try. */
static bool asks_again(const struct flow *w, const struct sight *s)
{
    return w->technique == TECHNIQUE_PING && s->at - w->at >= AGAIN;
}

/* A neighbour that does not answer is asked again: by systems after a second (RFC 1122 2.3.2.1, RFC 4861 10), by
 * tools after some tenths of one. Two sensors, or both ends of one wire, record the same question at once. */
#define INSISTS (100 * NSEC_MS)

static void insist(struct flow *w, const struct sight *s)
{
    bool looks = w->technique == TECHNIQUE_ARP || w->technique == TECHNIQUE_ND;
    if (looks && w->state == FLOW_ASKED && flow_is_forward(w, s) && s->at - w->at >= INSISTS)
        w->forward = (uint8_t)(w->forward + (w->forward <= FLOW_REPEATED));
}

/* UDP, SCTP and the rest: whoever speaks first asks, whatever comes back is an answer. */
static void take_talk(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique, uint16_t port,
                      bool question, uint8_t answer, struct contact *out, unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    if (!w && question)
        flow_ask(f, NULL, key, s, technique, port, out, n);
    else if (!w)
        flow_add(f, key, s, technique, FLOW_TALK, out, n);
    else if (!flow_is_forward(w, s) && w->state == FLOW_ASKED && answer != SIGHT_OUTCOME_UNKNOWN)
        flow_resolve(f, w, answer, answer == SIGHT_SUCCESS ? FLOW_TALK : FLOW_OVER, out, n);
    else if (question && flow_is_forward(w, s) && (w->state == FLOW_OVER || asks_again(w, s)))
        flow_ask(f, w, key, s, technique, port, out, n);
}

static void take_sctp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool asks = s->tcp_flags == SCTP_INIT || s->tcp_flags == SCTP_COOKIE_ECHO;
    uint8_t answer = s->tcp_flags == SCTP_ABORT ? SIGHT_REFUSED : SIGHT_SUCCESS;
    take_talk(f, key, s, TECHNIQUE_SCTP, s->dport, asks, answer, out, n);
}

enum { ANSWERED_FIRST = 0 /* packets of who asks */ };

/* Of a look-up (ICMP, ARP) the answer was recorded first: by two sensors, or two threads of one, that are not in
 * step. */
static bool was_answered_first(const struct flow *w, const struct sight *s)
{
    return w && w->state == FLOW_TALK && w->forward == ANSWERED_FIRST && !flow_is_forward(w, s);
}

/* Who looks up asks one host whether it is there, and a packet says by itself that it answers. */
static void take_lookup(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique,
                        bool question, struct contact *out, unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    if (!w && !question) {
        flow_add(f, key, s, technique, FLOW_TALK, out, n)->forward = ANSWERED_FIRST;
    } else if (!question || !was_answered_first(w, s)) {
        if (w && question)
            insist(w, s);
        take_talk(f, key, s, technique, 0, question, SIGHT_SUCCESS, out, n);
    } else if (s->at > w->at + FLOW_PATIENCE || w->at > s->at + FLOW_PATIENCE) {
        flow_ask(f, w, key, s, technique, 0, out, n);
    } else {
        flow_turn(w, s);
        out[*n] = flow_asked(s, technique, 0);
        out[(*n)++].outcome = SIGHT_SUCCESS;
    }
}

/* A frame for one: his hardware address is known, and it is asked whether he is still there (RFC 1122 2.3.2.1, RFC 4861
 * 7.3.3). Who looks for hosts asks all. */
static bool is_check(const struct sight *s)
{
    return s->to != 0;
}

static void take_icmp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool nd = s->proto == IPPROTO_ICMPV6 &&
              (s->icmp_type == ICMP6_TYPE_SOLICITATION || s->icmp_type == ICMP6_TYPE_ADVERTISEMENT);
    bool question = question_icmp_asks(s);
    if (nd && !probers_note(&f->probers, s) && addr_is_any(&s->src)) /* its own: RFC 4862 §5.4 */
        return;
    if (!question && !question_icmp_answers(s))
        return;
    f->stats.backscatter += !question && !flowtable_find(&f->t, key);
    take_lookup(f, key, s, nd ? TECHNIQUE_ND : TECHNIQUE_PING, question && !(nd && is_check(s)), out, n);
}

/* A long datagram that began what we know of: it asked, unless somebody answers, or a stream follows. */
static void long_again(struct flows *f, struct flow *w, const struct sight *s)
{
    if (!flow_is_forward(w, s) || ++w->forward > FLOW_REPEATED)
        flowtable_set(&f->t, w, FLOW_TALK);
}

/* It asks only if whoever sent it makes a habit of it: detect/stray.h. */
static void take_pretext(struct flows *f, uint64_t key, const struct sight *s, enum question_pretext pretext,
                         struct contact *out, unsigned *n)
{
    flow_stray(f, key, s, TECHNIQUE_UDP, true, out, n);
    struct flow *w = flowtable_find(&f->t, key);
    w->pretext = (unsigned)pretext & 7u;
    w->token = s->knows & SIGHT_TTL ? s->ttl : 0;
    w->said = question_answers(s);
    w->denied = question_answers_nothing(s);
    w->bare = question_says_nothing(s);
    w->uninvited = speakers_misses(&f->speakers, s);
    w->invited = speakers_invites(&f->speakers, s);
}

static void take_datagram(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                          unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    enum question_pretext pretext = w ? PRETEXT_NONE : question_pretext(s);
    bool brief = question_is_short(s);
    if (w && w->state == FLOW_ASKED && flow_is_forward(w, s))
        w->forward = (uint8_t)(w->forward + (w->forward <= FLOW_REPEATED));
    if (w && w->state == FLOW_STRAY) {
        long_again(f, w, s);
    } else if (!w && pretext == PRETEXT_NONE && !speakers_called(&f->speakers, s)) {
        if (!s->stranger)
            speakers_note(&f->speakers, s);
        if (brief)
            flow_ask(f, NULL, key, s, TECHNIQUE_UDP, s->dport, out, n);
        else
            flow_stray(f, key, s, TECHNIQUE_UDP, false, out, n);
    } else if (!w && pretext != PRETEXT_NONE && pretext != PRETEXT_TRUE && brief) {
        take_pretext(f, key, s, pretext, out, n);
    } else {
        take_talk(f, key, s, TECHNIQUE_UDP, s->dport, w && question_pretext(s) == PRETEXT_NONE && brief,
                  SIGHT_SUCCESS, out, n);
    }
}

/* Another protocol. So many packets, one way, are no question: a tunnel, of which the other way is not heard. */
static void take_protocol(struct flows *f, uint64_t key, const struct sight *s, struct contact *out,
                          unsigned *n)
{
    struct flow *w = flowtable_find(&f->t, key);
    bool again = w && w->state == FLOW_ASKED && flow_is_forward(w, s);
    if (again && ++w->forward > FLOW_REPEATED)
        flow_resolve(f, w, SIGHT_SUCCESS, FLOW_TALK, out, n);
    else
        take_talk(f, key, s, TECHNIQUE_PROTOCOL, s->proto, true, SIGHT_SUCCESS, out, n);
}

void flowtalk_arp(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    bool looks = probers_note(&f->probers, s);
    if (!looks &&
        (addr_is_any(&s->src) || addr_eq(&s->src, &s->dst))) /* announcements and probes: RFC 5227 */
        return;
    take_lookup(f, key, s, TECHNIQUE_ARP, !s->reply && !is_check(s), out, n);
}

void flowtalk_take(struct flows *f, uint64_t key, const struct sight *s, struct contact *out, unsigned *n)
{
    uint8_t t = question_of_proto(s->proto);
    if (s->proto == IPPROTO_SCTP)
        take_sctp(f, key, s, out, n);
    else if (t == TECHNIQUE_PING)
        take_icmp(f, key, s, out, n);
    else if (t == TECHNIQUE_UDP)
        take_datagram(f, key, s, out, n);
    else
        take_protocol(f, key, s, out, n);
}
