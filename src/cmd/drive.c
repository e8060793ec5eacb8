#include "cmd/drive.h"

#include "cmd/cmd.h"
#include "cmd/identify.h"
#include "cmd/keys.h"
#include "report/progress.h"
#include "sys/clock.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TAG_SIGNAL UINT64_MAX
#define TAG_HEARD  (UINT64_MAX - 1)
#define TAG_KEY    (UINT64_MAX - 2)
#define TAG_TALK   (UINT64_MAX - 3)
#define TAG_TURN   (UINT64_MAX - 4)
#define LINE_EVERY (NSEC_SEC / 2)
#define NAP_MAX    (100 * NSEC_MS)

int drive_init(struct drive *d, bool line, int status_fd)
{
    *d = (struct drive){
        .signals = -1, .line = line, .status_fd = status_fd, .error_port = UINT32_MAX, .keys = -1};
    int e = loop_new(&d->loop);
    if (e == 0) {
        d->signals = loop_signals();
        e = d->signals < 0 ? d->signals : loop_add(d->loop, d->signals, LOOP_IN, TAG_SIGNAL);
    }
    if (e < 0) {
        drive_fini(d);
        return cmd_failed("epoll", e);
    }
    cmd_stop_by(&d->signals);
    d->keys = line ? keys_begin() : -1;
    if (d->keys >= 0 && loop_add(d->loop, d->keys, LOOP_IN, TAG_KEY) < 0)
        keys_end();
    (void)loop_precise(); /* without it the pacer is coarser, nothing else */
    return 0;
}

void drive_fini(struct drive *d)
{
    keys_end();
    cmd_stop_by(NULL);
    loop_free(d->loop);
    if (d->signals >= 0)
        close(d->signals);
    d->signals = -1;
    d->loop = NULL;
}

static struct progress numbers(const struct scan *s, nsec started, nsec now)
{
    struct scan_stats st;
    scan_stats(s, &st);
    return (struct progress){.sent = st.probes,
                             .heard = st.replies,
                             .found = st.open,
                             .hosts_up = st.hosts_up > st.hosts_answered ? st.hosts_up : st.hosts_answered,
                             .rate_pps = st.rate,
                             .done = st.done,
                             .elapsed_s = (double)(now - started) * 1e-9,
                             .eta_s = st.eta < 0 ? (double)NAN : (double)st.eta * 1e-9,
                             .limited_by = pace_limit_word(st.limit)};
}

static void show_line(struct drive *d, const struct progress *p)
{
    struct buf b;
    buf_init(&b, 1024);
    progress_text(&b, p);
    fprintf(stderr, "\r\033[K%s", buf_text(&b));
    fflush(stderr);
    buf_fini(&b);
    d->line_shown = true;
}

/* A key was pressed: the line stays. */
static void answer(struct drive *d, const struct progress *p)
{
    show_line(d, p);
    fputc('\n', stderr);
    d->line_shown = d->asked = false;
}

static void clear_line(struct drive *d)
{
    if (d->line_shown)
        fputs("\r\033[K", stderr);
    d->line_shown = false;
}

/* A reader who does not read misses a line, and stops nothing. */
static void write_status(struct drive *d, const struct progress *p)
{
    struct pollfd room = {.fd = d->status_fd, .events = POLLOUT};
    struct buf b;
    if (poll(&room, 1, 0) == 0)
        return;
    buf_init(&b, 4096);
    progress_json(&b, p);
    buf_putc(&b, '\n');
    if (write(d->status_fd, buf_text(&b), b.len) < 0)
        d->status_fd = -1; /* nobody reads it any more */
    buf_fini(&b);
}

static void show(struct drive *d, const struct scan *s, nsec started, nsec now)
{
    if (d->line && now >= d->next_line) {
        struct progress p = numbers(s, started, now);
        if (now - started >= LINE_EVERY)
            show_line(d, &p);
        d->next_line = now + LINE_EVERY;
    }
    if (d->asked) {
        struct progress p = numbers(s, started, now);
        answer(d, &p);
    }
    if (d->status_fd >= 0 && now >= d->next_status) {
        struct progress p = numbers(s, started, now);
        write_status(d, &p);
        d->next_status = now + NSEC_SEC;
    }
}

