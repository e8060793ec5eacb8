#include "ident/hearing.h"

#include "ident/agenda.h"
#include "ident/frame.h"
#include "ident/moves.h"

#include <stdio.h>
#include <string.h>

#define MANNER   0.5 /* of a name that only silence speaks for */
#define SAME_MAX 5   /* so many questions in a row met by one answer that nobody knows: it has no other */

/* Plain text that says that TLS was expected: an alert, or a web server's complaint. */
static bool asks_for_tls(const uint8_t *data, size_t len)
{
    if (len >= 7 && data[0] == 0x15 && data[1] == 3 && data[3] == 0 && data[4] == 2)
        return true;
    if (len < 12 || memcmp(data, "HTTP/1.", 7) != 0 || memcmp(data + 8, " 400", 4) != 0)
        return false;
    static const char *const words[] = {"https", "ssl", "tls"};
    for (size_t i = 12; i + 5 <= len && i < 4096; i++)
        for (unsigned w = 0; w < 3; w++)
            if (strncasecmp((const char *)data + i, words[w], strlen(words[w])) == 0)
                return true;
    return false;
}

static void keep_evidence(struct door *d, const struct found *f, const uint8_t *data, size_t len)
{
    size_t from = f->span_from < len ? f->span_from : 0, n = f->span_len ? f->span_len : len;
    n = n < len - from ? n : len - from;
    n = n < DOOR_EVIDENCE ? n : DOOR_EVIDENCE;
    memcpy(d->evidence, data + from, n);
    d->n_evidence = (uint16_t)n;
    d->by = d->stage == STAGE_GREETING ? PROBE_NONE : d->now;
}

/* An answer without a name gets that of the question, where that was meant for this port. False: it has
 * none. */
static bool name_by_question(const struct door *d, const struct probe_row *p, bool known, struct found *f)
{
    struct found named;
    bool told = d->udp && d->stage == STAGE_HEARING && p->answers[0] && probe_for_port(p, d->port);
    if (!known && !told)
        return false;
    found_init(&named);
    if (told) {
        found_text(named.name, sizeof named.name, p->answers, strlen(p->answers));
        snprintf(named.id, sizeof named.id, "answer:%s", p->name);
        named.confidence = HEARING_ANSWERED;
    }
    if (known)
        (void)found_merge(&named, f);
    *f = named;
    return true;
}

void hearing_judge(struct door *d, const struct door_conf *c, const struct talk_event *e, bool closed,
                   bool last, uint64_t unix_s)
{
    const struct probe_row *p = agenda_now(d);
    bool asked = d->stage == STAGE_HEARING;
    if (!e->len || (!last && e->len < d->matched_len + d->matched_len / 4 + 1) ||
        (last && e->len == d->matched_len && !closed))
        return;
    d->matched_len = (uint32_t)e->len;
    uint8_t sent[TALK_SAY_MAX];
    size_t sent_len = asked ? moves_words(d, sent) : 0;
    struct match_answer a = {.probe = asked ? p->name : "",
                             .proto = d->udp ? PROTO_UDP : PROTO_TCP,
                             .port = d->port,
                             .tls = d->inside,
                             .closed = closed,
                             .sent = asked ? sent : NULL,
                             .sent_len = sent_len,
                             .data = e->data,
                             .len = e->len,
                             .unix_s = unix_s};
    struct found f;
    if (!d->inside && asks_for_tls(e->data, e->len)) {
        d->wants_tls = true;
        if (match_answer(c->match, &a, &f))
            (void)found_merge(&d->plain, &f);
        return;
    }
    if (asked && !d->path[0])
        follow_path(e->data, e->len, d->host, d->inside, d->path);
    bool known = match_answer(c->match, &a, &f);
    d->more = known && (f.more || f.unfinished);
    if ((!known || !f.name[0]) && !name_by_question(d, p, known, &f)) {
        found_init(&f);
        if (!d->n_evidence && !d->best.name[0])
            keep_evidence(d, &f, e->data, e->len); /* so that somebody may tell us */
        return;
    }
    if (sent_len && f.hostname[0] && memmem(sent, sent_len, f.hostname, strlen(f.hostname)))
        f.hostname[0] = '\0'; /* our own words, repeated */
    if (found_merge(&d->best, &f))
        keep_evidence(d, &f, e->data, e->len);
}

bool hearing_repeats(struct door *d, const struct talk_event *e)
{
    uint32_t sum = 0;
    if (!e->len || d->best.name[0] || d->stage != STAGE_HEARING)
        return false;
    for (size_t i = 0; i < e->len && i < 512; i++)
        sum = sum * 31 + e->data[i];
    d->same = d->same_len == e->len && d->same_sum == sum ? d->same + 1 : 1;
    d->same_len = (uint32_t)e->len;
    d->same_sum = sum;
    return d->same >= SAME_MAX && !d->wants_tls;
}

void hearing_silence(struct door *d)
{
    struct found f;
    if (d->manner == DOOR_GONE || (d->manner == DOOR_SILENT && d->unsure) || d->manner == DOOR_SPEAKS)
        return;
    for (unsigned i = 0; i < probe_count; i++) {
        const struct probe_row *p = &probe_table[i];
        const char *name = d->closed_unheard && p->closes[0] ? p->closes
                           : d->manner == DOOR_SILENT        ? p->silence
                                                             : "";
        if (!name[0] || d->udp != ((p->flags & PROBE_UDP) != 0) || !probe_for_port(p, d->port))
            continue;
        found_init(&f);
        found_text(f.name, sizeof f.name, name, strlen(name));
        if (name == p->closes)
            found_text(f.product, sizeof f.product, p->maker, strlen(p->maker));
        snprintf(f.id, sizeof f.id, "manner:%s", p->name);
        f.confidence = MANNER;
        (void)found_merge(&d->best, &f);
    }
}

/* What is built on a library has another name, which nobody told: so the library is not given out as it. */
static void say_library(struct found *f)
{
    char note[sizeof f->info];
    size_t used = strlen(f->info);
    if (!frame_of(f->product) || frame_program(f->product) ||
        (strncmp(f->name, "http", 4) != 0 && strcmp(f->name, "rtsp") != 0))
        return;
    frame_note(f->product, f->version, note, sizeof note);
    snprintf(f->info + used, sizeof f->info - used, "%s%s", used ? "; " : "", note);
    f->product[0] = f->version[0] = '\0';
}

struct door_move hearing_end(struct door *d)
{
    if (d->workgroup[0] && d->heard_bytes)
        (void)found_merge(&d->best, &d->plain);
    if (!d->best.name[0]) /* what the certificate told, or a complaint about plain text */
        (void)found_merge(&d->best, &d->plain);
    d->manner = d->heard_bytes || d->tls                ? DOOR_SPEAKS
                : d->calls <= d->failures               ? DOOR_GONE
                : d->closed_unheard && !d->silent_turns ? DOOR_CLOSES
                                                        : DOOR_SILENT;
    if (!d->best.name[0])
        hearing_silence(d);
    say_library(&d->best);
    return (struct door_move){.what = DOOR_END};
}
