/* Which of many numbered things ends first: a binary heap of times. */
#pragma once

#include "base/nsec.h"

#include <stdbool.h>
#include <stdint.h>

struct deadlines {
    nsec *at;        /* by id */
    uint32_t *place; /* by id: index into heap */
    uint32_t *heap;  /* ids; the earliest first */
    uint32_t count, max;
};

/* For ids 0 … max-1. 0 or -ENOMEM. */
int deadlines_init(struct deadlines *d, uint32_t max);
void deadlines_fini(struct deadlines *d);
/* id must not be in, and must be in. */
void deadlines_add(struct deadlines *d, uint32_t id, nsec at);
void deadlines_remove(struct deadlines *d, uint32_t id);
/* The earliest; false when there is none. */
bool deadlines_first(const struct deadlines *d, uint32_t *ret_id, nsec *ret_at);
