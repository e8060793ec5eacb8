/* sockdiag_answer(): an answer of any bytes gives only sockets with an address and a port, never more than
 * the limit. */
#include "check.h"
#include "local/sockdiag.h"

#include <string.h>

enum { MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct sockdiag d = {.max = MAX};
    CHECK(sockdiag_answer(&d, PROTO_TCP, data, len) == 0);
    CHECK(d.count <= MAX && (d.refused == 0 || d.count == MAX));
    for (size_t i = 0; i < d.count; i++) {
        const struct local_socket *s = &d.sockets[i];
        CHECK(s->port && (s->addr.len == 4 || s->addr.len == 16));
        CHECK(!s->v6only || s->addr.len == 16);
    }
    free(d.sockets);
    return 0;
}
