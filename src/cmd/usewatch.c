#include "cmd/usewatch.h"

#include "cmd/cmd.h"
#include "cmd/statedir.h"
#include "local/sockdiag.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK (10 * NSEC_SEC)
#define SAVE (60 * NSEC_SEC)

enum { TAG_SIGNAL, TAG_ENDED };

struct watching {
    struct use use;
    struct local_table *table; /* as it was at `since` */
    bool *busy;                /* owned; by socket of the table */
    nsec since, next_save;
    char *path; /* owned */
    int lock, signals, ended[2];
    struct loop *loop;
};

/* A regular file of ours that nobody else may write; negative errno. */
static int open_ours(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int e = fd < 0 ? -errno : fstat(fd, &st) < 0 ? -errno : 0;
    if (e == 0 && (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH)))
        e = -EPERM;
    if (e == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return e;
}

static int read_file(const char *path, struct buf *text)
{
    char piece[1 << 14];
    ssize_t n;
    int fd = open_ours(path);
    if (fd < 0)
        return fd;
    while ((n = read(fd, piece, sizeof piece)) > 0 && !text->over)
        buf_put(text, piece, (size_t)n);
    int e = n < 0 ? -errno : text->over ? -EFBIG : 0;
    close(fd);
    return e;
}

static int load(const char *path, struct use *ret)
{
    struct buf text;
    buf_init(&text, USE_BYTES);
    int e = read_file(path, &text);
    if (e == -EPERM || e == -ELOOP)
        cmd_say(_("%s: not read, since others than you may have written it"), path);
    else if (e < 0 && e != -ENOENT)
        cmd_say("%s: %s", path, strerror(-e));
    if (e == 0)
        e = use_read(ret, buf_text(&text), text.len);
    buf_fini(&text);
    if (ret->bad)
        cmd_say(_("%s: lines that make no sense are passed over"), path);
    return e == -ENOMEM ? cmd_failed(path, e) : CMD_OK;
}

int usewatch_load(struct use *ret)
{
    char *path = statedir_file("use", false);
    int status = path ? load(path, ret) : CMD_OK;
    free(path);
    return status;
}

