/* One observation, whatever it was made with: a packet's headers, a line of a firewall's log, a flow that a
 * sensor summed up, a login that a host wrote down. Sources (watch/source/) fill it, the engine
 * (watch/watch.h) reads it.
 *
 * A sight says only what its source really knows. `knows` has a bit for each mark of the header that is not
 * always there; a source that is not told the window does not set SIGHT_WIN, and nothing is concluded from
 * its 0. Start from `(struct sight){.kind = …}`: all zero means nothing known. Numbers are in host order. */
#pragma once

#include "base/addr.h"
#include "base/nsec.h"

struct packet;

#define SIGHT_NO_VLAN 0xffff

/* What kind of evidence it is: it decides which outcome can be concluded, and how. */
enum sight_kind {
    SIGHT_NONE,
    SIGHT_PACKET, /* a packet that passed; answers are other sights, silence is concluded from time */
    SIGHT_ERROR, /* an ICMP error: addresses, ports and marks are those of the packet that it quotes (so src is
                   * the one who asked), `via` is who complains, icmp_type and icmp_code are the complaint's */
    SIGHT_ARP, /* ARP: src and dst are sender and target protocol addresses, `reply` tells which way, mac the
                   * sender's hardware address */
    SIGHT_LOG, /* a packet of which a firewall tells what it did with it: `action`; no answers are to be seen */
    SIGHT_FLOW, /* a connection, summed up (Zeek, EVE, NetFlow): `outcome`; src is who opened it */
    SIGHT_LOGIN, /* a host's own log: somebody came in at the door and `outcome` says whether the connection was
                   * SUCCESS; `login_failed` whether the password was wrong */
};

/* What a firewall did. */
enum sight_action { SIGHT_ACTION_NONE, SIGHT_PASSED, SIGHT_DROPPED, SIGHT_REJECTED };

/* What became of an attempt. */
enum sight_outcome {
    SIGHT_OUTCOME_UNKNOWN,
    SIGHT_SUCCESS, /* answered in kind: SYN-ACK, data, echo reply */
    SIGHT_REFUSED, /* RST, ICMP unreachable, firewall's reject */
    SIGHT_SILENT,  /* no answer */
    SIGHT_BLOCKED, /* a firewall says that it dropped it */
    SIGHT_OUTCOMES
};

/* Whether a datagram can be what the service of its source port answers; CALL: it cannot, it asks: a call of
 * RPC (RFC 5531 9), which may go to any port. */
enum sight_says { SIGHT_SAYS_NOTHING, SIGHT_SAYS_ANSWER, SIGHT_SAYS_NO_ANSWER, SIGHT_SAYS_CALL };

enum sight_knows {
    SIGHT_FLAGS =
        0x01, /* tcp_flags: all flags of a packet; of a SIGHT_FLOW those of the opener, all together */
    SIGHT_TTL = 0x02,      /* ttl or hop limit, as it arrived */
    SIGHT_WIN = 0x04,      /* win */
    SIGHT_SEQ = 0x08,      /* seq (TCP; SCTP: initiate tag; ICMP: identifier and sequence number) */
    SIGHT_IPID = 0x10,     /* ipid */
    SIGHT_OPTS = 0x20,     /* opts, and mss where there is one */
    SIGHT_LEN = 0x40,      /* ip_len */
    SIGHT_COUNTS = 0x80,   /* packets and answers (SIGHT_FLOW) */
    SIGHT_ACKNO = 0x100,   /* ack */
    SIGHT_PAYLOAD = 0x200, /* payload */
    SIGHT_SPORT = 0x400,   /* sport (TCP, UDP, SCTP): always but in a few logs */
};

/* The order of TCP options as a number: one hexadecimal digit each, the first in the highest digit used, at
 * most 16. 020405b4 0402 0303… = SIGHT_OPT_MSS, SIGHT_OPT_SACK, SIGHT_OPT_WS = 0x243. Padding behind EOL is
 * left out. */
enum sight_opt {
    SIGHT_OPT_NOP = 1,
    SIGHT_OPT_MSS = 2,
    SIGHT_OPT_WS = 3,
    SIGHT_OPT_SACK = 4, /* permitted */
    SIGHT_OPT_EOL = 5,
    SIGHT_OPT_TS = 8,
    SIGHT_OPT_OTHER = 15,
};

/* In what a packet was carried. */
enum sight_tunnel {
    SIGHT_BARE, /* in nothing: it was on the wire itself */
    SIGHT_IPIP,
    SIGHT_6IN4, /* IPv6 in either */
    SIGHT_GRE,
    SIGHT_PPTP,
    SIGHT_ERSPAN,
    SIGHT_VXLAN,
    SIGHT_GENEVE,
    SIGHT_GTP,
    SIGHT_TZSP,
    SIGHT_TUNNELS
};

