/* Small tools of the readers for text: lines, words, header fields. */
#pragma once

#include "base/bytes.h"

struct text {
    const char *p;
    size_t len;
};

/* The next line without its CR LF, and *from behind it; len 0 and p NULL when nothing is left. */
struct text text_line(struct text *from);
bool text_starts(struct text t, const char *with);  /* as it is written */
bool text_istarts(struct text t, const char *with); /* in any letter case */
/* Where `what` begins in t, any letter case, or NULL. */
const char *text_find(struct text t, const char *what);
struct text text_trim(struct text t);
/* All of it printable ASCII, UTF-8 bytes, CR, LF, TAB? Empty is not. */
bool text_plain(struct text t);
/* "Name: value": the value when the line's name is `name` (any case), else p NULL. */
struct text text_field(struct text line, const char *name);
