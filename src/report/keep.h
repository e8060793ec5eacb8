/* Copies of records that outlive the call which brought them: the struct in an array, its strings in chunks of memory
 * that are freed as a whole, both within a budget of bytes that several keeps share. */
#pragma once

#include "model/record.h"

struct keep_budget {
    size_t used, max; /* bytes */
};

/* Records of one type. Zeroed = empty. */
struct keep {
    char *item; /* owned: `count` structs of record_shape(type)->size */
    size_t count, cap;
    struct keep_chunk *text; /* owned */
    size_t bytes;            /* taken from the budget */
};

/* Copies r to the end; every record of a keep has the same type. False when the budget or
 * memory does not allow it. */
bool keep_add(struct keep *k, struct keep_budget *budget, const struct record *r);
/* Frees all and gives the bytes back. */
void keep_fini(struct keep *k, struct keep_budget *budget);
/* Takes n bytes from the budget for something of the caller's. False when they are not there. */
bool keep_charge(struct keep_budget *budget, size_t n);
