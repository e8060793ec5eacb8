#include "watch/ledger/walk.h"

#include <math.h>

#define UNHEARD (100 * NSEC_MS) /* answers within a net take far less, */
#define NEAR    (50 * NSEC_MS)  /* and where they are known to be quick, one that takes so long is rare */

enum {
    VOUCHED = 4, /* of walk_step's `what`, beside its state (2 bits) and its kind (3 bits from KIND on) */
    KIND = 3,
    TOLD = 64,
    APART = 128,
    STAYS = VOUCHED | TOLD | APART, /* when its outcome or its kind is learnt */
    RUN = 4,                        /* hosts in turn at the same port */
    ALL = 8,                        /* in one net: as many as are told together, nearly */
    STAYS_MOST = 127,
    LEFT = 128,
    UNHEARD_TIMES = 4, /* as long as answers take */
    SLOWEST_MS = 10000,
};

/* How long a SYN is sent again, by its third time: after 1, 2 and 4 s (RFC 6298 2.1, 5.5). A net that comes
 * back meanwhile is heard. */
#define INSISTS (7 * NSEC_SEC)

/* Between two hosts of a run: who waits for one that is silent gives it up after some seconds, and what is
 * shorter than a moment is no hurry; beyond that, so many times as long, or as short, is another pace. Longer
 * ones, up to ten minutes (APART), cannot be told from short ones. */
#define PAUSE    (8 * NSEC_SEC)
#define HASTE    (250 * NSEC_MS)
#define PACE     4
#define GAP_MOST (520 * NSEC_SEC)

/* Of so many, the last one answered: a net that was gone for the one or two before it and never else is less
 * likely than doors that are shut. */
enum { FEW_MUTE = 3 };

enum { SMB = 445, SMB_OVER_NETBIOS = 139 };

#define AGAIN 0.33f /* of a failure's weight: the next one at the same host */

#define SCALE 64.0f
#define TICK  (8 * NSEC_MS)

static uint16_t tick_of(nsec_wall at)
{
    return (uint16_t)(at / TICK);
}

static int8_t scaled(float step)
{
    return (int8_t)(step * SCALE);
}

/* How long ago, in nanoseconds; beyond eight minutes it begins anew. */
static nsec age_of(const struct walk_step *s, nsec_wall now)
{
    return (uint16_t)(tick_of(now) - s->at) * TICK;
}

static enum walk_state state_of(const struct walk_step *s)
{
    return s->what & 3;
}

static uint8_t kind_of(const struct walk_step *s)
{
    return s->what >> KIND & 7;
}

static bool is_vouched(const struct walk_step *s)
{
    return s->what & VOUCHED;
}

static uint8_t what_of(enum walk_state state, uint8_t kind)
{
    return (uint8_t)((unsigned)kind << KIND | (unsigned)state);
}

/* fmaxf() is a call, since it has to know what is no number: 2 % of the time of a busy watch. */
static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float advance(float sum, float step)
{
    return larger(0, sum + step);
}

/* The i-th of those in use, the oldest first. */
static const struct walk_step *nth(const struct walk *w, unsigned i)
{
    return &w->step[(w->next + WALK_STEPS - w->n + i) % WALK_STEPS];
}

static float weight(const struct walk_step *s)
{
    return state_of(s) == WALK_KNOWN ? s->step / SCALE : 0;
}

/* Whether the host of the i-th failed at the one before of its own, too. */
static bool is_down(const struct walk *w, unsigned i)
{
    for (unsigned k = i; k-- > 0;)
        if (nth(w, k)->host == nth(w, i)->host)
            return state_of(nth(w, k)) == WALK_OPEN || nth(w, k)->step > 0;
    return false;
}

/* Whether other hosts answered at the port where this one did not. */
static bool is_listed(const struct walk *w, uint16_t host, uint16_t port)
{
    for (unsigned k = 0; k < w->n; k++)
        if (nth(w, k)->port == port && nth(w, k)->host != host && weight(nth(w, k)) < 0)
            return true;
    return false;
}

