/* Products that others are built on: a web server that is a library. Text in, a judgement out. Pure. */
#pragma once

#include <stdbool.h>

/* Is `product` a library that applications speak HTTP with, so that its name says nothing of the application? */
bool frame_of(const char *product);

/* The language that it is a library for, where its name does not say so; NULL = it does, or is none. */
const char *frame_language(const char *product);

/* Is it hardly ever run by itself, so that another name is always missing? */
bool frame_inside(const char *product);
