#include "watch/bytes/rotated.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BESIDE = 10000 }; /* names of a folder that are looked at */

/* ".1", "-20261122", ".2.gz", "-20261122-1790000000.zst" */
static bool is_numbered(const char *suffix)
{
    size_t digits = 0;
    while ((*suffix == '.' || *suffix == '-') && suffix[1] >= '0' && suffix[1] <= '9') {
        digits = strspn(suffix + 1, "0123456789");
        suffix += 1 + digits;
    }
    return digits && (!*suffix || strcmp(suffix, ".gz") == 0 || strcmp(suffix, ".zst") == 0);
}

static unsigned insert(struct rotated out[ROTATED_MAX], unsigned n, const struct rotated *r)
{
    unsigned at = n < ROTATED_MAX ? n++ : ROTATED_MAX;
    while (at > 0 && out[at - 1].mtime < r->mtime) {
        if (at < ROTATED_MAX)
            out[at] = out[at - 1];
        at--;
    }
    if (at < ROTATED_MAX)
        out[at] = *r;
    return n;
}

int rotated_open(const char *path)
{
    struct stat st;
    if (lstat(path, &st) < 0)
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EINVAL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    return -EINVAL;
}

unsigned rotated_list(const char *path, struct rotated out[ROTATED_MAX])
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char folder[ROTATED_PATH];
    unsigned n = 0;
    int len =
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
    DIR *d = len > 0 && (size_t)len < sizeof folder ? opendir(folder) : NULL;
    struct dirent *e;
    for (unsigned i = 0; d && i < BESIDE && (e = readdir(d)) != NULL; i++) {
        struct stat st;
        struct rotated r = {.numbered = false};
        if (strncmp(e->d_name, name, strlen(name)) != 0 || strcmp(e->d_name, name) == 0)
            continue;
        len = snprintf(r.path, sizeof r.path, "%s%s", folder, e->d_name);
        if (len < 0 || (size_t)len >= sizeof r.path || lstat(r.path, &st) < 0 || !S_ISREG(st.st_mode))
            continue;
        int64_t most = INT64_MAX / 1000000000 - 1, at = st.st_mtim.tv_sec; /* a file may have any date */
        r.mtime = (at > most ? most : at < 0 ? 0 : at) * 1000000000 + st.st_mtim.tv_nsec;
        r.numbered = is_numbered(e->d_name + strlen(name));
        n = insert(out, n, &r);
    }
    if (d)
        closedir(d);
    return n;
}
