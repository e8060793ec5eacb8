/* Columns aligned by what they take on the terminal. Cells are added row by row; a column whose cells are all
 * empty is not printed; the last one is not padded. */
#pragma once

#include "report/out.h"

enum table_style { TABLE_PLAIN, TABLE_GOOD, TABLE_WARN, TABLE_DIM, TABLE_STYLES };

enum { TABLE_COLUMNS_MAX = 12 };

struct table {
    struct buf text;                   /* all cells, each with its NUL */
    struct buf style;                  /* one byte a cell */
    unsigned gap;                      /* blanks between columns: 2, may be changed */
    unsigned columns, filled;          /* cells so far */
    unsigned width[TABLE_COLUMNS_MAX]; /* widest cell of the rows below the headings */
    size_t heading_bytes;              /* of `text` */
};

/* `max` bounds the bytes of all cells. */
void table_init(struct table *t, unsigned columns, size_t max);
void table_fini(struct table *t);
/* Forgets all rows but the headings, which must have been given. */
void table_rewind(struct table *t);
/* The next cell. The text is copied and printed as it is: escape it before (esc_term). The first row is the
 * headings. */
void table_cell(struct table *t, const char *text, enum table_style style);
/* Appends the table, each line after `indent` blanks. 0, or the error of `o`; -ENOMEM when cells did not fit.
 */
int table_print(const struct table *t, struct out *o, unsigned indent, bool colour);
