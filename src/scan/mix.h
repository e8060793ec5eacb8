/* Several ways to ask one host whether it is there: ping, a SYN to one port, an ACK to another. To the engine
 * the questions of a mix are numbered like ports, so order, speed and repetition are the engine's usual ones;
 * asking and hearing look the number up here. A host that answered one question is asked no other
 * (scan.h). */
#pragma once

#include "scan/ports.h"
#include "scan/tech.h"

#define MIX_MAX   256 /* questions */
#define MIX_KINDS 12  /* techniques among them */

struct mix {
    struct mix_question {
        uint8_t kind; /* whose technique is kind[kind] */
        uint16_t port;
    } question[MIX_MAX];
    uint32_t count;
    const struct tech *kind[MIX_KINDS];
    uint32_t kinds;
    struct ports numbers; /* owned: list[PROTO_TCP] holds 0 … count - 1, what the engine asks for */
};

/* The row that stands for a mix in the engine: what silence says of a host. */
extern const struct tech tech_mix;

/* Adds a question; one that is there already is not added again. Port 0 for techniques without ports. False
 * when full. */
bool mix_add(struct mix *m, const struct tech *tech, uint16_t port);

/* Makes `numbers`. 0, -ENOMEM, or -EINVAL for an empty mix. */
int mix_finish(struct mix *m);
void mix_fini(struct mix *m);

/* The number of a question, or PORTS_NONE. */
uint32_t mix_number(const struct mix *m, uint32_t kind, uint16_t port);

/* What the answer `h` to question `number` says. */
struct tech_verdict mix_judge(const struct mix *m, uint16_t number, enum heard h, unsigned family);
