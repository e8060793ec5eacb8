#define PCRE2_CODE_UNIT_WIDTH 8
#include "ident/match.h"

#include "base/grow.h"
#include "ident/cut.h"
#include "ident/frame.h"
#include "ident/grammar.h"
#include "ident/grams.h"
#include "ident/priv_match.h"
#include "ident/read/read.h"
#include "ident/read/text.h"
#include "ident/recog.h"
#include "ident/sig.h"

#include <errno.h>
#include <pcre2.h>
#include <stdlib.h>

/* A pattern of ours needs some hundred steps; Recog's worst on its own examples some thousands. */
#define STEPS_MAX    20000
#define DEPTH_MAX    500
#define HEAP_MAX_KIB 256
#define PATTERNS_MAX (1u << 14)

struct pattern {
    const struct sig *sig; /* borrowed from the const table or from recog */
    pcre2_code *code, *unless;
};

struct kind {
    struct pattern *pattern;
    uint32_t count;
    struct grams *grams;
    uint64_t *always; /* bits of the patterns without a literal */
};

struct match_db {
    struct kind kind[PART_KINDS];
    struct recog *recog;
    size_t count, refused;
};

struct match {
    const struct match_db *db;
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint64_t *bits;
    bool (*skip)(const struct sig *s, const void *whom); /* priv_match.h; NULL = none */
    const void *whom;
    struct cut cut;
};

static pcre2_code *compile(const struct sig *s, const char *pattern)
{
    int error;
    size_t at;
    uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | (s->icase ? PCRE2_CASELESS : 0) |
                       (s->dotall ? PCRE2_DOTALL : 0);
    pcre2_code *c = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &error, &at, NULL);
    if (c)
        (void)pcre2_jit_compile(c, PCRE2_JIT_COMPLETE); /* without it PCRE2 interprets */
    return c;
}

/* 0, -EINVAL for a pattern that PCRE2 refuses, -ENOMEM. */
static int add(struct match_db *db, const struct sig *s)
{
    struct kind *k = &db->kind[s->part];
    struct pattern *grown = k->count == PATTERNS_MAX ? NULL : grow_one(k->pattern, k->count, sizeof *grown);
    if (!grown)
        return -ENOMEM;
    k->pattern = grown;
    struct pattern p = {
        .sig = s, .code = compile(s, s->pattern), .unless = s->unless ? compile(s, s->unless) : NULL};
    if (!p.code || (s->unless && !p.unless)) {
        pcre2_code_free(p.code);
        pcre2_code_free(p.unless);
        return -EINVAL;
    }
    k->pattern[k->count++] = p;
    db->count++;
    return 0;
}

static int index_kind(struct kind *k)
{
    struct literal_set *set = calloc(k->count + 1, sizeof *set);
    struct grams_entry *entry = calloc(k->count + 1, sizeof *entry);
    k->always = calloc(k->count / 64 + 1, sizeof *k->always);
    int r = set && entry && k->always ? 0 : -ENOMEM;
    for (uint32_t i = 0; r == 0 && i < k->count; i++) {
        literal_of(k->pattern[i].sig->pattern, &set[i]);
        entry[i] = (struct grams_entry){i, &set[i]};
        if (!set[i].count)
            k->always[i / 64] |= UINT64_C(1) << i % 64;
    }
    if (r == 0)
        r = grams_new(entry, k->count, &k->grams);
    free(set);
    free(entry);
    return r;
}

static int add_recog(struct match_db *db, const char *dir, struct diag *d)
{
    int r = recog_new(dir, &db->recog, d);
    for (size_t i = 0; r == 0 && i < recog_count(db->recog); i++) {
        r = add(db, recog_sig(db->recog, i));
        if (r == -EINVAL) {
            db->refused++;
            r = 0;
        }
    }
    return r;
}

int match_db_new(const struct match_db_conf *conf, struct match_db **ret, struct diag *d)
{
    struct match_db *db = calloc(1, sizeof *db);
    int r = db ? 0 : -ENOMEM;
    for (size_t i = 0; r == 0 && !conf->bare && i < sig_table_count; i++)
        r = add(db, &sig_table[i]);
    if (r == 0 && conf->recog_dir)
        r = add_recog(db, conf->recog_dir, d);
    for (int k = 0; r == 0 && k < PART_KINDS; k++)
        r = index_kind(&db->kind[k]);
    if (r < 0) {
        match_db_free(db);
        return r;
    }
    *ret = db;
    return 0;
}

void match_db_free(struct match_db *db)
{
    if (!db)
        return;
    for (int k = 0; k < PART_KINDS; k++) {
        for (uint32_t i = 0; i < db->kind[k].count; i++) {
            pcre2_code_free(db->kind[k].pattern[i].code);
            pcre2_code_free(db->kind[k].pattern[i].unless);
        }
        free(db->kind[k].pattern);
        free(db->kind[k].always);
        grams_free(db->kind[k].grams);
    }
    recog_free(db->recog);
    free(db);
}

size_t match_db_count(const struct match_db *db)
{
    return db->count;
}

size_t match_db_refused(const struct match_db *db)
{
    return db->refused + recog_refused(db->recog);
}

