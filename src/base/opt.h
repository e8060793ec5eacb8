/* The command line as a table: one row an option; from it come the parser, the help in both languages and the
 * man page. It reads nmap's dialect, where an option may be two letters after one dash and carry its value
 * glued on (-sS, -p22, -T4, -PS80, -oX FILE) as well as GNU long options (--json FILE, --json=FILE). */
#pragma once

#include "base/diag.h"
#include "base/nsec.h"

#include <stdbool.h>

enum opt_kind {
    OPT_FLAG,        /* bool: set true */
    OPT_STRING,      /* const char *: borrowed from argv */
    OPT_U64,         /* uint64_t below UINT64_MAX, decimal or 0x */
    OPT_DOUBLE,      /* double, finite, >= 0 */
    OPT_DURATION,    /* nsec, see nsec_parse */
    OPT_LIST,        /* struct opt_list: may be given several times, as nothing else with a value may */
    OPT_BITS,        /* uint32_t: ORs `bits` in, no value */
    OPT_BITS_STRING, /* uint32_t: ORs `bits`, and the glued value, if any, goes to the const char * at offset2 */
};

#define OPT_LIST_MAX 64

struct opt_list {
    const char *item[OPT_LIST_MAX]; /* borrowed from argv */
    unsigned count;
};

struct opt_row {
    const char *spelling; /* "-sS", "--json", "-p" */
    const char *value;    /* name of the value in help, N_(); NULL = takes none */
    enum opt_kind kind;
    uint32_t bits; /* for OPT_BITS* */
    size_t offset; /* into the caller's struct */
    size_t offset2;
    const char *help;  /* N_("one line"), NULL = not shown in help */
    const char *group; /* N_("heading") that starts here, or NULL */
};

/* Parses argv[1…argc-1] into `out` by `rows` (ended by a row with spelling NULL). What is no option goes, in
 * order, to `words`; "--" ends options; "-" alone is a word. 0; or -EINVAL with *d saying which
 * argument, what was wrong, what was expected (column = 0, file empty). */
int opt_parse(const struct opt_row *rows, int argc, char **argv, void *out, struct opt_list *words,
              struct diag *d);
