#include "ident/os/traits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPEATED                                                                                             \
    (900 *                                                                                                   \
     NSEC_MS) /* a SYN-ACK that comes so late was said again, at a time that nobody knows (RFC 6298 §2.1: after a second) */

static const struct {
    const char *name;
    unsigned weight;
} rows[TRAITS_COUNT] = {
#define TRAITS_ROW(key, name, weight, what) {name, weight},
    TRAITS(TRAITS_ROW)
#undef TRAITS_ROW
};

const char *traits_name(enum traits_key k)
{
    return rows[k].name;
}

unsigned traits_weight(enum traits_key k)
{
    return rows[k].weight;
}

enum traits_key traits_find(const char *name, size_t len)
{
    unsigned k = 0;
    while (k < TRAITS_COUNT && (strlen(rows[k].name) != len || memcmp(rows[k].name, name, len) != 0))
        k++;
    return (enum traits_key)k;
}

/* ---- numbers in sequence ---- */

static bool is_synack(const struct asks_answer *a)
{
    return a->kind == ASKS_SEGMENT && (a->flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK);
}

/* Those of a range of questions that were answered by a SYN-ACK, in the order in which they were asked: one
 * that was lost comes later. Returns how many. */
static unsigned synacks(const struct asks_answer *a, unsigned from, unsigned to,
                        const struct asks_answer *out[])
{
    unsigned n = 0;
    for (unsigned q = from; q <= to; q++) {
        unsigned at = n;
        if (!is_synack(&a[q]))
            continue;
        for (; at > 0 && out[at - 1]->sent > a[q].sent; at--)
            out[at] = out[at - 1];
        out[at] = &a[q];
        n++;
    }
    return n;
}

/* Of the connection that is asked for again and again. */
static bool is_repeated(unsigned q)
{
    return q == ASKS_SYN1 || q >= ASKS_AGAIN1;
}

static void isns(const struct asks_answer *a, struct traits_numbers *ret)
{
    const struct asks_answer *s[ASKS_COUNT];
    uint32_t same[ASKS_COUNT];
    nsec at[ASKS_COUNT];
    ret->n_isns = synacks(a, ASKS_SYN1, ASKS_SYN6, s);
    for (unsigned i = 0; i < ret->n_isns; i++) {
        ret->isns[i] = s[i]->seq;
        at[i] = s[i]->sent;
    }
    ret->isn = sequence_isn(ret->isns, at, ret->n_isns);
    unsigned all = synacks(a, ASKS_SYN1, ASKS_AGAIN3, s), n = 0;
    for (unsigned i = 0; i < all; i++) {
        if (!is_repeated((unsigned)(s[i] - a)))
            continue;
        same[n] = s[i]->seq;
        at[n++] = s[i]->sent;
    }
    ret->model = sequence_model(&ret->isn, same, at, n);
}

static void stamps(const struct asks_answer *a, struct traits_numbers *ret)
{
    struct sequence_stamp stamp[ASKS_COUNT];
    const struct asks_answer *s[ASKS_COUNT];
    unsigned count = synacks(a, ASKS_SYN1, ASKS_AGAIN3, s), n = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned q = (unsigned)(s[i] - a);
        if (s[i]->ts_set && s[i]->at - s[i]->sent < REPEATED)
            stamp[n++] = (struct sequence_stamp){s[i]->sent, s[i]->ts, is_repeated(q)};
    }
    ret->clock = sequence_clock(stamp, n, count);
}

/* Answers whose identification numbers tell something, in the order in which they came. Returns how many. */
static unsigned arrivals(const struct asks_answer *a, unsigned from, unsigned to,
                         const struct asks_answer *s[])
{
    unsigned n = 0;
    for (unsigned q = from; q <= to; q++) {
        unsigned at = n;
        if ((a[q].kind != ASKS_SEGMENT && a[q].kind != ASKS_ECHO) || a[q].at - a[q].sent >= REPEATED)
            continue;
        for (; at > 0 && s[at - 1]->at > a[q].at; at--)
            s[at] = s[at - 1];
        s[at] = &a[q];
        n++;
    }
    return n;
}