static int write_all(int fd, const struct buf *text)
{
    for (size_t at = 0; at < text->len;) {
        ssize_t n = write(fd, text->data + at, text->len - at);
        if (n < 0 && errno != EINTR)
            return -errno;
        at += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

/* The old file stays until the new one is whole. */
static int save(const struct watching *w)
{
    struct buf text, new;
    buf_init(&text, USE_BYTES);
    buf_init(&new, 1 << 13);
    use_write(&w->use, &text);
    buf_printf(&new, "%s.new", w->path);
    (void)unlink(buf_text(&new)); /* of a run that was killed; the lock says that it is over */
    int e = text.over || new.over ? -ENOMEM : 0;
    int fd = e ? -1 : open(buf_text(&new), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    e = e ? e : fd < 0 ? -errno : write_all(fd, &text);
    if (fd >= 0)
        close(fd);
    if (e == 0 && rename(buf_text(&new), w->path) < 0)
        e = -errno;
    buf_fini(&text);
    buf_fini(&new);
    return e;
}

static void all_busy(struct watching *w)
{
    memset(w->busy, true, w->table->count);
}

static void one_ended(struct watching *w, const struct nlmsghdr *h)
{
    struct local_socket end;
    if (!sockdiag_ended(h, &end))
        return;
    const struct local_socket *s = local_find(w->table, PROTO_TCP, &end.addr, end.port, NULL);
    if (s)
        w->busy[s - w->table->sockets] = true;
}

/* Connections that ended. When some were lost, any door may have been used. */
static int hear(struct watching *w, int fd)
{
    _Alignas(8) char data[1 << 14];
    for (;;) {
        ssize_t n = recv(fd, data, sizeof data, 0);
        size_t at = 0;
        if (n < 0 && errno == ENOBUFS) {
            all_busy(w);
            continue;
        }
        if (n < 0)
            return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        for (const struct nlmsghdr *h; (h = netlink_next(data, (size_t)n, &at));)
            one_ended(w, h);
    }
}

/* What was seen since the last look goes into the memory. A machine that slept did not look. */
static int note(struct watching *w, nsec now)
{
    nsec length = nsec_min(now - w->since, 2 * LOOK);
    int64_t wall = clock_wall() / NSEC_SEC;
    int e = 0;
    for (size_t i = 0; w->table && i < w->table->count && e == 0; i++) {
        const struct local_socket *s = &w->table->sockets[i];
        e = use_look(&w->use, s, (uint64_t)((length + NSEC_SEC / 2) / NSEC_SEC), w->busy[i] || s->connections,
                     wall);
    }
    return e;
}

static int look(struct watching *w, nsec now)
{
    struct local_conf conf = {.tcp = true, .connections = true};
    struct local_stats stats;
    int e = note(w, now);
    local_free(w->table);
    free(w->busy);
    w->table = NULL;
    w->busy = NULL;
    e = e ? e : local_read(&conf, &w->table, &stats);
    if (e == 0 && !(w->busy = calloc(w->table->count + 1, sizeof *w->busy)))
        e = -ENOMEM;
    w->since = now;
    return e;
}

static int watch(struct watching *w, nsec length)
{
    struct loop_event event[4];
    nsec end = length ? clock_mono() + length : NSEC_NEVER, now = clock_mono();
    int e = look(w, now);
    w->next_save = now + SAVE;
    while (e == 0 && now < end && !loop_signal_take(w->signals)) {
        int n = loop_wait(w->loop, nsec_min(w->since + LOOK, end) - now, event, 4);
        e = n < 0 ? n : hear(w, w->ended[0]);
        e = e ? e : hear(w, w->ended[1]);
        now = clock_mono();
        if (e == 0 && now >= w->since + LOOK)
            e = look(w, now);
        if (e == 0 && now >= w->next_save) {
            e = save(w);
            w->next_save = now + SAVE;
        }
    }
    e = e ? e : hear(w, w->ended[0]);
    e = e ? e : hear(w, w->ended[1]);
    e = e ? e : note(w, now);
    return e ? e : save(w);
}

static int lock(struct watching *w)
{
    struct buf path;
    buf_init(&path, 1 << 13);
    buf_printf(&path, "%s.lock", w->path);
    w->lock = open(buf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int e = w->lock < 0 || flock(w->lock, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
    buf_fini(&path);
    return e;
}

static int open_all(struct watching *w)
{
    static const unsigned groups[] = {SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY};
    int e = loop_new(&w->loop);
    for (int i = 0; i < 2 && e == 0; i++) {
        w->ended[i] = netlink_hear(NETLINK_SOCK_DIAG, groups[i]);
        e = w->ended[i] < 0 ? w->ended[i] : loop_add(w->loop, w->ended[i], LOOP_IN, TAG_ENDED);
    }
    w->signals = e ? -1 : loop_signals();
    e = e ? e : w->signals < 0 ? w->signals : 0;
    return e ? e : loop_add(w->loop, w->signals, LOOP_IN, TAG_SIGNAL);
}

static int run(struct watching *w, nsec length)
{
    int e = lock(w);
    if (e == -EWOULDBLOCK) {
        cmd_say(_("%s: another one watches already"), w->path);
        return CMD_ENV;
    }
    if (e < 0)
        return cmd_failed(w->path, e);
    int status = load(w->path, &w->use);
    if (status)
        return status;
    e = open_all(w);
    if (e == -EPERM || e == -EACCES) {
        cmd_say(_("run as root to watch which ports are used"));
        return CMD_ENV;
    }
    e = e ? e : watch(w, length);
    return e < 0 ? cmd_failed(w->path, e) : CMD_OK;
}

int usewatch_run(nsec length)
{
    struct watching w = {.lock = -1, .signals = -1, .ended = {-1, -1}, .path = statedir_file("use", true)};
    int status = w.path ? run(&w, length) : cmd_failed(_("state folder"), -ENOENT);
    const int fds[] = {w.lock, w.signals, w.ended[0], w.ended[1]};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    loop_free(w.loop);
    use_fini(&w.use);
    local_free(w.table);
    free(w.busy);
    free(w.path);
    return status;
}
