/* Script text as tokens. A script is words, blocks in braces and ends of statements (a newline or ';');
 * '#' begins a comment. */
#pragma once

#include "base/diag.h"
#include "base/nsec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lex_kind { LEX_WORD, LEX_OPEN, LEX_CLOSE, LEX_STOP, LEX_END, LEX_BAD };

#define LEX_WORD_MAX 1024

struct lex {
    const char *p, *end, *bol; /* borrowed text; begin of the line */
    unsigned next_line;
    enum lex_kind kind; /* of the current token */
    unsigned line, column;
    char word[LEX_WORD_MAX]; /* LEX_WORD: its text */
    struct diag *d;
};

/* Begins at the first token. */
void lex_init(struct lex *l, const char *text, size_t len, struct diag *d);
void lex_next(struct lex *l);
/* Fails at the current token: "expected %s, got %s" with the token quoted. Always -EINVAL. */
int lex_expected(struct lex *l, const char *what);
/* Fails at the current token with a message of its own. Always -EINVAL. */
int lex_fail(struct lex *l, const char *msg, const char *arg);
/* True, and goes on, when the current token is this word. */
bool lex_accept(struct lex *l, const char *word);
bool lex_is(const struct lex *l, const char *word);

/* Values: each reads the current word and goes on; 0 or -EINVAL. */
int lex_number(struct lex *l, uint64_t lo, uint64_t hi, uint64_t *ret);
int lex_percent(struct lex *l, uint64_t *ret);   /* "0.5%" as a share of 2^32 */
int lex_duration(struct lex *l, nsec *ret);      /* see nsec_parse() */
int lex_rate(struct lex *l, nsec *ret_interval); /* "5000/s": ns per packet */
int lex_bits(struct lex *l, uint64_t *ret);      /* "10mbit": bits a second */
int lex_bytes(struct lex *l, uint64_t *ret);     /* "64kB", "1500" */
int lex_mac(struct lex *l, uint8_t ret[6]);
int lex_switch(struct lex *l, bool *ret); /* on, off */
