#include "watch/flow/question.h"

#include "model/ports.h"
#include "watch/contact.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum {
    TRACE_FIRST = 33000, /* mtr -u counts up from here, a port a packet, traceroute(8) from 33434 */
    TRACE_END = 33434 + 256,
    TRACEPATH_FIRST = 44444, /* and tracepath(8), with as much as the way takes at once */
    TRACEPATH_END = TRACEPATH_FIRST + 64,
    TRACE_TTL = 32, /* from 1 on; scanners want to arrive */
    SHORT_DATAGRAM =
        512,           /* few questions are longer: QUIC (RFC 9000 14.1), DTLS, calls; most deliveries are */
    ANSWER_LEAST = 12, /* bytes: the header of DNS */
    LONG_ANSWER = 100, /* what floods are made of is longer, what is asked mostly shorter; */
    LONG_NAME = 512, /* but names are asked for padded, and not beyond this (RFC 8467 4.1, RFC 1035 2.3.4) */
};

static bool serves(uint16_t from, uint16_t to)
{
    return (from < PORTS_USER && to >= PORTS_USER) || (from < PORTS_LINUX && to >= PORTS_LINUX);
}

bool question_looks_answered(const struct sight *s)
{
    return serves(s->sport, s->dport);
}

bool question_refuses(const struct sight *s)
{
    bool reset = (s->tcp_flags & (TCP_RST | TCP_ACK)) == (TCP_RST | TCP_ACK);
    return reset && s->knows & SIGHT_SEQ && !s->seq && !s->win && !serves(s->dport, s->sport);
}

uint8_t question_of_flags(uint8_t flags)
{
    switch (flags & QUESTION_FLAGS) {
    case TCP_SYN: return TECHNIQUE_SYN;
    case 0:
        return flags ? TECHNIQUE_FLAGS : TECHNIQUE_NULL; /* congestion bits alone: no system sends these */
    case TCP_FIN: return TECHNIQUE_FIN;
    case TCP_FIN | TCP_PSH | TCP_URG: return TECHNIQUE_XMAS;
    case TCP_FIN | TCP_ACK: return TECHNIQUE_MAIMON;
    case TCP_ACK:
    case TCP_ACK | TCP_PSH: return TECHNIQUE_ACK;
    default: break;
    }
    if ((flags & (TCP_SYN | TCP_FIN)) == (TCP_SYN | TCP_FIN) && !(flags & TCP_RST))
        return TECHNIQUE_SYNFIN;
    /* No system begins and resets in one packet, with or without ACK: RFC 9293 3.10.7. */
    if ((flags & (TCP_SYN | TCP_RST)) == (TCP_SYN | TCP_RST))
        return TECHNIQUE_FLAGS;
    if (flags & TCP_ACK || (flags & QUESTION_FLAGS) == TCP_RST)
        return TECHNIQUES;
    return TECHNIQUE_FLAGS;
}

enum {
    CUT_SEQ = 6, /* half of the sequence number */
    CUT_ACK =
        10, /* so many bytes hold half of the acknowledgement number: zero without ACK, else once in 65,536 */
    BARE_LEN = 20, /* a reset has no options, an answer of TCP to a SYN at least one: RFC 9293 3.7.1 */
};

/* An answer to a question that was not seen: from a service's port, or a reset whose number begins with the
 * zeros that answers to packets without ACK have (RFC 9293 3.10.7.1); whoever forged that question made
 * many. */
static bool is_stray_answer(const struct sight *s)
{
    bool zero = s->cut >= CUT_SEQ && s->cut < CUT_ACK && s->segment == BARE_LEN && !s->seq;
    return zero || question_looks_answered(s);
}

