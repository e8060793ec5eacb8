/* lab/sim: a network that does not exist. In: a script that describes hosts and the path to them (see
 * lab/sim/README.md), a seed, frames that a scanner sends. Out: the frames that come back, at the virtual
 * time they would, and the truth about every door, so that a test can count what was missed and what was
 * invented. It reads no clock and opens no socket: time moves only in sim_advance(). Same script, seed and
 * frames sent at the same times: the same frames come back, bit for bit. One thread.
 *
 * A host is a rule and a hash of (seed, address), not a row in a table; memory is spent only on addresses
 * that were probed. Nothing is allocated per packet: slots and events come from pools that grow up to their
 * limits, and what a limit refuses is counted. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"
#include "base/nsec.h"
#include "io/frames.h"
#include "model/reason.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

struct sim_conf {
    const char *text; /* the script, borrowed during sim_new(); need not end in NUL */
    size_t len;       /* bytes */
    const char *name; /* for diagnostics: the script's file name, or "" */
    uint64_t seed;
    nsec start; /* sim_now() at the beginning; `at 2s` of a script counts from here. 0 = one second */
    uint32_t max_packets; /* packets under way or waiting in recv(); 0 = 1,048,576 */
    uint32_t max_hosts;   /* addresses whose state is kept; 0 = 1,048,576 */
    uint32_t max_conns;   /* half-open and open TCP connections of all hosts; 0 = 262,144 */
    uint32_t rx_slots;    /* frames that may wait in recv(), as a ring of the kernel would hold; 0 = 65,536 */
    bool real; /* behind a real interface: `mac` is the gateway's, transport checksums of probes are not
                            judged (the card fills them in), `scanner-kernel` is left to the real kernel */
    uint8_t mac[6];
};

/* 0; -EINVAL with *d (line and column from 1) when the script is wrong; -ENOMEM. *ret only on success. */
int sim_new(const struct sim_conf *conf, struct sim **ret, struct diag *d);
/* The same with the script in a file (at most 1 MiB; conf->text, len and name are ignored). Also -errno of
 * open and read, -EFBIG. */
int sim_load(const char *path, const struct sim_conf *conf, struct sim **ret, struct diag *d);
void sim_free(struct sim *s);

/* The scanner's port. Belongs to the sim: frames_free() on it does nothing. Its layer is what the script's
 * `link` says, its mtu 1500 unless the script says otherwise. What is sent leaves at sim_now(). While the
 * link is down (`at 3s link down`), send gives -ENETDOWN. With `link … rate`, send takes only what the rate
 * allows and the tail stays reserved, as with ENOBUFS. rx_fd is -1. */
struct frames *sim_frames(struct sim *s);

/* Takes one frame that the scanner sent at sim_now(), as frames_send() does, for callers that already have it
 * in their own memory. False when the link is down. */
bool sim_put(struct sim *s, const uint8_t *data, uint32_t len);

/* The scanner's side as the script says: its addresses (as many as fit; returns how many there are), its MAC,
 * and the next hop towards `to`: the MAC of the gateway, or of the host itself when it is on the link. False
 * when the next hop would not answer ARP or neighbour discovery (dead host, no gateway), or the link has no
 * MACs. */
unsigned sim_link_addrs(const struct sim *s, struct addr *out, unsigned n);
const uint8_t *sim_link_mac(const struct sim *s);
bool sim_next_hop(const struct sim *s, const struct addr *to, uint8_t ret_mac[6]);

/* Virtual time, ns. */
nsec sim_now(const struct sim *s);
/* When something next happens anywhere in the network; sim_now() when frames wait in recv(); NSEC_NEVER when
 * all is quiet. */
nsec sim_next_event(const struct sim *s);
/* Moves time to `to` (never backwards) and makes everything happen that is due by then. Frames that arrived
 * wait in recv(), each with its own `at`. */
void sim_advance(struct sim *s, nsec to);
/* As sim_advance(), but stops at the moment when the first frame has arrived. Returns sim_now(). This is what
 * a test that drives an engine wants: `to` = the engine's next wake. */
nsec sim_advance_rx(struct sim *s, nsec to);

/* What a scanner without loss, haste or bugs would say of one door: by SYN for TCP, by INIT for SCTP, by a
 * probe that the service answers for UDP. `at N host … down` lines are not considered. */
