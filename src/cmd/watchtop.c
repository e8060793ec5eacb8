#include "cmd/watchtop.h"

#include "cmd/cmd.h"
#include "cmd/keys.h"
#include "report/alerts.h"
#include "report/fmt.h"
#include "sys/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAW_EVERY NSEC_SEC

enum { ROWS = 24, COLUMNS = 80, ROOM = 1 << 20, TEXT = 400 };

/* The other screen, no cursor, no line that goes on in the next; and back. */
#define ENTER "\33[?1049h\33[?25l\33[?7l\33[2J"
#define LEAVE "\33[?7h\33[?25h\33[?1049l"

int watchtop_possible(void)
{
    const char *term = getenv("TERM");
    if (isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && term && *term && strcmp(term, "dumb") != 0)
        return CMD_OK;
    cmd_say(_("--top needs a terminal: standard input and output must be one, and TERM must say which"));
    return CMD_USAGE;
}

static void note(struct watchtop *t, const char *text)
{
    unsigned at = (t->oldest + t->newses) % PAGE_ALERTS;
    if (t->newses == PAGE_ALERTS)
        t->oldest = (t->oldest + 1) % PAGE_ALERTS;
    else
        t->newses++;
    snprintf(t->news[at], PAGE_LINE, "%s", text);
    t->drawn = 0;
}

static void take_saying(void *ctx, const char *line)
{
    note(ctx, line);
}

static int put_alert(struct watchtop *t, const struct record *r)
{
    struct buf b;
    char when[FMT_MAX];
    const struct record_alert *a = &r->alert;
    buf_init(&b, 8192);
    if (a->last)
        buf_printf(&b, "%.5s", fmt_minute(a->last, when) + strlen("2026-11-22 "));
    buf_putc(&b, ' ');
    alerts_line(&b, r);
    if (!a->daily)
        note(t, buf_text(&b));
    buf_fini(&b);
    return sink_put(t->to, r);
}

static int put(struct sink *s, const struct record *r)
{
    struct watchtop *t = (struct watchtop *)s;
    return r->type == RECORD_ALERT ? put_alert(t, r) : sink_put(t->to, r);
}

static int flush(struct sink *s)
{
    struct watchtop *t = (struct watchtop *)s;
    return t->to->flush(t->to);
}

void watchtop_begin(struct watchtop *t, const struct watch *w, const struct source_stats *seen,
                    const uint64_t *told, const char *what, size_t memory_limit, struct sink *to)
{
    *t = (struct watchtop){.sink = {.put = put, .flush = flush},
                           .to = to,
                           .w = w,
                           .seen = seen,
                           .told = told,
                           .what = what,
                           .memory_limit = memory_limit,
                           .begun = clock_mono(),
                           .on = true,
                           .bright = !getenv("NO_COLOR")};
    t->rated = t->begun;
    (void)keys_begin();
    keys_screen(ENTER, LEAVE);
    cmd_say_into(take_saying, t);
}

/* --- what goes on */

static bool same(const struct watch_suspect *a, const struct watch_suspect *b)
{
    return addr_eq(&a->src, &b->src) && a->technique == b->technique && a->kind == b->kind;
}

static void look(struct watchtop *t, struct watch *w, nsec now)
{
    struct watch_stats s;
    double span = (double)(now - t->rated) / 1e9;
    watch_stats(w, &s);
    t->packets_rate = (double)(t->seen->packets - t->packets) / span;
    t->contacts_rate = (double)(s.contacts - t->contacts) / span;
    t->packets = t->seen->packets;
    t->contacts = s.contacts;
    memcpy(t->before, t->suspect, sizeof t->before);
    t->befores = t->suspects;
    t->suspects = watch_suspects(w, t->suspect, PAGE_SUSPECTS);
    for (unsigned i = 0; i < t->suspects; i++) {
        t->rate[i] = 0;
        for (unsigned k = 0; k < t->befores; k++)
            if (same(&t->suspect[i], &t->before[k]) && t->suspect[i].tries >= t->before[k].tries)
                t->rate[i] = (double)(t->suspect[i].tries - t->before[k].tries) / span;
    }
    t->rated = now;
}

static void draw(struct watchtop *t, struct watch *w, nsec now, nsec_wall wall)
{
    struct buf b;
    const char *news[PAGE_ALERTS];
    struct page p = {.what = t->what,
                     .up = now - t->begun,
                     .bright = t->bright,
                     .packets_rate = t->packets_rate,
                     .contacts_rate = t->contacts_rate,
                     .packets = t->seen->packets,
                     .lost = t->seen->lost,
                     .undecoded = t->seen->undecoded,
                     .memory_limit = t->memory_limit,
                     .suspect = t->suspect,
                     .suspect_rate = t->rate,
                     .suspects = t->suspects,
                     .now = wall,
                     .news = news,
                     .newses = t->newses};
    for (unsigned i = 0; i < t->newses; i++)
        news[i] = t->news[(t->oldest + i) % PAGE_ALERTS];
    memcpy(p.told, t->told, sizeof p.told);
    watch_stats(w, &p.stats);
    buf_init(&b, ROOM);
    watchpage_draw(&b, &p, t->rows, t->columns);
    /* A terminal that takes nothing is not waited for: the next page will do. */
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (poll(&out, 1, 0) > 0)
        (void)!write(STDOUT_FILENO, b.data, b.len);
    buf_fini(&b);
}

static bool resized(struct watchtop *t)
{
    struct winsize z = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &z) < 0 || !z.ws_row || !z.ws_col)
        z = (struct winsize){.ws_row = ROWS, .ws_col = COLUMNS};
    bool other = t->rows != z.ws_row || t->columns != z.ws_col;
    t->rows = z.ws_row < 500 ? z.ws_row : 500;
    t->columns = z.ws_col < 1000 ? z.ws_col : 1000;
    return other;
}

bool watchtop_turn(struct watchtop *t, struct watch *w, nsec now, nsec_wall wall)
{
    char typed[64];
    size_t n = keys_read(typed, sizeof typed);
    t->quit |= memchr(typed, 'q', n) || memchr(typed, 'Q', n);
    bool anew = resized(t) || keys_again();
    if (anew || !t->drawn || now - t->drawn >= DRAW_EVERY) {
        if (now - t->rated >= DRAW_EVERY / 2)
            look(t, w, now);
        t->drawn = now;
        draw(t, w, now, wall);
    }
    return t->quit;
}

void watchtop_end(struct watchtop *t)
{
    if (!t->on)
        return;
    keys_end();
    cmd_say_into(NULL, NULL);
    t->on = false;
    for (unsigned i = 0; i < t->newses; i++)
        if (strncmp(t->news[(t->oldest + i) % PAGE_ALERTS], "tojimari: ", 10) == 0)
            fprintf(stderr, "%s\n", t->news[(t->oldest + i) % PAGE_ALERTS]);
}
