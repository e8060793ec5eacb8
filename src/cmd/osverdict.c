#include "cmd/osverdict.h"

#include "ident/os/sequence.h"
#include "ident/os/traits.h"

#include <stdio.h>
#include <stdlib.h>

#define ISN_TEXT     12
#define WHY_LEN      128
#define STACK_SURE   0.5 /* p0f: of one of its own signatures, and of a generic one */
#define GENERIC_SURE 0.25

/* Behind the text: those of one record. */
struct osverdict {
    const struct osdata *data;
    const struct p0f *p0f;
    struct buf text;
    char isn[SEQUENCE_MAX][ISN_TEXT], stack[P0F_LABEL + 16], evidence[OSVERDICT_SAID + 4][WHY_LEN], cpe[96];
    const char *isns[SEQUENCE_MAX], *why[OSVERDICT_SAID + 4], *cpes[1];
    char guess[OSCLASS_GUESSES][OSCLASS_NAME];
    const char *guesses[OSCLASS_GUESSES];
    struct osclass_word said[OSVERDICT_SAID + 1];
    struct osclass_verdict verdict;
};

struct osverdict *osverdict_new(const struct osdata *data, const struct p0f *p0f)
{
    struct osverdict *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    v->data = data;
    v->p0f = p0f;
    buf_init(&v->text, 4096);
    return v;
}

void osverdict_free(struct osverdict *v)
{
    if (!v)
        return;
    buf_fini(&v->text);
    free(v);
}

static void fill_seq(const struct traits_numbers *n, struct record_seq *s, struct osverdict *w)
{
    if (n->isn.class) {
        s->class = sequence_class_words(n->isn.class);
        s->difficulty = n->isn.difficulty;
        s->word = sequence_difficulty_word(n->isn.difficulty);
        s->sp = n->isn.sp;
        s->isr = n->isn.isr;
        s->gcd = n->isn.gcd;
        for (unsigned i = 0; i < n->n_isns; i++) {
            snprintf(w->isn[i], ISN_TEXT, "%08X", n->isns[i]);
            w->isns[i] = w->isn[i];
        }
        s->values = (struct record_strings){w->isns, n->n_isns};
    }
    s->model = sequence_model_word(n->model);
    s->ipid = sequence_ipid_words(n->ipid);
    s->ipid_closed = sequence_ipid_words(n->ipid_closed);
    s->ipid_icmp = sequence_ipid_words(n->ipid_icmp);
    s->frag = sequence_frag_word(n->frag);
    s->ts = sequence_clock_word(n->clock.kind);
    if (n->clock.hz)
        s->ts_hz = n->clock.hz;
    if (n->clock.uptime_s != UINT64_MAX)
        s->uptime_s = n->clock.uptime_s;
    s->known = s->class || s->ipid || s->ipid_closed || s->ipid_icmp || s->frag || s->ts;
}

static void add_why(struct record_os *os, struct osverdict *w, const char *kind, const char *text)
{
    size_t i = os->evidence.count;
    snprintf(w->evidence[i], WHY_LEN, "%s: %.100s", kind, text);
    w->why[i] = w->evidence[i];
    os->evidence = (struct record_strings){w->why, i + 1};
}

static void fill_verdict(const struct osclass_verdict *v, struct record_os *os, struct osverdict *w)
{
    unsigned n = 0;
    for (unsigned i = v->known; i < v->guesses; i++)
        if (!v->known || v->guess[i].accuracy * 2 >= v->accuracy) {
            snprintf(w->guess[n], OSCLASS_NAME, "%u%% %s", v->guess[i].accuracy, v->guess[i].record->name);
            w->guesses[n] = w->guess[n];
            n++;
        }
    os->guesses = (struct record_strings){w->guesses, n};
    if (!v->known)
        return;
    os->name = v->name;
    os->family = v->family;
    os->generation = v->generation[0] ? v->generation : NULL;
    os->vendor = v->vendor;
    os->device = v->device;
    os->accuracy = v->accuracy;
    if (v->cpe) {
        snprintf(w->cpe, sizeof w->cpe, "cpe:/%s", v->cpe);
        w->cpes[0] = w->cpe;
        os->cpe = (struct record_strings){w->cpes, 1};
    }
}

/* What p0f's signatures call the answer to the first SYN. */
static bool stack_word(struct osverdict *w, const struct asks_answer *a, unsigned addr_len,
                       struct osclass_word *ret)
{
    bool generic;
    if (!w->p0f || !a ||
        !p0f_label(w->p0f, &a[ASKS_SYN1], addr_len, asks_mss(ASKS_SYN1, addr_len), w->stack, &generic))
        return false;
    *ret = (struct osclass_word){w->stack, generic ? GENERIC_SURE : STACK_SURE};
    return true;
}

/* What the answers have in common with those of others; of what stayed silent, the answer that the scan got:
 * true. */
static bool read_stack(struct osverdict *w, const struct osverdict_case *of, struct record_seq *seq,
                       struct traits *ret)
{
    struct traits_numbers n;
    *ret = (struct traits){.family = of->addr->len == 4 ? 4 : 6};
    if (of->answers) {
        traits_numbers(of->answers, of->addr->len, of->one_port, &n);
        traits_of(of->answers, &n, of->host, of->hops, ret);
        fill_seq(&n, seq, w);
    }
    return of->overheard && traits_overheard(of->overheard, of->hops, ret);
}

/* The fingerprint, where there is one. */
static void say_stack(struct osverdict *w, const struct traits *t, bool by_scan, struct record_os *os)
{
    buf_clear(&w->text);
    traits_text(t, &w->text);
    if (w->text.len <= 2)
        return;
    os->fingerprint = buf_text(&w->text);
    add_why(os, w, "stack", by_scan ? "SYN-ACK to the port scan" : "TCP/IP");
}

void osverdict_fill(struct osverdict *w, const struct osverdict_case *of, struct record_host *r)
{
    struct traits traits;
    struct osclass_evidence e = {.said = w->said, .maker = r->vendor};
    for (unsigned i = 0; i < of->n_said; i++) {
        w->said[e.n_said++] = (struct osclass_word){of->said[i].text, of->said[i].sure};
        add_why(&r->os, w, "service", of->said[i].text);
    }
    if (stack_word(w, of->answers, of->addr->len, &w->said[e.n_said])) {
        e.n_said++;
        add_why(&r->os, w, "p0f", w->stack);
    }
    if (r->vendor)
        add_why(&r->os, w, "card", r->vendor);
    if (of->answers || of->overheard) {
        bool by_scan = read_stack(w, of, &r->seq, &traits);
        e.traits = &traits;
        say_stack(w, &traits, by_scan, &r->os);
    }
    osclass_judge(w->data, &e, &w->verdict);
    fill_verdict(&w->verdict, &r->os, w);
    r->os.known = r->os.name || r->os.guesses.count || r->os.fingerprint;
}
