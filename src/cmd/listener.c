#include "cmd/listener.h"

#include "sys/clock.h"
#include "sys/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUEUE 65536 /* replies: some 40 ms of a million a second */
#define BATCH 64
#define NAP   (500 * NSEC_US)
#define SETTLE                                                                                               \
    (2 *                                                                                                     \
     NSEC_MS) /* what arrived so lately may still be in a block that the kernel has not handed over (io/ring.c) */
#define HEARTBEAT_MS 5

static void hand_over(struct listener *l, const struct reply *reply, uint32_t n)
{
    uint32_t taken = n ? spsc_put(&l->queue, reply, n) : 0;
    if (taken < n)
        atomic_fetch_add_explicit(&l->lost, n - taken, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst); /* either we see it asleep, or it sees what we put */
    if (taken && atomic_exchange_explicit(&l->sender_sleeps, false, memory_order_acq_rel))
        loop_flag_raise(l->wake);
}

/* r: NULL = it answers nothing of the scan's. */
static void set_aside(struct listener *l, const struct frame *f, enum frames_layer layer,
                      const struct reply *r)
{
    struct listener_aside a = {.at = f->at,
                               .len = (uint16_t)(f->len < sizeof a.data ? f->len : sizeof a.data),
                               .csum_unset = f->csum_unset,
                               .layer = layer};
    if (r && r->heard != HEARD_YES)
        return;
    if (r)
        a.addr = r->addr;
    memcpy(a.data, f->data, a.len);
    (void)spsc_put(l->aside, &a, 1);
}

/* Empties one link's ring. How many frames there were. */
static uint32_t listen_to(struct listener *l, uint32_t port)
{
    struct frame in[BATCH];
    struct reply reply[BATCH];
    uint32_t n, all = 0;
    do {
        uint32_t heard = 0;
        n = frames_recv(l->frames[port], in, BATCH);
        for (uint32_t i = 0; i < n; i++) {
            enum frames_layer layer = l->frames[port]->layer;
            bool ours = hear_frame(&l->hear, &in[i], layer, l->ifindex[port], &reply[heard]);
            if (l->aside)
                set_aside(l, &in[i], layer, ours ? &reply[heard] : NULL);
            heard += ours;
        }
        frames_release(l->frames[port], n);
        hand_over(l, reply, heard);
        all += n;
    } while (n == BATCH);
    return all;
}

/* Empties all of them; what is broken is said. How many frames there were. */
static uint32_t listen_to_all(struct listener *l, struct pollfd *fd)
{
    nsec now = clock_mono();
    uint32_t all = 0;
    for (uint32_t i = 0; i < l->ports; i++) {
        if (fd[i].fd >= 0)
            all += listen_to(l, i);
        if (fd[i].revents && !(fd[i].revents & POLLIN)) {
            atomic_fetch_or(&l->broken, 1u << i);
            loop_flag_raise(l->wake);
            fd[i].fd = -1;
            fd[i].revents = 0;
        }
    }
    atomic_store_explicit(&l->until, now - SETTLE, memory_order_release);
    return all;
}

/* While answers come, to be woken by each would cost those who wake us more than they can spare: we come by
 * ourselves. */
static void nap(struct listener *l)
{
    const struct timespec time = {.tv_nsec = NAP};
    for (uint32_t i = 0; i < l->ports; i++)
        frames_stay_awake(l->frames[i]);
    nanosleep(&time, NULL);
}

static void *run(void *arg)
{
    struct listener *l = arg;
    struct pollfd fd[EXCHANGE_PORTS + 1];
    for (uint32_t i = 0; i < l->ports; i++)
        fd[i] = (struct pollfd){.fd = frames_rx_fd(l->frames[i]), .events = POLLIN};
    fd[l->ports] = (struct pollfd){.fd = l->stop, .events = POLLIN};
    for (;;) {
        bool busy = listen_to_all(l, fd) > 0;
        if (busy)
            nap(l);
        if (poll(fd, l->ports + 1, busy ? 0 : HEARTBEAT_MS) < 0 && errno != EINTR)
            return NULL;
        if (fd[l->ports].revents)
            return NULL;
    }
}

int listener_start(struct listener *l, const struct hear *hear, struct frames *const *frames,
                   const int *ifindex, uint32_t ports, struct spsc *aside)
{
    *l = (struct listener){.hear = *hear, .ports = ports, .stop = -1, .wake = -1, .aside = aside};
    for (uint32_t i = 0; i < ports; i++) {
        l->frames[i] = frames[i];
        l->ifindex[i] = ifindex[i];
    }
    int e = spsc_init(&l->queue, QUEUE, sizeof(struct reply));
    if (e == 0) {
        l->stop = loop_flag();
        l->wake = loop_flag();
        e = l->stop < 0 ? l->stop : l->wake < 0 ? l->wake : -pthread_create(&l->thread, NULL, run, l);
    }
    if (e < 0) {
        if (l->stop >= 0)
            close(l->stop);
        if (l->wake >= 0)
            close(l->wake);
        spsc_fini(&l->queue);
    }
    return e;
}

void listener_stop(struct listener *l)
{
    loop_flag_raise(l->stop);
    pthread_join(l->thread, NULL);
    close(l->stop);
    close(l->wake);
    spsc_fini(&l->queue);
}
