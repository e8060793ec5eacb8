#include "watch/flow/flowtold.h"

#include "model/ports.h"
#include "watch/flow/question.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>

/* How the opener of a connection asked that did not come about: without a SYN it may have begun before this
 * sensor did, or not at all. Flags are those of all its packets: of one they are its own. */
static uint8_t technique_of_flow(const struct sight *s, uint8_t outcome)
{
    if (s->knows & SIGHT_COUNTS && s->packets == 1 && s->knows & SIGHT_FLAGS &&
        question_of_flags(s->tcp_flags) == TECHNIQUE_SYNFIN && !(s->tcp_flags & TCP_ACK))
        return TECHNIQUE_SYNFIN;
    if (s->midway && s->tcp_flags & TCP_SYN)
        return TECHNIQUE_SYNACK;
    bool open = outcome == SIGHT_SUCCESS || outcome == SIGHT_OUTCOME_UNKNOWN;
    return open || !(s->knows & SIGHT_FLAGS) || s->tcp_flags & TCP_SYN ? TECHNIQUE_SYN
                                                                       : question_of_flags(s->tcp_flags);
}

/* What a log or a flow of UDP may be instead of a question; and what it shows of what follows. A sensor takes the
 * answer to a multicast question (SSDP, mDNS) for a connection of its own. */
static void claim(struct flows *f, const struct sight *s, struct contact *c)
{
    bool flow = s->kind == SIGHT_FLOW;
    if (flow && c->outcome == SIGHT_SUCCESS && question_to_stun(s))
        speakers_note_meeting(&f->speakers, s);
    if (s->kind != SIGHT_LOG && c->outcome != SIGHT_SILENT)
        return;
    enum question_pretext pretext = question_pretext(s);
    if (flow && pretext == PRETEXT_NONE && s->dport >= PORTS_USER && !question_to_stun(s) &&
        speakers_meets(&f->speakers, s))
        pretext = PRETEXT_CANDIDATE; /* which they do not tell by what it carries */
    if (pretext == PRETEXT_NONE && !question_looks_answered(s))
        return;
    c->claimed = true;
    c->pretext = (uint8_t)pretext;
    c->ttl = pretext == PRETEXT_TRACE && s->knows & SIGHT_TTL ? s->ttl : 0;
    c->once = s->knows & SIGHT_COUNTS && s->packets == 1;
    c->said = question_answers(s);
    c->denied = question_answers_nothing(s);
    c->bare = question_says_nothing(s);
    if (s->kind == SIGHT_LOG && question_replies(s))
        speakers_note_reply(&f->speakers, s);
}

/* A line that does not say what came of it: else what does is more than that it was asked again. */
static bool is_resent(struct flows *f, uint64_t key, const struct sight *s, uint8_t technique,
                      uint8_t outcome)
{
    return technique == TECHNIQUE_SYN && s->kind == SIGHT_LOG && outcome == SIGHT_OUTCOME_UNKNOWN &&
           s->sport && resent_note(&f->resent, s, key);
}

/* Whom a neighbour solicitation asks for, no log tells: it is to all who may have that address, or to one whose hardware
 * address is known, to see whether he is still there (RFC 4861 7.2.2, 7.3.1). */
static bool solicits(const struct sight *s)
{
    return s->proto == IPPROTO_ICMPV6 && s->icmp_type == ICMP6_TYPE_SOLICITATION;
}

void flowtold_take(struct flows *f, uint64_t key, const struct sight *s, uint8_t outcome, struct contact *out,
                   unsigned *n)
{
    uint8_t t = question_of_proto(s->proto);
    if (t == TECHNIQUE_SYN && s->kind == SIGHT_LOG && s->knows & SIGHT_FLAGS) {
        t = question_of_flags(s->tcp_flags);
        if (t == TECHNIQUES || ((t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) && question_looks_answered(s)))
            return;
    } else if (s->midway && outcome == SIGHT_OUTCOME_UNKNOWN) {
        flow_go_on(s, out, n);
        return;
    } else if (t == TECHNIQUE_SYN && s->kind == SIGHT_FLOW) {
        t = technique_of_flow(s, outcome);
        if (t == TECHNIQUES)
            return;
    } else if (t == TECHNIQUE_UDP && s->knows & SIGHT_SPORT &&
               (question_pretext(s) == PRETEXT_TRUE || speakers_called(&f->speakers, s))) {
        return;
    } else if (t == TECHNIQUE_PING &&
               (solicits(s) || ((s->kind == SIGHT_LOG || s->icmp_type) && !question_icmp_asks(s)))) {
        return; /* errors, answers; of some flows the type is not known */
    }
    if (is_resent(f, key, s, t, outcome))
        return;
    struct contact c = flow_asked(s, t, question_port(s, t));
    c.outcome = outcome;
    c.streamed = t == TECHNIQUE_UDP && outcome == SIGHT_SILENT && s->knows & SIGHT_COUNTS &&
                 s->packets > FLOW_REPEATED;
    bool unanswered = s->midway && outcome != SIGHT_SUCCESS;
    bool untold = s->kind == SIGHT_FLOW || !(s->knows & SIGHT_WIN); /* how it was written */
    bool goes_on = (t == TECHNIQUE_ACK || t == TECHNIQUE_MAIMON) && !question_is_made(s);
    if (goes_on || (untold && unanswered))
        c.claimed = c.ordinary = true;
    if (t == TECHNIQUE_UDP && (outcome == SIGHT_BLOCKED || outcome == SIGHT_SILENT) &&
        !question_is_short(s)) {
        c.delivers = true;
        c.sight = NULL;
    }
    if (t == TECHNIQUE_UDP && s->knows & SIGHT_SPORT)
        claim(f, s, &c);
    out[(*n)++] = c;
    f->stats.flows++;
}
