/* The packet filter of this machine itself: would it let a new connection in? In: what `nft -j list ruleset` and `iptables-save` print. Out:
 * a judgement for a packet, or for a whole zone of senders. It runs nothing and reads no file; one thread; const once filled.
 *
 * A rule that it cannot read makes it say "unknown" where that rule could decide, never a guess: judging follows both branches. The hooks of
 * a packet for this machine are gone through in the kernel's order (ingress, prerouting, input; by priority). What is sent elsewhere by
 * destination NAT is unknown here. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"

enum { FIREWALL_RULES_MAX = 1 << 17 };

struct firewall;

/* A connection's first packet, as it arrives. */
struct firewall_packet {
    struct addr src, dst;
    uint8_t proto; /* IPPROTO_TCP, … */
    uint16_t sport, port;
    const char *device; /* that it came in by */
};

/* What may become of it; both bits: unknown. */
enum firewall_outcome { FIREWALL_PASS = 1, FIREWALL_DROP = 2 };

enum firewall_answer {
    FIREWALL_OPEN,    /* everybody of the zone gets through */
    FIREWALL_PARTLY,  /* some do */
    FIREWALL_CLOSED,  /* nobody does */
    FIREWALL_UNKNOWN, /* a rule is beyond us */
};

/* NULL when memory is out. */
struct firewall *firewall_new(void);
void firewall_free(struct firewall *f);

/* Adds what `iptables-save` (family 4) or `ip6tables-save` (16) printed. Before firewall_add_nft(): tables of the nf_tables variant are then
 * not read a second time. 0; -EINVAL with *d: not that; -E2BIG more than FIREWALL_RULES_MAX; -ENOMEM. After an error the firewall is of no use. */
int firewall_add_iptables(struct firewall *f, uint8_t family, const char *text, size_t len, struct diag *d);

/* Adds what `nft -j list ruleset` printed. Same errors. */
int firewall_add_nft(struct firewall *f, const char *text, size_t len, struct diag *d);

/* Rules that count for packets to this machine, and how many of them have a part that is not understood. */
void firewall_count(const struct firewall *f, size_t *ret_rules, size_t *ret_unread);

/* Outcomes of one packet: FIREWALL_PASS, FIREWALL_DROP, or both. */
unsigned firewall_judge(const struct firewall *f, const struct firewall_packet *p);

struct firewall_senders {
    struct addr first, last; /* one family */
};

/* The same for all senders in n ranges (p->src is not used): rules split each range into pieces that are treated alike, and one
 * address of each piece is judged. */
enum firewall_answer firewall_zone(const struct firewall *f, const struct firewall_packet *p,
                                   const struct firewall_senders *senders, size_t n);
