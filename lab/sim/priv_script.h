/* What a script says, as data: const once parsed. priv_parse.h names the files that read the text; nobody
 * else knows the words. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"
#include "base/nsec.h"
#include "model/reason.h"
#include "priv_numbers.h"

#include <stddef.h>
#include <stdint.h>

/* A probability as a share of 2^32; CHANCE_ALWAYS = 1. */
#define CHANCE_ALWAYS (UINT64_C(1) << 32)

enum script_limits {
    SCRIPT_BYTES_MAX = 1 << 20,
    SCRIPT_RULES_MAX = 4096,
    SCRIPT_DOORS_MAX = 16384,
    SCRIPT_RANGES_MAX = 65536,
    SCRIPT_EVENTS_MAX = 1024,
    SCRIPT_ADDRS_MAX = 8,
    SCRIPT_SHAPE_MAX = 20,
    SCRIPT_PREFIX_HOSTS_LOG2 = 20, /* addresses in one rule: the truth is found by looking at each */
};

/* The two directions of everything that happens on the path. */
enum way { WAY_OUT, WAY_BACK, WAYS };

enum verdict {
    VERDICT_OPEN,
    VERDICT_CLOSED,
    VERDICT_SILENT,
    VERDICT_REJECT,
    VERDICT_MUTE,   /* UDP: open, but never answers */
    VERDICT_TARPIT, /* SYN-ACK with window 0 and no options, nothing behind it */
    VERDICT_PROXY,  /* SYN-ACK from a SYN proxy; RST once the handshake is complete */
};

/* How a firewall turns a packet away: a word of the script, what goes over the wire, what a scanner then
 * says. */
struct reject {
    const char *word;
    uint8_t type4, code4, type6, code6; /* type 0 = does not exist in this family; both 0 = a RST */
    enum reason reason4, reason6;
};

const struct reject *reject_row(unsigned row); /* NULL behind the last */

struct ports {
    uint16_t lo, hi;
};

struct door {
    enum proto proto;
    enum verdict verdict;
    uint64_t chance;         /* that the clause takes a port it names */
    uint32_t ports, n_ports; /* into script->ports; none = all ports */
    bool stateless;   /* SILENT, REJECT: only SYN without ACK is filtered, the rest meets a closed port */
    bool picky;       /* UDP OPEN: answers only datagrams with data */
    uint8_t reject;   /* row of reject_row() */
    uint8_t ttl;      /* of the firewall's packets; 0 = as the sender's */
    struct addr from; /* of the firewall's ICMP errors; len 0 = the target itself */
};

struct ration {
    nsec interval;  /* ns per packet; 0 = no limit */
    uint32_t burst; /* packets, at least 1 */
};

struct queue_conf {
    uint64_t bits;   /* a second; 0 = no queue */
    uint64_t buffer; /* bytes */
};

struct burst_conf {
    uint64_t enter, leave, drop; /* Gilbert-Elliott: per packet into and out of the bad state, loss in it */
};

enum stack { STACK_LINUX, STACK_WINDOWS, STACK_BSD, STACK_ODD, STACKS };

struct rule {
    struct addr net;
    unsigned bits;
    uint64_t dead, walled; /* walled: a firewall in front drops what is not open */
    bool dead_reject;      /* the gateway reports dead addresses */
    uint8_t dead_row;
    nsec rtt_lo, rtt_hi, jitter;
    uint64_t loss[WAYS];
    struct ration rst, icmp;
    bool icmp_set; /* the script spoke of icmp-ration; else the stack's own */
    uint8_t ttl;   /* 0 = the stack's */
    uint8_t hops;
    uint16_t quote; /* bytes of the transport header that ICMP errors quote; 0 = as much as the RFC lets */
    bool echo_off;
    enum stack stack;
    enum numbers_isn isn;
    enum numbers_ipid ipid;
    enum numbers_stamps stamps;
    uint32_t stamps_hz;
    uint16_t win, mss; /* of SYN-ACKs, when `shape` is given */
    uint8_t wscale;
    char shape
        [SCRIPT_SHAPE_MAX +
         1]; /* their options: M mss, S sack permitted, T timestamps, N nop, W window scale; "" = the stack's */
    bool df_set, df;
    uint32_t doors, n_doors; /* into script->doors */
};

enum evil {
    EVIL_WRONG_ACK,
    EVIL_WRONG_PORT,
    EVIL_TRUNCATED,
    EVIL_BAD_CHECKSUM,
    EVIL_STRAY_ICMP,
    EVIL_STRANGER,
    EVIL_FLOOD,
    EVILS
};

struct script_event {
    nsec at; /* from the start */
    bool link, up;
    struct addr host; /* when not link */
};

struct own_addr {
    struct addr addr;
    unsigned bits;
};

struct script {
    bool ethernet;
    uint32_t mtu;
    uint8_t mac[6];
    struct own_addr addr[SCRIPT_ADDRS_MAX];
    unsigned n_addr;
    struct ration link_rate;

    struct {
        struct addr addr;
        uint8_t mac[6];
    } gateway[2]; /* one a family; addr.len 0 = none */
    unsigned n_gateway;
    bool proxy_arp; /* the gateway answers ARP and solicitations for every address */

    uint64_t loss[WAYS];
    struct burst_conf burst[WAYS];
    uint64_t duplicate, reorder;
    nsec reorder_by;
    struct ration policer[WAYS];
    struct queue_conf queue[WAYS];
    uint32_t conntrack; /* entries; 0 = none */
    nsec conntrack_life;
    uint16_t quote;
    bool kernel_rst;
    unsigned repeats; /* of an unanswered SYN-ACK */
    uint64_t evil[EVILS];
    uint32_t flood; /* copies */

    struct rule *rule; /* owned, as all that follows */
    struct door *door;
    struct ports *ports;
    struct script_event *event; /* ordered by time */
    uint32_t n_rule, n_door, n_ports, n_event;
};

/* Reads a script. 0, -EINVAL with line and column in *d, or -ENOMEM. On failure *ret is empty, fine for fini.
 * */
int script_parse(const char *text, size_t len, struct script *ret, struct diag *d);
void script_fini(struct script *s);
