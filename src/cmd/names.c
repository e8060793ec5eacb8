#include "cmd/names.h"

#include "base/amap.h"
#include "base/grow.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <ares.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEAF_AFTER 16 /* so many questions in a row without any answer: nobody is there who would */

enum state { WAITING, ASKED, KNOWN };

struct entry {
    struct addr addr;
    char *name; /* owned; NULL = none, or not known yet */
    enum state state;
};

/* What belongs to a question under way. */
struct question {
    struct names *names;
    uint32_t entry;
};

struct names {
    pthread_mutex_t lock; /* of what follows, up to the thread's own */
    pthread_cond_t news;
    struct amap map; /* address -> place in `entry` */
    struct entry **entry;
    uint32_t count, next; /* entries; the next to be asked */
    bool stop, deaf;
    nsec waited;

    pthread_t thread;
    bool running;
    int wake; /* raised when there is something to ask, or to stop */
    ares_channel channel;
    uint32_t under_way, unheard;
};

static void finish(struct names *n)
{
    if (n->channel)
        ares_destroy(n->channel);
    ares_library_cleanup();
    if (n->wake >= 0)
        close(n->wake);
    for (uint32_t i = 0; i < n->count; i++) {
        free(n->entry[i]->name);
        free(n->entry[i]);
    }
    free(n->entry);
    amap_fini(&n->map);
    pthread_cond_destroy(&n->news);
    pthread_mutex_destroy(&n->lock);
    free(n);
}

static int open_channel(struct names *n, const struct names_conf *conf)
{
    char dns[] = "b"; /* DNS alone: files are closed to us by the time of the question */
    struct ares_options o = {.timeout = (int)(NAMES_TIMEOUT / NSEC_MS), .tries = 2, .lookups = dns};
    int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS;
    if (ares_init_options(&n->channel, &o, mask) != ARES_SUCCESS)
        return -EIO;
    if (conf->server && ares_set_servers_ports_csv(n->channel, conf->server) != ARES_SUCCESS)
        return -EINVAL;
    return 0;
}

static void init_cond(pthread_cond_t *c)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attr);
    pthread_condattr_destroy(&attr);
}

int names_new(const struct names_conf *conf, struct names **ret)
{
    struct names *n = calloc(1, sizeof *n);
    if (!n)
        return -ENOMEM;
    pthread_mutex_init(&n->lock, NULL);
    init_cond(&n->news);
    amap_init(&n->map, conf->max ? conf->max : 1 << 20, hash_key_random());
    n->wake = loop_flag();
    int e = n->wake < 0 ? n->wake : ares_library_init(ARES_LIB_INIT_ALL) ? -EIO : open_channel(n, conf);
    if (e < 0)
        finish(n);
    else
        *ret = n;
    return e;
}

/* From c-ares, in the thread: one question is over. */
static void answered(void *arg, int status, int timeouts, struct hostent *host)
{
    struct question *q = arg;
    struct names *n = q->names;
    bool heard = status != ARES_ETIMEOUT && status != ARES_ECONNREFUSED && status != ARES_EDESTRUCTION &&
                 status != ARES_ECANCELLED;
    (void)timeouts;
    pthread_mutex_lock(&n->lock);
    struct entry *e = n->entry[q->entry];
    if (status == ARES_SUCCESS && host && host->h_name && *host->h_name)
        e->name = strdup(host->h_name);
    e->state = KNOWN;
    n->unheard = heard ? 0 : n->unheard + 1;
    n->deaf |= n->unheard >= DEAF_AFTER;
    pthread_cond_broadcast(&n->news);
    pthread_mutex_unlock(&n->lock);
    n->under_way--;
    free(q);
}

static void ask(struct names *n, uint32_t entry, const struct addr *a)
{
    struct question *q = malloc(sizeof *q);
    if (!q)
        return; /* it stays asked, and whoever waits for it is not kept for ever */
    *q = (struct question){.names = n, .entry = entry};
    n->under_way++;
    ares_gethostbyaddr(n->channel, a->b, a->len, a->len == 4 ? AF_INET : AF_INET6, answered, q);
}

/* The next one to be asked. False when there is none, or enough are under way. */
static bool take(struct names *n, uint32_t *ret_entry, struct addr *ret)
{
    bool some = false;
    pthread_mutex_lock(&n->lock);
    for (; n->deaf && n->next < n->count; n->next++)
        n->entry[n->next]->state = KNOWN;
    if (n->next < n->count && n->under_way < NAMES_PARALLEL) {
        *ret_entry = n->next;
        *ret = n->entry[n->next]->addr;
        n->entry[n->next++]->state = ASKED;
        some = true;
    } else {
        pthread_cond_broadcast(&n->news);
    }
    pthread_mutex_unlock(&n->lock);
    return some;
}

