/* A contact: somebody asks at a door for the first time, and what became of it. Made of sights by flow.c,
 * read by ledgers and detectors. */
#pragma once

#include "base/bytes.h"
#include "watch/sight.h"

#include <string.h>

/* How it was asked. */
enum technique {
    TECHNIQUE_SYN, /* half-open and complete handshakes; incidents tell "syn" from "connect" by what followed */
    TECHNIQUE_ACK, /* and window scans: the same packets */
    TECHNIQUE_FIN,
    TECHNIQUE_NULL,
    TECHNIQUE_XMAS,
    TECHNIQUE_MAIMON,
    TECHNIQUE_SYNFIN,
    TECHNIQUE_FLAGS, /* other combinations that no TCP sends */
    TECHNIQUE_UDP,
    TECHNIQUE_SCTP,
    TECHNIQUE_PROTOCOL, /* IP protocols: the port is the protocol's number */
    TECHNIQUE_PING,     /* ICMP requests; no port */
    TECHNIQUE_ARP,
    TECHNIQUE_ND,
    TECHNIQUE_OS,     /* probes that only a fingerprinter sends */
    TECHNIQUE_SYNACK, /* what looks like an answer and is none: detect/stray.h */
    TECHNIQUE_RST,
    TECHNIQUES
};

enum contact_stage {
    CONTACT_ASKED, /* outcome unknown unless the sight told it, or only the outcome showed that it was one */
    CONTACT_RESOLVED, /* the outcome of one that was asked before */
    CONTACT_IMPLIED,  /* the question was not seen, but what became of it was */
    CONTACT_FOLLOWED, /* after SYN-ACK: how the asker went on, `half` or not */
    CONTACT_LEFT,     /* after that: it said no word before it left */
    CONTACT_WENT_ON,  /* nothing was asked: data of a connection to that door, whose beginning was not seen */
    CONTACT_SAID,     /* nor here: data, either way, of one by which ports are named (FTP) */
};

struct contact {
    nsec_wall at; /* when it was asked, or said */
    struct addr src, dst;
    uint16_t sport, port;
    uint8_t technique, stage, outcome; /* enum sight_outcome */
    bool first;                        /* RESOLVED: the ledger said that this door was new (flows_first()) */
    uint32_t shape;  /* what its packet has in common with others of the same program: marks_shape() */
    uint32_t flow;   /* ASKED: where flows_first() finds it */
    bool authorised; /* a manifest announced it */
    bool carried;    /* in a tunnel, */
    bool stranger;   /* and that is of somebody whom nobody here is known to have one with: tunnels.h */
    bool in_person;  /* RESOLVED, UDP: the very host that was asked says that this port is shut */
    bool inferred;   /* that it was answered shows in what its asker did next */
    bool called;     /* it has a reason to ask there: detect/ftpdata.h, detect/resumed.h */
    /* a datagram that stayed without answer, and many behind it: media or a tunnel, if anything explains
     * it */
    bool streamed;
    bool delivers; /* a datagram too long for a question, and nothing answers in kind */
    bool half;     /* FOLLOWED: the asker broke the handshake off instead of finishing it */
    /* and by a system that knew nothing of it (RST without ACK: RFC 9293 3.10.7.1): what asked was a program
     * of its own */
    bool raw;
    /* FOLLOWED: it acknowledged a number that only who got the answer knows (RFC 6528): the source is not
     * forged */
    bool proven;
    const struct sight *sight; /* ASKED: where it comes from, borrowed; NULL where that is long ago */
    bool alone;                /* ASKED: one such is worth a ledger */
    bool ends;                 /* ASKED by a RST with ACK; LEFT by a reset, without a FIN */
    /* ASKED: it looks like an answer, and is a question only of a source that makes a habit of it */
    bool claimed;
    uint8_t pretext; /* of a claimed datagram: enum question_pretext */
    uint8_t ttl;     /* as it arrived, where that is known of a datagram; else 0 */
    bool ordinary;   /* no SYN: as systems go on with a connection, or nobody says how it was written */
    bool said;       /* it carries an answer of that service; by TCP: anything; SAID: who was asked says it */
    bool denied;     /* what it carries is none, or it carries nothing */
    bool uninvited;  /* who is asked speaks, but never spoke from that port; */
    bool invited;    /* spoke from that very port */
    bool acquainted; /* who gets an answer asked this one for that service, from whatever port */
    bool once;       /* it was not repeated */
    bool insists;    /* it was, more than once */
    /* ASKED without `sight`, of a TCP packet: the number that its answer repeats, ACK or else SEQ */
    uint32_t token;
    uint16_t win;
    bool seq_0, bare; /* bare: headers without any option; a datagram that says nothing (flow/question.h) */
};

/* Whether its door is next to that one, by its port at the same host or by its address at the same port, up or down:
 * programs count. Of addresses the last 32 bits are counted, of IPv6 too; the same door is next to itself. */
static inline bool contact_is_next(const struct contact *c, const struct addr *dst, uint16_t port)
{
    if (addr_eq(&c->dst, dst))
        return (uint32_t)(c->port - port) + 1u <= 2;
    unsigned n = c->dst.len;
    return c->port == port && n == dst->len && n >= 4 && memcmp(c->dst.b, dst->b, n - 4) == 0 &&
           get_u32(c->dst.b + n - 4) - get_u32(dst->b + n - 4) + 1u <= 2;
}

/* Whether it is known that a datagram carried something. */
static inline bool contact_carries(const struct contact *c)
{
    return c->delivers || (c->sight && c->sight->payload);
}