int match_new(const struct match_db *db, struct match **ret)
{
    uint32_t most = 0;
    for (int k = 0; k < PART_KINDS; k++)
        most = db->kind[k].count > most ? db->kind[k].count : most;
    struct match *m = calloc(1, sizeof *m);
    if (!m)
        return -ENOMEM;
    m->db = db;
    m->bits = calloc(most / 64 + 1, sizeof *m->bits);
    m->data = pcre2_match_data_create(16, NULL);
    m->context = pcre2_match_context_create(NULL);
    if (!m->bits || !m->data || !m->context) {
        match_free(m);
        return -ENOMEM;
    }
    pcre2_set_match_limit(m->context, STEPS_MAX);
    pcre2_set_depth_limit(m->context, DEPTH_MAX);
    pcre2_set_heap_limit(m->context, HEAP_MAX_KIB);
    *ret = m;
    return 0;
}

void match_free(struct match *m)
{
    if (!m)
        return;
    free(m->bits);
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->context);
    free(m);
}

/* Number of groups, or negative when it does not match or would take too long. */
static int run(struct match *m, const pcre2_code *code, const struct cut_part *p)
{
    return pcre2_match(code, p->data, p->len, 0, 0, m->data, m->context);
}

static bool fits(const struct sig *s, const struct match_answer *a)
{
    if (!a)
        return !s->port && !s->probe;
    return (!s->port || s->port == a->port) && (!s->probe || (a->probe && strcmp(s->probe, a->probe) == 0));
}

/* Does a match that ends at `end` of the part lie in our own question, which the answer repeats before it
 * goes on? */
static bool own_words(const struct match_answer *a, const struct cut_part *p, size_t end)
{
    const uint8_t *start = a ? a->data : NULL;
    return a && a->sent_len >= 4 && a->len > a->sent_len && memcmp(start, a->sent, a->sent_len) == 0 &&
           p->data >= start && p->data + end <= start + a->sent_len;
}

/* Tries the signatures of the part's kind; what each says is merged into *ret. */
static void try_part(struct match *m, const struct match_answer *a, const struct cut_part *part,
                     struct found *ret)
{
    const struct kind *k = &m->db->kind[part->kind];
    uint32_t words = k->count / 64 + 1;
    struct cut_part p = *part;
    p.len = p.len < MATCH_ANSWER_MAX ? p.len : MATCH_ANSWER_MAX;
    memcpy(m->bits, k->always, words * sizeof *m->bits);
    grams_scan(k->grams, p.data, p.len, m->bits);
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t left = m->bits[w]; left; left &= left - 1) {
            const struct pattern *t = &k->pattern[w * 64 + (uint32_t)__builtin_ctzll(left)];
            struct found f;
            if (!fits(t->sig, a) || (m->skip && m->skip(t->sig, m->whom)) ||
                (t->unless && run(m, t->unless, &p) >= 0))
                continue;
            int groups = run(m, t->code, &p);
            if (groups < 0 || own_words(a, &p, pcre2_get_ovector_pointer(m->data)[1]))
                continue;
            sig_fill(t->sig,
                     &(struct sig_groups){(const char *)p.data, pcre2_get_ovector_pointer(m->data), groups},
                     &f);
            found_merge(ret, &f);
        }
}

/* Where the part lies in the answer, for the span; decoded text lies nowhere. */
static void place(const struct match_answer *a, const struct cut_part *p, struct found *f)
{
    const uint8_t *start = a->data;
    if (p->data >= start && p->data + p->len <= start + a->len)
        f->span_from += (size_t)(p->data - start);
    else
        f->span_from = f->span_len = 0;
}

bool match_answer(struct match *m, const struct match_answer *answer, struct found *ret)
{
    struct match_answer a = *answer;
    struct cut *c = &m->cut;
    found_init(ret);
    if (!a.len)
        return false;
    a.len = a.len < MATCH_ANSWER_MAX ? a.len : MATCH_ANSWER_MAX;
    cut_init(c);
    bool read = read_answer(&a, c);
    *ret = c->found;
    if (c->ours)
        return ret->confidence > 0;
    ret->soft = read && !ret->product[0];
    cut_part(c, PART_RAW, a.data, a.len);
    struct text all = {a.data, a.len}, line = text_line(&all);
    if (text_plain(line))
        cut_part(c, PART_LINE, line.p, line.len);
    for (uint32_t i = 0; i < c->count; i++) {
        struct found f;
        found_init(&f);
        try_part(m, &a, &c->part[i], &f);
        if (f.confidence <= 0)
            continue;
        place(&a, &c->part[i], &f);
        found_merge(ret, &f);
    }
    if (!ret->product[0] || !ret->version[0] || frame_of(ret->product))
        grammar_answer(&a, c, ret);
    ret->more = c->more && !a.closed && !ret->version[0];
    ret->unfinished = c->unfinished && !a.closed;
    ret->soft = !ret->product[0] || ret->more;
    return ret->confidence > 0;
}

bool match_part_of(struct match *m, const struct match_answer *a, enum part_kind kind, const void *data,
                   size_t len, struct found *ret)
{
    struct cut_part p = {kind, data, len};
    found_init(ret);
    if (len)
        try_part(m, a, &p, ret);
    return ret->confidence > 0;
}

bool match_part(struct match *m, enum part_kind kind, const void *data, size_t len, struct found *ret)
{
    return match_part_of(m, NULL, kind, data, len, ret);
}

bool match_stranger(struct match *m, enum part_kind kind, const void *data, size_t len, struct found *ret)
{
    struct found f;
    (void)match_part(m, kind, data, len, ret);
    if (grammar_part(kind, data, len, &f))
        (void)found_merge(ret, &f);
    return ret->confidence > 0;
}

void match_leave_out(struct match *m, bool (*skip)(const struct sig *s, const void *whom), const void *whom)
{
    m->skip = skip;
    m->whom = whom;
}