/* A failure that nobody will look at again. */
static float last_part_of(struct walk *w, uint16_t host, uint16_t port)
{
    bool again = host == w->down && is_listed(w, host, port);
    w->down = host;
    return again ? 0 : 1;
}

/* What a failure counts for. Whoever asks at each host of a list for the same services learns of one that is
 * down once, not at each of them. */
static float part_of(const struct walk *w, unsigned i)
{
    return !is_down(w, i) ? 1 : is_listed(w, nth(w, i)->host, nth(w, i)->port) ? 0 : AGAIN;
}

static void add_since(struct walk *w, float step)
{
    float sum = advance(w->since / SCALE, step) * SCALE;
    w->since = sum < UINT16_MAX ? (uint16_t)sum : UINT16_MAX;
}

float walk_since(const struct walk *w)
{
    return w->since / SCALE;
}

/* The oldest gives way. While others that did so are still open, its success is theirs in equal parts: else
 * all that succeeded would come first, and all that failed after it. */
static void forget(struct walk *w, const struct walk_step *s)
{
    if (state_of(s) == WALK_OPEN)
        w->out++;
    else if (w->out && s->step < 0)
        w->owed += weight(s);
    else
        w->before =
            advance(w->before, weight(s) > 0 ? weight(s) * last_part_of(w, s->host, s->port) : weight(s));
}

static void resolve_forgotten(struct walk *w, uint16_t host, uint16_t port, float step)
{
    step = step > 0 ? step * last_part_of(w, host, port) : step;
    float part = step > 0 && w->out ? w->owed / (float)w->out : 0;
    w->out -= w->out > 0;
    w->owed -= part;
    if (step < 0 && w->out)
        w->owed += step;
    else
        w->before = advance(w->before, step + part);
}

void walk_ask(struct walk *w, nsec_wall at, uint16_t host, uint16_t port, enum walk_state state, uint8_t kind,
              float step)
{
    if (w->n == WALK_STEPS)
        forget(w, nth(w, 0));
    else
        w->n++;
    w->step[w->next] = (struct walk_step){
        .at = tick_of(at), .host = host, .port = port, .step = scaled(step), .what = what_of(state, kind)};
    w->next = (uint8_t)((w->next + 1) % WALK_STEPS);
    w->mute = (uint8_t)(w->mute + (w->mute < WALK_STEPS));
    add_since(w, state == WALK_KNOWN ? step : 0);
}

/* The question at that door, with its outcome or still without; -1: it is not among the last ones. */
static int find(const struct walk *w, uint16_t host, uint16_t port, bool known)
{
    for (unsigned i = 0; i < w->n; i++)
        if (nth(w, i)->host == host && nth(w, i)->port == port &&
            (state_of(nth(w, i)) == WALK_KNOWN) == known)
            return (int)(nth(w, i) - w->step);
    return -1;
}

static void set(struct walk *w, int i, float step)
{
    w->step[i].step = scaled(step);
    w->step[i].what = (uint8_t)((w->step[i].what & STAYS) | what_of(WALK_KNOWN, kind_of(&w->step[i])));
}

void walk_resolve(struct walk *w, uint16_t host, uint16_t port, float step)
{
    int i = find(w, host, port, false);
    add_since(w, step);
    if (i < 0)
        resolve_forgotten(w, host, port, step);
    else
        set(w, i, step);
}

float walk_correct(struct walk *w, uint16_t host, uint16_t port, float step)
{
    int i = find(w, host, port, true);
    if (i < 0)
        return 0;
    float weighed = weight(&w->step[i]);
    add_since(w, step - weighed);
    set(w, i, step);
    return weighed;
}

