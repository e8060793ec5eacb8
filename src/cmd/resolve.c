#include "cmd/resolve.h"

#include <ares.h>
#include <errno.h>
#include <netdb.h>
#include <sys/select.h>

struct answer {
    struct addr *out;
    uint32_t cap;
    int result; /* addresses, or negative errno */
    bool done;
};

static void take(void *ctx, int status, int timeouts, struct ares_addrinfo *info)
{
    (void)timeouts;
    struct answer *a = ctx;
    a->done = true;
    if (status != ARES_SUCCESS) {
        a->result = status == ARES_ENOTFOUND || status == ARES_ENODATA ? 0
                    : status == ARES_ENOMEM                            ? -ENOMEM
                                                                       : -EAGAIN;
        return;
    }
    uint32_t n = 0;
    for (struct ares_addrinfo_node *node = info->nodes; node && n < a->cap; node = node->ai_next) {
        if (node->ai_family == AF_INET) {
            const struct sockaddr_in *in = (const void *)node->ai_addr;
            a->out[n++] = addr_v4(ntohl(in->sin_addr.s_addr));
        } else if (node->ai_family == AF_INET6) {
            const struct sockaddr_in6 *in6 = (const void *)node->ai_addr;
            a->out[n++] = addr_v6(in6->sin6_addr.s6_addr);
        }
    }
    ares_freeaddrinfo(info);
    a->result = (int)n;
}

static void wait_for(ares_channel channel, struct answer *a)
{
    while (!a->done) {
        fd_set in, out;
        FD_ZERO(&in);
        FD_ZERO(&out);
        int n = ares_fds(channel, &in, &out);
        struct timeval limit = {.tv_sec = 5}, left, *t = ares_timeout(channel, &limit, &left);
        if (n == 0 || select(n, &in, &out, NULL, t) < 0) {
            ares_cancel(channel);
            return;
        }
        ares_process(channel, &in, &out);
    }
}

int resolve_name(void *ctx, const char *name, int family, struct addr *out, uint32_t cap)
{
    (void)ctx;
    struct ares_options options = {.timeout = 2500, .tries = 2};
    struct ares_addrinfo_hints hints = {.ai_family = family == 4   ? AF_INET
                                                     : family == 6 ? AF_INET6
                                                                   : AF_UNSPEC,
                                        .ai_socktype = SOCK_STREAM,
                                        .ai_flags = ARES_AI_NOSORT};
    struct answer a = {.out = out, .cap = cap, .result = -EAGAIN};
    ares_channel channel;
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
        return -ENOMEM;
    if (ares_init_options(&channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) != ARES_SUCCESS) {
        ares_library_cleanup();
        return -ENOMEM;
    }
    ares_getaddrinfo(channel, name, NULL, &hints, take, &a);
    wait_for(channel, &a);
    ares_destroy(channel);
    ares_library_cleanup();
    return a.result;
}
