/* What one sight asks or answers, seen from itself alone: no table, no time, nothing that came before it.
 * flow.c puts it together with what was asked earlier. Pure functions; any thread. */
#pragma once

#include "watch/sight.h"
#include "wire/tcp.h"

/* FIN … URG: congestion bits (RFC 3168) beside others do not change what is asked. */
enum { QUESTION_FLAGS = 0x3f };

/* What a TCP packet outside any connection asks by its flags: an enum technique; TECHNIQUES: nothing. */
uint8_t question_of_flags(uint8_t flags);
/* What a TCP packet is whose flags were cut off the capture (sight.cut): its length, as much of its numbers
 * as was captured, and what went before it leave little choice. Flags as in TCP; 0: they do. */
enum question_after {
    AFTER_NOTHING,  /* of both, or nothing that is not over */
    AFTER_QUESTION, /* its own, without an answer */
    AFTER_ANSWER,   /* one to its own */
    AFTER_OTHER,    /* the other's question */
    AFTER_TALK,
};
uint8_t question_cut_flags(const struct sight *s, enum question_after after);
/* How hosts are asked by that IP protocol (IPPROTO_*): an enum technique, TECHNIQUE_PROTOCOL where it has
 * none of its own. */
uint8_t question_of_proto(uint8_t proto);
/* The port of a question: with TECHNIQUE_PROTOCOL the protocol's number. */
uint16_t question_port(const struct sight *s, uint8_t technique);

/* Whether a packet of no known connection looks like an answer: from a service's port to one that an asker
 * takes. */
bool question_looks_answered(const struct sight *s);
/* Whether a packet of no known connection is a system's answer to a SYN at a door that is shut: a reset with ACK, sequence
 * number 0, as those to packets without ACK have it (RFC 9293 3.10.7.1), and window 0, since systems have nothing more to
 * say. What goes to a service from a port that its clients have is none, nor what somebody made otherwise: it would accuse
 * whoever gets it. */
bool question_refuses(const struct sight *s);
/* Whether an ICMP packet of version 4 or 6 is a request (echo, timestamp, information, mask; neighbour
 * solicitation), or the answer to one. */
bool question_icmp_asks(const struct sight *s);
bool question_icmp_answers(const struct sight *s);
/* What a datagram of no known conversation may be instead of a question. Whoever asks behind such a pretext
 * is found out by what he does on the whole: detect/stray.h. */
enum question_pretext {
    PRETEXT_NONE,      /* it asks */
    PRETEXT_ANSWER,    /* from a service's port to one that an asker takes */
    PRETEXT_CANDIDATE, /* an address at which a peer may be, and is being tried: RFC 8445 */
    PRETEXT_TRACE,     /* of traceroute */
    PRETEXT_TRUE,      /* it is no question */
};
enum question_pretext question_pretext(const struct sight *s);
/* Whether it is seen from itself that it does not deliver anything: it is small, or says that it begins. Of
 * others that may ask, what follows tells: media comes in streams, and who knows each other answers. */
bool question_is_short(const struct sight *s);
/* Whether what it carries shows that it is an answer; where that is not told, how much it carries. */
bool question_answers(const struct sight *s);
/* Whether it carries nothing, less than any answer from that service's port has, or a call. */
bool question_says_nothing(const struct sight *s);
/* Whether what it carries, or that it carries nothing, shows that it is no answer. */
bool question_answers_nothing(const struct sight *s);
/* Whether that is a port at which those begin that look for the way to a host: traceroute, mtr -u, tracepath. */
bool question_traces(uint16_t port);
/* Whether it is from a port at which calls to all of a net are answered, to one that an asker takes. */
bool question_replies(const struct sight *s);
/* Whether who calls all of a net may do so from there, and is answered there: a port that askers take, or that of
 * NetBIOS, which asks from its own (RFC 1002 4.2, 4.4). */
bool question_calls_from(uint16_t port);
/* Whether it is from a server of DHCP to a client (RFC 2131 4.1, RFC 8415 7.2). */
bool question_hands_out(const struct sight *s);
/* Whether it goes to where servers of STUN are (RFC 8489 17.4). */
bool question_to_stun(const struct sight *s);
/* Whether services at this port answer whoever asks, in whosever name. */
bool question_may_reflect(uint16_t port);
/* Whether it goes to all of a net, or comes from there: such packets are nobody's question. Most nets end at
 * a multiple of 256: datagrams to x.x.x.255 call all of a net. */
bool question_to_all(const struct sight *s);

/* How who sent what an ICMP error (SIGHT_ERROR) quotes asked, where nothing else of it was recorded: an enum technique;
 * TECHNIQUES: as far as the quotation tells, it answered, or went on. */
uint8_t question_of_quote(const struct sight *s);
/* Whether an ICMP error (SIGHT_ERROR) says "no such port" (RFC 1122 3.2.2.1, RFC 4443 3.1), and the very host that was
 * asked says it. */
bool question_shut_in_person(const struct sight *s);

/* What an ICMP error (SIGHT_ERROR), or what a firewall did (enum sight_action), says of the question: an enum
 * sight_outcome. */
uint8_t question_error_outcome(const struct sight *s);
uint8_t question_action_outcome(uint8_t action);

/* A TCP packet without any option: nothing but the two headers, over IPv4 and IPv6. */
static inline bool question_is_bare(const struct sight *s)
{
    return s->ip_len == (s->src.len == 4 ? 40 : 60);
}

/* Whether a packet of no connection is written as programs do that have none: nothing but the header, and a window of 512
 * or some times that (nmap takes one of four at random), or a whole one, as systems begin with. They go on with timestamps
 * (RFC 7323 3.2), or with the room that they have, of which they tell a part (2.3). */
static inline bool question_is_made(const struct sight *s)
{
    return s->knows & SIGHT_WIN && question_is_bare(s) && s->win && (s->win % 512 == 0 || s->win >= 64000);
}

/* The number in which a program can recognise the answer: ACK where there is one, else SEQ. */
static inline uint32_t question_token(const struct sight *s)
{
    return s->tcp_flags & TCP_ACK ? s->ack : s->seq;
}
