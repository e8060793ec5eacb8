/* Products that others are built on: a web server that is a library. Text in, a judgement out. Pure. */
#pragma once

#include <stdbool.h>

/* Is `product` a library that applications speak HTTP with, so that its name says nothing of the application? */
bool frame_of(const char *product);