static enum sequence_ipid ids(const struct asks_answer *a, unsigned from, unsigned to, unsigned least)
{
    const struct asks_answer *s[ASKS_COUNT];
    uint16_t id[ASKS_COUNT];
    unsigned n = arrivals(a, from, to, s);
    for (unsigned i = 0; i < n; i++)
        id[i] = s[i]->id;
    return n < least ? SEQUENCE_IPID_UNKNOWN : sequence_ipid(id, n);
}

static enum sequence_frag frags(const struct asks_answer *a)
{
    const struct asks_answer *s[ASKS_COUNT];
    uint32_t id[ASKS_COUNT];
    bool other[ASKS_COUNT];
    unsigned n = 0, all = arrivals(a, ASKS_BIG1, ASKS_BIG4, s);
    for (unsigned i = 0; i < all; i++) {
        if (!s[i]->fragment)
            continue;
        other[n] = s[i]->to_other;
        id[n++] = s[i]->frag_id;
    }
    return sequence_frag(id, other, n);
}

void traits_numbers(const struct asks_answer *a, unsigned addr_len, bool fixed_port,
                    struct traits_numbers *ret)
{
    *ret = (struct traits_numbers){.clock.uptime_s = UINT64_MAX};
    isns(a, ret);
    stamps(a, ret);
    if (fixed_port &&
        ret->isn.class != SEQUENCE_CONSTANT) { /* one connection again and again shows its clock only */
        ret->isn = (struct sequence_isn){0};
        ret->model = SEQUENCE_MODEL_UNKNOWN;
        ret->clock.uptime_s = UINT64_MAX;
    }
    if (addr_len != 4) {
        ret->frag = frags(a);
        return;
    }
    ret->ipid = ids(a, ASKS_SYN1, ASKS_SYN6, 3);
    ret->ipid_closed = ids(a, ASKS_CLOSED_SYN, ASKS_CLOSED_ODD, 2);
    ret->ipid_icmp = ids(a, ASKS_ECHO_DF, ASKS_ECHO_CODE, 2);
}

/* ---- traits ---- */

static void set(struct traits *t, enum traits_key k, const char *text)
{
    snprintf(t->value[k], TRAITS_VALUE, "%s", text ? text : "");
}

static void set_number(struct traits *t, enum traits_key k, unsigned n)
{
    snprintf(t->value[k], TRAITS_VALUE, "%u", n);
}

/* Which of the usual initial values a TTL comes from, when nobody knows over how many routers; exact when
 * somebody does. */
static void set_ttl(struct traits *t, enum traits_key k, uint8_t ttl, uint8_t hops)
{
    static const uint8_t usual[] = {32, 64, 128, 255};
    unsigned i = 0;
    while (ttl > usual[i])
        i++;
    if (hops != 255 && ttl + hops <= 255)
        set_number(t, k, (unsigned)ttl + hops);
    else
        snprintf(t->value[k], TRAITS_VALUE, "<%u", usual[i]);
}

static void set_reaction(struct traits *t, enum traits_key k, const struct asks_answer *a)
{
    static const char relation[] = "0=+?";
    char text[TRAITS_VALUE];
    unsigned n = 0;
    if (a->kind == ASKS_SILENT) {
        set(t, k, "none");
        return;
    }
    if (a->kind != ASKS_SEGMENT)
        return; /* an error of a firewall says nothing about the stack */
    for (unsigned bit = 0; bit < 8; bit++)
        if (a->flags & 1u << bit)
            text[n++] = "FSRPAUEC"[bit];
    text[n++] = relation[a->seq_is];
    text[n++] = relation[a->ack_is];
    if (a->flags & TCP_SYN)
        text[n - 2] = '?'; /* an initial number of its own */
    if (a->win && !(a->flags & TCP_SYN))
        text[n++] = 'w';
    if (a->data_len)
        text[n++] = 'd';
    if (a->urgent)
        text[n++] = 'u';
    if (a->reserved)
        text[n++] = 'r';
    text[n] = '\0';
    set(t, k, text);
}

