#include "watch/flow/speakers.h"

#include "model/ports.h"
#include "watch/flow/question.h"

#include <errno.h>

enum { BITS = 16 };

/* Beside the port, in what is remembered. */
enum {
    SPOKE = 1 << 16,
    CALLED = 2 << 16,
    REPLIED = 3 << 16,
    MEETS = 4 << 16,
    CALLED_ALIKE = 5 << 16,
    REPLIED_MORE = 6 << 16 /* by several */
};

/* Answers are waited for as long: resolvers ask again after 5 s (RFC 1035 7.2). */
#define BEFORE (10 * NSEC_SEC)

int speakers_init(struct speakers *x, uint32_t entries, struct hash_key key)
{
    *x = (struct speakers){.key = mix_key_of(key, MIX_SPEAKERS)};
    return filter_init(&x->seen, entries, BITS) ? 0 : -ENOMEM;
}

void speakers_fini(struct speakers *x)
{
    filter_fini(&x->seen);
}

static uint64_t hash_of(const struct speakers *x, const struct addr *a, uint32_t what)
{
    return mix_addr(&x->key, a, what);
}

void speakers_note(struct speakers *x, const struct sight *s)
{
    x->began = x->began ? x->began : s->at;
    filter_add(&x->seen, hash_of(x, &s->src, SPOKE));
    filter_add(&x->seen, hash_of(x, &s->src, SPOKE | s->sport));
}

void speakers_note_call(struct speakers *x, const struct sight *s)
{
    if (!question_calls_from(s->sport))
        return;
    if (s->sport == s->dport) {
        filter_add(&x->seen, hash_of(x, &s->src, CALLED_ALIKE | s->sport));
        return;
    }
    speakers_note(x, s);
    filter_add(&x->seen, hash_of(x, &s->src, CALLED | s->sport));
}

bool speakers_misses(const struct speakers *x, const struct sight *s)
{
    return x->began && s->at - x->began > BEFORE && filter_has(&x->seen, hash_of(x, &s->dst, SPOKE)) &&
           !filter_has(&x->seen, hash_of(x, &s->dst, SPOKE | s->dport));
}

bool speakers_invites(const struct speakers *x, const struct sight *s)
{
    return filter_has(&x->seen, hash_of(x, &s->dst, SPOKE | s->dport));
}

bool speakers_called(const struct speakers *x, const struct sight *s)
{
    uint32_t what = s->sport == s->dport ? CALLED_ALIKE : CALLED;
    return question_calls_from(s->dport) && filter_has(&x->seen, hash_of(x, &s->dst, what | s->dport));
}

static uint64_t hash_of_pair(const struct speakers *x, const struct sight *s)
{
    return mix_addr(&x->key, &s->src, hash_of(x, &s->dst, REPLIED | s->dport));
}

void speakers_note_reply(struct speakers *x, const struct sight *s)
{
    bool others = !filter_add(&x->seen, hash_of(x, &s->dst, REPLIED | s->dport));
    bool anew = filter_add(&x->seen, hash_of_pair(x, s));
    if (others && anew)
        filter_add(&x->seen, hash_of(x, &s->dst, REPLIED_MORE | s->dport));
}

bool speakers_joins(const struct speakers *x, const struct sight *s)
{
    return filter_has(&x->seen, hash_of(x, &s->dst, REPLIED | s->dport)) &&
           (!filter_has(&x->seen, hash_of_pair(x, s)) ||
            filter_has(&x->seen, hash_of(x, &s->dst, REPLIED_MORE | s->dport)));
}

void speakers_note_meeting(struct speakers *x, const struct sight *s)
{
    filter_add(&x->seen, hash_of(x, &s->src, MEETS | s->sport));
}

bool speakers_meets(const struct speakers *x, const struct sight *s)
{
    return s->sport >= PORTS_USER && filter_has(&x->seen, hash_of(x, &s->src, MEETS | s->sport));
}
