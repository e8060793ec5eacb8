#include "base/opt.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 256 /* of a table */

static bool takes_value(const struct opt_row *row)
{
    return row->kind != OPT_FLAG && row->kind != OPT_BITS;
}

/* "-p22": glued values exist for spellings with one dash only. */
static bool may_glue(const struct opt_row *row)
{
    return takes_value(row) && row->spelling[1] != '-';
}

/* The row for `arg`: an exact spelling wins; else "--name=value"; else the longest one-dash spelling that
 * `arg` starts with. *ret_value is where its value starts, or NULL. */
static const struct opt_row *find(const struct opt_row *rows, const char *arg, const char **ret_value)
{
    const struct opt_row *best = NULL;
    size_t best_len = 0;
    *ret_value = NULL;
    for (const struct opt_row *row = rows; row->spelling; row++) {
        size_t n = strlen(row->spelling);
        if (strncmp(arg, row->spelling, n) != 0)
            continue;
        if (!arg[n]) {
            *ret_value = NULL;
            return row;
        }
        bool fits = row->spelling[1] == '-' ? takes_value(row) && arg[n] == '=' : may_glue(row);
        if (fits && n > best_len) {
            best = row;
            best_len = n;
            *ret_value = arg + n + (row->spelling[1] == '-');
        }
    }
    return best;
}

static int store(const struct opt_row *row, const char *value, void *out, struct diag *d)
{
    void *at = (char *)out + row->offset, *at2 = (char *)out + row->offset2;
    char *end = NULL;
    errno = 0;
    switch (row->kind) {
    case OPT_FLAG: *(bool *)at = true; return 0;
    case OPT_BITS: *(uint32_t *)at |= row->bits; return 0;
    case OPT_BITS_STRING:
        *(uint32_t *)at |= row->bits;
        if (value)
            *(const char **)at2 = value;
        return 0;
    case OPT_STRING: *(const char **)at = value; return 0;
    case OPT_U64: {
        unsigned long long v = strtoull(value, &end, strncmp(value, "0x", 2) == 0 ? 16 : 10);
        if (errno || *end || *value < '0' || *value > '9' || v == UINT64_MAX) /* which says "not given" */
            return diag_set(d, N_("%s expects a whole number, not '%s'"), row->spelling, value, NULL);
        *(uint64_t *)at = v;
        return 0;
    }
    case OPT_DOUBLE: {
        double v = strtod(value, &end);
        if (errno || *end || !((*value >= '0' && *value <= '9') || *value == '.') || end == value ||
            !isfinite(v))
            return diag_set(d, N_("%s expects a number of 0 or more, not '%s'"), row->spelling, value, NULL);
        *(double *)at = v;
        return 0;
    }
    case OPT_DURATION:
        if (nsec_parse(value, (nsec *)at) < 0)
            return diag_set(d, N_("%s expects a time like 250ms, 5s or 2m, not '%s'"), row->spelling, value,
                            NULL);
        return 0;
    case OPT_LIST: {
        struct opt_list *list = at;
        if (list->count >= OPT_LIST_MAX)
            return diag_set(d, N_("%s is given too often"), row->spelling, NULL, NULL);
        list->item[list->count++] = value;
        return 0;
    }
    }
    return 0;
}

/* A value that is given twice would silently lose the first. */
static bool given(const struct opt_row *rows, const struct opt_row *row, const bool seen[ROWS_MAX])
{
    bool one = takes_value(row) && row->kind != OPT_LIST && row->kind != OPT_BITS_STRING;
    for (size_t i = 0; one && i < ROWS_MAX && rows[i].spelling; i++)
        if (seen[i] && rows[i].offset == row->offset)
            return true;
    return false;
}

int opt_parse(const struct opt_row *rows, int argc, char **argv, void *out, struct opt_list *words,
              struct diag *d)
{
    bool only_words = false;
    bool seen[ROWS_MAX] = {0};
    d->file[0] = 0;
    d->line = d->column = 0;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i], *value;
        if (only_words || arg[0] != '-' || !arg[1]) {
            if (words->count >= OPT_LIST_MAX)
                return diag_set(
                    d,
                    N_("too many words on the command line from '%s' on (scan: use -iL FILE; vulndb import: name their folder)"),
                    arg, NULL, NULL);
            words->item[words->count++] = arg;
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            only_words = true;
            continue;
        }
        const struct opt_row *row = find(rows, arg, &value);
        if (!row)
            return diag_set(d, N_("unknown option '%s' (--help lists them)"), arg, NULL, NULL);
        if (takes_value(row) && row->kind != OPT_BITS_STRING && !value) {
            if (i + 1 >= argc)
                return diag_set(d, N_("%s needs a value"), row->spelling, NULL, NULL);
            value = argv[++i];
        }
        if (row->kind == OPT_STRING && !*value)
            return diag_set(d, N_("%s needs a value"), row->spelling, NULL, NULL);
        if (given(rows, row, seen))
            return diag_set(d, N_("%s is given twice: it takes one value"), row->spelling, NULL, NULL);
        assert(row - rows < ROWS_MAX);
        seen[row - rows] = true;
        int r = store(row, value, out, d);
        if (r < 0)
            return r;
    }
    return 0;
}
