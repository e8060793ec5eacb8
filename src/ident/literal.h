/* Which literal texts a pattern needs: every match holds at least one text of the set, in any letter case. So
 * a pattern need not be run where none of them occurs. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LITERAL_SET 24 /* texts of a set */
#define LITERAL_LEN 32 /* bytes of a text; longer ones are cut */
#define LITERAL_MIN 3  /* shorter ones tell too little */

struct literal {
    uint8_t len;
    uint8_t text[LITERAL_LEN]; /* lower case */
};

struct literal_set {
    uint32_t count; /* 0 = nothing can be said: the pattern must always be tried */
    struct literal item[LITERAL_SET];
};

/* Never fails: a pattern it does not understand gives the empty set. */
void literal_of(const char *pattern, struct literal_set *ret);
