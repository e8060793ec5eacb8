/* nmap's octet patterns for IPv4: four octets, each a list of numbers and ranges, "10.0-3.1,7.*"; "-" and "*"
 * are 0-255, "-9" begins at 0, "9-" ends at 255. A plain address is the simplest pattern. */
#pragma once

#include "base/diag.h"

#include <stddef.h>
#include <stdint.h>

/* What each octet may be, as ascending values and as runs of neighbouring values. */
struct octets {
    struct octets_one {
        uint16_t values; /* how many, 1 … 256 */
        uint16_t runs;   /* how many, 1 … 128 */
        uint8_t value[256];
        struct {
            uint8_t first, last;
        } run[128];
    } octet[4];
};

/* Reads text[0…len-1]. 0, or -EINVAL with *d: column counts from 1 in the text. */
int octets_parse(const char *text, size_t len, struct octets *ret, struct diag *d);

/* How many ranges of neighbouring addresses the pattern is, 1 … 2^31. */
uint64_t octets_range_count(const struct octets *o);

/* Range number i in ascending order, both ends included, host byte order. */
void octets_range(const struct octets *o, uint64_t i, uint32_t *ret_first, uint32_t *ret_last);
