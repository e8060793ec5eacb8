#include "scan/speaker.h"

#include "model/record.h"

void speaker_of_open(struct accent *c, struct voice v)
{
    uint8_t d = voices_distance(v.ttl);
    c->any |= v.ttl > 0;
    if (v.ttl)
        c->distances[d / 64] |= UINT64_C(1) << d % 64;
}

static const char *sender_of(const struct accent *c, struct voice v)
{
    uint8_t d = voices_distance(v.ttl);
    if (v.who)
        return "router";
    if (!c->any || !v.ttl)
        return NULL;
    return c->distances[d / 64] >> d % 64 & 1 ? "target" : "middlebox";
}

struct speaker speaker_of(const struct accent *c, const struct voice *v)
{
    if (!v)
        return (struct speaker){.ttl = RECORD_NO_U64};
    return (struct speaker){.from = *voices_sender(c->voices, *v),
                            .sender = sender_of(c, *v),
                            .ttl = v->ttl ? v->ttl : RECORD_NO_U64};
}

bool speaker_is_same(const struct speaker *a, const struct speaker *b)
{
    return a->sender == b->sender && addr_eq(&a->from, &b->from);
}
