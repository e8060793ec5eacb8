#include "cmd/netns.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { NAMESPACES_MAX = 1024 };

/* Takes over fd. */
static int add(struct netns_list *l, int fd, const char *name)
{
    struct stat s;
    struct statfs fs; /* a name may be left of what is gone: an ordinary file */
    bool known = fd < 0 || fstat(fd, &s) < 0 || fstatfs(fd, &fs) < 0 || fs.f_type != NSFS_MAGIC ||
                 l->count == NAMESPACES_MAX;
    for (size_t i = 0; i < l->count && !known; i++)
        known = l->item[i].id == s.st_ino;
    struct netns *more = known ? NULL : realloc(l->item, (l->count + 1) * sizeof *more);
    if (!more) {
        if (fd >= 0)
            close(fd);
        return known ? 0 : -ENOMEM;
    }
    l->item = more;
    struct netns *n = &more[l->count++];
    *n = (struct netns){.fd = fd, .id = s.st_ino};
    snprintf(n->name, sizeof n->name, "%s", name);
    return 0;
}

/* What `ip netns add` mounts. */
static int add_named(struct netns_list *l)
{
    DIR *d = opendir("/run/netns");
    int error = 0;
    for (struct dirent *e; d && !error && (e = readdir(d));)
        if (e->d_name[0] != '.')
            error = add(l, openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK), e->d_name);
    if (d)
        closedir(d);
    return error;
}

static int add_of_process(struct netns_list *l, int proc, const char *pid)
{
    char path[300], name[64];
    snprintf(path, sizeof path, "%s/ns/net", pid);
    snprintf(name, sizeof name, "pid %.20s", pid);
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    return add(l, fd, name);
}

int netns_read(struct netns_list *ret)
{
    *ret = (struct netns_list){0};
    int error = add(ret, open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "");
    error = error ? error : add_named(ret);
    DIR *d = error ? NULL : opendir("/proc");
    for (struct dirent *e; d && !error && (e = readdir(d));)
        if (isdigit((unsigned char)e->d_name[0]))
            error = add_of_process(ret, dirfd(d), e->d_name);
    if (d)
        closedir(d);
    if (error)
        netns_fini(ret);
    return error;
}

void netns_fini(struct netns_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        close(l->item[i].fd);
    free(l->item);
    *l = (struct netns_list){0};
}

int netns_enter(const struct netns *n)
{
    return setns(n->fd, CLONE_NEWNET) < 0 ? -errno : 0;
}
