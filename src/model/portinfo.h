/* What is known about port numbers before anything is sent: names, popularity, a few sentences for people.
 * Const tables, made from data/ports/ at build time by tools/gen-ports.py; where the facts come from is in
 * data/SOURCES.md. */
#pragma once

#include "model/reason.h"

#include <stdbool.h>
#include <stdint.h>

/* The name of what is expected on the port: our own override where practice and registry differ (9200 is
 * elasticsearch, not wap-wsp), else IANA's. NULL when there is none. O(log n). */
const char *portinfo_name(enum proto proto, uint16_t port);

/* IANA's name alone; NULL when it has none. O(log n). */
const char *portinfo_iana(enum proto proto, uint16_t port);

/* Ports in order of popularity: data/ports/rank.tsv, then other ports with a name of ours, then those of
 * IANA, each by number. `i` below portinfo_rank_count(). */
uint32_t portinfo_rank_count(enum proto proto);
uint16_t portinfo_rank(enum proto proto, uint32_t i);

/* What it is, why attackers like it, how to close it; `lang` is "en" or "ja". NULL when we have nothing to
 * say. O(log n). */
const char *portinfo_about(enum proto proto, uint16_t port, const char *lang);

/* Calls `found` for every port that has this name (ours or IANA's, either spelling; case does not matter; *
 * and ? are wildcards), by protocol and number, a port once. Stops when it returns false. Returns how many
 * calls. */
uint32_t portinfo_find(const char *pattern,
                       bool (*found)(void *ctx, enum proto proto, uint16_t port, const char *name),
                       void *ctx);
