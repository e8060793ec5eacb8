/* What somebody may have meant: the known words that look most like a given one. */
#pragma once

#include <stddef.h>

#define NEARBY_MAX 5

struct nearby {
    const char *word; /* borrowed, like the candidates */
    struct {
        const char *word;
        unsigned distance;
    } best[NEARBY_MAX]; /* nearest first */
    size_t count;
};

/* Considers one candidate; far ones and those that are there already are left out. */
void nearby_offer(struct nearby *n, const char *candidate);
