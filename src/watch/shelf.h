/* A table of a fixed number of places, all zero where they are free, as pieces that can be saved
 * (state/region.h): what most detectors remember. */
#pragma once

#include "state/region.h"

struct shelf {
    void *first;       /* borrowed */
    size_t size;       /* of a place, bytes */
    uint32_t n, piece; /* places, and how many are saved together; n is a multiple of it */
    /* Whether the bytes of a place, which come from a file, can be one that is taken or free. */
    bool (*is_sound)(const void *place);
};

/* For is_sound: whether that is a bool at all. */
static inline bool shelf_is_bool(const bool *b)
{
    return *(const uint8_t *)b <= 1;
}

/* `s` and what it describes live as long as the region. */
struct region shelf_region(struct shelf *s, const char *name);
