#include "cmd/usewatch.h"

#include "cmd/cmd.h"
#include "cmd/statedir.h"
#include "local/arrivals.h"
#include "local/sockdiag.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK (10 * NSEC_SEC)
#define SAVE NSEC_MINUTE

enum { TAG_SIGNAL, TAG_ENDED, TAG_ARRIVED, BATCH = 64 };

struct watching {
    struct use use;
    struct local_table *table; /* as it was at `since` */
    bool *busy;                /* owned; by socket of the table */
    nsec since, next_save;
    char *path; /* owned */
    int lock, signals, ended[2];
    int arrived; /* a packet socket: each UDP door's first datagram since `since` */
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

/* Only the doors at which nobody was heard yet go on being listened to: a busy server costs one datagram a
 * look. */
static int listen_on(struct watching *w)
{
    struct sock_filter *code = calloc(ARRIVALS_PROGRAM, sizeof *code);
    uint16_t *port = calloc(w->table->count + 1, sizeof *port);
    size_t n = 0;
    int e = code && port ? 0 : -ENOMEM;
    for (size_t i = 0; i < w->table->count && e == 0; i++)
        if (w->table->sockets[i].proto == PROTO_UDP && !w->busy[i])
            port[n++] = w->table->sockets[i].port;
    if (e == 0) {
        struct sock_fprog program = {.len = (unsigned short)arrivals_program(port, n, code), .filter = code};
        e = setsockopt(w->arrived, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ? -errno : 0;
    }
    free(port);
    free(code);
    return e;
}

static bool one_arrived(struct watching *w, const struct addr *dst, uint16_t port)
{
    bool any = false;
    for (size_t i = 0; i < w->table->count; i++) {
        const struct local_socket *s = &w->table->sockets[i];
        bool other = !addr_is_any(&s->addr) && memcmp(s->addr.b, dst->b, sizeof dst->b) != 0;
        if (s->proto != PROTO_UDP || s->port != port || other)
            continue;
        any |= !w->busy[i];
        w->busy[i] = true;
    }
    return any;
}

static int hear_arrivals(struct watching *w)
{
    uint8_t data[ARRIVALS_BYTES];
    struct addr dst;
    uint16_t port;
    bool news = false;
    for (int i = 0; i < BATCH; i++) {
        ssize_t n = recv(w->arrived, data, sizeof data, 0);
        if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN)
            return -errno;
        if (n < 0)
            break;
        if (arrivals_parse(data, (size_t)n, &dst, &port))
            news |= one_arrived(w, &dst, port);
    }
    return news ? listen_on(w) : 0;
}

/* Datagrams that were lost may have gone to any door. */
static void note_lost(struct watching *w)
{
    struct tpacket_stats lost = {0};
    socklen_t n = sizeof lost;
    if (getsockopt(w->arrived, SOL_PACKET, PACKET_STATISTICS, &lost, &n) < 0 || !lost.tp_drops)
        return;
    for (size_t i = 0; w->table && i < w->table->count; i++)
        w->busy[i] |= w->table->sockets[i].proto == PROTO_UDP;
}

/* What was seen since the last look goes into the memory. A machine that slept did not look. */
static int note(struct watching *w, nsec now)
{
    nsec length = nsec_min(now - w->since, 2 * LOOK);
    int64_t wall = clock_wall() / NSEC_SEC;
    int e = 0;
    note_lost(w);
    for (size_t i = 0; w->table && i < w->table->count && e == 0; i++) {
        const struct local_socket *s = &w->table->sockets[i];
        e = use_look(&w->use, s, (uint64_t)((length + NSEC_SEC / 2) / NSEC_SEC), w->busy[i] || s->connections,
                     wall);
    }
    return e;
}

static int look(struct watching *w, nsec now)
{
    struct local_conf conf = {.connections = true};
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
    return e ? e : listen_on(w);
}

static int hear_all(struct watching *w)
{
    int e = hear(w, w->ended[0]);
    e = e ? e : hear(w, w->ended[1]);
    return e ? e : hear_arrivals(w);
}

static int watch(struct watching *w, nsec length)
{
    struct loop_event event[4];
    nsec end = length ? clock_mono() + length : NSEC_NEVER, now = clock_mono();
    int e = look(w, now);
    w->next_save = now + SAVE;
    while (e == 0 && now < end && !loop_signal_take(w->signals)) {
        int n = loop_wait(w->loop, nsec_min(w->since + LOOK, end) - now, event, 4);
        e = n < 0 ? n : hear_all(w);
        now = clock_mono();
        if (e == 0 && now >= w->since + LOOK)
            e = look(w, now);
        if (e == 0 && now >= w->next_save) {
            e = save(w);
            w->next_save = now + SAVE;
        }
    }
    e = e ? e : hear_all(w);
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

/* It hears nothing before it has a filter. */
static int open_arrived(struct watching *w)
{
    struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog nothing = {.len = 1, .filter = code};
    struct sockaddr_ll all = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    w->arrived = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (w->arrived < 0 ||
        setsockopt(w->arrived, SOL_SOCKET, SO_ATTACH_FILTER, &nothing, sizeof nothing) < 0 ||
        bind(w->arrived, (const struct sockaddr *)&all, sizeof all) < 0)
        return -errno;
    return loop_add(w->loop, w->arrived, LOOP_IN, TAG_ARRIVED);
}

static int open_all(struct watching *w)
{
    static const unsigned groups[] = {SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY};
    int e = loop_new(&w->loop);
    for (int i = 0; i < 2 && e == 0; i++) {
        w->ended[i] = netlink_hear(NETLINK_SOCK_DIAG, groups[i]);
        e = w->ended[i] < 0 ? w->ended[i] : loop_add(w->loop, w->ended[i], LOOP_IN, TAG_ENDED);
    }
    e = e ? e : open_arrived(w);
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
    struct watching w = {
        .lock = -1, .signals = -1, .ended = {-1, -1}, .arrived = -1, .path = statedir_file("use", true)};
    int status = w.path ? run(&w, length) : cmd_failed(_("state folder"), -ENOENT);
    const int fds[] = {w.lock, w.signals, w.ended[0], w.ended[1], w.arrived};
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
