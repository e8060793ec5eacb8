#include "sys/clock.h"

#include <time.h>

static int64_t now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t); /* cannot fail for these two */
    return t.tv_sec * NSEC_SEC + t.tv_nsec;
}

nsec clock_mono(void)
{
    return now(CLOCK_MONOTONIC);
}

nsec_wall clock_wall(void)
{
    return now(CLOCK_REALTIME);
}
