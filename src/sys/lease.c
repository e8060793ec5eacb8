#include "sys/lease.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket and the address for it, abstract: sun_path[0] == 0. A descriptor or negative errno. */
static int prepare(const char *name, struct sockaddr_un *a, socklen_t *ret_len)
{
    size_t n = strlen(name);
    *a = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (n > sizeof a->sun_path - 1)
        return -ENAMETOOLONG;
    memcpy(a->sun_path + 1, name, n);
    *ret_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return fd < 0 ? -errno : fd;
}

int lease_take(const char *name)
{
    struct sockaddr_un a;
    socklen_t len;
    int fd = prepare(name, &a, &len);
    if (fd < 0)
        return fd;
    if (bind(fd, (const struct sockaddr *)&a, len) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int e = -errno;
    close(fd);
    return e;
}

bool lease_trusted(const char *name)
{
    struct sockaddr_un a;
    socklen_t len, size = sizeof(struct ucred);
    struct ucred holder;
    int fd = prepare(name, &a, &len);
    bool known = fd >= 0 && connect(fd, (const struct sockaddr *)&a, len) == 0 &&
                 getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &holder, &size) == 0;
    if (fd >= 0)
        close(fd);
    return known && (holder.uid == 0 || holder.uid == geteuid());
}