void walk_is(struct walk *w, uint8_t kind, float step)
{
    struct walk_step *s = &w->step[(w->next + WALK_STEPS - 1) % WALK_STEPS];
    if (!w->n)
        return;
    if (state_of(s) == WALK_KNOWN)
        add_since(w, step - weight(s));
    s->what = (uint8_t)((s->what & STAYS) | what_of(state_of(s), kind));
    s->step = scaled(step);
}

static bool is_told_at(const struct walk *w, unsigned i, uint16_t port)
{
    return walk_same_service(nth(w, i)->port, port) && nth(w, i)->what & TOLD;
}

/* Whether what was told last was at that port as well, host after host. */
static bool follows_run(const struct walk *w, uint16_t port)
{
    for (unsigned i = 2; i < RUN + 2; i++)
        if (i > w->n || !is_told_at(w, w->n - i, port))
            return false;
    return true;
}

/* How long after the one before it the i-th was asked, which is not APART. What is not quite in order came at
 * once. */
static nsec gap_at(const struct walk *w, unsigned i)
{
    nsec gap = (uint16_t)(nth(w, i)->at - nth(w, i - 1)->at) * TICK;
    return gap > GAP_MOST ? 0 : gap;
}

/* Whether the last one came after those of the run that was told as they came after each other: neither after
 * a pause that is much longer than any of theirs, nor in a hurry that none of them had. */
static bool keeps_pace(const struct walk *w)
{
    unsigned last = w->n - 1u;
    bool apart = nth(w, last)->what & APART;
    nsec longest = 0, shortest = GAP_MOST;
    if (apart || nth(w, last - 1)->what & APART)
        return apart && nth(w, last - 1)->what & APART;
    for (unsigned i = last - 1; i > 0 && !(nth(w, i)->what & APART); i--) {
        if (!is_told_at(w, i - 1, nth(w, last)->port))
            break;
        longest = gap_at(w, i) > longest ? gap_at(w, i) : longest;
        shortest = gap_at(w, i) < shortest ? gap_at(w, i) : shortest;
    }
    return gap_at(w, last) <= longest * PACE + PAUSE && (gap_at(w, last) + HASTE) * PACE >= shortest;
}

/* Who keeps to a net has hosts there; what he wants in the next is another question, once. */
static bool leaves_net(struct walk *w, bool moved)
{
    unsigned stays = w->stays & STAYS_MOST;
    bool leaves = moved && stays >= ALL && !(w->stays & LEFT);
    w->stays = (uint8_t)((w->stays & LEFT) | (moved ? 0 : stays + (stays < STAYS_MOST)));
    return leaves;
}

void walk_go_on(struct walk *w, bool apart, bool moved)
{
    struct walk_step *s = &w->step[(w->next + WALK_STEPS - 1) % WALK_STEPS];
    bool leaves = leaves_net(w, moved);
    s->what |= apart ? APART : 0;
    if (!follows_run(w, s->port) || !keeps_pace(w))
        return;
    if (leaves)
        w->stays |= LEFT;
    else
        s->what |= TOLD;
}

void walk_tell(struct walk *w)
{
    for (unsigned i = 0; i < w->n; i++)
        w->step[i].what |= TOLD;
    w->since = 0;
}

uint8_t walk_kind(const struct walk *w, uint16_t host, uint16_t port, uint8_t other)
{
    int i = find(w, host, port, false);
    return i < 0 ? other : kind_of(&w->step[i]);
}

/* How long before `at` it was asked; beyond a few minutes, and after it, something that is not short. */
static nsec before(const struct walk_step *s, nsec_wall at)
{
    return (uint16_t)(tick_of(at) - s->at) * TICK;
}

/* Nothing that was asked while the net was gone failed. */
static void excuse(struct walk *w)
{
    for (unsigned i = 0; i < w->mute && i < w->n; i++) {
        struct walk_step *s = &w->step[(w->next + WALK_STEPS - 1 - i) % WALK_STEPS];
        if (state_of(s) == WALK_KNOWN)
            s->step = 0;
    }
}

