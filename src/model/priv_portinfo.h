/* The shape of the generated tables (tools/gen-ports.py). */
#pragma once

#include "model/reason.h"

#include <stdint.h>

struct portinfo_entry {
    uint16_t port;
    uint32_t name; /* offset in portinfo_table_names */
};

/* Entries are sorted by port; of several with one port, the first is the name to show. */
struct portinfo_table {
    const struct portinfo_entry *iana;
    uint32_t iana_count;
    const struct portinfo_entry *ours;
    uint32_t ours_count;
    const uint16_t *rank;
    uint32_t rank_count;
};

enum { PORTINFO_EN, PORTINFO_JA, PORTINFO_LANGS };

/* Sorted by protocol and port. */
struct portinfo_prose {
    uint8_t proto;
    uint16_t port;
    const char *text[PORTINFO_LANGS];
};

extern const struct portinfo_table portinfo_table[PROTO_COUNT];
extern const char portinfo_table_names[];
extern const struct portinfo_prose portinfo_table_prose[];
extern const uint32_t portinfo_table_prose_count;