/* Sleeps until `wake` or until something is ready. False when a signal says to end. It stays pending, and the
 * descriptor readable, so that outputs, too, wait for nobody any more. */
static bool rest(struct drive *d, nsec now, nsec wake)
{
    struct loop_event ev[EXCHANGE_PORTS + 4];
    nsec nap = wake <= now ? 0 : nsec_min(wake - now, NAP_MAX);
    int n = loop_wait(d->loop, nap, ev, EXCHANGE_PORTS + 4);
    for (int i = 0; i < n; i++) {
        if (ev[i].tag == TAG_SIGNAL)
            return false;
        if (ev[i].tag == TAG_KEY && !(d->asked = keys_take()))
            loop_remove(d->loop, d->keys);
    }
    return true;
}

/* Conversations go on beside the scan, and other questions, by the scan's links (x) or their own. 0 or an
 * error of the outputs. */
static int talk(struct drive *d, struct exchange *x, nsec now, nsec *wake)
{
    const struct drive_frames_source *b = d->beside;
    nsec at = NSEC_NEVER, again = NSEC_NEVER;
    int e = d->identify ? identify_turn(d->identify, now, clock_wall(), &at) : 0;
    if (b && e == 0)
        e = x ? b->beside(b->ctx, x, now, &again) : b->turn(b->ctx, now, &again);
    *wake = nsec_min(*wake, nsec_min(at, again));
    return e;
}

static void watch_frames(struct drive *d, const struct drive_frames_source *s, bool on)
{
    for (uint32_t i = 0; s && i < s->count; i++) {
        int fd = frames_rx_fd(s->frames[i]);
        if (fd >= 0 && on)
            (void)loop_add(d->loop, fd, LOOP_IN, i);
        else if (fd >= 0)
            loop_remove(d->loop, fd);
    }
}

static void watch_talk(struct drive *d, bool on)
{
    if (d->identify && on)
        (void)loop_add(d->loop, identify_fd(d->identify), LOOP_IN, TAG_TALK);
    else if (d->identify)
        loop_remove(d->loop, identify_fd(d->identify));
}

static void stop(struct drive *d, struct scan *s, int error, uint32_t port)
{
    if (error < 0) {
        d->error = error;
        d->error_port = port;
    } else {
        d->interrupted = true;
    }
    if (d->diary)
        diary_turn(d->diary, s, clock_mono(), true);
    int e = scan_stop(s, clock_mono());
    if (e < 0 && !d->error)
        d->error = e;
}

/* Watches what says that there is something to receive: the listener's flag, or the links themselves. */
static void watch(struct drive *d, const struct exchange *x, const struct listener *l, bool on)
{
    if (l && on)
        (void)loop_add(d->loop, l->wake, LOOP_IN, TAG_HEARD);
    else if (l)
        loop_remove(d->loop, l->wake);
    for (uint32_t i = 0; i < x->ports && !l; i++) {
        int fd = frames_rx_fd(x->port[i].frames);
        if (fd >= 0 && on)
            (void)loop_add(d->loop, fd, LOOP_IN, i);
        else if (fd >= 0)
            loop_remove(d->loop, fd);
    }
}

/* As rest(); the listener wakes us only while we say that we sleep, so it must hear that before we look at
 * its queue a last time. */
static bool rest_listening(struct drive *d, struct listener *l, nsec now, nsec wake)
{
    if (l && wake > now) {
        atomic_store(&l->sender_sleeps, true);
        atomic_thread_fence(memory_order_seq_cst);
        if (spsc_fill(&l->queue))
            wake = now;
    }
    bool go_on = rest(d, now, wake);
    if (l && !atomic_exchange(&l->sender_sleeps, false))
        (void)loop_flag_take(l->wake);
    return go_on;
}

