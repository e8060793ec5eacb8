/* The network's moving parts, shared by the files of this folder: sim.c moves time and packets, answer.c is
 * what hosts do, neigh.c what the link does, hostile.c what should never come. */
#pragma once

#include "base/amap.h"
#include "priv_conn.h"
#include "priv_heap.h"
#include "priv_path.h"
#include "priv_pool.h"
#include "priv_world.h"
#include "sim/sim.h"
#include "wire/csum.h"
#include "wire/packet.h"

#define LIVE_NONE UINT32_MAX

enum { TX_SLOTS = 256 };

/* State of an address that was probed. */
struct live {
    struct addr addr;
    struct home home;
    bool down;
    struct bucket rst, icmp, icmp_all;
    uint16_t ip_id;
    uint32_t isn;
    nsec second; /* of arrivals counted in `in_second` */
    uint32_t in_second;
    struct sim_host_stats stats;
};

enum event_kind {
    EVENT_ARRIVE,  /* what = slot: a probe reaches its host */
    EVENT_GATE,    /* what = slot: an answer reaches the bottleneck before the scanner */
    EVENT_DELIVER, /* what = slot: it has left the bottleneck's queue */
    EVENT_CONN,    /* what = connection: repeat the SYN-ACK, or forget it */
    EVENT_SCRIPT,  /* what = row of script.event */
};

struct sim {
    struct frames frames; /* first: what frames_ops get is this */
    struct script script;
    struct world world;
    struct rng rng;
    struct hash_key flow_key;
    struct heap heap;
    struct pool pool;
    struct conns conns;
    struct path path;
    struct amap by_addr;
    struct live *live; /* owned, grows */
    uint32_t n_live, max_live;
    nsec start, now;
    bool link_up;
    bool real;
    struct bucket link_bucket;
    uint32_t *rx; /* owned ring of slots: [rx_tail, rx_seen) handed out, [rx_seen, rx_head) waiting */
    uint32_t rx_mask, rx_head, rx_seen, rx_tail;
    uint8_t *tx; /* owned: TX_SLOTS buffers */
    uint32_t tx_room;
    struct sim_stats stats;
    struct frames_stats frame_stats;
    uint64_t trace;
    struct packet parsed; /* scratch of sim_put() */
};

/* An answer being written. */
struct answer {
    uint32_t slot; /* POOL_NONE: no memory, writing does nothing */
    struct wr w;
    struct addr from, to;
};

/* sim.c */
uint32_t sim_live(struct sim *s, const struct addr *a); /* LIVE_NONE when max_hosts is reached */
void sim_drop_packet(struct sim *s, enum sim_drop cause);
/* A probe leaves the scanner now: loss, policer, queue, then on its way to the host. */
void sim_launch(struct sim *s, const struct probe *p, const struct addr *to, const uint8_t *ip, uint32_t len,
                const uint8_t mac[6]);
/* An answer leaves the host now. Takes the slot. `path` false: ARP and the like, which never meet the
 * bottleneck. */
void sim_return(struct sim *s, uint32_t slot, bool path);
/* A copy of an answer; POOL_NONE without memory. */
uint32_t sim_copy(struct sim *s, uint32_t slot);
/* Identifies probe and answer of one flow. */
uint64_t sim_flow(const struct sim *s, const struct addr *host, const struct probe *p);

/* answer.c: the probe in `slot` has arrived at its host. */
void answer_arrive(struct sim *s, uint32_t slot);
/* A connection's timer rang. */
void answer_timer(struct sim *s, uint32_t conn, uint32_t generation);

/* reply.c: frames from hosts. Begins an answer to `in` with Ethernet and IP headers for `len` bytes of
 * `proto`. */
struct reply {
    const struct addr *from;
    uint8_t ttl, proto;
    uint16_t id;
    bool df;
};
struct answer reply_begin(struct sim *s, uint32_t live, const struct slot *in, const struct reply *how,
                          size_t len);
/* Pads and hands it to the path; POOL_NONE or a writer gone bad: nothing happens. */
void reply_send(struct sim *s, struct answer *a);
/* Without sending: the finished slot, or POOL_NONE. */
uint32_t reply_finish(struct sim *s, struct answer *a);

/* neigh.c: ARP and neighbour discovery. True when s->parsed was such a packet and is dealt with. */
bool neigh_handle(struct sim *s);

/* hostile.c: maybe adds forgeries beside this answer. */
void hostile_add(struct sim *s, uint32_t slot);
