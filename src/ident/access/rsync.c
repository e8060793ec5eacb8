/* rsync's daemon: the list of its modules, and for the first of them whether they want a password. Nothing is transferred. */
#include "ident/access/dialogue.h"

enum { LISTED = 8, NAME = 64 };

struct modules {
    char name[LISTED][NAME];
    unsigned count, at;
};

/* Lines "name   \tcomment" up to "@RSYNCD: EXIT". */
static void take_list(struct modules *m, struct rd in)
{
    while (rd_left(&in) && m->count < LISTED) {
        const uint8_t *end = memchr(in.p, '\n', rd_left(&in));
        if (!end)
            return;
        size_t n = 0, all = (size_t)(end - in.p);
        while (n < all && in.p[n] > ' ' && in.p[n] != '\t')
            n++;
        bool module = n && n < NAME && in.p[0] != '@' && memchr(in.p, '\t', all);
        if (module)
            memcpy(m->name[m->count++], in.p, n); /* zeroed before: it ends */
        rd_skip(&in, all + 1);
    }
}

static enum access_do next(struct modules *m)
{
    return m->at < m->count ? ACCESS_CALL : ACCESS_END;
}

enum access_do access_rsync(struct access *a, struct rd in, struct wr *out)
{
    struct modules *m = (struct modules *)(void *)a->state;
    _Static_assert(sizeof *m <= ACCESS_STATE, "the state fits");
    if (a->fresh)
        a->step &= ~1u; /* 0, 2: the greeting is awaited; 1, 3: the answer */
    if (!(a->step & 1)) {
        if (!memchr(in.p, '\n', rd_left(&in)))
            return ACCESS_HEAR;
        if (!dialogue_starts(in, "@RSYNCD: "))
            return ACCESS_END;
        a->step |= 1;
        return dialogue_say(out, "@RSYNCD: 30.0\n%s\n", a->step == 1 ? "#list" : m->name[m->at]);
    }
    if (a->step == 1) {
        if (!a->over && !dialogue_has(in, "@RSYNCD: EXIT"))
            return ACCESS_HEAR;
        take_list(m, in);
        a->step = 2;
        return next(m);
    }
    bool open = dialogue_has(in, "@RSYNCD: OK"), asks = dialogue_has(in, "@RSYNCD: AUTHREQD");
    if (!open && !asks && !dialogue_has(in, "@ERROR") && !a->over)
        return ACCESS_HEAR;
    if (open)
        dialogue_fact(a, "access=open");
    if (open || asks)
        dialogue_fact(a, "%s=%s", open ? "share" : "protected-share", m->name[m->at]);
    m->at++;
    return next(m);
}
