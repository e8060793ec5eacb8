#include "io/talk.h"

#include "io/priv_deadlines.h"
#include "io/priv_endpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    BATCH = 128,
    CHUNK = 16384,      /* read or written at once */
    SMALL_HEARD = 2048, /* of a flow's first buffer, which stays with its place */
};

enum phase { FREE, CONNECTING, STANDS, OVER };

struct flow {
    int fd;
    enum phase phase;
    enum talk_kind kind;
    bool timed;       /* in `deadlines` */
    bool new_event;   /* in the list `ready`: decided without the kernel */
    uint32_t turn;    /* the poll that told of it last: one event a flow and poll */
    uint32_t next;    /* free list, or list of ready ones */
    uint32_t watched; /* EPOLL* bits */
    uint64_t cookie;
    union endpoint to;
    struct tls *tls; /* owned; NULL = plain */
    bool secure;     /* its handshake was reported */
    int error;
    uint8_t *heard; /* owned */
    uint32_t len, cap;
    uint8_t *say; /* owned; what the kernel did not take yet */
    uint32_t say_len;
};

struct talk {
    struct talk_conf conf;
    struct endpoint_from from;
    struct tls_client *client;
    int epoll;
    struct flow *flows; /* owned; `max` places */
    struct deadlines deadlines;
    uint32_t max, open, free, ready, ready_last, turn;
    uint8_t chunk[CHUNK];
};

static int set_up(struct talk *t)
{
    if (t->conf.ifindex && !if_indextoname((unsigned)t->conf.ifindex, t->from.device))
        return -ENODEV;
    t->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (t->epoll < 0)
        return -errno;
    uint32_t left = endpoint_room(t->epoll);
    t->max = t->conf.max_flows < left ? t->conf.max_flows : left;
    if (!t->max || !t->conf.max_heard)
        return t->conf.max_flows ? -EMFILE : -EINVAL;
    int r = endpoint_try(&t->from);
    if (r == 0)
        r = tls_client_new(&t->client);
    if (r < 0)
        return r;
    t->flows = calloc(t->max, sizeof *t->flows);
    if (!t->flows)
        return -ENOMEM;
    for (uint32_t i = 0; i < t->max; i++)
        t->flows[i] = (struct flow){.fd = -1, .next = i + 1 < t->max ? i + 1 : TALK_NONE};
    return deadlines_init(&t->deadlines, t->max);
}

int talk_new(const struct talk_conf *conf, struct talk **ret)
{
    struct talk *t = calloc(1, sizeof *t);
    if (!t)
        return -ENOMEM;
    t->conf = *conf;
    t->from.source = conf->source;
    t->epoll = -1;
    t->ready = t->ready_last = TALK_NONE;
    int r = set_up(t);
    if (r < 0) {
        talk_free(t);
        return r;
    }
    *ret = t;
    return 0;
}

void talk_free(struct talk *t)
{
    if (!t)
        return;
    for (uint32_t i = 0; t->flows && i < t->max; i++) {
        struct flow *f = &t->flows[i];
        if (f->fd >= 0)
            close(f->fd);
        tls_free(f->tls);
        free(f->heard);
        free(f->say);
    }
    if (t->epoll >= 0)
        close(t->epoll);
    deadlines_fini(&t->deadlines);
    tls_client_free(t->client);
    free(t->flows);
    free(t);
}

int talk_fd(const struct talk *t)
{
    return t->epoll;
}

static uint32_t id_of(const struct talk *t, const struct flow *f)
{
    return (uint32_t)(f - t->flows);
}

static void watch(struct talk *t, struct flow *f, uint32_t bits)
{
    struct epoll_event e = {.events = bits, .data.u32 = id_of(t, f)};
    if (f->watched == bits || f->fd < 0)
        return;
    (void)epoll_ctl(t->epoll, f->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, f->fd, &e);
    f->watched = bits;
}

/* What we want to know of the flow: EPOLLRDHUP keeps a watch alive that asks for nothing. */
static void watch_as_needed(struct talk *t, struct flow *f)
{
    uint32_t bits = 0;
    if (f->phase == CONNECTING || f->say_len)
        bits |= EPOLLOUT;
    if (f->phase == STANDS && f->len < t->conf.max_heard)
        bits |= EPOLLIN;
    watch(t, f, bits ? bits : EPOLLET);
}

void talk_until(struct talk *t, uint32_t flow, nsec deadline)
{
    struct flow *f = &t->flows[flow];
    if (f->timed)
        deadlines_remove(&t->deadlines, flow);
    deadlines_add(&t->deadlines, flow, deadline);
    f->timed = true;
}

