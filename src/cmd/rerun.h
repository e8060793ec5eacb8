/* The command line of a run in its journal: what `--resume` needs to be that run again. */
#pragma once

#include "base/nsec.h"
#include "scan/journal.h"

struct rerun {
    char *strings; /* owned: all of the below */
    char **argv;   /* owned; argv[0] is the verb, argv[argc] NULL */
    int argc;
    const char *id, *folder, *tech; /* where it was started, and with which techniques ("syn,udp") */
    uint64_t seed;
    nsec_wall started;
    nsec elapsed; /* what it has taken so far */
};

/* As long as argv, the strings are borrowed for the call. */
void rerun_write(const struct rerun *r, struct journal *j);
/* The journal's first entry, and its last time. 0; -ENOMEM; -EINVAL. */
int rerun_read(struct rerun *r, struct journal_reader *reader);
void rerun_fini(struct rerun *r);