/* Options and window of a SYN-ACK. */
static void set_synack(struct traits *t, const struct asks_answer *a, enum traits_key options,
                       enum traits_key window)
{
    if (!is_synack(a))
        return;
    set(t, options, a->opts[0] ? a->opts : "-");
    set_number(t, window, a->win);
}

static void set_syn1(struct traits *t, const struct asks_answer *a, uint8_t hops)
{
    set_synack(t, a, TRAITS_O1, TRAITS_W1);
    if (a->wscale_set)
        set_number(t, TRAITS_S1, a->wscale);
    else
        set(t, TRAITS_S1, "-");
    if (a->mss_set)
        set_number(t, TRAITS_M1, a->mss);
    set_ttl(t, TRAITS_T1, a->ttl, hops);
    if (t->family == 4)
        set(t, TRAITS_D1, a->df ? "yes" : "no");
}

bool traits_overheard(const struct asks_answer *a, uint8_t hops, struct traits *t)
{
    if (!is_synack(a) || t->value[TRAITS_O1][0] || t->value[TRAITS_O2][0])
        return false;
    set_syn1(t, a, hops);
    t->value[TRAITS_O1][0] = t->value[TRAITS_W1][0] = '\0';
    set_synack(t, a, TRAITS_O2, TRAITS_W2);
    return true;
}

/* Where none of them is answered a firewall keeps the port silent, whatever the stack would say. */
static void set_resets(struct traits *t, const struct asks_answer *a, uint8_t hops)
{
    bool any = false;
    for (unsigned q = ASKS_CLOSED_SYN; q <= ASKS_CLOSED_ODD; q++)
        any |= a[q].kind == ASKS_SEGMENT;
    if (!any)
        return;
    set_reaction(t, TRAITS_CS, &a[ASKS_CLOSED_SYN]);
    set_reaction(t, TRAITS_CA, &a[ASKS_CLOSED_ACK]);
    set_reaction(t, TRAITS_CO, &a[ASKS_CLOSED_ODD]);
    const struct asks_answer *one =
        a[ASKS_CLOSED_SYN].kind == ASKS_SEGMENT ? &a[ASKS_CLOSED_SYN] : &a[ASKS_CLOSED_ACK];
    if (one->kind != ASKS_SEGMENT)
        return;
    set_ttl(t, TRAITS_CT, one->ttl, hops);
    if (t->family == 4)
        set(t, TRAITS_CD, one->df ? "yes" : "no");
}

static void set_error(struct traits *t, const struct asks_answer *a, uint8_t hops)
{
    if (a->kind != ASKS_ERROR || a->from_other)
        return;
    if (a->whole)
        set(t, TRAITS_UQ, "all");
    else
        set_number(t, TRAITS_UQ, a->quoted);
    set(t, TRAITS_UX, a->quirks[0] ? a->quirks : "ok");
    set_ttl(t, TRAITS_UT, a->ttl, hops);
    snprintf(t->value[TRAITS_US], TRAITS_VALUE, "%02x", a->tos);
}

static void set_echo(struct traits *t, const struct asks_answer *df, const struct asks_answer *code,
                     uint8_t hops)
{
    if (df->kind == ASKS_ECHO || code->kind == ASKS_ECHO)
        set_ttl(t, TRAITS_ET, df->kind == ASKS_ECHO ? df->ttl : code->ttl, hops);
    if (code->kind == ASKS_ECHO) {
        set(t, TRAITS_EK, code->code ? "kept" : "zero");
        set(t, TRAITS_ES, code->tos ? "kept" : "zero");
    } else if (code->kind == ASKS_SILENT && df->kind == ASKS_ECHO) {
        set(t, TRAITS_EK, "none");
    }
    if (t->family == 4 && df->kind == ASKS_ECHO && code->kind == ASKS_ECHO)
        set(t, TRAITS_ED, df->df && code->df ? "yes" : df->df ? "as" : "no");
}

