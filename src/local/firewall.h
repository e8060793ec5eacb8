/* The packet filter of this machine itself: would it let a new connection in? In: what `nft -j list ruleset`
 * and `iptables-save` print. Out: a judgement for a packet, or for a whole zone of senders. It runs nothing
 * and reads no file; one thread; const once filled.
 *
 * A rule that it cannot read makes it say "unknown" where that rule could decide, never a guess: judging
 * follows both branches. The hooks are gone through in the kernel's order (ingress, prerouting, input; by
 * priority), for TCP also with this machine's answer on its way out and with the sender's third packet, and
 * for IPv6 with the neighbour discovery that comes before. What is sent elsewhere by destination NAT is
 * unknown. XDP, tc and BPF programs of control groups filter too and are not seen. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"

/* Ranges are what lists and named sets hold, again for each rule that refers to them: 32 bytes each. */
enum { FIREWALL_RULES_MAX = 1 << 17, FIREWALL_RANGES_MAX = 1 << 22 };

struct firewall;

/* A connection's first packet, as it arrives. */
struct firewall_packet {
    struct addr src, dst;
    uint8_t proto; /* IPPROTO_TCP, … */
    uint16_t sport, port;
    const char *device; /* that it came in by; "lo": sent by this machine itself */
    /* the device lies on others (bridge, bond, VLAN, tunnel), whose filters saw the packet first */
    bool layered;
    bool resolves;  /* senders find this machine by neighbour discovery on the device */
    bool neighbour; /* the sender is itself on that link, not behind a router */
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

/* Adds what `iptables-save` (family 4) or `ip6tables-save` (16) printed, either variant. Before
 * firewall_add_nft(): tables of the nf_tables variant are then not read a second time. 0; -EINVAL with *d:
 * not that; -E2BIG more than FIREWALL_RULES_MAX or FIREWALL_RANGES_MAX; -ENOMEM, -ENAMETOOLONG. After an
 * error the firewall is of no use. */
int firewall_add_iptables(struct firewall *f, uint8_t family, const char *text, size_t len, struct diag *d);

/* Adds what `nft -j list ruleset` printed. Same errors. */
int firewall_add_nft(struct firewall *f, const char *text, size_t len, struct diag *d);

/* Adds the device of an ingress or egress chain of the family "inet" or "netdev", which nft before 1.0.8
 * leaves out of JSON; a chain without any may concern every device. 0 (also for a chain that is not there),
 * -ENAMETOOLONG, -ENOMEM. */
int firewall_add_device(struct firewall *f, const char *family, const char *table, const char *chain,
                        const char *device);

/* Rules that decide something, and how many of them have a part that is not understood. */
void firewall_count(const struct firewall *f, size_t *ret_rules, size_t *ret_unread);

/* Whether anything in it could stop a packet: without, all is open whoever asks. */
bool firewall_empty(const struct firewall *f);

/* Outcomes of a new connection, or of a datagram: FIREWALL_PASS, FIREWALL_DROP, or both. TCP passes when its
 * first three packets do; of other protocols only the way in counts, whether somebody answers or not. */
unsigned firewall_judge(const struct firewall *f, const struct firewall_packet *p);

struct firewall_senders {
    struct addr first, last; /* one family */
};

/* The same for all senders in n ranges (p->src and p->sport are not used): rules split each range into pieces
 * that are treated alike, and one address of each piece is judged, from source ports that systems choose by
 * themselves (49152 to 60999). What only another source port opens makes it FIREWALL_PARTLY. Work beyond a
 * bound (some 10^8 rules) is FIREWALL_UNKNOWN. */
enum firewall_answer firewall_zone(const struct firewall *f, const struct firewall_packet *p,
                                   const struct firewall_senders *senders, size_t n);

/* A door that destination NAT takes away: what arrives there goes to another machine, a container, or another
 * port. */
struct firewall_redirect {
    uint8_t proto;             /* IPPROTO_TCP, IPPROTO_UDP */
    uint8_t family;            /* 4, 16; 0 = both */
    uint16_t low, high;        /* ports */
    const char *table, *chain; /* where the rule stands; borrowed */
};

/* The rules before routing that name ports (conditions besides are not looked at: somebody's packets go
 * there), up to `max`. 0 with *ret, or -ENOMEM. */
int firewall_redirects(const struct firewall *f, struct firewall_redirect *out, size_t max, size_t *ret);
