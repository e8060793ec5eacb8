/* TCP connections of all hosts, half-open and open, found by a hash of their four numbers. Bounded: what
 * finds no place is not remembered, as a host with SYN cookies would do. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

#define CONN_NONE UINT32_MAX

struct conn {
    uint64_t flow;
    uint32_t generation;   /* tells a reused place from what an old timer meant */
    uint32_t live, answer; /* the host; slot with the SYN-ACK, POOL_NONE once the connection is open */
    uint32_t snd_nxt, rcv_nxt;
    uint32_t next; /* chain of free places */
    uint8_t tries;
    bool open;
};

struct conns {
    struct conn *conn; /* owned, grows */
    uint32_t *seats;   /* owned: index + 1 into conn, 0 = empty */
    uint32_t cap, count, used, max, mask, free;
    uint64_t refused;
};

void conns_init(struct conns *c, uint32_t max);
void conns_fini(struct conns *c);
/* The connection's index, or CONN_NONE. */
uint32_t conns_find(const struct conns *c, uint64_t flow);
/* A new one (it must not exist): zeroed but for flow and generation. CONN_NONE and counted when there is no
 * room. */
uint32_t conns_add(struct conns *c, uint64_t flow);
void conns_drop(struct conns *c, uint32_t i);