uint8_t question_cut_flags(const struct sight *s, enum question_after after)
{
    bool first = after == AFTER_NOTHING || after == AFTER_QUESTION;
    if (s->payload || after == AFTER_TALK)
        return TCP_ACK | TCP_PSH;
    if (s->cut < CUT_ACK && first && s->segment == BARE_LEN && is_stray_answer(s))
        return TCP_RST;
    if (s->cut >= CUT_ACK &&
        !s->ack) /* of a bare one it is not known which: flowtcp.c waits for what is done on the whole */
        return first ? TCP_SYN : TCP_RST;
    /* RFC 9293 3.10.7.1: only the answer to something without ACK has sequence number 0. */
    if (s->cut >= CUT_ACK && after == AFTER_OTHER)
        return s->seq ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
    if (s->cut >= CUT_ACK)
        return s->seq ? TCP_ACK : TCP_RST | TCP_ACK;
    switch (after) {
    case AFTER_OTHER: return s->seq || s->segment > BARE_LEN ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK;
    case AFTER_NOTHING:
    case AFTER_QUESTION: return is_stray_answer(s) ? TCP_ACK : TCP_SYN;
    default: return 0; /* a reset or an ACK */
    }
}

uint8_t question_of_proto(uint8_t proto)
{
    switch (proto) {
    case IPPROTO_TCP: return TECHNIQUE_SYN;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE: return TECHNIQUE_UDP;
    case IPPROTO_SCTP: return TECHNIQUE_SCTP;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6: return TECHNIQUE_PING;
    default: return TECHNIQUE_PROTOCOL;
    }
}

uint16_t question_port(const struct sight *s, uint8_t technique)
{
    return technique == TECHNIQUE_PROTOCOL ? s->proto : s->dport;
}

bool question_icmp_asks(const struct sight *s)
{
    if (s->proto == IPPROTO_ICMPV6)
        return s->icmp_type == ICMP6_TYPE_ECHO || s->icmp_type == ICMP6_TYPE_SOLICITATION;
    return icmp_is_question(s->icmp_type);
}

bool question_icmp_answers(const struct sight *s)
{
    if (s->proto == IPPROTO_ICMPV6)
        return s->icmp_type == ICMP6_TYPE_ECHO_REPLY || s->icmp_type == ICMP6_TYPE_ADVERTISEMENT;
    return s->icmp_type == ICMP_TYPE_ECHO_REPLY || s->icmp_type == ICMP_TYPE_TIMESTAMP_REPLY ||
           s->icmp_type == ICMP_TYPE_INFO_REPLY || s->icmp_type == ICMP_TYPE_MASK_REPLY;
}

bool question_traces(uint16_t port)
{
    return (port >= TRACE_FIRST && port < TRACE_END) || (port >= TRACEPATH_FIRST && port < TRACEPATH_END);
}

/* mtr goes on and on, to the last port. Flows, and many logs, do not tell the TTL; there, what is long is no probe,
 * and what may answer is judged as an answer. */
static bool is_trace(const struct sight *s)
{
    if (s->knows & SIGHT_TTL)
        return s->ttl <= TRACE_TTL && s->dport >= TRACE_FIRST;
    return s->kind != SIGHT_PACKET && question_traces(s->dport) && !question_looks_answered(s) &&
           question_is_short(s);
}

/* tracepath's are as long as the first net takes, each of them a flow by itself. */
static bool is_tracepath(const struct sight *s)
{
    return s->kind == SIGHT_FLOW && !(s->knows & SIGHT_TTL) && s->packets <= 1 && !question_is_short(s) &&
           s->dport >= TRACEPATH_FIRST && s->dport < TRACEPATH_END;
}

static bool one_of(const uint16_t *ports, size_t n, uint16_t port)
{
    bool is = false;
    for (size_t i = 0; i < n; i++)
        is |= ports[i] == port;
    return is;
}

/* What these services say begins with a header (RFC 1035 4.1.1, 4120, 5531, 5905 7.3, 1002 4.2.1, 7296 3.1;
 * SNMP and LDAP: a sequence), and none of their answers is shorter than DNS's. nping and nmap -g 53 ask from there, with
 * nothing, and so do programs that know no protocol, with a few bytes. */
static bool speaks(uint16_t port)
{
    static const uint16_t speak[] = {53, 88, 111, 123, 137, 161, 389, 500};
    return one_of(speak, sizeof speak / sizeof *speak, port);
}

bool question_says_nothing(const struct sight *s)
{
    uint16_t least = s->proto == IPPROTO_UDP && speaks(s->sport) ? ANSWER_LEAST : 1;
    return (s->knows & SIGHT_PAYLOAD && s->payload < least) || s->says == SIGHT_SAYS_CALL;
}