void walk_heard(struct walk *w, nsec_wall at, nsec_wall fresh)
{
    unsigned i = 0, later = 0;
    if (walk_is_alone(w, true))
        excuse(w);
    while (at < fresh && later < w->n && before(nth(w, w->n - 1 - later), at) > INSISTS)
        later++;
    unsigned few = w->mute <= FEW_MUTE ? w->mute : 0;
    for (i = later; i < w->n; i++) {
        struct walk_step *s = &w->step[(w->next + WALK_STEPS - 1 - i) % WALK_STEPS];
        if (i >= few && (at - fresh > INSISTS || before(s, at) > INSISTS))
            break;
        s->what |= VOUCHED;
    }
    w->mute = 0;
    w->again = w->missed = 0;
}

void walk_again(struct walk *w, uint16_t host, uint16_t port)
{
    bool known = w->mute < WALK_STEPS; /* else it may be one of those that were asked meanwhile */
    for (unsigned i = 0; i < w->mute && i < w->n; i++)
        known &= nth(w, w->n - 1 - i)->host != host || nth(w, w->n - 1 - i)->port != port;
    w->again = (uint8_t)(w->again + (known && w->again < UINT8_MAX));
}

/* One that was heard since it was asked counts no more, nor does its silence. */
void walk_missed(struct walk *w)
{
    bool counts = w->again > 0;
    w->again = (uint8_t)(w->again - counts);
    w->missed = (uint8_t)(w->missed + (counts && w->missed < UINT8_MAX));
}

bool walk_is_alone(const struct walk *w, bool sure)
{
    return w->missed + (sure ? 0 : w->again) >= WALK_MISSED;
}

bool walk_asked_only(const struct walk *w, uint16_t host, uint16_t port)
{
    bool asked = false, other = false;
    for (unsigned i = 0; i < w->n; i++) {
        asked |= nth(w, i)->host == host && nth(w, i)->port == port;
        other |= nth(w, i)->host == host && nth(w, i)->port != port;
    }
    return asked && !other;
}

void walk_answered(struct walk *w, nsec took)
{
    nsec ms = took < 0 ? 0 : took / NSEC_MS;
    nsec now = ms > SLOWEST_MS ? SLOWEST_MS : ms;
    nsec mean = w->answer_ms;
    /* Up at once and down in time: slow ones come together, from where the way is long. */
    w->answer_ms = (uint16_t)(!mean        ? (now ? now : 1)
                              : now > mean ? (mean + now + 1) / 2
                                           : (mean * 7 + now + 7) / 8);
}

unsigned walk_open(const struct walk *w, nsec_wall now, nsec patience)
{
    unsigned n = w->out;
    for (unsigned i = 0; i < w->n; i++)
        n += state_of(nth(w, i)) == WALK_OPEN && age_of(nth(w, i), now) <= patience;
    return n;
}

static nsec patience_of(const struct walk *w)
{
    nsec usual = w->answer_ms * UNHEARD_TIMES * NSEC_MS;
    return !w->answer_ms ? UNHEARD : usual > NEAR ? usual : NEAR;
}

/* How much an open question counts as one that failed: asked so long before `last` that an answer would have
 * come; or half as long, where answers are quick and one in five may still be on the way: ln (0.84 / 0.36)
 * instead of ln (0.8 / 0.2). */
static inline float unheard_part(const struct walk *w, const struct walk_step *s, nsec_wall last,
                                 nsec patience)
{
    bool early = state_of(s) == WALK_EARLY && state_of(nth(w, w->n - 1u)) == WALK_OPEN;
    nsec age = age_of(s, last), enough = patience_of(w);
    if ((state_of(s) != WALK_OPEN && !early) || age < patience)
        return 0;
    return age >= enough ? 1 : enough == NEAR && age >= enough / 2 ? 0.6f : 0;
}

