#include "io/priv_beside.h"

static void *free_it(void *f)
{
    frames_free(f);
    return NULL;
}

void beside_free(struct beside *b, struct frames *f)
{
    *b = (struct beside){.f = f};
    b->runs = f && pthread_create(&b->thread, NULL, free_it, f) == 0;
}

void beside_end(struct beside *b)
{
    if (b->runs)
        pthread_join(b->thread, NULL);
    else
        frames_free(b->f);
}
