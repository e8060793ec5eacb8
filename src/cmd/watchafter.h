/* What are they after? The ports of an alert in words: what usually stands behind them, and what is known
 * against that, when a vulnerability database was imported. */
#pragma once

#include "audit/vulndb.h"
#include "model/record.h"

enum { WATCHAFTER_MAX = 3, WATCHAFTER_TEXT = 512 };

struct watchafter {
    struct {
        char text[WATCHAFTER_MAX][WATCHAFTER_TEXT];
        const char *item[WATCHAFTER_MAX];
    } records, people;
};

/* Whose ports an alert of this technique (its word, NULL: not known) is of. False: what it counts are no
 * ports. */
bool watchafter_proto(const char *technique, enum proto *ret);

/* Fills r->alert.after, in English, and r->after_said, in `lang` ("en", "ja"), for alerts that seek few
 * ports; `db` may be NULL. What they point to is in *room. */
void watchafter_fill(struct vulndb *db, const char *lang, struct record *r, struct watchafter *room);
