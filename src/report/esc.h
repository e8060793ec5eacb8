/* Text that a stranger may have chosen (banners, names, command lines), written so that it stays text: no
 * string ends, opens or colours anything, whatever its bytes. Input need not be UTF-8: every byte that is not
 * part of a well-formed sequence (RFC 3629: no overlong forms, no surrogates) counts as one broken character.
 * All functions append to `b`. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* The next character of *p, which moves on; 0 at the end; -1 for a broken byte. */
int32_t esc_next(const char **p);

/* A JSON string with its quotes (RFC 8259 §7). Broken bytes become \ufffd. Control characters (C0, DEL, C1)
 * and those that reorder or hide text become \u escapes, so that the output is safe on a terminal too. */
void esc_json(struct buf *b, const char *text);

/* XML 1.0 character data, fit for attribute values in double quotes. Characters that XML 1.0 §2.2 does not
 * allow become U+FFFD. Line ends, tabs and what reorders or hides text become references: attribute
 * normalisation keeps them. */
void esc_xml(struct buf *b, const char *text);

/* ` name="value"`; nothing when there is no value (NULL). The name is not escaped. */
void esc_xml_attr(struct buf *b, const char *name, const char *value);
void esc_xml_attr_u64(struct buf *b, const char *name, uint64_t value);

/* Text in HTML, also in attributes in double quotes: esc_line(), since a reference would still reorder what
 * is shown, and then no markup. Cuts after `max` characters with "...". */
void esc_html(struct buf *b, const char *text, unsigned max);

/* One line of text: control characters, line ends, broken bytes (\n, \x1b, \xff) and characters that reorder
 * or hide text
 * (\u{202e}) become visible. */
void esc_line(struct buf *b, const char *text);

/* esc_line() for the user's terminal: also escapes what the locale (LC_CTYPE) cannot show, and cuts after
 * `max` characters with "...". */
void esc_term(struct buf *b, const char *text, unsigned max);

/* A CSV field (RFC 4180 §2): esc_line(), quoted when needed. With `guard`, a field that a spreadsheet would
 * take for a formula (leading = + - @, tab or line end) gets a ' in front. */
void esc_csv(struct buf *b, const char *text, bool guard);

/* Columns of the terminal that `text` takes: wcwidth() per character, Japanese counts two. */
unsigned esc_width(const char *text);
