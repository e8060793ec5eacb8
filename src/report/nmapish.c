#include "report/nmapish.h"

#include "report/esc.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *nmapish_state(enum proto proto, enum state s)
{
    if (s == STATE_UNKNOWN)
        return "unknown";
    if (s == STATE_LIMITED)
        s = proto == PROTO_TCP ? STATE_FILTERED : STATE_OPEN_FILTERED;
    return state_word(s);
}

void nmapish_version(struct buf *b, const struct record_service *s)
{
    const char *part[] = {s->product, s->version, s->info};
    bool first = true;
    for (int i = 0; s->known && i < 3; i++) {
        if (!part[i])
            continue;
        buf_printf(b, i == 2 ? "%s(%s)" : "%s%s", first ? "" : " ", part[i]);
        first = false;
    }
}

bool nmapish_next_rest(const struct group_host *h, struct nmapish_rest *at)
{
    for (; at->first < h->rests; at->first++) {
        const struct record_rest *r = &h->rest[at->first];
        at->state = nmapish_state(r->proto, r->state);
        at->count = 0;
        bool seen = false;
        for (size_t i = 0; i < h->rests; i++) {
            bool same = strcmp(at->state, nmapish_state(h->rest[i].proto, h->rest[i].state)) == 0;
            seen |= same && i < at->first;
            at->count += same ? h->rest[i].count : 0;
        }
        if (!seen)
            return true;
    }
    return false;
}

void nmapish_args(struct buf *b, const struct record_run *r)
{
    buf_puts(b, "tojimari ");
    buf_puts(b, r->verb ? r->verb : "");
    for (size_t i = 0; i < r->args.count; i++) {
        buf_putc(b, ' ');
        buf_puts(b, r->args.item[i]);
    }
}

static double elapsed(const struct record_end *e)
{
    return e && isfinite(e->elapsed_s) && e->elapsed_s >= 0 && e->elapsed_s < 1e9 ? e->elapsed_s : 0;
}

nsec_wall nmapish_finished(const struct group *g, const struct record_end *e)
{
    return g->started + (nsec_wall)(elapsed(e) * (double)NSEC_SEC);
}

const char *nmapish_elapsed(const struct record_end *e, char out[FMT_MAX])
{
    uint64_t n = (uint64_t)(elapsed(e) * 100 + 0.5);
    snprintf(out, FMT_MAX, "%" PRIu64 ".%02" PRIu64, n / 100, n % 100);
    return out;
}

uint64_t nmapish_up(const struct group *g, const struct record_end *e)
{
    return e && e->hosts_up != RECORD_NO_U64 ? e->hosts_up : g->up;
}

uint64_t nmapish_down(const struct group *g, const struct record_end *e)
{
    return e && e->hosts_silent != RECORD_NO_U64 ? e->hosts_silent : g->down;
}

void nmapish_summary(struct buf *b, const struct group *g, const struct record_end *e)
{
    uint64_t up = nmapish_up(g, e), total = up + nmapish_down(g, e);
    char seconds[FMT_MAX];
    buf_printf(b, "%" PRIu64 " IP address%s (%" PRIu64 " host%s up) scanned in %s seconds", total,
               total == 1 ? "" : "es", up, up == 1 ? "" : "s", nmapish_elapsed(e, seconds));
}

int nmapish_comment_run(struct group *g, const struct record_run *r)
{
    char when[FMT_MAX];
    struct buf *b = &g->out->buf, args;
    buf_init(&args, 1 << 20);
    nmapish_args(&args, r);
    buf_puts(b, "# tojimari ");
    esc_line(b, r->version ? r->version : "");
    buf_printf(b, " scan initiated %s as: ", fmt_ctime(r->started, when));
    esc_line(b, buf_text(&args));
    buf_putc(b, '\n');
    buf_fini(&args);
    return 0;
}

int nmapish_comment_end(struct group *g, const struct record_end *e)
{
    char when[FMT_MAX];
    struct buf *b = &g->out->buf;
    if (g->refused)
        buf_printf(b, "# %" PRIu64 " results did not fit into memory and are missing here\n", g->refused);
    if (!e || !e->complete) {
        buf_puts(b, "# incomplete: ");
        esc_line(b, e && e->why ? e->why : "interrupted");
        buf_putc(b, '\n');
    }
    buf_printf(b, "# tojimari done at %s -- ", fmt_ctime(nmapish_finished(g, e), when));
    nmapish_summary(b, g, e);
    buf_putc(b, '\n');
    return 0;
}
