/* What lies under a source of frames, freed on another thread while its owner frees what is his own. Each
 * packet socket, and each program in a driver, costs the kernel some 15 ms to close, in which it waits until
 * no processor is busy with it: together they wait once. */
#pragma once

#include "io/frames.h"

#include <pthread.h>

struct beside {
    struct frames *f;
    pthread_t thread;
    bool runs;
};

/* Begins to free f (NULL is fine), which nobody may use any more. b must stay where it is until
 * beside_end(). */
void beside_free(struct beside *b, struct frames *f);
/* Waits until it is free. */
void beside_end(struct beside *b);