void drive_frames(struct drive *d, struct scan *s, struct exchange *x, struct listener *l, nsec started)
{
    const struct drive_frames_source *beside = d->beside;
    if (!l)
        d->beside = NULL; /* nobody would hear its answers */
    watch(d, x, l, true);
    watch_talk(d, true);
    while (!scan_done(s)) {
        nsec now = clock_mono(), wake;
        uint32_t port;
        int e = exchange_turn(x, now, &wake, &port);
        uint32_t broken = l ? atomic_load(&l->broken) : 0;
        if (e == 0 && broken && !scan_done(s)) {
            e = -ENETDOWN;
            port = (uint32_t)__builtin_ctz(broken);
        }
        if (e < 0) {
            (void)exchange_drain(x, now);
            stop(d, s, e, port);
            break;
        }
        e = talk(d, x, now, &wake);
        if (e < 0) {
            stop(d, s, e, UINT32_MAX);
            break;
        }
        show(d, s, started, now);
        if (d->diary)
            diary_turn(d->diary, s, now, false);
        if (!scan_done(s) && !rest_listening(d, l, clock_mono(), wake)) {
            (void)exchange_drain(x, clock_mono());
            stop(d, s, 0, 0);
            break;
        }
    }
    exchange_flush(x);
    d->beside = beside;
    watch(d, x, l, false);
    watch_talk(d, false);
    clear_line(d);
}

void drive_turns(struct drive *d, struct scan *s, const struct drive_source *source, nsec started)
{
    (void)loop_add(d->loop, source->fd, LOOP_IN, TAG_TURN);
    watch_talk(d, true);
    watch_frames(d, d->beside, true);
    while (!scan_done(s)) {
        nsec now = clock_mono(), wake = now;
        int e = source->turn(source->ctx, now, &wake);
        e = e < 0 ? e : talk(d, NULL, now, &wake);
        if (e < 0) {
            stop(d, s, e, UINT32_MAX);
            break;
        }
        show(d, s, started, now);
        if (d->diary)
            diary_turn(d->diary, s, now, false);
        if (!scan_done(s) && !rest(d, clock_mono(), wake)) {
            stop(d, s, 0, 0);
            break;
        }
    }
    loop_remove(d->loop, source->fd);
    watch_frames(d, d->beside, false);
    watch_talk(d, false);
    clear_line(d);
}

void drive_nap(struct drive *d, nsec nap)
{
    nsec now = clock_mono();
    d->interrupted |= !rest(d, now, now + nap);
}

void drive_alone(struct drive *d, const struct drive_frames_source *source, nsec deadline)
{
    int e = 0;
    watch_frames(d, source, true);
    while (e == 0 && !source->over(source->ctx) && !d->interrupted) {
        nsec now = clock_mono(), wake = NSEC_NEVER;
        if (deadline && now >= deadline)
            break;
        e = source->turn(source->ctx, now, &wake);
        d->interrupted = !rest(d, clock_mono(), wake);
    }
    watch_frames(d, source, false);
    if (e < 0 && !d->error)
        d->error = e;
}

static int turn_connects(void *ctx, nsec now, nsec *ret_wake)
{
    return connects_turn(ctx, now, ret_wake);
}

void drive_connects(struct drive *d, struct scan *s, struct connects *c, struct dial *dial, nsec started)
{
    drive_turns(d, s, &(struct drive_source){dial_fd(dial), turn_connects, c}, started);
}

void drive_identify(struct drive *d, nsec deadline)
{
    int e = 0;
    watch_talk(d, true);
    watch_frames(d, d->beside, true);
    while (!identify_idle(d->identify) && !d->interrupted && !d->error) {
        nsec now = clock_mono(), wake = deadline ? deadline : NSEC_NEVER;
        if (deadline && now >= deadline)
            break;
        e = talk(d, NULL, now, &wake);
        if (e < 0)
            break;
        d->interrupted = !identify_idle(d->identify) && !rest(d, clock_mono(), wake);
    }
    watch_frames(d, d->beside, false);
    watch_talk(d, false);
    e = e < 0 ? e : identify_flush(d->identify);
    if (e < 0 && !d->error)
        d->error = e;
}
