/* What is wrong with an input, where, and what was expected: filled by parsers, printed by cmd/ in the user's
 * language. The message is a gettext id in English with up to three %s. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DIAG_ARG_MAX 96

/* Marks a message for translation without translating it (xgettext keyword); gettext itself is called
 * where text is printed, in report/ and cmd/. */
#define N_(text) text

struct diag {
    char file[256];  /* "" when the input is the command line */
    unsigned line;   /* from 1; 0 = does not apply */
    unsigned column; /* from 1, in bytes; 0 = does not apply */
    const char *msg; /* N_("…"), static; NULL = nothing wrong */
    char arg[3][DIAG_ARG_MAX];
};

/* Sets message and arguments (NULL = unused), cutting long ones; control bytes become '?', since arguments
 * often come from the input itself. File, line and column stay. Always returns -EINVAL, so that a parser can
 * `return diag_set(…)`. */
int diag_set(struct diag *d, const char *msg, const char *a, const char *b, const char *c);

/* The same with two numbers. */
int diag_counts(struct diag *d, const char *msg, uint32_t n, uint32_t of);

/* "FILE:LINE:COLUMN: message" with only the parts that apply. `translate` maps the id to the user's
 * language (gettext, or NULL for English). Returns out. */
const char *diag_text(const struct diag *d, char *(*translate)(const char *), char *out, size_t cap);
