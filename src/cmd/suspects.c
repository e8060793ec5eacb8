#include "cmd/suspects.h"

#include "base/amap.h"
#include "base/grow.h"
#include "model/ports.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOSTS_MAX (UINT32_C(1) << 20)
#define SAMPLE    3 /* ports of each kind */
#define LINES     (2 * SAMPLE)
#define TESTS_MAX 32 /* hosts at once */

/* What is known of a host before it is tested. */
struct count {
    uint32_t open;
    uint16_t sample[SAMPLE]; /* the first, the second, and the last that was found */
};

struct test {
    struct addr addr; /* len 0: this place is free */
    int fd[LINES];    /* first those to random ports */
    nsec due;
};

struct suspects {
    struct suspects_conf conf;
    struct amap map;
    struct count *count; /* owned */
    uint32_t counts;
    struct test test[TESTS_MAX];
};

int suspects_new(const struct suspects_conf *conf, struct suspects **ret)
{
    struct suspects *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->conf = *conf;
    amap_init(&s->map, HOSTS_MAX, hash_key_random());
    *ret = s;
    return 0;
}

static void hang_up(struct test *t)
{
    for (int i = 0; i < LINES && t->addr.len; i++)
        if (t->fd[i] >= 0)
            close(t->fd[i]);
    t->addr.len = 0;
}

void suspects_free(struct suspects *s)
{
    if (!s)
        return;
    for (int i = 0; i < TESTS_MAX; i++)
        hang_up(&s->test[i]);
    amap_fini(&s->map);
    free(s->count);
    free(s);
}

static struct count *count_of(struct suspects *s, const struct addr *a)
{
    uint32_t i = amap_get(&s->map, a);
    return i == AMAP_NONE ? NULL : &s->count[i];
}

static struct count *new_count(struct suspects *s, const struct addr *a)
{
    struct count *more = grow_one(s->count, s->counts, sizeof *more);
    if (!more)
        return NULL;
    s->count = more;
    if (!amap_add(&s->map, a, s->counts))
        return NULL; /* one host in a million is not tested */
    s->count[s->counts] = (struct count){0};
    return &s->count[s->counts++];
}

void suspects_open(struct suspects *s, const struct addr *a, uint16_t port)
{
    struct count *c = count_of(s, a);
    c = c ? c : new_count(s, a);
    if (c) {
        c->sample[c->open < SAMPLE ? c->open : SAMPLE - 1] = port;
        c->open++;
    }
}

static socklen_t name_of(const struct addr *a, uint16_t port, struct sockaddr_storage *ret)
{
    memset(ret, 0, sizeof *ret);
    if (a->len == 4) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
        memcpy(&v4.sin_addr, a->b, 4);
        memcpy(ret, &v4, sizeof v4);
        return sizeof v4;
    }
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = a->zone};
    memcpy(&v6.sin6_addr, a->b, 16);
    memcpy(ret, &v6, sizeof v6);
    return sizeof v6;
}

/* A connection under way; -1 when this machine cannot. Closing it resets, so that nothing stays behind. */
static int call_up(const struct suspects *s, const struct addr *a, uint16_t port)
{
    struct sockaddr_storage to, from;
    struct linger reset = {.l_onoff = 1};
    socklen_t n = name_of(a, port, &to);
    int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0)
        return -1;
    bool bound = s->conf.source.len != a->len;
    if (!bound) {
        socklen_t k = name_of(&s->conf.source, 0, &from);
        bound = bind(fd, (struct sockaddr *)&from, k) == 0;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (bound && (connect(fd, (struct sockaddr *)&to, n) == 0 || errno == EINPROGRESS))
        return fd;
    close(fd);
    return -1;
}

static struct test *test_of(const struct suspects *s, const struct addr *a)
{
    for (int i = 0; i < TESTS_MAX; i++)
        if (s->test[i].addr.len && addr_eq(&s->test[i].addr, a))
            return (struct test *)&s->test[i];
    return NULL;
}

/* A free place; when there is none, the host goes untested (thirty-two are under test: what is wrong is known
 * by then). */
static struct test *free_place(struct suspects *s)
{
    for (int i = 0; i < TESTS_MAX; i++)
        if (!s->test[i].addr.len)
            return &s->test[i];
    return NULL;
}

bool suspects_want(struct suspects *s, const struct addr *a, nsec now)
{
    const struct count *c = count_of(s, a);
    struct test *t = c && c->open >= SUSPECTS_MIN && c->open > s->conf.asked / 2 ? free_place(s) : NULL;
    if (!t)
        return false;
    *t = (struct test){.addr = *a, .due = now + SUSPECTS_TIME};
    for (int i = 0; i < LINES; i++)
        /* servers have no place among the dynamic ports */
        t->fd[i] = call_up(
            s, a,
            i < SAMPLE ? (uint16_t)(PORTS_DYNAMIC + hash_random_u64() % (PORTS_LAST + 1 - PORTS_DYNAMIC))
                       : c->sample[i - SAMPLE]);
    return true;
}

bool suspects_known(const struct suspects *s, const struct addr *a, nsec now)
{
    const struct test *t = test_of(s, a);
    return !t || now >= t->due;
}

void suspects_wait(const struct suspects *s, const struct addr *a, nsec now)
{
    const struct test *t = test_of(s, a);
    nsec left = t ? t->due - now : 0;
    if (left > 0)
        (void)nanosleep(&(struct timespec){.tv_sec = left / NSEC_SEC, .tv_nsec = left % NSEC_SEC}, NULL);
}

enum fate {
    NOBODY, /* refused, silent, or not asked: as it should be on a port at random */
    RESET,  /* accepted, and reset at once */
    STUCK,  /* accepted, and no room for data */
    STANDS, /* accepted; it may have been closed in good order */
};

static enum fate fate_of(int fd)
{
    int error = 0;
    uint8_t byte;
    struct tcp_info info = {0};
    struct sockaddr_storage peer;
    socklen_t n = sizeof error, k = sizeof info, m = sizeof peer;
    if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
        return NOBODY;
    if (error)
        return error == ECONNRESET || error == EPIPE ? RESET : NOBODY;
    if (getpeername(fd, (struct sockaddr *)&peer, &m) < 0)
        return NOBODY; /* the handshake is not complete */
    if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
        return STANDS; /* data, or an end in good order */
    if (errno != EAGAIN)
        return RESET;
    bool tells = getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &k) == 0 &&
                 k >= offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof info.tcpi_snd_wnd;
    return tells && info.tcpi_snd_wnd == 0 ? STUCK : STANDS;
}

static const char *judge(const struct test *t)
{
    int fate[STANDS + 1] = {0}, accepted = 0;
    for (int i = 0; i < LINES; i++) {
        enum fate f = fate_of(t->fd[i]);
        accepted += i < SAMPLE && f != NOBODY;
        fate[f]++;
    }
    int all = LINES - fate[NOBODY];
    if (accepted < 2)
        return NULL;
    return 2 * fate[STUCK] > all ? "tarpit" : 2 * fate[RESET] > all ? "syn-proxy" : "accepts-all";
}

const char *suspects_take(struct suspects *s, const struct addr *a)
{
    struct test *t = test_of(s, a);
    const char *word = t ? judge(t) : NULL;
    if (t)
        hang_up(t);
    return word;
}
