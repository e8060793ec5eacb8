/* Decoys: nmap -D sends every probe several times within microseconds, with forged sources among which its
 * own hides. All but source and TTL is identical (measured: 60 of 60 probes), which never happens by
 * itself; where no number in them was drawn (scapy's sequence number is 0), not door after door within a moment. */
#pragma once

#include "watch/mix.h"
#include "watch/sight.h"

#define DECOY_NONE UINT32_MAX

struct decoys;

struct decoys *decoys_new(struct hash_key key);
void decoys_free(struct decoys *d);
size_t decoys_memory(const struct decoys *d);

/* Brings near what the next function asks. */
void decoys_prefetch(const struct decoys *d, const struct sight *s);
/* Notes a probe of the ledger `id`. Returns the ledger that sent the same one just now, or DECOY_NONE. */
uint32_t decoys_note(struct decoys *d, const struct sight *s, uint32_t id);

/* This address answered somebody: it exists, which forged ones need not. */
void decoys_alive(struct decoys *d, const struct addr *a);
bool decoys_is_alive(const struct decoys *d, const struct addr *a);
