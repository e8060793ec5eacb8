#include "ident/os/osclass.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HIT         0.95 /* that a host of a kind shows what its record says */
#define MISS        0.05
#define WORST       (-3.5)
#define ALIKE       1.5 /* scores this near are not told apart */
#define SAID_SCORE  4.0
#define SAID_WEIGHT 60 /* as much as three good traits */
#define MAKER_SCORE 1.0
#define GENERATIONS 3    /* that a name lists */
#define AMOUNT      50.0 /* weight at which two thirds of certainty are reached */
#define MARGIN      4.0
#define READ_ABOUT  90 /* %: nobody is surer of a system that was never seen here */

struct scored {
    double score, fits, counted; /* fits, counted: weight that agrees, and all that was compared */
};

static bool same_family(const struct osdata_record *a, const struct osdata_record *b)
{
    return strcmp(a->family, b->family) == 0;
}

/* How usual is a value among the families whose records speak of the trait? Never 0 or 1. */
static double usual(const struct osdata *d, const struct traits *t, enum traits_key k)
{
    unsigned speak = 0, agree = 0;
    for (unsigned i = 0; i < d->count;) {
        bool speaks = false, agrees = false;
        unsigned first = i; /* the records of a family stand together */
        for (; i < d->count && same_family(&d->record[i], &d->record[first]); i++) {
            const char *list = d->record[i].list[k];
            speaks |= list != NULL;
            agrees |= list && traits_matches(k, t, list);
        }
        speak += speaks;
        agree += agrees;
    }
    return (agree + 0.5) / (speak + 1.0);
}

static void weigh_trait(struct scored *s, bool fits, double usual_share, unsigned weight)
{
    double hit = fmax(log(HIT / usual_share), 0), miss = fmin(fmax(log(MISS / usual_share), WORST), -0.7);
    s->score += (fits ? hit : miss) * weight / 10;
    s->fits += fits ? weight : 0;
    s->counted += weight;
}

/* Does one of the words, separated by ", ", stand in the text? At the beginning of a word there. */
static bool mentions(const char *text, const char *words)
{
    for (const char *w = words; w && *w;) {
        size_t n = strcspn(w, ",");
        for (const char *at = text; n && *at; at++)
            if ((at == text || !isalnum((unsigned char)at[-1])) && strncasecmp(at, w, n) == 0)
                return true;
        w += n;
        w += strspn(w, ", ");
    }
    return false;
}

static void weigh_word(const struct osdata *d, const struct osclass_word *w, struct scored *s)
{
    bool any = false;
    for (unsigned i = 0; i < d->count; i++)
        any |= mentions(w->text, d->record[i].says);
    for (unsigned i = 0; i < d->count && any; i++) {
        bool it = mentions(w->text, d->record[i].says);
        s[i].score += (it ? SAID_SCORE : -SAID_SCORE / 2) * w->sure;
        s[i].fits += it ? SAID_WEIGHT * w->sure : 0;
        s[i].counted += SAID_WEIGHT * w->sure;
    }
}

static void weigh(const struct osdata *d, const struct osclass_evidence *e, struct scored *s)
{
    for (unsigned k = 0; k < TRAITS_COUNT && e->traits; k++) {
        if (!e->traits->value[k][0])
            continue;
        double share = usual(d, e->traits, (enum traits_key)k);
        for (unsigned i = 0; i < d->count; i++) {
            const char *list = d->record[i].list[k];
            if (list)
                weigh_trait(&s[i], traits_matches((enum traits_key)k, e->traits, list), share,
                            traits_weight((enum traits_key)k));
        }
    }
    for (unsigned i = 0; i < e->n_said; i++)
        weigh_word(d, &e->said[i], s);
    for (unsigned i = 0; i < d->count && e->maker; i++)
        s[i].score += mentions(e->maker, d->record[i].makers) ? MAKER_SCORE : 0;
}

