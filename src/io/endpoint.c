#include "io/priv_endpoint.h"

#include "io/priv_icmp_queue.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SPARE = 16 };

uint32_t endpoint_room(int lowest)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 0;
    rlim_t hard = limit.rlim_max;
    if (limit.rlim_cur < hard) {
        struct rlimit more = {.rlim_cur = hard, .rlim_max = hard};
        if (setrlimit(RLIMIT_NOFILE, &more) == 0)
            limit = more;
    }
    rlim_t used = (rlim_t)lowest + 1;
    rlim_t left = limit.rlim_cur > used ? limit.rlim_cur - used : 0;
    left -= left / 2 < SPARE ? left / 2 : SPARE;
    return left > INT32_MAX ? INT32_MAX : (uint32_t)left;
}

socklen_t endpoint_of(const struct addr *a, uint16_t port, union endpoint *ret)
{
    *ret = (union endpoint){0};
    if (a->len == 4) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons(port);
        memcpy(&ret->v4.sin_addr, a->b, 4);
        return sizeof ret->v4;
    }
    ret->v6.sin6_family = AF_INET6;
    ret->v6.sin6_port = htons(port);
    ret->v6.sin6_scope_id = a->zone;
    memcpy(&ret->v6.sin6_addr, a->b, 16);
    return sizeof ret->v6;
}

int endpoint_prepare(int fd, bool ipv6, const struct endpoint_from *from)
{
    int one = 1;
    int r = icmp_queue_enable(fd, ipv6);
    if (r < 0)
        return r;
    if (from->device[0] &&
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, from->device, (socklen_t)strlen(from->device)) < 0)
        return -errno;
    if (from->source.len != (ipv6 ? 16 : 4))
        return 0; /* of the other family, or none */
    union endpoint name;
    socklen_t n = endpoint_of(&from->source, 0, &name);
    /* The port is chosen by connect() then, so that one port can serve many destinations (ip(7)). */
    (void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    return bind(fd, &name.any, n) < 0 ? -errno : 0;
}

int endpoint_try(const struct endpoint_from *from)
{
    int family = from->source.len == 16 ? AF_INET6 : AF_INET;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0)
        return -errno;
    int r = endpoint_prepare(fd, family == AF_INET6, from);
    close(fd);
    return r;
}

bool endpoint_is_itself(int fd)
{
    union endpoint here, there;
    socklen_t n = sizeof here, m = sizeof there;
    memset(&here, 0, sizeof here);
    memset(&there, 0, sizeof there);
    return getsockname(fd, &here.any, &n) == 0 && getpeername(fd, &there.any, &m) == 0 && n == m &&
           memcmp(&here, &there, n) == 0;
}

bool endpoint_passing(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM ||
           error == EADDRNOTAVAIL || error == EAGAIN;
}
