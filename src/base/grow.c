#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *grow_one(void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array;
    if (count > SIZE_MAX / 2 / size)
        return NULL;
    return realloc(array, (count ? count * 2 : 1) * size);
}
