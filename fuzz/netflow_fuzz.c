/* Messages of exporters: the first byte of each piece says how long it is and from which of two exporters, so
 * templates meet data of their own and of the other's. What is decoded has addresses of one family, and
 * nothing is read behind a message. */
#include "watch/source/netflow.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static void each(void *ctx, const struct netflow_record *r)
{
    (void)ctx;
    CHECK(r->src.len == r->dst.len && (r->src.len == 4 || r->src.len == 16));
}

/* A copy of just these bytes, so that the sanitizer sees what is read behind them. */
static void take(struct netflow *d, const struct addr *exporter, const uint8_t *p, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);
    CHECK(exact);
    memcpy(exact, p, n);
    size_t took = netflow_take(d, exporter, exact, n, each, NULL);
    CHECK(took <= n);
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct addr exporters[2] = {{.len = 4, .b = {198, 18, 0, 250}},
                                             {.len = 4, .b = {198, 18, 0, 251}}};
    struct netflow *d = netflow_new();
    CHECK(d);
    while (len) {
        const struct addr *from = &exporters[*data & 1];
        size_t n = (size_t)(*data >> 1) * 16;
        data++, len--;
        if (n == 0 || n > len)
            n = len;
        take(d, from, data, n);
        data += n;
        len -= n;
    }
    netflow_free(d);
    return 0;
}
