/* The journal of a run and the file it is in (runfile.h): twice a second what happened is written down, so
 * that `--resume` goes on from there when the program was killed. One that cannot be kept is said once; the
 * run goes on without. */
#pragma once

#include "cmd/runfile.h"
#include "scan/resume.h"

struct diary {
    struct runfile file;
    struct journal journal;
    struct journal_reader reader; /* of a run that is resumed */
    bool open;                    /* diary_end() is due */
    bool kept;                    /* there is to be one */
    bool forgotten;               /* what was written is of no use any more */
    bool resumed;
    bool writing;   /* what was there is read, and from now on is added to it */
    bool ready;     /* what a run must know to go on is in it, which comes first: before, nothing is saved */
    const char *id; /* borrowed: the run's */
    nsec next;
    nsec started; /* now less what the run has taken so far */
};

/* For a new run that began at `started`. id is borrowed. */
void diary_begin(struct diary *d, const char *id, nsec started);

/* Opens that of an earlier run. 0 or an exit status after the reason was said. */
int diary_open(struct diary *d, const char *run);

/* The engine, new, is scan number `part` of the run: it goes on where the journal leaves it, or begins. 0 (it
 * may be done: scan_done()), or an exit status after the reason was said. */
int diary_take_up(struct diary *d, struct scan *s, uint64_t part, nsec now);

/* Call now and then while the engine runs; `last` = it is about to be stopped. */
void diary_turn(struct diary *d, struct scan *s, nsec now, bool last);

/* This run cannot be resumed: nothing more is written, and what is on the disk goes in the end. */
void diary_forget(struct diary *d);

/* What is in the journal so far goes to the disk. */
void diary_save(struct diary *d, nsec now);

/* Ends it: removed when the run is complete, else kept, and said how to go on. */
void diary_end(struct diary *d, nsec now, bool complete);
