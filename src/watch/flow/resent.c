#include "watch/flow/resent.h"

enum { APART = 33 /* seconds: the longest pause of systems, 32, as logs round it */ };

/* Flows have one key for both ways. */
static uint32_t tag_of(const struct sight *s, uint64_t key)
{
    return ((uint32_t)(key >> 32) ^ (uint32_t)s->sport << 16 ^ s->action) | 1;
}

bool resent_note(struct resent *r, const struct sight *s, uint64_t key)
{
    uint32_t tag = tag_of(s, key), second = (uint32_t)(s->at / NSEC_SEC);
    struct resent_place *p = &r->place[key % RESENT_PLACES];
    bool again =
        p->tag == tag && second - p->second + APART <= 2 * APART; /* either way: logs are not in order */
    *p = (struct resent_place){.tag = tag, .second = second};
    return again;
}