/* Silence that a firewall explains as well, so that only records speak of it that know it. */
static void set_echoless(struct traits *t, const struct asks_answer *a)
{
    bool silent = a[ASKS_ECHO_DF].kind == ASKS_SILENT && a[ASKS_ECHO_CODE].kind == ASKS_SILENT;
    if (silent && a[ASKS_UDP].kind == ASKS_ERROR && !a[ASKS_UDP].from_other)
        set(t, TRAITS_EN, "none");
}

static void set_numbers(struct traits *t, const struct traits_numbers *n)
{
    set(t, TRAITS_SQ, sequence_model_word(n->model));
    set(t, TRAITS_ID, sequence_ipid_word(n->ipid));
    set(t, TRAITS_IC, sequence_ipid_word(n->ipid_closed));
    set(t, TRAITS_II, sequence_ipid_word(n->ipid_icmp));
    set(t, TRAITS_TK, sequence_clock_word(n->clock.kind));
    if (n->clock.hz)
        set_number(t, TRAITS_TZ, n->clock.hz);
}

void traits_of(const struct asks_answer *a, const struct traits_numbers *n, const struct asks_host *h,
               uint8_t hops, struct traits *ret)
{
    const struct asks_answer *ecn = &a[ASKS_ECN], *error = &a[ASKS_UDP];
    *ret = (struct traits){.family = h->addr.len == 4 ? 4 : 6};
    if (error->kind == ASKS_ERROR && !error->from_other && error->quoted_ttl && error->quoted_ttl <= h->ttl)
        hops = h->ttl - error->quoted_ttl; /* how far it came is how far it is */
    if (is_synack(&a[ASKS_SYN1]))
        set_syn1(ret, &a[ASKS_SYN1], hops);
    for (unsigned i = 1; i < 6; i++)
        set_synack(ret, &a[ASKS_SYN1 + i], (enum traits_key)(TRAITS_O2 + 2 * (i - 1)),
                   (enum traits_key)(TRAITS_W2 + 2 * (i - 1)));
    if (is_synack(ecn))
        set(ret, TRAITS_EC, ecn->flags & TCP_ECE ? "yes" : "no");
    else if (ecn->kind == ASKS_SILENT && is_synack(&a[ASKS_SYN1]))
        set(ret, TRAITS_EC, "none");
    if (is_synack(&a[ASKS_SYN1])) { /* else their silence means nothing */
        set_reaction(ret, TRAITS_NU, &a[ASKS_NULL]);
        set_reaction(ret, TRAITS_OD, &a[ASKS_ODD]);
    }
    if (a[ASKS_ACK].kind == ASKS_SEGMENT) /* silence is what stateful firewalls do */
        set_reaction(ret, TRAITS_AC, &a[ASKS_ACK]);
    set_resets(ret, a, hops);
    set_error(ret, error, hops);
    set_echo(ret, &a[ASKS_ECHO_DF], &a[ASKS_ECHO_CODE], hops);
    set_echoless(ret, a);
    set_numbers(ret, n);
}

/* ---- text ---- */

void traits_text(const struct traits *t, struct buf *out)
{
    buf_puts(out, t->family == 6 ? "v6" : "v4");
    for (unsigned k = 0; k < TRAITS_COUNT; k++)
        if (t->value[k][0])
            buf_printf(out, " %s=%s", rows[k].name, t->value[k]);
}