/* Of a step, as far as is known by now. */
static float weight_now(const struct walk *w, const struct walk_step *s, nsec_wall last,
                        const struct walk_view *view)
{
    if (view->unheard) {
        float part = unheard_part(w, s, last, view->patience);
        if (part > 0)
            return part * view->unheard[kind_of(s)];
    }
    return weight(s);
}

float walk_sum(const struct walk *w, nsec_wall last, const struct walk_view *view, float *ret_peak)
{
    float sum = w->before;
    *ret_peak = 0;
    for (unsigned i = 0; i < w->n; i++) {
        const struct walk_step *s = nth(w, i);
        float step = weight_now(w, s, last, view);
        if (step > 0)
            step *= view->vouched && !is_vouched(s) ? 0 : part_of(w, i);
        sum = advance(sum, step);
        *ret_peak = larger(*ret_peak, sum);
    }
    return sum;
}

bool walk_same_service(uint16_t port, uint16_t other)
{
    return port == other || (port == SMB && other == SMB_OVER_NETBIOS) ||
           (port == SMB_OVER_NETBIOS && other == SMB);
}

/* Whether the host of the i-th was asked at another door of that service before. */
static bool is_counted(const struct walk *w, unsigned i)
{
    const struct walk_step *s = nth(w, i);
    for (unsigned k = 0; k < i; k++)
        if (nth(w, k)->host == s->host && nth(w, k)->port != s->port &&
            walk_same_service(nth(w, k)->port, s->port))
            return true;
    return false;
}

struct walk_tally walk_at_port(const struct walk *w, uint16_t port, uint8_t kind, nsec_wall last)
{
    struct walk_tally t = {0};
    for (unsigned i = 0; i < w->n; i++) {
        const struct walk_step *s = nth(w, i);
        if (!walk_same_service(s->port, port) || kind_of(s) != kind || is_counted(w, i)) {
            t.others++;
            continue;
        }
        t.asked++;
        t.news += !(s->what & TOLD);
        t.opened += weight(s) < 0;
        t.shut += state_of(s) == WALK_KNOWN ? s->step > 0 : unheard_part(w, s, last, 0) > 0;
    }
    return t;
}

struct walk_tally walk_list(const struct walk *w, uint16_t port, nsec_wall last)
{
    struct walk_tally t = {0};
    for (unsigned i = 0; i < w->n; i++) {
        const struct walk_step *s = nth(w, i);
        if (!t.shut && i && (s->what & APART || gap_at(w, i) > PAUSE))
            t.opened = 0;
        if (!walk_same_service(s->port, port))
            continue;
        t.shut += state_of(s) == WALK_KNOWN ? s->step > 0 : unheard_part(w, s, last, 0) > 0;
        t.opened += weight(s) < 0;
    }
    return t;
}

unsigned walk_abandon(struct walk *w)
{
    unsigned lost = w->out;
    for (unsigned i = 0; i < WALK_STEPS; i++) {
        struct walk_step *s = &w->step[i];
        if (state_of(s) != WALK_OPEN && state_of(s) != WALK_EARLY)
            continue;
        s->what = (uint8_t)((s->what & (TOLD | APART)) | what_of(WALK_UNTOLD, kind_of(s)));
        lost++;
    }
    w->before = advance(w->before, w->owed);
    w->owed = 0;
    w->out = 0;
    w->again = 0;
    return lost;
}

bool walk_is_sound(const struct walk *w, uint8_t kinds)
{
    for (unsigned i = 0; i < WALK_STEPS; i++)
        if (kind_of(&w->step[i]) >= kinds)
            return false;
    return w->n <= WALK_STEPS && w->mute <= WALK_STEPS && w->next < WALK_STEPS && isfinite(w->before) &&
           w->before >= 0 && w->before <= WALK_SUM_MOST && isfinite(w->owed) && w->owed <= 0 &&
           w->answer_ms <= SLOWEST_MS;
}
