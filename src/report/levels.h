/* How bad a finding is (finding.severity): the words of records in their order, and how they are shown. */
#pragma once

enum { LEVELS = 5 };

struct level {
    const char *word;    /* "critical" … "info" */
    const char *text;    /* N_("CRITICAL") */
    const char *colour;  /* SGR, "" = none */
    const char *sarif;   /* "error", "warning", "note" (SARIF 2.1.0 §3.27.10) */
    const char *score;   /* 0 … 10, as trackers of code faults want it */
    const char *means;   /* N_("…"): what it asks of people */
    const char *verdict; /* N_("…"): what a run comes to whose worst finding is one of these */
};

/* The worst first. */
extern const struct level levels_table[LEVELS];

/* The row of a word; that of "info" for one that is not known. */
unsigned levels_of(const char *word);