static void hang_up(struct flow *f)
{
    if (f->fd >= 0)
        close(f->fd); /* takes it out of epoll */
    f->fd = -1;
    f->watched = 0;
}

void talk_close(struct talk *t, uint32_t flow)
{
    struct flow *f = &t->flows[flow];
    hang_up(f);
    if (f->timed)
        deadlines_remove(&t->deadlines, flow);
    tls_free(f->tls);
    free(f->say);
    uint8_t *keep = f->cap == SMALL_HEARD ? f->heard : NULL;
    if (!keep)
        free(f->heard);
    bool listed = f->new_event; /* still in the list: talk_poll() frees it then */
    uint32_t next = f->next;
    *f = (struct flow){.fd = -1, .heard = keep, .cap = keep ? SMALL_HEARD : 0, .new_event = listed};
    t->open--;
    f->next = listed ? next : t->free;
    if (!listed)
        t->free = flow;
}

/* The flow has news that the kernel will not tell: talk_poll() does. */
static void report(struct talk *t, struct flow *f)
{
    if (f->new_event)
        return;
    f->new_event = true;
    f->next = TALK_NONE;
    if (t->ready == TALK_NONE)
        t->ready = id_of(t, f);
    else
        t->flows[t->ready_last].next = id_of(t, f);
    t->ready_last = id_of(t, f);
}

static int call_up(struct talk *t, struct flow *f, const struct addr *addr, uint16_t port)
{
    int type = f->kind == TALK_STREAM ? SOCK_STREAM : SOCK_DGRAM, buffer = 32768;
    socklen_t n = endpoint_of(addr, port, &f->to);
    f->fd = socket(f->to.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (f->fd < 0)
        return -errno;
    int r = endpoint_prepare(f->fd, addr->len == 16, &t->from);
    if (r < 0)
        return r;
    (void)setsockopt(f->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer); /* no more than we would keep */
    if (f->kind == TALK_MOVES)
        return 0;
    return connect(f->fd, &f->to.any, n) < 0 ? -errno : 0;
}

int talk_open(struct talk *t, const struct addr *addr, uint16_t port, enum talk_kind kind, uint64_t cookie,
              nsec deadline, uint32_t *ret)
{
    if (t->free == TALK_NONE)
        return -EAGAIN;
    struct flow *f = &t->flows[t->free];
    uint32_t id = t->free;
    t->free = f->next;
    f->kind = kind;
    f->cookie = cookie;
    t->open++;
    int r = call_up(t, f, addr, port);
    if (endpoint_passing(-r) && t->open > 1) {
        talk_close(t, id);
        return -EAGAIN;
    }
    f->phase = r == -EINPROGRESS ? CONNECTING : r == 0 ? STANDS : OVER;
    f->error = r == -EINPROGRESS ? 0 : -r;
    if (f->phase != CONNECTING)
        report(t, f);
    talk_until(t, id, deadline);
    watch_as_needed(t, f);
    *ret = id;
    return 0;
}

/* Hands as much as goes to the kernel. */
static void send_some(struct talk *t, struct flow *f)
{
    while (f->say_len && f->phase == STANDS) {
        ssize_t n = f->kind == TALK_MOVES
                        ? sendto(f->fd, f->say, f->say_len, MSG_NOSIGNAL, &f->to.any,
                                 f->to.any.sa_family == AF_INET ? sizeof f->to.v4 : sizeof f->to.v6)
                        : send(f->fd, f->say, f->say_len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == ENOBUFS))
            break;
        if (n < 0) {
            f->say_len = 0; /* what it said before can still be read; recv() tells the error */
            break;
        }
        f->say_len -= (uint32_t)n;
        memmove(f->say, f->say + n, f->say_len);
    }
    watch_as_needed(t, f);
}

static bool queue(struct flow *f, const void *data, size_t n)
{
    if (n > TALK_SAY_MAX - f->say_len)
        return false;
    uint8_t *more = realloc(f->say, f->say_len + n ? f->say_len + n : 1);
    if (!more)
        return false;
    memcpy(more + f->say_len, data, n);
    f->say = more;
    f->say_len += (uint32_t)n;
    return true;
}

/* What TLS wants to send goes the same way. */
static bool queue_tls(struct talk *t, struct flow *f)
{
    size_t n;
    while ((n = tls_take(f->tls, t->chunk, sizeof t->chunk)))
        if (!queue(f, t->chunk, n))
            return false;
    return true;
}

