#include "ident/os/sequence.h"

#include "base/diag.h"

#include <math.h>
#include <stddef.h>

#define RANDOM_JUMP       50000000 /* no counter of the nineties came so far in a tenth of a second */
#define RANDOM_DIFFICULTY 9999999
#define TIME_DEVIATION    75
#define FASTEST_CLOCK     1e8 /* ISNs a second: Linux counts one every 64 ns, and there is none that is faster */

static uint32_t gcd(uint32_t a, uint32_t b)
{
    while (b) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The shorter way round. */
static uint32_t apart(uint32_t a, uint32_t b)
{
    return a - b < b - a ? a - b : b - a;
}

static double seconds(nsec t)
{
    return (double)(t > 0 ? t : 1) * 1e-9;
}

/* What an attacker does not know: the deviation of the increments, or, when that is less, of what is left of
 * them when the time that passed is taken into account. Population form. */
static double deviation(const double *step, const nsec *at, unsigned steps)
{
    double sum = 0, time = seconds(at[steps] - at[0]), raw = 0, timed = 0;
    for (unsigned i = 0; i < steps; i++)
        sum += step[i];
    double mean = round(sum / steps);
    for (unsigned i = 0; i < steps; i++) {
        double due = sum / time * seconds(at[i + 1] - at[i]);
        raw += (step[i] - mean) * (step[i] - mean);
        timed += (step[i] - due) * (step[i] - due);
    }
    return sqrt(fmin(raw, timed) / steps);
}

static unsigned eighths(double x)
{
    return x > 1 ? (unsigned)lround(8 * log2(x)) : 0;
}

/* Figures of the second generation: per second, sample form. */
static void rates(const double *step, const nsec *at, unsigned steps, struct sequence_isn *ret)
{
    double mean = 0, sum = 0, unit = ret->gcd > 9 ? ret->gcd : 1;
    for (unsigned i = 0; i < steps; i++)
        mean += step[i] / seconds(at[i + 1] - at[i]) / steps;
    for (unsigned i = 0; i < steps; i++) {
        double off = step[i] / seconds(at[i + 1] - at[i]) - mean;
        sum += off * off / unit / unit;
    }
    ret->isr = eighths(mean);
    ret->sp = eighths(sqrt(sum / (steps - 1)));
}

struct sequence_isn sequence_isn(const uint32_t *isn, const nsec *at, unsigned n)
{
    struct sequence_isn ret = {0};
    double step[SEQUENCE_MAX];
    bool jumps = false;
    if (n < SEQUENCE_MIN || n > SEQUENCE_MAX)
        return ret;
    for (unsigned i = 0; i + 1 < n; i++) {
        uint32_t d = apart(isn[i + 1], isn[i]);
        ret.gcd = gcd(ret.gcd, d);
        jumps |= d > RANDOM_JUMP;
        step[i] = d;
    }
    if (!ret.gcd) {
        ret.class = SEQUENCE_CONSTANT;
        return ret;
    }
    rates(step, at, n - 1, &ret);
    if (ret.gcd % 64000 == 0) {
        ret.class = SEQUENCE_64K;
        ret.difficulty = 1;
    } else if (ret.gcd % 800 == 0) {
        ret.class = SEQUENCE_800;
        ret.difficulty = 10;
    } else if (jumps) {
        ret.class = SEQUENCE_RANDOM;
        ret.difficulty = RANDOM_DIFFICULTY;
    } else {
        ret.difficulty = (uint64_t)llround(deviation(step, at, n - 1) / ret.gcd);
        ret.class = ret.difficulty < TIME_DEVIATION ? SEQUENCE_TIME : SEQUENCE_INCREMENTS;
    }
    return ret;
}

const char *sequence_class_words(enum sequence_class c)
{
    static const char *const words[SEQUENCE_CLASSES] = {
        [SEQUENCE_CONSTANT] = N_("constant sequence number (!)"),
        [SEQUENCE_64K] = N_("64K rule"),
        [SEQUENCE_800] = N_("increments by 800"),
        [SEQUENCE_TIME] = N_("trivial time dependency"),
        [SEQUENCE_INCREMENTS] = N_("random positive increments"),
        [SEQUENCE_RANDOM] = N_("truly random"),
    };
    return c < SEQUENCE_CLASSES ? words[c] : NULL;
}

const char *sequence_difficulty_word(uint64_t difficulty)
{
    static const struct {
        uint64_t below;
        const char *word;
    } words[] = {{10, N_("Trivial joke")},
                 {80, N_("Easy")},
                 {3000, N_("Medium")},
                 {5000, N_("Formidable")},
                 {100000, N_("Worthy challenge")},
                 {UINT64_MAX, N_("Good luck!")}};
    unsigned i = 0;
    while (difficulty >= words[i].below && words[i].below != UINT64_MAX)
        i++;
    return words[i].word;
}

/* Do they go forward, and no faster than a clock? Not how evenly: who asks or answers may be busy. Random
 * numbers do so three times in a row once in a hundred million. */
static bool ticks(const uint32_t *v, const nsec *at, unsigned n)
{
    for (unsigned i = 0; i + 1 < n; i++)
        if ((double)(uint32_t)(v[i + 1] - v[i]) > FASTEST_CLOCK * seconds(at[i + 1] - at[i]))
            return false;
    return true;
}

enum sequence_model sequence_model(const struct sequence_isn *across, const uint32_t *same, const nsec *at,
                                   unsigned n)
{
    static const enum sequence_model simple[SEQUENCE_CLASSES] = {[SEQUENCE_CONSTANT] = SEQUENCE_MODEL_FIXED,
                                                                 [SEQUENCE_64K] = SEQUENCE_MODEL_CLOCK,
                                                                 [SEQUENCE_800] = SEQUENCE_MODEL_CLOCK,
                                                                 [SEQUENCE_TIME] = SEQUENCE_MODEL_CLOCK,
                                                                 [SEQUENCE_INCREMENTS] =
                                                                     SEQUENCE_MODEL_CLOCK};
    if (across->class != SEQUENCE_RANDOM || n < 2)
        return simple[across->class];
    bool equal = true;
    for (unsigned i = 1; i < n; i++)
        equal &= same[i] == same[0];
    return equal                ? SEQUENCE_MODEL_REPEATING
           : ticks(same, at, n) ? SEQUENCE_MODEL_CONNECTION
                                : SEQUENCE_MODEL_RANDOM;
}

const char *sequence_model_word(enum sequence_model m)
{
    static const char *const words[] = {
        [SEQUENCE_MODEL_UNKNOWN] = NULL,    [SEQUENCE_MODEL_FIXED] = "fixed",
        [SEQUENCE_MODEL_CLOCK] = "clock",   [SEQUENCE_MODEL_CONNECTION] = "rfc6528",
        [SEQUENCE_MODEL_RANDOM] = "random", [SEQUENCE_MODEL_REPEATING] = "repeating"};
    return words[m];
}

enum sequence_ipid sequence_ipid(const uint16_t *id, unsigned n)
{
    bool zero = n && !id[0], same = true, wild = false, leaps = false, swapped = true, even = true,
         small = true;
    for (unsigned i = 0; i + 1 < n; i++) {
        uint16_t d = (uint16_t)(id[i + 1] - id[i]);
        zero &= !id[i + 1];
        same &= !d;
        wild |= d > 20000;
        leaps |= (d > 1000 && d % 256) || (d % 256 == 0 && d >= 25600);
        swapped &= d % 256 == 0 && d <= 5120;
        even &= d % 2 == 0 && d < 20;
        small &= d < 10;
    }
    if (n < 2)
        return SEQUENCE_IPID_UNKNOWN;
    return zero            ? SEQUENCE_IPID_ZERO
           : same          ? SEQUENCE_IPID_CONSTANT
           : wild && n > 2 ? SEQUENCE_IPID_RANDOM
           : leaps         ? SEQUENCE_IPID_POSITIVE
           : swapped       ? SEQUENCE_IPID_BROKEN
           : even          ? SEQUENCE_IPID_BY_TWO
           : small         ? SEQUENCE_IPID_INCREMENTAL
                           : SEQUENCE_IPID_BUSY;
}

static const struct {
    const char *word, *words;
} ipids[SEQUENCE_IPIDS] = {
    [SEQUENCE_IPID_ZERO] = {"zero", N_("All zeros")},
    [SEQUENCE_IPID_CONSTANT] = {"constant", N_("Duplicated ipid (!)")},
    [SEQUENCE_IPID_INCREMENTAL] = {"incremental", N_("Incremental")},
    [SEQUENCE_IPID_BY_TWO] = {"by2", N_("Incrementing by 2")},
    [SEQUENCE_IPID_BROKEN] = {"broken", N_("Broken little-endian incremental")},
    [SEQUENCE_IPID_POSITIVE] = {"positive", N_("Random positive increments")},
    [SEQUENCE_IPID_RANDOM] = {"random", N_("Randomized")},
    [SEQUENCE_IPID_BUSY] = {"busy", N_("Busy server or unknown class")},
};

const char *sequence_ipid_words(enum sequence_ipid c)
{
    return c < SEQUENCE_IPIDS ? ipids[c].words : NULL;
}

const char *sequence_ipid_word(enum sequence_ipid c)
{
    return c < SEQUENCE_IPIDS ? ipids[c].word : NULL;
}

static bool follows(uint32_t before, uint32_t after)
{
    return after - before - 1 < SEQUENCE_FRAG_STEP;
}

/* Do those of one address of ours count by themselves? False when there are no two. */
static bool counts_alone(const uint32_t *id, const bool *other, unsigned n, bool which)
{
    uint32_t before = 0;
    unsigned seen = 0;
    for (unsigned i = 0; i < n; i++) {
        if (other[i] != which)
            continue;
        if (seen++ && !follows(before, id[i]))
            return false;
        before = id[i];
    }
    return seen > 1;
}

enum sequence_frag sequence_frag(const uint32_t *id, const bool *other, unsigned n)
{
    bool same = true, counts = true, two = false;
    for (unsigned i = 1; i < n; i++) {
        same &= id[i] == id[0];
        counts &= follows(id[i - 1], id[i]);
        two |= other[i] != other[0];
    }
    if (n < 3)
        return SEQUENCE_FRAG_UNKNOWN;
    if (same)
        return SEQUENCE_FRAG_CONSTANT;
    if (counts)
        return two ? SEQUENCE_FRAG_SHARED : SEQUENCE_FRAG_COUNTS;
    bool each = two && counts_alone(id, other, n, false) && counts_alone(id, other, n, true);
    return each ? SEQUENCE_FRAG_EACH : SEQUENCE_FRAG_RANDOM;
}

const char *sequence_frag_word(enum sequence_frag f)
{
    static const char *const words[] = {NULL, "constant", "shared", "counts", "each", "random"};
    return words[f];
}

/* The usual rate that a measured one is, or the measured one. Two samples may fall on both sides of a
 * tick. */
static unsigned usual_hz(double hz)
{
    static const unsigned usual[] = {2, 10, 50, 60, 100, 250, 512, 1000};
    if (hz < 5)
        return 2;
    for (unsigned i = 1; i < sizeof usual / sizeof *usual; i++)
        if (fabs(hz - usual[i]) < usual[i] * (usual[i] <= 60 && usual[i] >= 50 ? 0.07 : 0.15))
            return usual[i];
    return (unsigned)lround(hz);
}

/* One clock behind all of them? Each value where the rate of the whole says, give or take two ticks, or a
 * tenth of what passed between (what a packet may be late). */
static bool one_clock(const struct sequence_stamp *s, unsigned n, bool same_only, double *ret_hz)
{
    const struct sequence_stamp *first = NULL, *last = NULL;
    unsigned count = 0;
    for (unsigned i = 0; i < n; i++) {
        if (same_only && !s[i].same)
            continue;
        first = first ? first : &s[i];
        last = &s[i];
        count++;
    }
    if (count < 2)
        return false;
    double hz = (double)(uint32_t)(last->value - first->value) / seconds(last->at - first->at);
    for (unsigned i = 0; i < n; i++) {
        double due = hz * seconds(s[i].at - first->at), is = (double)(uint32_t)(s[i].value - first->value);
        if ((s[i].same || !same_only) && &s[i] != first && fabs(is - due) > 2 + due / 10)
            return false;
    }
    *ret_hz = hz;
    return hz < 1e7;
}

struct sequence_clock sequence_clock(const struct sequence_stamp *s, unsigned n, unsigned answers)
{
    struct sequence_clock ret = {.uptime_s = UINT64_MAX};
    bool zero = true, still = true;
    double hz;
    if (n < 2) {
        ret.kind = answers && !n ? SEQUENCE_CLOCK_NONE : SEQUENCE_CLOCK_UNKNOWN;
        return ret;
    }
    for (unsigned i = 0; i < n; i++) {
        zero &= !s[i].value;
        still &= s[i].value == s[0].value;
    }
    if (zero || still) {
        ret.kind = zero ? SEQUENCE_CLOCK_ZERO : SEQUENCE_CLOCK_STILL;
    } else if (one_clock(s, n, false, &hz)) {
        ret.kind = SEQUENCE_CLOCK_GLOBAL;
        ret.hz = usual_hz(hz);
        uint64_t up = s[n - 1].value / ret.hz;
        ret.uptime_s = up <= UINT64_C(2) * 365 * 86400 ? up : UINT64_MAX;
    } else if (one_clock(s, n, true, &hz)) {
        ret.kind = SEQUENCE_CLOCK_CONNECTION;
        ret.hz = hz > 0 ? usual_hz(hz) : 0;
    } else {
        ret.kind = SEQUENCE_CLOCK_WILD;
    }
    return ret;
}

const char *sequence_clock_word(enum sequence_clock_kind k)
{
    static const char *const words[] = {
        [SEQUENCE_CLOCK_UNKNOWN] = NULL,    [SEQUENCE_CLOCK_NONE] = "none",
        [SEQUENCE_CLOCK_ZERO] = "zero",     [SEQUENCE_CLOCK_STILL] = "still",
        [SEQUENCE_CLOCK_GLOBAL] = "global", [SEQUENCE_CLOCK_CONNECTION] = "rfc7323",
        [SEQUENCE_CLOCK_WILD] = "wild"};
    return words[k];
}
