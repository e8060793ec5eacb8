#include "scan/block.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t slots_of(uint64_t targets, uint32_t shard, uint32_t shards)
{
    return targets > shard ? (targets - shard + shards - 1) / shards : 0;
}

int block_init(struct block *b, const struct space *space, uint64_t max_hosts, uint32_t shard,
               uint32_t shards)
{
    *b = (struct block){.space = *space, .shard = shard, .shards = shards};
    b->state = malloc(slots_of(space_count(space, max_hosts), 0, shards) / 2 + 1);
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
    voices_fini(&b->voices);
    b->state = NULL;
    b->host = NULL;
}

void block_start(struct block *b, uint64_t first, uint64_t hosts, struct hash_key key)
{
    uint64_t targets = space_count(&b->space, hosts);
    b->first = first;
    b->hosts = hosts;
    /* Dealing goes on where the block before left off, so that shards stay equal and sum up over blocks of
     * any size. */
    uint64_t base = space_count(&b->space, first) % b->shards;
    b->offset = (uint32_t)((b->shard + b->shards - base) % b->shards);
    b->slots = slots_of(targets, b->offset, b->shards);
    b->order = b->in_turn                       ? order_in_turn(hosts, b->space.ports->count, key)
               : b->likeliest && b->space.ports ? order_likeliest(hosts, b->space.ports->count, key)
                                                : order_of(targets, key);
    b->silent = b->slots;
    memset(b->state, HEARD_UNASKED, b->slots / 2 + 1);
    memset(b->host, 0, hosts * sizeof *b->host);
    voices_clear(&b->voices);
}

uint64_t block_target(const struct block *b, uint64_t slot)
{
    return order_at(&b->order, slot * b->shards + b->offset);
}

bool block_slot(const struct block *b, uint64_t target, uint64_t *ret_slot)
{
    uint64_t q = order_place(&b->order, target);
    if (q % b->shards != b->offset)
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

void block_settle_host(struct block *b, uint64_t i)
{
    for (uint32_t place = 0; place < space_ports(&b->space, i); place++) {
        uint64_t slot;
        if (block_slot(b, space_number(&b->space, i, place), &slot) && heard_silent(block_get(b, slot)))
            block_set(b, slot, HEARD_ALT);
    }
}

bool block_host_done(const struct block *b, uint64_t i)
{
    for (uint32_t place = 0; place < space_ports(&b->space, i); place++) {
        uint64_t slot;
        if (block_slot(b, space_number(&b->space, i, place), &slot) && heard_rank(block_get(b, slot)) < 2)
            return false;
    }
    return true;
}

bool block_host_heard(struct block_host *h, nsec rtt, uint8_t ttl)
{
    bool news = h->seen != BLOCK_ANSWERED;
    uint64_t units = rtt < 0 ? 0 : ((uint64_t)rtt >> 16) + 1;
    uint16_t v = units > UINT16_MAX ? UINT16_MAX : (uint16_t)units;
    if (news)
        h->ttl = ttl;
    h->seen = BLOCK_ANSWERED;
    if (!v || (h->rtt && v >= h->rtt))
        return news;
    h->rtt = v;
    return true;
}

double block_host_rtt_ms(const struct block_host *h)
{
    return h->rtt ? ((double)h->rtt - 0.5) * 65536e-6 : NAN;
}