/* The best score of another family than record i's. */
static double rival(const struct osdata *d, const struct scored *s, unsigned i)
{
    double best = 0; /* a system of which nobody knows anything */
    for (unsigned k = 0; k < d->count; k++)
        if (!same_family(&d->record[i], &d->record[k]) && s[k].score > best)
            best = s[k].score;
    return best;
}

static unsigned accuracy_of(const struct osdata *d, const struct scored *s, unsigned i)
{
    double ahead = s[i].score - rival(d, s, i);
    if (s[i].counted <= 0 || s[i].score <= 0)
        return 0;
    double fit = s[i].fits / s[i].counted, amount = 1 - exp(-s[i].fits / AMOUNT);
    double margin = ahead >= 0 ? 1 - 0.5 * exp(-ahead / MARGIN) : 0.5 * exp(ahead / MARGIN);
    unsigned accuracy = (unsigned)(99 * fit * amount * margin);
    return d->record[i].measured || accuracy < READ_ABOUT ? accuracy : READ_ABOUT;
}

static void insert(struct osclass_verdict *v, const struct osclass_guess *g)
{
    unsigned at = v->guesses < OSCLASS_GUESSES ? v->guesses++ : OSCLASS_GUESSES - 1;
    if (at == OSCLASS_GUESSES - 1 && v->guess[at].record && v->guess[at].score >= g->score)
        return;
    for (; at > 0 && v->guess[at - 1].score < g->score; at--)
        v->guess[at] = v->guess[at - 1];
    v->guess[at] = *g;
}

static bool alike(const struct osclass_verdict *v, unsigned i)
{
    return v->guess[0].score - v->guess[i].score <= ALIKE &&
           same_family(v->guess[0].record, v->guess[i].record);
}

/* "4.20-6.x, 3.11-4.19": the generations of the family that fit alike; nothing when they are more than can be
 * a help. Returns how many. */
static unsigned generations(const struct osclass_verdict *v, char *out, size_t cap)
{
    unsigned n = 0;
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < v->guesses; i++) {
        const char *text = v->guess[i].record->generation;
        if (!alike(v, i))
            continue;
        n++;
        if (text && used < cap)
            used += (size_t)snprintf(out + used, cap - used, "%s%s", used ? ", " : "", text);
    }
    if (n > GENERATIONS)
        out[0] = '\0';
    return n;
}

static void name_it(struct osclass_verdict *v)
{
    const struct osdata_record *r = v->guess[0].record;
    unsigned n = generations(v, v->generation, sizeof v->generation);
    v->known = v->guess[0].accuracy >= OSCLASS_KNOWN;
    v->accuracy = v->guess[0].accuracy;
    v->family = r->family;
    v->device = r->device;
    v->vendor = r->vendor;
    v->cpe = n == 1 ? r->cpe : NULL;
    if (n == 1)
        snprintf(v->name, sizeof v->name, "%s", r->name);
    else
        snprintf(v->name, sizeof v->name, "%.40s%s%.80s", r->family, v->generation[0] ? " " : "",
                 v->generation);
}

/* What the name says already is no other guess. */
static void drop_named(struct osclass_verdict *v)
{
    unsigned n = 1;
    for (unsigned i = 1; i < v->guesses; i++)
        if (!alike(v, i))
            v->guess[n++] = v->guess[i];
    v->guesses = n;
}

void osclass_judge(const struct osdata *d, const struct osclass_evidence *e, struct osclass_verdict *ret)
{
    struct scored s[OSDATA_RECORDS_MAX] = {0};
    *ret = (struct osclass_verdict){0};
    weigh(d, e, s);
    for (unsigned i = 0; i < d->count; i++) {
        struct osclass_guess g = {&d->record[i], s[i].score, accuracy_of(d, s, i)};
        if (g.accuracy)
            insert(ret, &g);
    }
    if (!ret->guesses)
        return;
    name_it(ret);
    if (ret->known)
        drop_named(ret);
}
