#include "scan/mix.h"

#include <errno.h>

static uint32_t kind_of(struct mix *m, const struct tech *tech)
{
    for (uint32_t i = 0; i < m->kinds; i++)
        if (m->kind[i] == tech)
            return i;
    if (m->kinds < MIX_KINDS)
        m->kind[m->kinds++] = tech;
    return m->kinds - 1;
}

uint32_t mix_number(const struct mix *m, uint32_t kind, uint16_t port)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (m->question[i].kind == kind && m->question[i].port == port)
            return i;
    return PORTS_NONE;
}

bool mix_add(struct mix *m, const struct tech *tech, uint16_t port)
{
    uint32_t kind = kind_of(m, tech);
    if (m->kind[kind] != tech)
        return false;
    if (mix_number(m, kind, port) != PORTS_NONE)
        return true;
    if (m->count == MIX_MAX)
        return false;
    m->question[m->count++] = (struct mix_question){.kind = (uint8_t)kind, .port = port};
    return true;
}

int mix_finish(struct mix *m)
{
    uint16_t number[MIX_MAX];
    for (uint32_t i = 0; i < m->count; i++)
        number[i] = (uint16_t)i;
    return m->count ? ports_ordered(PROTO_TCP, number, m->count, &m->numbers) : -EINVAL;
}

void mix_fini(struct mix *m)
{
    ports_fini(&m->numbers);
    *m = (struct mix){0};
}

struct tech_verdict mix_judge(const struct mix *m, uint16_t number, enum heard h, unsigned family)
{
    return tech_judge(m->kind[m->question[number].kind], h, family);
}

const struct tech tech_mix = {
    .name = "discovery",
    .proto = PROTO_IP,
    .silence = {STATE_UNKNOWN, REASON_NO_RESPONSE},
    .icmp = {STATE_UNKNOWN, REASON_NONE},
};
