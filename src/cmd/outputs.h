/* The outputs that were asked for, behind one sink: opened before privileges are dropped, each fed every record. An output that
 * fails (full disk, closed pipe) is said once and left out; the others go on. */
#pragma once

#include "model/sink.h"
#include "report/report.h"

struct outputs_conf {
    const char *normal, *xml, *grep, *json, *csv; /* paths, "-" = stdout, NULL = not wanted */
    bool text;                                    /* for people, on stdout */
    bool alerts;                                  /* the same for alerts */
    struct report_conf report;
};

#define OUTPUTS_MAX 8

struct outputs {
    struct sink sink; /* put here */
    struct sink *to[OUTPUTS_MAX];
    const char *name[OUTPUTS_MAX];
    unsigned count;
    bool failed; /* at least one could not be written whole: exit status 3 */
};

/* 0; or an exit status after the reason was said. */
int outputs_open(struct outputs *o, const struct outputs_conf *conf);
/* Ends and frees all of them. */
void outputs_close(struct outputs *o);
