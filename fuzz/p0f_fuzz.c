/* p0f's file in any bytes: refused at a line, or its signatures can be compared with an answer. */
#include "check.h"
#include "ident/os/p0f.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct p0f *p;
    struct diag d;
    char out[P0F_LABEL];
    bool generic;
    struct asks_answer a = {.kind = ASKS_SEGMENT,
                            .flags = TCP_SYN | TCP_ACK,
                            .ttl = 60,
                            .win = 65160,
                            .mss = 1460,
                            .df = true,
                            .wscale = 7,
                            .mss_set = true,
                            .wscale_set = true,
                            .ts_set = true,
                            .ts = 1,
                            .opts = "MSTNW"};
    if (p0f_read((const char *)data, len, &p, &d) != 0)
        return 0;
    CHECK(p0f_count(p) <= P0F_SIGS_MAX);
    if (p0f_label(p, &a, 4, 1460, out, &generic))
        CHECK(strlen(out) < P0F_LABEL);
    memcpy(a.opts, "M", 2);
    (void)p0f_label(p, &a, 16, 0, out, &generic);
    p0f_free(p);
    return 0;
}
