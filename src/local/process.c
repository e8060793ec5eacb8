#include "local/priv_process.h"

#include "local/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CMDLINE_MAX = 4096, FILE_MAX = 1 << 14, PASSWD_MAX = 1 << 14 };

ssize_t process_file(int dir, const char *name, char *out, size_t cap)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    size_t n = 0;
    ssize_t got = 0;
    while (n < cap - 1 && (got = read(fd, out + n, cap - 1 - n)) > 0)
        n += (size_t)got;
    int error = got < 0 ? errno : 0;
    close(fd);
    out[n] = 0;
    return error ? -error : (ssize_t)n;
}

/* The number at `text`, which ends before a blank, tab, line end or the end. */
static bool number(const char *text, uint64_t *ret)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (errno || *text < '0' || *text > '9' || (*end && !strchr(" \t\n", *end)))
        return false;
    *ret = v;
    return true;
}

/* What stands behind `key` at the start of a line, or NULL. */
static const char *line_with(const char *text, const char *key)
{
    for (size_t n = strlen(key); text; text = strchr(text, '\n')) {
        text += *text == '\n';
        if (strncmp(text, key, n) == 0)
            return text + n;
    }
    return NULL;
}

uint64_t process_btime(const char *text)
{
    const char *at = line_with(text, "btime ");
    uint64_t v;
    return at && number(at, &v) ? v : 0;
}

/* The nth (from 1) of the words at `at`, which one blank or tab each separates; NULL when there are fewer. */
static const char *word(const char *at, unsigned n)
{
    while (at && --n) {
        at = strpbrk(at, " \t");
        at = at ? at + 1 : NULL;
    }
    return at;
}

uint64_t process_start(const char *text)
{
    const char *at = strrchr(text, ')');
    at = at && at[1] == ' ' ? word(at + 2, 22 - 2) : NULL;
    uint64_t v;
    return at && number(at, &v) ? v : 0;
}

int process_uid(const char *text, uint32_t *ret)
{
    const char *at = word(line_with(text, "Uid:\t"), 2); /* real, effective, saved, file system */
    uint64_t v;
    if (!at || !number(at, &v) || v > UINT32_MAX)
        return -EINVAL;
    *ret = (uint32_t)v;
    return 0;
}

static char *user_name(uint32_t uid)
{
    char *text = NULL, buf[PASSWD_MAX];
    struct passwd pw, *found = NULL;
    if (getpwuid_r(uid, &pw, buf, sizeof buf, &found) == 0 && found)
        return strdup(pw.pw_name);
    return asprintf(&text, "%u", uid) < 0 ? NULL : text;
}

static char *read_comm(int dir)
{
    char buf[64];
    ssize_t n = process_file(dir, "comm", buf, sizeof buf);
    if (n > 0 && buf[n - 1] == '\n')
        buf[--n] = 0;
    return n > 0 ? strdup(buf) : NULL;
}

static char *read_exe(int dir)
{
    char buf[PATH_MAX];
    ssize_t n = readlinkat(dir, "exe", buf, sizeof buf);
    return n > 0 ? strndup(buf, (size_t)n) : NULL;
}

static char *read_cmdline(int dir)
{
    char buf[CMDLINE_MAX + 1];
    ssize_t n = process_file(dir, "cmdline", buf, sizeof buf);
    while (n > 0 && !buf[n - 1])
        n--;
    for (ssize_t i = 0; i < n; i++)
        if (!buf[i])
            buf[i] = ' ';
    return n > 0 ? strndup(buf, (size_t)n) : NULL;
}

static nsec_wall since(uint64_t btime, uint64_t start)
{
    uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
    if (!btime || btime > INT64_MAX / NSEC_SEC / 2 || start / ticks > INT64_MAX / NSEC_SEC / 2)
        return 0;
    return (nsec_wall)(btime + start / ticks) * NSEC_SEC +
           (nsec_wall)(start % ticks * (uint64_t)NSEC_SEC / ticks);
}

static void read_cgroup(int dir, char *text, struct local_process *p)
{
    struct cgroup g;
    ssize_t n = process_file(dir, "cgroup", text, FILE_MAX);
    if (n <= 0)
        return;
    cgroup_parse(text, (size_t)n, &g);
    p->unit = g.unit[0] ? strdup(g.unit) : NULL;
    p->unit_nested = g.nested;
    p->container = g.container[0] ? strdup(g.container) : NULL;
    p->container_is_id = g.container_is_id;
}

int process_read(int dir, uint64_t pid, uint64_t btime, struct local_process *ret)
{
    char text[FILE_MAX];
    struct local_process p = {.pid = pid};
    uint32_t uid;
    if (process_file(dir, "stat", text, sizeof text) <= 0)
        return -ESRCH;
    p.start = process_start(text);
    p.since = since(btime, p.start);
    p.name = read_comm(dir);
    p.exe = read_exe(dir);
    p.cmdline = read_cmdline(dir);
    if (process_file(dir, "status", text, sizeof text) > 0 && process_uid(text, &uid) == 0)
        p.user = user_name(uid);
    read_cgroup(dir, text, &p);
    *ret = p;
    return 0;
}

void process_fini(struct local_process *p)
{
    free(p->name);
    free(p->exe);
    free(p->cmdline);
    free(p->user);
    free(p->unit);
    free(p->container);
    free(p->container_name);
    free(p->package);
    *p = (struct local_process){0};
}