bool question_answers_nothing(const struct sight *s)
{
    bool empty = s->proto == IPPROTO_UDP && speaks(s->sport) && question_says_nothing(s);
    return empty || s->says == SIGHT_SAYS_NO_ANSWER || s->says == SIGHT_SAYS_CALL;
}

bool question_calls_from(uint16_t port)
{
    return port >= PORTS_USER || port == 137 || port == 138;
}

bool question_to_stun(const struct sight *s)
{
    return s->dport == 3478 || s->dport == 3479 || s->dport == 5349 ||
           (s->dport >= 19302 && s->dport <= 19309);
}

/* Two who are to meet try all addresses that each believes to have, most of which lead nowhere (RFC 8445
 * 2.2); who looks for servers of STUN asks at their ports. */
static bool is_candidate(const struct sight *s)
{
    return s->stun && s->dport >= PORTS_USER && !question_to_stun(s);
}

bool question_hands_out(const struct sight *s)
{
    return (s->sport == 67 && s->dport == 68) || (s->sport == 547 && s->dport == 546);
}

/* Services that answer whoever asks, in whosever name, from ports above those of the system: SSDP, Apple's
 * remote desktop, STUN, WS-Discovery, mDNS, LLMNR (RFC 4795 2.5), CoAP, memcached, RakNet, Source and its
 * like (CISA TA14-017A, Rossow 2014). What they say is never empty, nor just anything: source/reply.c. */
static bool is_reflector(uint16_t port)
{
    static const uint16_t ports[] = {1900,  3283,  3478,  3702,  5353,  5355, 5683,
                                     11211, 19132, 27015, 27960, 30120, 32414};
    return one_of(ports, sizeof ports / sizeof *ports, port);
}

bool question_may_reflect(uint16_t port)
{
    return speaks(port) || is_reflector(port);
}

/* Those, and others above the ports of the system that answer whoever asks: SQL Server's browser, remote desktops, SIP,
 * Minecraft. */
static bool may_answer_anybody(uint16_t port)
{
    static const uint16_t ports[] = {1434, 3389, 5060, 25565};
    return is_reflector(port) || one_of(ports, sizeof ports / sizeof *ports, port);
}

/* Whether an answer may go to this port that no asker takes: servers ask each other from their own (NTP's
 * clients do, RFC 5905 9.1), and whoever floods a net by reflectors has them answer to any, to 80 and 443 as
 * a rule. Requests of SNMP and LDAP look like their answers. */
static bool may_be_asker(const struct sight *s)
{
    return s->dport != 161 && s->dport != 162 && s->dport != 389;
}

/* A log, a flow, a packet cut short do not tell what it says: what is long, from a port that answers
 * whosever questions, to one of those below that nobody asks at any length, answers. Tickets, directories,
 * QUIC and key exchanges are asked for at length; and what all the world is searched for by UDP may be, while
 * floods go elsewhere. */
static bool is_long_answer(const struct sight *s)
{
    static const uint16_t asked[] = {19, 69, 88, 111, 123, 137, 177, 389, 427, 443, 464, 500, 623};
    bool name = s->dport == 53 && s->payload <= LONG_NAME;
    return s->says == SIGHT_SAYS_NOTHING && s->payload >= LONG_ANSWER && s->dport < PORTS_USER && !name &&
           question_may_reflect(s->sport) && !one_of(asked, sizeof asked / sizeof *asked, s->dport);
}

/* SSDP, WS-Discovery, mDNS. */
bool question_replies(const struct sight *s)
{
    return (s->sport == 1900 || s->sport == 3702 || s->sport == 5353) && s->dport >= PORTS_LINUX;
}

bool question_answers(const struct sight *s)
{
    return s->says == SIGHT_SAYS_ANSWER || is_long_answer(s);
}

