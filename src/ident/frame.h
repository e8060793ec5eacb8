/* Products that others are built on: a web server that is a library. Text in, a judgement out. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Is `product` a library that applications speak HTTP with, so that its name says nothing of the
 * application? */
bool frame_of(const char *product);

/* One of those that are run by themselves, too (Jetty, Python's SimpleHTTPServer): where no application is
 * named, it is one itself. */
bool frame_program(const char *product);

/* What is said of an application that is built on `product`: "on Tornado 6.2 (Python library)", "on Jetty
 * 9.4.41". version "" = not known. Cut to cap bytes with the 0 at the end. */
void frame_note(const char *product, const char *version, char *ret, size_t cap);
