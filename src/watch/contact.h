/* A contact: somebody asks at a door for the first time, and what became of it. Made of sights by flow.c, read by ledgers
 * and detectors. */
#pragma once

#include "watch/sight.h"

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
    TECHNIQUE_OS, /* probes that only a fingerprinter sends */
    TECHNIQUES
};

enum contact_stage {
    CONTACT_ASKED,    /* just now; outcome unknown unless the sight told it */
    CONTACT_RESOLVED, /* the outcome of one that was asked before */
    CONTACT_IMPLIED,  /* the question was not seen, but its answer was */
};

struct contact {
    nsec_wall at; /* when it was asked */
    struct addr src, dst;
    uint16_t sport, port;
    uint8_t technique, stage, outcome; /* enum sight_outcome */
    bool hidden;     /* no ports of a capture's middle, no marks: sight is NULL */
    bool half;       /* RESOLVED, success: the asker broke the handshake off */
    bool completed;  /* RESOLVED, success: the asker finished the handshake */
    const struct sight *sight; /* ASKED: where it comes from, borrowed; else NULL */
};
