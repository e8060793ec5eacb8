/* What every parser of this folder answers. */
#pragma once

#include <stddef.h>

enum packet_result {
    PACKET_OK,      /* well formed, as far as the bytes at hand go */
    PACKET_BAD,     /* a header contradicts itself or the bytes at hand; no host would act on it */
    PACKET_UNKNOWN, /* nothing wrong with it, but not decoded here */
};

/* For parsers that are told how many bytes of the datagram are missing behind the cursor: nobody knows how
 * many, any length inside may be right (first fragments, quotations). */
#define PACKET_LACK_ANY ((size_t)1 << 30)
