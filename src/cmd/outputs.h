/* The outputs that were asked for, behind one sink: opened before privileges are dropped, each fed every
 * record. An output that fails (full disk, closed pipe) is said once and left out; the others go on. */
#pragma once

#include "model/sink.h"
#include "report/report.h"

struct outputs_conf {
    const char *normal, *xml, *grep, *json, *csv, *csv_alerts; /* paths, "-" = stdout, NULL = not wanted */
    const char *sarif, *junit, *html;                          /* the same, of findings */
    const char *capture;                                       /* packets: a file, NULL = not wanted */
    bool goes_on;       /* for days: files are appended to, whoever cuts them meanwhile, and wait for room */
    bool capture_stays; /* what is in it is not emptied: its writer goes on behind it */
    bool text;          /* for people, on stdout */
    bool alerts;        /* the same for alerts */
    bool findings;      /* the same for findings */
    /* a descriptor that becomes readable when all should end (out.h); -1 until there is one */
    const int *stop;
    struct report_conf report;
};

#define OUTPUTS_MAX 12

struct outputs {
    struct sink sink; /* put here */
    struct outputs_one {
        const char *name;
        struct out *out; /* owned until `to` is there */
        struct sink *(*make)(struct out *,
                             const struct report_conf *); /* NULL: the capture, which takes no records */
        struct sink *to; /* owned; NULL before outputs_begin(), and when it was lost */
        bool full;       /* which was said */
    } one[OUTPUTS_MAX];
    unsigned count;
    bool goes_on, capture_stays;
    struct report_conf report;
    _Atomic bool failed; /* at least one could not be written whole: exit status 3 */
};

/* Opens them all, and changes no file yet. 0; or an exit status after the reason was said: one cannot be
 * opened (CMD_ENV), or two are the same file (CMD_USAGE). */
int outputs_open(struct outputs *o, const struct outputs_conf *conf);
/* Empties the files; from here on records can be put. 0 or an exit status. */
int outputs_begin(struct outputs *o);
/* Puts the `run` record of a verb that keeps no journal: a new id, its arguments, now. Errors are kept by the
 * outputs. */
void outputs_put_run(struct outputs *o, const char *verb, int argc, char **argv);
/* The descriptor of the capture, empty after outputs_begin(); of the outputs. -1 = none is wanted. */
int outputs_capture(const struct outputs *o);
/* The capture could not be written whole: said, and counted. */
void outputs_capture_lost(struct outputs *o, int negative_errno);
/* Ends and frees all of them; what never began is left as it was. */
void outputs_close(struct outputs *o);