struct sim_door {
    struct addr addr;
    enum proto proto; /* of PROTO_IP the port is the protocol's number */
    uint16_t port;
    enum state state; /* STATE_UNKNOWN: no such host, or dead */
    enum reason reason;
    bool phantom; /* answers SYN-ACK, but nothing listens: tarpit, syn-proxy */
};

struct sim_door sim_truth(const struct sim *s, const struct addr *addr, enum proto proto, uint16_t port);
/* True when the script has a living host at this address. */
bool sim_alive(const struct sim *s, const struct addr *addr);

/* Walks all open doors (STATE_OPEN; phantoms too), ordered by rule, address, protocol, port. */
struct sim_walk {
    uint32_t rule; /* all zero to begin */
    uint64_t host;
    uint32_t door;
};
bool sim_walk_open(const struct sim *s, struct sim_walk *w, struct sim_door *ret);
/* Walks all living hosts, in the same way (w->door unused). */
bool sim_walk_hosts(const struct sim *s, struct sim_walk *w, struct addr *ret);

/* Why a packet did not arrive: enum word, word for people. "out" = from the scanner, "back" = towards it. */
#define SIM_DROPS(X)                                                                                         \
    X(LOSS_OUT, "loss-out") /* random loss */                                                                \
    X(LOSS_BACK, "loss-back")                                                                                \
    X(BURST_OUT, "burst-out") /* Gilbert-Elliott loss */                                                     \
    X(BURST_BACK, "burst-back")                                                                              \
    X(POLICER_OUT, "policer-out")                                                                            \
    X(POLICER_BACK, "policer-back")                                                                          \
    X(QUEUE_OUT, "queue-out") /* bottleneck's buffer was full */                                             \
    X(QUEUE_BACK, "queue-back")                                                                              \
    X(CONNTRACK, "conntrack")   /* the stateful device on the path had no room for another flow */           \
    X(DEAD, "dead")             /* nobody there */                                                           \
    X(SILENT, "silent")         /* a filter swallowed it, or the stack does not answer such a packet */      \
    X(RST_RATION, "rst-ration") /* an answer the host did not give because of its ration */                  \
    X(ICMP_RATION, "icmp-ration")                                                                            \
    X(MALFORMED, "malformed") /* the scanner's packet was cut, or had a wrong length or checksum */          \
    X(FOREIGN, "foreign")     /* the scanner's packet had a source address that is not its own */            \
    X(WRONG_MAC, "wrong-mac") /* sent to a MAC that is not the next hop's */                                 \
    X(LINK_DOWN, "link-down")                                                                                \
    X(RX_RING, "rx-ring") /* arrived, but recv() was not called in time */                                   \
    X(MEMORY, "memory")   /* max_packets reached: the simulation itself is too small, a test should fail */

enum sim_drop {
#define X(name, word) SIM_DROP_##name,
    SIM_DROPS(X)
#undef X
        SIM_DROPS_COUNT
};

struct sim_stats {
    uint64_t sent;      /* frames the scanner sent */
    uint64_t arrived;   /* probes that reached a living host */
    uint64_t answers;   /* packets that hosts and routers sent */
    uint64_t forged;    /* packets that hostile mode made */
    uint64_t delivered; /* frames that reached recv() */
    uint64_t events;    /* events worked off: a packet costs one to three */
    uint64_t duplicated, reordered;
    uint64_t kernel_rst;   /* RSTs that the scanner's simulated kernel sent */
    uint64_t conn_refused; /* connections not remembered (max_conns): their SYN-ACK is not repeated */
    uint64_t host_refused; /* probes to addresses beyond max_hosts: treated as dead */
    uint64_t drop[SIM_DROPS_COUNT];
};

void sim_stats(const struct sim *s, struct sim_stats *ret);
const char *sim_drop_word(enum sim_drop cause);

/* What one address saw, or, for a router, sent. All zero when it was never probed. */
struct sim_host_stats {
    uint64_t sent;        /* probes the scanner sent to it, lost ones included */
    uint64_t arrived;     /* probes that it received */
    uint64_t answers;     /* what it, or a firewall for it, answered */
    uint64_t rationed;    /* answers its rations kept back */
    uint64_t peak_second; /* most probes received within one second, seconds counted from the start */
};
void sim_host_stats(const struct sim *s, const struct addr *addr, struct sim_host_stats *ret);

/* A running hash over (time, bytes) of every frame delivered so far: equal hashes, equal runs. */
uint64_t sim_trace_hash(const struct sim *s);