bool talk_say(struct talk *t, uint32_t flow, const void *data, size_t n)
{
    struct flow *f = &t->flows[flow];
    f->len = 0;
    if (f->phase != STANDS)
        return false;
    bool queued = f->tls ? tls_write(f->tls, data, n) && queue_tls(t, f) : queue(f, data, n);
    if (f->kind != TALK_STREAM && n == 0)
        (void)!sendto(f->fd, "", 0, MSG_NOSIGNAL, f->kind == TALK_MOVES ? &f->to.any : NULL,
                      f->kind == TALK_MOVES ? sizeof f->to : 0);
    send_some(t, f);
    return queued;
}

int talk_secure(struct talk *t, uint32_t flow, const char *alpn, const char *name)
{
    struct flow *f = &t->flows[flow];
    f->len = 0;
    int r = tls_new(t->client, alpn, name, &f->tls);
    if (r < 0)
        return r;
    (void)tls_hear(f->tls, NULL, 0);
    (void)queue_tls(t, f);
    send_some(t, f);
    return 0;
}

void talk_facts(struct talk *t, uint32_t flow, struct tls_facts *ret)
{
    struct flow *f = &t->flows[flow];
    *ret = (struct tls_facts){0};
    if (f->tls)
        tls_facts(f->tls, ret);
}

/* Room for what is heard: how many bytes at *ret. */
static size_t room(struct talk *t, struct flow *f, uint8_t **ret)
{
    if (f->len == f->cap && f->cap < t->conf.max_heard) {
        uint32_t cap = f->cap ? f->cap * 4 : SMALL_HEARD;
        cap = cap < t->conf.max_heard ? cap : t->conf.max_heard;
        uint8_t *more = realloc(f->heard, cap);
        if (more) {
            f->heard = more;
            f->cap = cap;
        }
    }
    *ret = f->heard + f->len;
    uint32_t limit = f->cap < t->conf.max_heard ? f->cap : t->conf.max_heard;
    return limit > f->len ? limit - f->len : 0;
}

/* What was said inside TLS, as far as there is room. */
static unsigned hear_inside(struct talk *t, struct flow *f)
{
    uint8_t *at;
    size_t cap, n = 0, before = f->len;
    while ((cap = room(t, f, &at)) && (n = tls_read(f->tls, at, cap)))
        f->len += (uint32_t)n;
    return f->len > before ? TALK_DATA : 0;
}

static unsigned hear_tls(struct talk *t, struct flow *f, size_t n)
{
    enum tls_state s = tls_hear(f->tls, t->chunk, n);
    unsigned bits = 0;
    if (s == TLS_UP && !f->secure) {
        f->secure = true;
        bits |= TALK_SECURE;
    }
    bits |= hear_inside(t, f);
    (void)queue_tls(t, f); /* an alert, a key update */
    if (s == TLS_FAILED)
        bits |= TALK_INSECURE;
    else if (tls_now(f->tls) == TLS_ENDED)
        bits |= TALK_CLOSED;
    send_some(t, f);
    return bits;
}

static bool same_address(const struct flow *f, const union endpoint *from)
{
    if (from->any.sa_family != f->to.any.sa_family)
        return false;
    return from->any.sa_family == AF_INET ? from->v4.sin_addr.s_addr == f->to.v4.sin_addr.s_addr
                                          : !memcmp(&from->v6.sin6_addr, &f->to.v6.sin6_addr, 16);
}

static ssize_t receive(struct flow *f, uint8_t *at, size_t cap)
{
    union endpoint from;
    socklen_t n = sizeof from;
    ssize_t got;
    do
        got = f->kind == TALK_MOVES ? recvfrom(f->fd, at, cap, 0, &from.any, &n) : recv(f->fd, at, cap, 0);
    while (got < 0 && errno == EINTR);
    if (got >= 0 && f->kind == TALK_MOVES && !same_address(f, &from)) {
        errno = EAGAIN; /* somebody else's */
        return -1;
    }
    return got;
}

/* One read: fair to the others, and level triggering brings us back for the rest. */
static unsigned hear(struct talk *t, struct flow *f)
{
    uint8_t *at = t->chunk;
    size_t cap = sizeof t->chunk;
    if (!f->tls)
        cap = room(t, f, &at);
    if (!cap)
        return TALK_FULL;
    ssize_t n = receive(f, at, cap);
    if (n < 0 && errno == EAGAIN)
        return 0;
    if (f->kind != TALK_STREAM && n >= 0) {
        if (f->len == 0)
            f->len = (uint32_t)n;
        return TALK_DATA;
    }
    if (n <= 0) {
        f->error = n < 0 ? errno : 0;
        f->phase = OVER;
        return f->tls && !f->secure ? TALK_INSECURE | TALK_CLOSED : TALK_CLOSED;
    }
    if (f->tls)
        return hear_tls(t, f, (size_t)n);
    f->len += (uint32_t)n;
    return TALK_DATA;
}