static void pass_time(struct names *n)
{
    ares_socket_t sock[ARES_GETSOCK_MAXNUM];
    struct pollfd fd[ARES_GETSOCK_MAXNUM + 1] = {{.fd = n->wake, .events = POLLIN}};
    /* As ARES_GETSOCK_READABLE and _WRITABLE say, which shift a 1 into the sign. */
    unsigned bits = (unsigned)ares_getsock(n->channel, sock, ARES_GETSOCK_MAXNUM), fds = 1;
    for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        short events =
            (short)((bits >> i & 1 ? POLLIN : 0) | (bits >> (i + ARES_GETSOCK_MAXNUM) & 1 ? POLLOUT : 0));
        if (events)
            fd[fds++] = (struct pollfd){.fd = sock[i], .events = events};
    }
    struct timeval limit = {.tv_sec = 60}, left, *t = ares_timeout(n->channel, &limit, &left);
    poll(fd, fds, (int)(t->tv_sec * 1000 + t->tv_usec / 1000 + 1));
    if (fd[0].revents)
        (void)loop_flag_take(n->wake);
    for (unsigned i = 1; i < fds; i++)
        if (fd[i].revents)
            ares_process_fd(n->channel, fd[i].events & POLLIN ? fd[i].fd : ARES_SOCKET_BAD,
                            fd[i].events & POLLOUT ? fd[i].fd : ARES_SOCKET_BAD);
    ares_process_fd(n->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* what is overdue */
}

static bool stopped(struct names *n)
{
    pthread_mutex_lock(&n->lock);
    bool stop = n->stop;
    pthread_mutex_unlock(&n->lock);
    return stop;
}

static void *work(void *arg)
{
    struct names *n = arg;
    struct addr a;
    uint32_t entry;
    while (!stopped(n)) {
        while (take(n, &entry, &a))
            ask(n, entry, &a);
        pass_time(n);
    }
    ares_cancel(n->channel);
    return NULL;
}

int names_start(struct names *n)
{
    int e = pthread_create(&n->thread, NULL, work, n);
    n->running = e == 0;
    return -e;
}

void names_free(struct names *n)
{
    if (!n)
        return;
    pthread_mutex_lock(&n->lock);
    n->stop = true;
    pthread_mutex_unlock(&n->lock);
    loop_flag_raise(n->wake);
    if (n->running)
        pthread_join(n->thread, NULL);
    finish(n);
}

/* With the lock held. NULL when there is none. */
static struct entry *find(struct names *n, const struct addr *a)
{
    uint32_t i = amap_get(&n->map, a);
    return i == AMAP_NONE ? NULL : n->entry[i];
}

static struct entry *add(struct names *n, const struct addr *a)
{
    void *more = grow_one(n->entry, n->count, sizeof(struct entry *));
    if (!more)
        return NULL;
    n->entry = more;
    struct entry *e = calloc(1, sizeof *e);
    if (!e || !amap_add(&n->map, a, n->count)) {
        free(e);
        return NULL;
    }
    e->addr = *a;
    return n->entry[n->count++] = e;
}

void names_want(struct names *n, const struct addr *a)
{
    pthread_mutex_lock(&n->lock);
    bool news = n->running && !find(n, a) && add(n, a);
    pthread_mutex_unlock(&n->lock);
    if (news)
        loop_flag_raise(n->wake);
}

bool names_known(struct names *n, const struct addr *a)
{
    pthread_mutex_lock(&n->lock);
    struct entry *e = find(n, a);
    bool known = !e || e->state == KNOWN || n->waited >= NAMES_WAIT_MAX;
    pthread_mutex_unlock(&n->lock);
    return known;
}

void names_wait(struct names *n, const struct addr *a)
{
    nsec begin = clock_mono(), now = begin;
    pthread_mutex_lock(&n->lock);
    nsec until = begin + NAMES_WAIT_MAX - n->waited;
    struct timespec end = {.tv_sec = until / NSEC_SEC, .tv_nsec = until % NSEC_SEC};
    for (struct entry *e = find(n, a); e && e->state != KNOWN && now < until; now = clock_mono())
        (void)pthread_cond_timedwait(&n->news, &n->lock, &end);
    n->waited += now - begin;
    pthread_mutex_unlock(&n->lock);
}

const char *names_get(struct names *n, const struct addr *a)
{
    pthread_mutex_lock(&n->lock);
    struct entry *e = find(n, a);
    const char *name = e && e->state == KNOWN ? e->name : NULL;
    pthread_mutex_unlock(&n->lock);
    return name;
}
