#include "cmd/writer.h"

#include "report/pack.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define BATCH_MAX  (1 << 20)       /* bytes that may wait */
#define PACK_MAX   (64 << 20)      /* one record alone may be this long */
#define NAP        NSEC_MS         /* between batches, so that waking us costs the putting thread little */
#define QUIET      (200 * NSEC_MS) /* after so long readers get what there is */
#define MARK_FLUSH ((char)RECORD_TYPES) /* stands where a record's type does */

struct writer {
    struct sink sink;
    struct sink *to;
    pthread_t thread;
    pthread_mutex_t lock;       /* of what follows */
    pthread_cond_t news, taken; /* for the thread; for who puts */
    struct buf in;              /* each record: type, then its keys */
    size_t strings;             /* in lists, of all of `in` */
    int error;                  /* of `to` */
    bool sleeps, ends;
};

/* Records of one batch; room has a place for each string in their lists. 0 or the error of the sink
 * behind. */
static int hand_on(struct sink *to, const struct buf *batch, const char **room)
{
    struct rd r = rd_of(batch->data, batch->len);
    int e = 0;
    while (rd_left(&r) && e >= 0) {
        uint8_t type = rd_u8(&r);
        struct record rec;
        if (type == RECORD_TYPES) {
            e = to->flush(to);
            continue;
        }
        record_init(&rec, (enum record_type)type);
        pack_get(&r, rec.type, &rec.run, &room);
        e = sink_put(to, &rec);
    }
    return e;
}

static int write_batch(struct writer *w, const struct buf *batch, size_t strings)
{
    const char **room = malloc((strings + 1) * sizeof *room);
    int e = room ? hand_on(w->to, batch, room) : -ENOMEM;
    free(room);
    return e;
}

static void nap(nsec time)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = time}, NULL);
}

/* Waits for something to do; `unread` = readers have not got everything. False when the time for that has
 * come. */
static bool wait_for_news(struct writer *w, bool unread)
{
    struct timespec until;
    int e = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += QUIET;
    until.tv_sec += until.tv_nsec / NSEC_SEC;
    until.tv_nsec %= NSEC_SEC;
    w->sleeps = true;
    while (!w->in.len && !w->ends && e != ETIMEDOUT)
        e = unread ? pthread_cond_clockwait(&w->news, &w->lock, CLOCK_MONOTONIC, &until)
                   : pthread_cond_wait(&w->news, &w->lock);
    w->sleeps = false;
    return w->in.len || w->ends;
}

/* Takes what waits, and leaves an empty buffer in its place. */
static size_t take(struct writer *w, struct buf *batch)
{
    struct buf empty = *batch;
    size_t strings = w->strings;
    buf_clear(&empty);
    *batch = w->in;
    w->in = empty;
    w->strings = 0;
    pthread_cond_signal(&w->taken);
    return strings;
}

static void *run(void *arg)
{
    struct writer *w = arg;
    struct buf batch;
    bool unread = false, ends = false;
    buf_init(&batch, PACK_MAX);
    while (!ends) {
        pthread_mutex_lock(&w->lock);
        bool news = wait_for_news(w, unread);
        size_t strings = take(w, &batch);
        int e = w->error;
        ends = w->ends && !batch.len;
        bool hurry = w->ends;
        pthread_mutex_unlock(&w->lock);
        if (e == 0)
            e = news ? write_batch(w, &batch, strings) : w->to->flush(w->to);
        unread = news;
        pthread_mutex_lock(&w->lock);
        w->error = w->error ? w->error : e;
        pthread_mutex_unlock(&w->lock);
        if (!hurry)
            nap(NAP);
    }
    buf_fini(&batch);
    return NULL;
}

static struct writer *writer_of(struct sink *s)
{
    return (struct writer *)s;
}

/* Adds to `in`; r = NULL asks for a flush. 0 or an error. */
static int add(struct writer *w, const struct record *r)
{
    pthread_mutex_lock(&w->lock);
    while (w->in.len >= BATCH_MAX && !w->error)
        pthread_cond_wait(&w->taken, &w->lock);
    buf_putc(&w->in, r ? (char)r->type : MARK_FLUSH);
    w->strings += r ? pack_put(&w->in, r) : 0;
    if (w->in.over && !w->error)
        w->error = -ENOMEM;
    int e = w->error;
    if (w->sleeps)
        pthread_cond_signal(&w->news);
    pthread_mutex_unlock(&w->lock);
    return e;
}

static int put(struct sink *s, const struct record *r)
{
    return add(writer_of(s), r);
}

static int flush(struct sink *s)
{
    return add(writer_of(s), NULL);
}

static int close_sink(struct sink *s)
{
    return writer_free(writer_of(s));
}

int writer_new(struct sink *to, struct writer **ret)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->sink = (struct sink){.put = put, .flush = flush, .close = close_sink};
    w->to = to;
    buf_init(&w->in, PACK_MAX);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->news, NULL);
    pthread_cond_init(&w->taken, NULL);
    int e = -pthread_create(&w->thread, NULL, run, w);
    if (e < 0)
        free(w);
    else
        *ret = w;
    return e;
}

struct sink *writer_sink(struct writer *w)
{
    return &w->sink;
}

int writer_free(struct writer *w)
{
    if (!w)
        return 0;
    pthread_mutex_lock(&w->lock);
    w->ends = true;
    pthread_cond_signal(&w->news);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    int e = w->error;
    buf_fini(&w->in);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->news);
    pthread_cond_destroy(&w->taken);
    free(w);
    return e;
}
