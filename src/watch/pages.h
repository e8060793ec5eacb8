/* Zeroed memory for large tables, page-aligned; a page costs nothing until somebody writes to it. */
#pragma once

#include <stddef.h>

void *pages_new(size_t bytes); /* NULL when memory is out */
/* For a table of which mostly little is used, and that is asked ahead of time: small pages, so that only what
 * is used is ever cleared. */
void *pages_new_sparse(size_t bytes);
void pages_free(void *p, size_t bytes);
