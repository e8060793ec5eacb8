/* The reader of scripts, as its files share it. parse.c reads what many statements have in common, reject.c
 * the ways to turn a packet away, doors.c what a port does, hosts.c the blocks about hosts, script.c
 * everything else. Every function here reads from p->l and leaves it behind what it took. 0, or a negative
 * errno: -EINVAL with the diagnostic of the lexer set, -ENOMEM. */
#pragma once

#include "priv_lex.h"
#include "priv_script.h"

#include <stdbool.h>
#include <stddef.h>

struct parse {
    struct lex l;
    struct script *s;
    struct rule *rule; /* inside hosts { } */
};

/* A word that opens a statement; a table of them ends with {0}. */
struct parse_word {
    const char *word;
    int (*parse)(struct parse *p);
};

/* Room for one more element, zeroed; arrays grow by doubling and belong to p->s. NULL when max elements are
 * there (*error = -EINVAL, the diagnostic set) or memory is out (-ENOMEM). */
void *parse_append(struct parse *p, void *array, uint32_t *count, uint32_t max, size_t size, int *error);

int parse_addr(struct parse *p, struct addr *ret);
/* ADDR/BITS, or ADDR alone for all its bits. */
int parse_prefix(struct parse *p, struct addr *ret, unsigned *ret_bits);
int parse_u8(struct parse *p, uint64_t lo, uint64_t hi, uint8_t *ret);
/* How many bytes of a packet an ICMP error carries. */
int parse_quote(struct parse *p, uint16_t *ret);
/* Optional "out", "back", "each-way" (the default) behind a value. */
void parse_ways(struct parse *p, bool ret[WAYS]);
/* P% [out|back|each-way] */
int parse_chance_ways(struct parse *p, uint64_t chance[WAYS]);
/* RATE [burst N] | off */
int parse_ration(struct parse *p, struct ration *ret);

/* One statement by its first word, up to and including its end; `what` says what was expected. */
int parse_statement(struct parse *p, const struct parse_word *table, const char *what);
/* { STATEMENT ; … } */
int parse_block(struct parse *p, const struct parse_word *table, const char *what);

/* A word of the table of ways to reject, as its row. */
int reject_read(struct parse *p, uint8_t *ret);
/* Whether the door's way to reject exists for its protocol and the rule's family. */
bool reject_exists(const struct door *door, const struct rule *rule);

/* [P% of] PORTS VERDICT [from ADDR] [ttl N] [stateless] [if-data], behind tcp, udp, sctp or protocol; into
 * p->rule. */
int doors_read(struct parse *p, enum proto proto);

/* host ADDR { … } (single) or hosts PREFIX { … }, behind that word. */
int hosts_read(struct parse *p, bool single);