enum question_pretext question_pretext(const struct sight *s)
{
    if (question_hands_out(s) || s->wakes || is_tracepath(s))
        return PRETEXT_TRUE;
    if (question_answers(s) && (s->dport >= PORTS_USER || may_be_asker(s)))
        return PRETEXT_ANSWER;
    if (is_trace(s))
        return PRETEXT_TRACE;
    if (is_candidate(s))
        return PRETEXT_CANDIDATE;
    bool empty = !s->payload && s->knows & (SIGHT_PAYLOAD | SIGHT_LEN);
    bool reflected = may_answer_anybody(s->sport) && !empty && s->dport >= PORTS_USER &&
                     s->dport != s->sport && !may_answer_anybody(s->dport);
    bool answers = question_looks_answered(s) || reflected;
    return answers ? PRETEXT_ANSWER : PRETEXT_NONE;
}

bool question_is_short(const struct sight *s)
{
    return s->payload <= SHORT_DATAGRAM || s->opens;
}

uint8_t question_of_quote(const struct sight *s)
{
    /* "No such protocol" tells of a protocol scan whatever the protocol is: RFC 1122 3.2.2.1. */
    if (s->dst.len == 4 && s->icmp_code == ICMP_UNREACHABLE_PROTO)
        return TECHNIQUE_PROTOCOL;
    if (s->proto == IPPROTO_UDP)
        return question_pretext(s) == PRETEXT_ANSWER ? TECHNIQUES : TECHNIQUE_UDP;
    if (s->proto != IPPROTO_TCP)
        return question_of_proto(s->proto);
    if (question_looks_answered(s) && !(s->knows & SIGHT_FLAGS && s->tcp_flags == TCP_SYN))
        return TECHNIQUES;
    return s->knows & SIGHT_FLAGS ? question_of_flags(s->tcp_flags) : TECHNIQUE_SYN;
}

uint8_t question_error_outcome(const struct sight *s)
{
    if (s->dst.len == 16) {
        if (s->icmp_type != ICMP6_TYPE_UNREACHABLE && s->icmp_type != ICMP6_TYPE_PARAMETER)
            return SIGHT_OUTCOME_UNKNOWN;
        return s->icmp_type == ICMP6_TYPE_UNREACHABLE && s->icmp_code == ICMP6_UNREACHABLE_ADMIN
                   ? SIGHT_BLOCKED
                   : SIGHT_REFUSED;
    }
    if (s->icmp_type != ICMP_TYPE_UNREACHABLE || s->icmp_code == ICMP_UNREACHABLE_TOO_BIG)
        return SIGHT_OUTCOME_UNKNOWN;
    bool admin = s->icmp_code == ICMP_UNREACHABLE_ADMIN || s->icmp_code == ICMP_UNREACHABLE_NET_PROHIBITED ||
                 s->icmp_code == ICMP_UNREACHABLE_HOST_PROHIBITED;
    return admin ? SIGHT_BLOCKED : SIGHT_REFUSED;
}

bool question_shut_in_person(const struct sight *s)
{
    bool port = s->dst.len == 4
                    ? s->icmp_type == ICMP_TYPE_UNREACHABLE && s->icmp_code == ICMP_UNREACHABLE_PORT
                    : s->icmp_type == ICMP6_TYPE_UNREACHABLE && s->icmp_code == ICMP6_UNREACHABLE_PORT;
    return port && s->proto == IPPROTO_UDP && addr_eq(&s->via, &s->dst);
}

uint8_t question_action_outcome(uint8_t action)
{
    return action == SIGHT_DROPPED    ? SIGHT_BLOCKED
           : action == SIGHT_REJECTED ? SIGHT_REFUSED
                                      : SIGHT_OUTCOME_UNKNOWN;
}

static bool to_many(const struct addr *a)
{
    return addr_is_multicast(a) || (a->len == 4 && (addr_u32(a) == UINT32_MAX || addr_u32(a) == 0));
}

/* Most nets end at a multiple of 256: datagrams to x.x.x.255 call all of a net. */
static bool to_a_net(const struct sight *s)
{
    return s->proto == IPPROTO_UDP && s->dst.len == 4 && s->dst.b[3] == 255;
}

/* By ARP one asks from no address, too: probers.h. */
static bool is_from_nowhere(const struct sight *s)
{
    return s->kind == SIGHT_ARP && addr_is_any(&s->src);
}

bool question_to_all(const struct sight *s)
{
    return to_many(&s->dst) || (to_many(&s->src) && !is_from_nowhere(s)) || to_a_net(s);
}