/* A reset instead of the handshake's answer is ECONNREFUSED; these come only after it was complete, be it
 * before we could look. */
static bool stood(int error)
{
    return error == ECONNRESET || error == EPIPE;
}

static unsigned connected(struct talk *t, struct flow *f)
{
    socklen_t n = sizeof f->error;
    if (getsockopt(f->fd, SOL_SOCKET, SO_ERROR, &f->error, &n) < 0)
        f->error = errno;
    if (!f->error && endpoint_is_itself(f->fd))
        f->error = ECONNREFUSED;
    if (f->error && !stood(f->error)) {
        f->phase = OVER;
        return TALK_FAILED;
    }
    int end = f->error;
    f->phase = STANDS;
    /* A banner may be here already. */
    unsigned bits = TALK_CONNECTED | hear(t, f);
    if (!end)
        return bits;
    f->phase = OVER;
    f->error = end;
    return bits | TALK_CLOSED;
}

/* The kernel has news of this flow. */
static unsigned look(struct talk *t, struct flow *f, uint32_t events)
{
    unsigned bits = 0;
    if (f->phase == CONNECTING)
        bits = connected(t, f);
    else if (f->phase == STANDS) {
        if (events & EPOLLOUT)
            send_some(t, f);
        if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            bits = hear(t, f);
    }
    if (f->len == t->conf.max_heard)
        bits |= TALK_FULL;
    if (f->phase == OVER)
        watch(t, f, EPOLLET); /* nothing more to say, and no spinning */
    else
        watch_as_needed(t, f);
    return bits;
}

static void fill(struct talk *t, struct flow *f, unsigned bits, struct talk_event *out)
{
    f->turn = t->turn;
    *out = (struct talk_event){.cookie = f->cookie,
                               .flow = id_of(t, f),
                               .bits = bits,
                               .error = f->error,
                               .data = f->heard,
                               .len = f->len};
}

static uint32_t poll_ready(struct talk *t, struct talk_event *out, uint32_t n)
{
    uint32_t got = 0;
    while (got < n && t->ready != TALK_NONE) {
        struct flow *f = &t->flows[t->ready];
        uint32_t id = t->ready;
        t->ready = f->next;
        f->new_event = false;
        if (f->phase == FREE) { /* closed in the meantime */
            f->next = t->free;
            t->free = id;
            continue;
        }
        fill(t, f, f->phase == OVER ? TALK_FAILED : TALK_CONNECTED, &out[got++]);
    }
    return got;
}

static uint32_t poll_kernel(struct talk *t, struct talk_event *out, uint32_t n)
{
    struct epoll_event e[BATCH];
    uint32_t got = 0;
    int k = n ? epoll_wait(t->epoll, e, (int)(n < BATCH ? n : BATCH), 0) : 0;
    for (int i = 0; i < k; i++) {
        struct flow *f = &t->flows[e[i].data.u32];
        unsigned bits = f->new_event || f->turn == t->turn ? 0 : look(t, f, e[i].events);
        if (bits)
            fill(t, f, bits, &out[got++]);
    }
    return got;
}

static uint32_t poll_deadlines(struct talk *t, nsec now, struct talk_event *out, uint32_t n)
{
    uint32_t got = 0, id;
    nsec at;
    while (got < n && deadlines_first(&t->deadlines, &id, &at) && at <= now) {
        struct flow *f = &t->flows[id];
        if (f->turn == t->turn) { /* its owner decides first */
            talk_until(t, id, now + NSEC_MS);
            continue;
        }
        deadlines_remove(&t->deadlines, id);
        f->timed = false;
        fill(t, f, TALK_LATE, &out[got++]);
    }
    return got;
}

uint32_t talk_poll(struct talk *t, nsec now, struct talk_event *out, uint32_t n)
{
    t->turn++;
    uint32_t got = poll_ready(t, out, n);
    got += poll_kernel(t, out + got, n - got);
    return got + poll_deadlines(t, now, out + got, n - got);
}

nsec talk_wake(const struct talk *t)
{
    uint32_t id;
    nsec at;
    if (t->ready != TALK_NONE)
        return 0;
    return deadlines_first(&t->deadlines, &id, &at) ? at : NSEC_NEVER;
}

uint32_t talk_open_count(const struct talk *t)
{
    return t->open;
}

uint32_t talk_capacity(const struct talk *t)
{
    return t->max;
}
