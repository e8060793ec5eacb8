#include "cmd/watchdoor.h"

#include "base/addr.h"
#include "cmd/cmd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

union where {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
};

static bool read_port(const char *text, uint16_t *ret)
{
    char *end;
    unsigned long v = *text >= '1' && *text <= '9' ? strtoul(text, &end, 10) : 0;
    *ret = htons((uint16_t)v);
    return v && v <= UINT16_MAX && !*end;
}

/* "127.0.0.1:9100", "[::1]:9100". */
static socklen_t read_loopback(const char *text, union where *ret)
{
    char host[ADDR_TEXT_MAX] = "";
    struct addr a;
    const char *colon = strrchr(text, ':');
    bool bracketed = *text == '[' && colon && colon > text + 1 && colon[-1] == ']';
    size_t n = colon ? (size_t)(colon - text) - 2 * bracketed : 0;
    if (!n || n >= sizeof host)
        return 0;
    memcpy(host, text + bracketed, n);
    if (addr_parse(host, &a) < 0 || (a.len == 16) != bracketed)
        return 0;
    *ret = (union where){0};
    if (a.len == 4 && a.b[0] == 127) {
        ret->in = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(addr_u32(&a))};
        return read_port(colon + 1, &ret->in.sin_port) ? sizeof ret->in : 0;
    }
    ret->in6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    bool own = a.len == 16 && memcmp(a.b, &in6addr_loopback, 16) == 0;
    return own && read_port(colon + 1, &ret->in6.sin6_port) ? sizeof ret->in6 : 0;
}

static socklen_t read_path(const char *text, union where *ret)
{
    size_t n = strlen(text);
    ret->un = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (n >= sizeof ret->un.sun_path)
        return 0;
    memcpy(ret->un.sun_path, text, n);
    return sizeof ret->un;
}

/* What an earlier run left: a socket at which nobody listens. */
static void clear(const union where *w)
{
    struct stat st;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool dead = fd >= 0 && connect(fd, &w->any, sizeof w->un) < 0 && errno == ECONNREFUSED;
    if (dead && lstat(w->un.sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
        (void)unlink(w->un.sun_path);
    if (fd >= 0)
        close(fd);
}

static int listen_at(struct watchdoor *d, const union where *w, socklen_t n)
{
    int on = 1;
    d->fd = socket(w->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (d->fd < 0)
        return -errno;
    if (d->path)
        clear(w);
    else
        (void)setsockopt(d->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(d->fd, &w->any, n) == 0 && (!d->path || chmod(d->path, 0666) == 0) &&
        listen(d->fd, WATCHDOOR_GUESTS) == 0)
        return 0;
    int e = -errno;
    if (e == -EADDRINUSE)
        d->path = NULL; /* somebody else's */
    return e;
}

int watchdoor_open(struct watchdoor *d, const char *where)
{
    union where w;
    bool path = *where == '/';
    *d = (struct watchdoor){.fd = -1, .path = path ? where : NULL};
    for (unsigned i = 0; i < WATCHDOOR_GUESTS; i++)
        d->guest[i].fd = -1;
    socklen_t n = path ? read_path(where, &w) : read_loopback(where, &w);
    if (!n) {
        struct diag wrong = {0};
        diag_set(
            &wrong,
            N_("--metrics-listen %s: an address of this machine's loopback and a port are expected, like 127.0.0.1:9100, or a path like /run/tojimari/metrics"),
            where, NULL, NULL);
        d->path = NULL;
        return cmd_wrong(&wrong);
    }
    int e = listen_at(d, &w, n);
    return e < 0 ? cmd_failed(where, e) : CMD_OK;
}

static void leave(struct watchdoor_guest *g)
{
    close(g->fd);
    buf_fini(&g->answer);
    g->fd = -1;
}

/* A free chair, or that of who sits longest. */
static struct watchdoor_guest *chair(struct watchdoor *d)
{
    struct watchdoor_guest *oldest = &d->guest[0];
    for (unsigned i = 0; i < WATCHDOOR_GUESTS; i++) {
        if (d->guest[i].fd < 0)
            return &d->guest[i];
        if (d->guest[i].since < oldest->since)
            oldest = &d->guest[i];
    }
    d->turned_away++;
    leave(oldest);
    return oldest;
}

static void let_in(struct watchdoor *d, nsec now)
{
    for (unsigned i = 0; i < WATCHDOOR_GUESTS; i++) {
        int fd = accept4(d->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        struct watchdoor_guest *g = chair(d);
        g->fd = fd;
        g->since = now;
        g->asked = g->said = 0;
        buf_init(&g->answer, WATCHDOOR_ANSWER + 512);
    }
}

static void reply(struct watchdoor_guest *g, void (*text)(void *, struct buf *), void *ctx)
{
    struct buf body;
    bool right =
        strncmp(g->request, "GET /metrics", 12) == 0 && (g->request[12] == ' ' || g->request[12] == '?');
    buf_init(&body, WATCHDOOR_ANSWER);
    if (right)
        text(ctx, &body);
    else
        buf_puts(&body, "GET /metrics is answered here, and nothing else.\n");
    buf_printf(
        &g->answer,
        "HTTP/1.0 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
        right ? "200 OK" : "404 Not Found", body.len);
    buf_put(&g->answer, buf_text(&body), body.len);
    buf_fini(&body);
}

/* False: it is over with this one. */
static bool hear(struct watchdoor_guest *g)
{
    size_t room = sizeof g->request - 1 - g->asked;
    ssize_t n = room ? recv(g->fd, g->request + g->asked, room, 0) : 0;
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    g->asked += (size_t)n;
    g->request[g->asked] = 0;
    return true;
}

static bool say(struct watchdoor_guest *g)
{
    ssize_t n = send(g->fd, g->answer.data + g->said, g->answer.len - g->said, MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    g->said += (size_t)n;
    return g->said < g->answer.len;
}

static void attend(struct watchdoor *d, struct watchdoor_guest *g, nsec now,
                   void (*text)(void *, struct buf *), void *ctx)
{
    bool stays = now - g->since < WATCHDOOR_PATIENCE;
    if (stays && !g->answer.len) {
        stays = hear(g);
        if (stays && g->asked && strstr(g->request, "\r\n\r\n"))
            reply(g, text, ctx);
    }
    if (stays && g->answer.len)
        stays = say(g);
    if (stays)
        return;
    bool whole = g->answer.len && g->said == g->answer.len;
    d->answered += whole;
    d->turned_away += !whole;
    leave(g);
}

void watchdoor_step(struct watchdoor *d, nsec now, void (*text)(void *ctx, struct buf *to), void *ctx)
{
    if (d->fd < 0)
        return;
    let_in(d, now);
    for (unsigned i = 0; i < WATCHDOOR_GUESTS; i++)
        if (d->guest[i].fd >= 0)
            attend(d, &d->guest[i], now, text, ctx);
}

void watchdoor_close(struct watchdoor *d)
{
    if (d->fd < 0)
        return;
    for (unsigned i = 0; i < WATCHDOOR_GUESTS; i++)
        if (d->guest[i].fd >= 0)
            leave(&d->guest[i]);
    close(d->fd);
    if (d->path)
        (void)unlink(d->path);
    d->fd = -1;
}
