/* Keeps a scan going: clock, waiting, signals, the status line. */
#pragma once

#include "cmd/diary.h"
#include "cmd/listener.h"
#include "scan/connects.h"
#include "scan/exchange.h"
#include "sys/loop.h"

struct identify;

struct drive {
    struct loop *loop;
    int signals;   /* from loop_signals(); owned */
    bool line;     /* a status line on stderr */
    int status_fd; /* JSON status; -1 = none */
    nsec next_line, next_status;
    bool interrupted;    /* by a signal */
    int error;           /* negative errno of what ended it early; 0 = none */
    uint32_t error_port; /* which link; UINT32_MAX = an output */
    bool line_shown;
    int keys;                  /* where keys are typed (keys.h); -1 = nowhere */
    bool asked;                /* by a key */
    struct diary *diary;       /* borrowed; NULL = none is kept */
    struct identify *identify; /* borrowed; NULL = services are not asked. It gets its turns in every scan */
    /* borrowed; NULL = none: questions that go on beside scans and conversations */
    const struct drive_frames_source *beside;
};

/* line: whether people watch stderr. 0 or an exit status after the reason was said. */
int drive_init(struct drive *d, bool line, int status_fd);
void drive_fini(struct drive *d);

/* Run until done, interrupted or failed; then the engine has put all its records. */
/* `l` listens for x, or is NULL. */
void drive_frames(struct drive *d, struct scan *s, struct exchange *x, struct listener *l, nsec started);
/* Until every door was asked, it is interrupted, or the deadline (0 = none) has passed; then nothing is held
 * any more. */
void drive_identify(struct drive *d, nsec deadline);
/* Anything that has its turns: `turn` does what is due, and says when to call again if `fd` does not become
 * readable before. */
struct drive_source {
    int fd;
    int (*turn)(void *ctx, nsec now, nsec *ret_wake); /* 0 or what ends the scan */
    void *ctx;
};
/* One scan by such turns. */
void drive_turns(struct drive *d, struct scan *s, const struct drive_source *source, nsec started);
/* Questions by frames beside any scan: `turn` receives and sends by itself; until `over`, an interruption, an
 * error or the deadline (0 = none). */
struct drive_frames_source {
    struct frames *const *frames;
    uint32_t count;
    int (*turn)(void *ctx, nsec now, nsec *ret_wake);
    int (*beside)(void *ctx, struct exchange *x, nsec now,
                  nsec *ret_wake); /* as turn(), while a scan has the frames: what was heard comes
                    in through `aside`, and what is asked leaves through x */
    struct spsc *aside;            /* for the listener; borrowed */
    bool (*over)(void *ctx);
    void *ctx;
};
/* Such questions, with no scan beside them. */
void drive_alone(struct drive *d, const struct drive_frames_source *source, nsec deadline);
/* A scan by connections: `c` asks by `dial`. */
void drive_connects(struct drive *d, struct scan *s, struct connects *c, struct dial *dial, nsec started);

/* Waits, and sees to signals: d->interrupted. */
void drive_nap(struct drive *d, nsec nap);
