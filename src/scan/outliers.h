/* The few targets of a block that differ from all the others: so that a scan of tens of millions of them is
 * told without asking for each where its state lies (order_place(), some 100 ns each with the cache miss; a
 * pass over all states is 1 ns a target). */
#pragma once

#include "scan/block.h"

#define OUTLIERS_MAX (UINT64_C(1) << 20) /* 8 MiB; more are no outliers */

struct outliers {
    enum heard base; /* what every target of this shard has that is not in `item` */
    struct outlier {
        uint32_t host;  /* of the block */
        uint16_t place; /* of the port in the list */
        uint8_t heard;
    } * item; /* owned; rising by host */
    size_t count;
};

/* What is heard counts as class[heard]. Returns how many slots there are of each class in ret_counts. */
void outliers_count(const struct block *b, const uint8_t class[HEARD_COUNT],
                    uint64_t ret_counts[HEARD_COUNT]);

/* Takes the most frequent of the silent classes for granted, and finds the rest. False, and nothing owned:
 * there are more than OUTLIERS_MAX, hosts have ports of their own, other shards' targets would be taken for
 * ours, or memory is out. */
bool outliers_find(struct outliers *o, const struct block *b, const uint8_t class[HEARD_COUNT],
                   const uint64_t counts[HEARD_COUNT]);
void outliers_fini(struct outliers *o);
