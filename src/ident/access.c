#include "ident/access.h"

#include "ident/access/dialogue.h"
#include "ident/found.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Services, between blanks, and how they are asked. */
static const struct {
    const char *services;
    bool udp;
    enum access_do (*dialogue)(struct access *a, struct rd in, struct wr *out);
} rows[] = {
#define ROW(name, services, udp) {" " services " ", udp, access_##name},
    DIALOGUES(ROW)
#undef ROW
};

/* TLS itself, when that has not been asked yet. */
static bool begin_tls(struct access *a)
{
    if (!a->door.tls || a->bare)
        return false;
    a->dialogue = access_tls;
    a->step = 0;
    a->call_port = 0;
    a->bare = true;
    return true;
}

/* Shut before a word: some servers (X11's, when its last client left a moment ago) do that once. */
static bool begin_again(struct access *a)
{
    if (a->heard || a->again || a->door.udp || a->bare)
        return false;
    a->step = 0;
    memset(a->state, 0, sizeof a->state);
    return a->again = true;
}

/* Some dialogues end before a word: for this product, or when nothing is to be tried. */
static bool is_wanted(const struct access *a)
{
    struct access trial = *a;
    uint8_t said[4096];
    struct wr out = wr_of(said, sizeof said);
    trial.fresh = true;
    return a->dialogue(&trial, rd_of(NULL, 0), &out) != ACCESS_END;
}

bool access_begin(struct access *a, const struct access_door *door)
{
    char word[64];
    int n = snprintf(word, sizeof word, " %s ", door->service);
    *a = (struct access){.door = *door, .calls = 1};
    for (size_t i = 0; n > 2 && (size_t)n < sizeof word && i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].udp != door->udp || !strstr(rows[i].services, word))
            continue;
        a->dialogue = rows[i].dialogue;
        return is_wanted(a) || begin_tls(a);
    }
    return begin_tls(a);
}

enum access_do access_step(struct access *a, bool fresh, bool over, struct rd in, struct wr *out)
{
    a->fresh = fresh;
    a->over = over;
    a->heard |= rd_left(&in) > 0;
    if (++a->moves > ACCESS_MOVES)
        return ACCESS_END;
    if (over && !rd_left(&in) && begin_again(a))
        return ACCESS_CALL;
    enum access_do next = a->dialogue(a, in, out);
    if ((next == ACCESS_SAY && (out->bad || wr_len(out) == 0)) || (next == ACCESS_HEAR && over))
        next = ACCESS_END;
    if (next == ACCESS_END && begin_tls(a))
        next = ACCESS_CALL;
    return next == ACCESS_CALL && ++a->calls > ACCESS_CALLS ? ACCESS_END : next;
}

const char *access_fact(const struct access *a, unsigned i)
{
    const char *at = a->text;
    while (i--)
        at += strlen(at) + 1;
    return at;
}

void dialogue_fact(struct access *a, const char *format, ...)
{
    char raw[256], clean[256];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(raw, sizeof raw, format, ap);
    va_end(ap);
    if (n <= 0)
        return;
    found_text(clean, sizeof clean, raw, strlen(raw));
    size_t len = strlen(clean) + 1;
    for (unsigned i = 0; i < a->facts; i++)
        if (strcmp(access_fact(a, i), clean) == 0)
            return;
    if (a->facts == ACCESS_FACTS || len > sizeof a->text - a->used)
        return;
    memcpy(a->text + a->used, clean, len);
    a->used += len;
    a->facts++;
}

bool dialogue_starts(struct rd in, const char *text)
{
    size_t n = strlen(text);
    return rd_left(&in) >= n && memcmp(in.p, text, n) == 0;
}

bool dialogue_has(struct rd in, const char *text)
{
    return rd_left(&in) && memmem(in.p, rd_left(&in), text, strlen(text));
}

int dialogue_code(struct rd in)
{
    while (rd_left(&in) >= 4) {
        const uint8_t *end = memchr(in.p, '\n', rd_left(&in));
        bool digits = in.p[0] >= '1' && in.p[0] <= '5' && in.p[1] >= '0' && in.p[1] <= '9' &&
                      in.p[2] >= '0' && in.p[2] <= '9';
        if (!end)
            return 0;
        if (digits && in.p[3] != '-')
            return (in.p[0] - '0') * 100 + (in.p[1] - '0') * 10 + (in.p[2] - '0');
        rd_skip(&in, (size_t)(end - in.p) + 1);
    }
    return 0;
}

enum access_do dialogue_say(struct wr *out, const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n <= 0 || (size_t)n >= sizeof text)
        return ACCESS_END;
    wr_bytes(out, text, (size_t)n);
    return ACCESS_SAY;
}

enum access_do dialogue_bytes(struct wr *out, const void *data, size_t n)
{
    wr_bytes(out, data, n);
    return ACCESS_SAY;
}
