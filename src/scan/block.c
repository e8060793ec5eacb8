#include "scan/block.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t slots_of(uint64_t targets, uint32_t shard, uint32_t shards)
{
    return targets > shard ? (targets - shard + shards - 1) / shards : 0;
}

int block_init(struct block *b, uint64_t max_hosts, uint64_t ports, uint32_t shard, uint32_t shards)
{
    *b = (struct block){.ports = ports, .shard = shard, .shards = shards};
    b->state = malloc(slots_of(max_hosts * ports, shard, shards) / 2 + 1);
    b->host = calloc(max_hosts, sizeof *b->host);
    if (b->state && b->host)
        return 0;
    block_fini(b);
    return -ENOMEM;
}

void block_fini(struct block *b)
{
    free(b->state);
    free(b->host);
    b->state = NULL;
    b->host = NULL;
}

void block_start(struct block *b, uint64_t first, uint64_t hosts, struct hash_key key)
{
    b->first = first;
    b->hosts = hosts;
    b->slots = slots_of(hosts * b->ports, b->shard, b->shards);
    b->order = perm_of(hosts * b->ports, key);
    b->silent = b->slots;
    memset(b->state, HEARD_UNASKED, b->slots / 2 + 1);
    memset(b->host, 0, hosts * sizeof *b->host);
}

uint64_t block_target(const struct block *b, uint64_t slot)
{
    return perm_at(&b->order, slot * b->shards + b->shard);
}

bool block_slot(const struct block *b, uint64_t target, uint64_t *ret_slot)
{
    uint64_t q = perm_index(&b->order, target);
    if (q % b->shards != b->shard)
        return false;
    *ret_slot = q / b->shards;
    return true;
}

void block_set(struct block *b, uint64_t slot, enum heard h)
{
    unsigned shift = slot % 2 * 4;
    uint8_t *at = &b->state[slot / 2];
    bool was = heard_silent((enum heard)(*at >> shift & 15)), is = heard_silent(h);
    *at = (uint8_t)((*at & ~(15u << shift)) | (unsigned)h << shift);
    if (was != is)
        b->silent = is ? b->silent + 1 : b->silent - 1;
}

void block_host_heard(struct block_host *h, nsec rtt, uint8_t ttl)
{
    if (!h->seen)
        h->ttl = ttl;
    h->seen = 1;
    if (rtt < 0)
        return;
    uint64_t units = ((uint64_t)rtt >> 16) + 1;
    uint16_t v = units > UINT16_MAX ? UINT16_MAX : (uint16_t)units;
    if (!h->rtt || v < h->rtt)
        h->rtt = v;
}

double block_host_rtt_ms(const struct block_host *h)
{
    return h->rtt ? ((double)h->rtt - 0.5) * 65536e-6 : NAN;
}
