/* Records of one type that outlive the call which brought them, packed (pack.h), within a budget of bytes
 * that several keeps share. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

struct keep_budget {
    size_t used, max;   /* bytes */
    struct buf scratch; /* the record that is being packed; owned, buf_init() and buf_fini() by the caller */
};

/* Records of one type. Zeroed = empty. */
struct keep {
    uint8_t *data; /* owned */
    size_t len, cap, count;
    size_t strings; /* in lists, of all of them */
};

/* Adds a copy of r; every record of a keep has the same type. False when the budget or
 * memory does not allow it. */
bool keep_add(struct keep *k, struct keep_budget *budget, const struct record *r);
/* All of them, in the order in which they came: an array of `count` structs of record_shape(type)->size, the
 * caller's to free(). Its strings are borrowed from k until that changes. NULL when memory is out. */
void *keep_all(const struct keep *k, enum record_type type);
/* Frees all and gives the bytes back. */
void keep_fini(struct keep *k, struct keep_budget *budget);
/* Takes n bytes from the budget for something of the caller's. False when they are not there. */
bool keep_charge(struct keep_budget *budget, size_t n);
