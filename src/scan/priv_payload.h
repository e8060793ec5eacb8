/* The table that tools/gen-payloads.py makes. */
#pragma once

#include "scan/payload.h"

struct payload_port {
    uint16_t port, payload; /* sorted by port, then in the order of the files */
};

/* An answer as the specification has it, and where its number stands; for the test. */
struct payload_example {
    const uint8_t *bytes;
    uint16_t len, at;
};

extern const struct payload payload_table[];
extern const uint32_t payload_table_count;
extern const struct payload_example payload_table_examples[]; /* one a payload */
extern const struct payload_port payload_table_ports[];
extern const uint32_t payload_table_ports_count;
