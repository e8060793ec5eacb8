/* The part of the target space that is being scanned: a run of hosts with their ports, four bits a target.
 *
 * Targets have three numbers. `t`: what it is, host of the block and port (space.h). The sequence number q =
 * where t stands in the block's order (order.h): shard i of n owns the q that leave i when divided by n. And
 * `slot` = q / n: where this shard keeps its state, and the order of round 1. */
#pragma once

#include "scan/heard.h"
#include "scan/order.h"
#include "scan/space.h"
#include "scan/voices.h"

#include "base/nsec.h"

#include <stdbool.h>

enum block_seen {
    BLOCK_UNSEEN,
    BLOCK_ANSWERED,   /* something itself */
    BLOCK_SPOKEN_FOR, /* only routers answered in its place */
    BLOCK_SILENT,     /* hosts.h: nobody answered, and that is a verdict */
};

/* What is known of a host beside its doors: 4 bytes. */
struct block_host {
    uint16_t rtt;     /* smallest, in units of 65,536 ns + 1; 0 = unknown */
    uint8_t ttl;      /* of its first own answer; 0 = unknown */
    uint8_t seen : 7; /* enum block_seen */
    uint8_t told : 1; /* it has its records (stream.h) */
};

struct block {
    uint64_t first; /* place of its first host in the order of hosts */
    uint64_t hosts;
    /* of which it is a part; pairs are never cut, so that host i of the block is theirs too */
    struct space space;
    uint64_t slots; /* targets of this shard */
    uint32_t shard, shards;
    uint32_t offset; /* the first q of the block that is this shard's */
    struct order order;
    bool likeliest;          /* first, where every host has the same ports */
    bool in_turn;            /* every host its first port, then every host its second … */
    uint8_t *state;          /* owned: two slots a byte */
    struct block_host *host; /* owned */
    uint64_t silent;         /* slots below HEARD_YES */
    struct voices voices;    /* of the answers */
};

/* Room for blocks of up to max_hosts; made once. 0 or -ENOMEM. */
int block_init(struct block *b, const struct space *space, uint64_t max_hosts, uint32_t shard,
               uint32_t shards);
void block_fini(struct block *b);

/* Starts over with `hosts` (<= max_hosts) from place `first` on: everything unasked. */
void block_start(struct block *b, uint64_t first, uint64_t hosts, struct hash_key key);

/* The target in a slot, and the slot of a target: false when another shard has it. */
uint64_t block_target(const struct block *b, uint64_t slot);
bool block_slot(const struct block *b, uint64_t target, uint64_t *ret_slot);

static inline enum heard block_get(const struct block *b, uint64_t slot)
{
    return (enum heard)(b->state[slot / 2] >> slot % 2 * 4 & 15);
}

/* Sets a state; `silent` follows. */
void block_set(struct block *b, uint64_t slot, enum heard h);

/* What is still silent of host i is not asked any more: the host is there, which is all that was asked. */
void block_settle_host(struct block *b, uint64_t i);

/* Has every door of host i that this shard asks answered itself? */
bool block_host_done(const struct block *b, uint64_t i);

/* Takes in an answer of its own. True when that changed what is known. */
bool block_host_heard(struct block_host *h, nsec rtt, uint8_t ttl);
/* Milliseconds, NaN = unknown. */
double block_host_rtt_ms(const struct block_host *h);
