#include "watch/walk.h"

#include <math.h>

enum {
    UNHEARD_MS = 100,  /* answers within a net take far less, */
    NEAR_MS = 50,      /* and where they are known to be quick, one that takes so long is rare */
    UNHEARD_TIMES = 4, /* or than so many answers take */
    SLOWEST_MS = 10000,
};

#define AGAIN 0.33f /* of a failure's weight: the next one at the same host */

static uint32_t ms_of(nsec_wall at)
{
    return (uint32_t)(at / NSEC_MS);
}

static float advance(float sum, float step)
{
    return fmaxf(0, sum + step);
}

/* The i-th of those in use, the oldest first. */
static const struct walk_step *nth(const struct walk *w, unsigned i)
{
    return &w->step[(w->at + WALK_STEPS - w->n + i) % WALK_STEPS];
}

static float weight(const struct walk_step *s)
{
    return s->state == WALK_KNOWN ? (float)s->step / 1000 : 0;
}

/* Whether the host of the i-th failed at the one before of its own, too. */
static bool is_down(const struct walk *w, unsigned i)
{
    for (unsigned k = i; k-- > 0;)
        if (nth(w, k)->host == nth(w, i)->host)
            return nth(w, k)->state == WALK_OPEN || nth(w, k)->step > 0;
    return false;
}

/* The oldest gives way. While others that did so are still open, its success is theirs in equal parts: else all that succeeded would come first,
 * and all that failed after it. */
static void forget(struct walk *w, const struct walk_step *s)
{
    if (s->state == WALK_OPEN)
        w->out++;
    else if (w->out && s->step < 0)
        w->owed += weight(s);
    else
        w->before = advance(w->before, weight(s));
}

static void resolve_forgotten(struct walk *w, float step)
{
    float part = w->out ? w->owed / (float)w->out : 0;
    w->owed -= part;
    w->out -= w->out > 0;
    w->before = advance(w->before, step + part);
}

void walk_ask(struct walk *w, nsec_wall at, uint16_t host, uint16_t port, enum walk_state state, uint8_t kind,
              float step)
{
    if (w->n == WALK_STEPS)
        forget(w, nth(w, 0));
    else
        w->n++;
    w->step[w->at] = (struct walk_step){.ms = ms_of(at),
                                        .step = (int16_t)(step * 1000),
                                        .host = host,
                                        .port = port,
                                        .state = (uint8_t)state,
                                        .kind = kind};
    w->at = (uint16_t)((w->at + 1) % WALK_STEPS);
}

/* The question at that door, with its outcome or still without; -1: it is not among the last ones. */
static int find(const struct walk *w, uint16_t host, uint16_t port, bool known)
{
    for (unsigned i = 0; i < w->n; i++)
        if (nth(w, i)->host == host && nth(w, i)->port == port && (nth(w, i)->state == WALK_KNOWN) == known)
            return (int)(nth(w, i) - w->step);
    return -1;
}

static void set(struct walk *w, int i, float step)
{
    w->step[i].step = (int16_t)(step * 1000);
    w->step[i].state = WALK_KNOWN;
}

void walk_resolve(struct walk *w, uint16_t host, uint16_t port, float step)
{
    int i = find(w, host, port, false);
    if (i < 0)
        resolve_forgotten(w, step);
    else
        set(w, i, step);
}

void walk_correct(struct walk *w, uint16_t host, uint16_t port, float step)
{
    int i = find(w, host, port, true);
    if (i >= 0)
        set(w, i, step);
}

void walk_is(struct walk *w, uint8_t kind, float step)
{
    struct walk_step *s = &w->step[(w->at + WALK_STEPS - 1) % WALK_STEPS];
    if (!w->n)
        return;
    s->kind = kind;
    s->step = (int16_t)(step * 1000);
}

uint8_t walk_kind(const struct walk *w, uint16_t host, uint16_t port, uint8_t other)
{
    int i = find(w, host, port, false);
    return i < 0 ? other : w->step[i].kind;
}

void walk_answered(struct walk *w, nsec took)
{
    nsec ms = took < 0 ? 0 : took / NSEC_MS;
    nsec now = ms > SLOWEST_MS ? SLOWEST_MS : ms;
    w->answer_ms = (uint16_t)((w->answer_ms * INT64_C(7) + now + 7) / 8);
}

unsigned walk_open(const struct walk *w, nsec_wall now, nsec patience)
{
    unsigned n = 0;
    for (unsigned i = 0; i < w->n; i++)
        n += nth(w, i)->state == WALK_OPEN && ms_of(now) - nth(w, i)->ms <= patience / NSEC_MS;
    return n;
}

static uint32_t patience_of(const struct walk *w)
{
    uint32_t usual = w->answer_ms * UINT32_C(1) * UNHEARD_TIMES;
    return !w->answer_ms ? UNHEARD_MS : usual > NEAR_MS ? usual : NEAR_MS;
}

/* Open, and asked so long before `last` that an answer would have come. */
static bool is_unheard(const struct walk *w, const struct walk_step *s, uint32_t last)
{
    bool early = s->state == WALK_EARLY && nth(w, w->n - 1)->state == WALK_OPEN;
    return (s->state == WALK_OPEN || early) && last - s->ms >= patience_of(w) && last - s->ms <= INT32_MAX;
}

float walk_sum(const struct walk *w, nsec_wall last, const float unheard[], float *ret_peak)
{
    float sum = w->before;
    *ret_peak = 0;
    for (unsigned i = 0; i < w->n; i++) {
        const struct walk_step *s = nth(w, i);
        float step = unheard && is_unheard(w, s, ms_of(last)) ? unheard[s->kind] : weight(s);
        sum = advance(sum, step > 0 && is_down(w, i) ? step * AGAIN : step);
        *ret_peak = fmaxf(*ret_peak, sum);
    }
    return sum;
}

bool walk_is_sound(const struct walk *w)
{
    return w->n <= WALK_STEPS && w->at < WALK_STEPS && isfinite(w->before) && w->before >= 0 &&
           isfinite(w->owed) && w->owed <= 0 && w->answer_ms <= SLOWEST_MS;
}