static int read_word(const char *word, size_t len, struct traits *t, struct diag *d)
{
    char shown[DIAG_ARG_MAX];
    const char *eq = memchr(word, '=', len);
    size_t name = eq ? (size_t)(eq - word) : len, value = eq ? len - name - 1 : 0;
    enum traits_key k = traits_find(word, name);
    snprintf(shown, sizeof shown, "%.*s", (int)(len < sizeof shown ? len : sizeof shown - 1), word);
    if (len == 2 && (memcmp(word, "v4", 2) == 0 || memcmp(word, "v6", 2) == 0)) {
        t->family = (uint8_t)(word[1] - '0');
        return 0;
    }
    if (k == TRAITS_COUNT || !value || value >= TRAITS_VALUE)
        return diag_set(d, N_("expected TRAIT=VALUE, not '%s'"), shown, NULL, NULL);
    for (size_t i = 0; i < value; i++)
        if (eq[1 + i] <= ' ' || eq[1 + i] > '~')
            return diag_set(d, N_("expected TRAIT=VALUE, not '%s'"), shown, NULL, NULL);
    memcpy(t->value[k], eq + 1, value);
    t->value[k][value] = '\0';
    return 0;
}

int traits_read(const char *text, size_t len, struct traits *ret, struct diag *d)
{
    struct traits t = {0};
    for (size_t at = 0; at < len;) {
        size_t n = 0;
        while (at + n < len && text[at + n] != ' ')
            n++;
        int e = n ? read_word(text + at, n, &t, d) : 0;
        if (e < 0)
            return e;
        at += n + 1;
    }
    *ret = t;
    return 0;
}

/* ---- matching ---- */

/* A number of at most six digits, or -1. */
static long number(const char *text, size_t len)
{
    long n = 0;
    if (!len || len > 6)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        n = n * 10 + text[i] - '0';
    }
    return n;
}

static bool is_window(enum traits_key k, enum asks_question *ret)
{
    static const enum traits_key windows[] = {TRAITS_W1, TRAITS_W2, TRAITS_W3,
                                              TRAITS_W4, TRAITS_W5, TRAITS_W6};
    for (unsigned i = 0; i < 6; i++) {
        if (windows[i] != k)
            continue;
        *ret = (enum asks_question)(ASKS_SYN1 + i);
        return true;
    }
    return false;
}

static bool of_mss(enum traits_key k, unsigned family, long value, long times)
{
    enum asks_question q;
    if (times <= 0 || !is_window(k, &q))
        return false;
    long mss = asks_mss(q, family == 6 ? 16 : 4);
    mss = mss ? mss : family == 6 ? 1220 : 536;
    return value == times * mss || value == times * (mss - 12);
}

/* "<64": one of 33 … 64. */
static bool within(const char *value, long listed)
{
    long top = number(value + 1, strlen(value + 1));
    return listed <= top && listed > (top == 255 ? 128 : top / 2);
}

/* What Linux and others offer at first: whole segments. */
static bool of_own(enum traits_key k, const struct traits *t, long value)
{
    enum asks_question q;
    long mss = number(t->value[TRAITS_M1], strlen(t->value[TRAITS_M1]));
    if (mss <= 12 || value <= 0 || !is_window(k, &q))
        return false;
    return value == 65535 / mss * mss || value == 65535 / (mss - 12) * (mss - 12);
}

static bool matches(enum traits_key k, const struct traits *t, const char *word, size_t len)
{
    const char *dash = memchr(word, '-', len), *value = t->value[k];
    long is = number(value, strlen(value)), listed = number(word, len);
    if (value[0] == '<' && listed >= 0)
        return within(value, listed);
    if (len > 4 && memcmp(word, "mss*", 4) == 0)
        return is >= 0 && of_mss(k, t->family, is, number(word + 4, len - 4));
    if (len == 3 && memcmp(word, "own", 3) == 0)
        return of_own(k, t, is);
    if (dash && dash > word && is >= 0) {
        long low = number(word, (size_t)(dash - word)),
             high = number(dash + 1, len - (size_t)(dash - word) - 1);
        return low >= 0 && high >= low && is >= low && is <= high;
    }
    return strlen(value) == len && memcmp(value, word, len) == 0;
}

bool traits_matches(enum traits_key k, const struct traits *t, const char *list)
{
    for (const char *at = list; *at;) {
        size_t n = strcspn(at, " ");
        if (n && matches(k, t, at, n))
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}
