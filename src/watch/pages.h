/* Zeroed memory for large tables, page-aligned; a page costs nothing until somebody writes to it. */
#pragma once

#include <stddef.h>

void *pages_new(size_t bytes); /* NULL when memory is out */
void pages_free(void *p, size_t bytes);