struct sight {
    nsec_wall at; /* ns since 1970. Sights may come unordered; the engine's clock is the latest so far */
    struct addr src, dst;
    struct addr via;       /* SIGHT_ERROR: who sent it */
    uint8_t kind;          /* enum sight_kind */
    uint8_t action;        /* enum sight_action (SIGHT_LOG) */
    uint8_t outcome;       /* enum sight_outcome (SIGHT_FLOW, SIGHT_LOGIN) */
    uint8_t proto;         /* IPPROTO_*; 0 with SIGHT_ARP */
    uint16_t sport, dport; /* TCP, UDP, SCTP; else 0 */
    uint16_t knows;        /* SIGHT_FLAGS | … */
    uint16_t vlan;         /* outermost 802.1Q id, SIGHT_NO_VLAN = untagged or unknown */
    uint8_t tcp_flags;     /* TCP_FIN … of wire/tcp.h; SCTP: the first chunk's type */
    /* TCP of which so many bytes were captured and not the flags; 0: they were. seq and ack are then as far
     * as they go, the rest zero, and tcp_flags is the engine's guess */
    uint8_t cut;
    uint8_t icmp_type, icmp_code;
    uint8_t ttl;
    uint8_t says; /* UDP: enum sight_says */
    uint16_t win, mss;
    uint16_t ipid;
    uint16_t ip_len;  /* the IP packet, bytes, on the wire */
    uint16_t payload; /* bytes behind the transport header, on the wire */
    uint16_t segment; /* where `cut`: header and payload of TCP, bytes, on the wire */
    uint32_t seq, ack;
    uint64_t opts;
    uint64_t mac;   /* SIGHT_ARP, or where a source knows it: 48 bits, or more for the recording machine's own
                     * interface where a source tells no more than that; 0 = unknown */
    uint64_t to;    /* whom the frame is for, alike; 0 also where it is for several */
    uint32_t count; /* how many such packets this sight stands for ("repeated 5 times", a limited log's own
                            * figure); 0 is 1 */
    uint32_t packets, answers; /* SIGHT_FLOW: from src, and back */
    bool reply;                /* SIGHT_ARP: an answer */
    bool group;                /* the frame was for several (IEEE 802.3 3.2.3), where a source knows that */
    bool fragment;             /* a later fragment: no ports */
    bool opts_cut;             /* the capture ends within the options: `opts` has those before */
    bool may_split;            /* IPv4 without "don't fragment" */
    bool again; /* a line that is read again when this watch ends before it was remembered that it was read */
    bool unsummed; /* UDP without a checksum */
    bool stun;     /* UDP that carries STUN's binding request (RFC 8489) */
    bool opens;    /* UDP that carries the first packet of a QUIC connection (RFC 9000 17.2.2) */
    bool wakes; /* UDP that carries what wakes a machine (Wake-on-LAN), to a port where nothing answers it */
    /* SIGHT_FLOW of TCP that did not begin with a SYN, or not as far as is known, and no more is known of its
     * flags: it goes on, it answers what the sensor did not see, or it asks in another way. Of unknown outcome:
     * it goes on */
    bool midway;
    /* a packet in a tunnel; sport is dport then: tunnels spread their load over the ports that they send
     * from */
    bool carries;
    uint8_t tunnel; /* enum sight_tunnel */
    bool stranger;  /* and whoever carried it is none of ours: tunnels.h; the engine's to say */
    bool login_failed,
        login_passed; /* SIGHT_LOGIN: the password was wrong, was right; neither: nobody says */
    /* SIGHT_LOGIN: who came left without a word, or before he was let in, as no client does that has a key or a
     * password */
    bool login_left;
    bool login_module; /* and a module of PAM says so: the server may have told of the same try, or not */
    bool inbound, outbound; /* SIGHT_LOG: the interface said so (IN=… without OUT=…); helps to learn --home */
    bool sent; /* SIGHT_LOG: and the machine whose log it is sent it itself, so that src is its own */
    /* where `tunnel`: the packet that carried this one, right before it among what the source gave out */
    const struct sight *outer;
    /* what was captured of it (keep.h), borrowed until the source is read again; NULL: nobody asked, or none
     * was */
    const struct packet *packet;
};

/* The way through an interface, as routers' packet filters say it (pf, ipfw). What they keep out came for somebody
 * here; what they let in at one goes on to wherever it is for, and most of that is out into the Internet. */
static inline void sight_way(struct sight *s, bool in, bool out)
{
    s->inbound = in && s->action != SIGHT_PASSED;
    s->outbound = out;
}

/* The other end began. */
static inline void sight_turn(struct sight *s)
{
    struct addr src = s->dst;
    uint16_t sport = s->dport;
    s->dst = s->src;
    s->dport = s->sport;
    s->src = src;
    s->sport = sport;
}

/* A firewall's log has it that it was let through; what became of it is not told. */
static inline bool sight_passed(const struct sight *s)
{
    return s && s->kind == SIGHT_LOG && s->action == SIGHT_PASSED;
}
