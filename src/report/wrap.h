/* Lines of prose for a terminal: English breaks at blanks, Japanese between characters, except before a
 * closing mark and after an opening one (the core of JIS X 4051's rules). */
#pragma once

#include "base/buf.h"

/* Appends `text` (UTF-8, one paragraph) in lines of at most `width` columns, each behind `indent` blanks and
 * with its line end. What cannot be broken stands out. */
void wrap_text(struct buf *out, const char *text, unsigned indent, unsigned width);
/* The same with `first` blanks before the first line. */
void wrap_hanging(struct buf *out, const char *text, unsigned first, unsigned indent, unsigned width);
