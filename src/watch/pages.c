#include "watch/pages.h"

#include <sys/mman.h>

void *pages_new_sparse(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void *pages_new(size_t bytes)
{
    void *p = pages_new_sparse(bytes);
    /* Tables are asked at random places: without large pages every second question waits for an address
     * translation. A wish only. */
    if (p)
        (void)madvise(p, bytes, MADV_HUGEPAGE);
    return p;
}

void pages_free(void *p, size_t bytes)
{
    if (p)
        munmap(p, bytes);
}
