/* What the kernel's packet filter logs: attributes and the packet in them, of any content. */
#include "watch/source/nflog.h"

#include "check.h"

#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

/* The bytes behind a header that tells their true length, or (odd first byte) the length that they tell
 * themselves. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (!len)
        return 0;
    bool as_told = *data & 1;
    size_t n = len - 1;
    struct nlmsghdr *msg = malloc(n ? n : 1); /* malloc aligns it */
    CHECK(msg);
    memcpy(msg, data + 1, n);
    if (!as_told && n >= sizeof *msg)
        msg->nlmsg_len = (uint32_t)n;
    struct sight s = {0};
    uint32_t seq;
    enum nflog_result r = nflog_read(msg, n, &s, &seq);
    CHECK(r != NFLOG_SIGHT || (s.kind != SIGHT_NONE && s.src.len && s.src.len == s.dst.len));
    free(msg);
    return 0;
}
