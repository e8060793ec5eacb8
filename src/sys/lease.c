#include "sys/lease.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int lease_take(const char *name)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX}; /* sun_path[0] == 0: abstract */
    size_t n = strlen(name);
    if (n > sizeof a.sun_path - 1)
        return -ENAMETOOLONG;
    memcpy(a.sun_path + 1, name, n);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (bind(fd, (const struct sockaddr *)&a, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + n)) ==
        0)
        return fd;
    int e = -errno;
    close(fd);
    return e;
}
