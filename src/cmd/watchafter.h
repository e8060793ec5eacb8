/* What are they after? The ports of an alert in words: what usually stands behind them, and what is known against that, when a vulnerability
 * database was imported. */
#pragma once

#include "audit/vulndb.h"
#include "model/record.h"

enum { WATCHAFTER_MAX = 3, WATCHAFTER_TEXT = 256 };

struct watchafter {
    char text[WATCHAFTER_MAX][WATCHAFTER_TEXT];
    const char *item[WATCHAFTER_MAX];
};

/* Fills a->after for alerts that seek few ports; `db` may be NULL. What it points to is in *room. */
void watchafter_fill(struct vulndb *db, struct record_alert *a, struct watchafter *room);
