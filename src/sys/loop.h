/* Waiting for descriptors, without callbacks: add descriptors with a tag, wait, look at the tags that came
 * back. One thread. (The idea: n-acd's fd/dispatch/pop_event; dbus-broker's dispatch.c.) */
#pragma once

#include "base/nsec.h"

#include <stdint.h>

struct loop;

#define LOOP_IN  1u
#define LOOP_OUT 2u
#define LOOP_ERR 4u /* error or hang-up; always reported, need not be asked for */

struct loop_event {
    uint64_t tag;   /* as given to loop_add() */
    uint32_t ready; /* LOOP_* bits */
};

/* 0, -EMFILE, -ENFILE, -ENOMEM. */
int loop_new(struct loop **ret);
void loop_free(struct loop *l);

/* Watches fd, level-triggered, for `what` (LOOP_IN, LOOP_OUT, both or 0). The loop does not own fd; closing
 * fd also ends the watch. 0; -EEXIST already watched, -EPERM a regular file, -EBADF, -ENOMEM, -ENOSPC. */
int loop_add(struct loop *l, int fd, uint32_t what, uint64_t tag);

/* Changes what is watched, and the tag. 0, -ENOENT not watched, -EBADF. */
int loop_set(struct loop *l, int fd, uint32_t what, uint64_t tag);

/* Stops watching; fine when it was not watched. */
void loop_remove(struct loop *l, int fd);

/* Waits until something is ready, at most `timeout` ns (<= 0: does not wait; NSEC_NEVER: no limit), to the
 * resolution of the kernel's high-resolution timers (epoll_pwait2, Linux 5.11; before that ppoll on the epoll
 * descriptor). Fills out[0 … r-1], r <= cap, cap > 0, and returns r; 0 = the time is over. A signal handler
 * that ran ends the wait early with 0. Negative errno only for a broken loop. */
int loop_wait(struct loop *l, nsec timeout, struct loop_event *out, uint32_t cap);

/* Sets this thread's timer slack to 1 ns (default 50 µs, prctl(2)), so that waits end when they should: a
 * pacer at 10 000 packets/s waits 100 µs. 0 or -errno. */
int loop_precise(void);

/* Blocks SIGINT, SIGTERM and SIGHUP in this thread (call before making threads: they inherit it) and returns
 * a descriptor, owned by the caller, that is readable when one is pending; negative errno. SIGPIPE becomes
 * ignored, so that a closed pipe is an EPIPE of write(). */
int loop_signals(void);

/* The next pending signal's number from loop_signals()' descriptor, 0 when there is none. */
int loop_signal_take(int fd);

/* A flag that another thread, or a signal handler, can raise to wake a loop: an eventfd, owned by the caller.
 */
int loop_flag(void);
void loop_flag_raise(int fd);
/* Lowers it; how often it was raised since. */
uint64_t loop_flag_take(int fd);
