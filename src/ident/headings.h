/* What a page calls itself: its title, where the page itself bears it out. A title is anybody's text; a
 * program's own is told from a person's by its shape ("Login - Frobnik", "FrobNik") or by the page: its style
 * sheets, scripts, cookies, header fields and meta elements have the program's name too. For grammar.h alone.
 * Pure. */
#pragma once

#include "ident/found.h"
#include "ident/read/text.h"

/* The program's name in the title of a whole answer (header and body), with a version if one stands behind
 * it. */
bool headings_title(struct text answer, struct found *f);

/* The title itself, to be shown where nothing else is known. p NULL: there is none, or it tells of a failure
 * or a folder. */
struct text headings_quote(struct text answer);

/* A version that stands behind the product's name in a page: "Frobnik</a> <span>v1.2.3", "Frobnik version
 * 1.2". p NULL: there is none. */
struct text headings_version(struct text answer, const char *product);
