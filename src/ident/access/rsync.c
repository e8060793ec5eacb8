/* rsync's daemon: the list of its modules, and for the first of them whether they want a password. Nothing is
 * transferred; actively: would they take files? */
#include "ident/access/dialogue.h"

enum { LISTED = 8, NAME = 64 };

/* What is awaited: a greeting, or the answer to what was said after it. */
enum { GREETED_FOR_LIST, LISTING, GREETED, NAMED, TRIED };

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

/* An upload of no files, and only as a trial ("-n"), in a protocol older than compressed numbers: a module
 * that may only be read refuses it before it looks at the list. */
static enum access_do try_upload(const char *module, struct wr *out)
{
    dialogue_say(out, "--server\n-n\n.\n%s/\n\n", module);
    wr_zero(out, 1 + 4); /* the end of the list of files; no error on our side */
    return ACCESS_SAY;
}

/* "That was all", in the first multiplexed piece of its answer: it took the list. */
static bool has_taken_it(struct rd in)
{
    return rd_left(&in) && memmem(in.p, rd_left(&in), "\4\0\0\7\xff\xff\xff\xff", 8);
}

/* What the daemon says when a module was named. */
static enum access_do answered(struct access *a, struct modules *m, struct rd in, struct wr *out)
{
    bool open = dialogue_has(in, "@RSYNCD: OK"), asks = dialogue_has(in, "@RSYNCD: AUTHREQD");
    if (!open && !asks && !dialogue_has(in, "@ERROR") && !a->over)
        return ACCESS_HEAR;
    if (open)
        dialogue_fact(a, "access=open");
    if (open || asks)
        dialogue_fact(a, "%s=%s", open ? "share" : "protected-share", m->name[m->at]);
    if (open && a->door.active && !a->over) {
        a->step = TRIED;
        return try_upload(m->name[m->at], out);
    }
    m->at++;
    return next(m);
}

enum access_do access_rsync(struct access *a, struct rd in, struct wr *out)
{
    struct modules *m = (struct modules *)(void *)a->state;
    _Static_assert(sizeof *m <= ACCESS_STATE, "the state fits");
    if (a->fresh && a->step > GREETED)
        a->step = GREETED;
    switch (a->step) {
    case GREETED_FOR_LIST:
    case GREETED:
        if (!memchr(in.p, '\n', rd_left(&in)))
            return ACCESS_HEAR;
        if (!dialogue_starts(in, "@RSYNCD: "))
            return ACCESS_END;
        a->step++;
        return dialogue_say(out, "@RSYNCD: 29.0\n%s\n", a->step == LISTING ? "#list" : m->name[m->at]);
    case LISTING:
        if (!a->over && !dialogue_has(in, "@RSYNCD: EXIT"))
            return ACCESS_HEAR;
        take_list(m, in);
        a->step = GREETED;
        return next(m);
    case NAMED: return answered(a, m, in, out);
    }
    if (!a->over && !has_taken_it(in) && !dialogue_has(in, "read only"))
        return ACCESS_HEAR;
    if (has_taken_it(in))
        dialogue_fact(a, "may-write=%s", m->name[m->at]);
    m->at++;
    return next(m);
}
