#include "scan/enough.h"

#include "scan/priv_scan.h"

#include <math.h>

#define CHEAP_SECONDS 0.1        /* a round that takes less beside its wait */
#define HIDDEN        (1.0 / 40) /* doors that may hide in a proof's silence */

/* Techniques that no open port answers: refusals are all that they hear. */
static bool refusals_matter(const struct tech *t)
{
    return t->yes.state == STATE_UNKNOWN && t->rst.state != STATE_UNKNOWN;
}

/* Has every silent target been asked often enough? Yes when so many doors are sure to have been found as the
 * goal says, and less than one in fifty is likely missed in the whole, or when nothing at all was lost among
 * many. A round that costs next to nothing is made as long as it may still turn one silence into an
 * answer. */
bool enough_after(const struct scan *s, uint32_t rounds, double silent, double answered, double open)
{
    double q, upper, k = rounds;
    if (silent < 1 || rounds >= s->conf.max_rounds)
        return true;
    if (rounds < s->conf.min_rounds)
        return false;
    if (space_portless(&s->block.space))
        return true;
    if (!loss_estimate(&s->loss, &q, &upper))
        return rounds >= 3;
    if (1 - pow(upper, k) < s->conf.recall)
        return false;
    if (loss_asked(&s->loss) >= 1000 && loss_none(&s->loss))
        return true;
    bool cheap = silent < s->pace.rate * CHEAP_SECONDS;
    /* Where open doors keep silent, it is the closed ones that must all be heard. */
    bool by_answers = cheap || refusals_matter(s->conf.tech);
    return fmax(1, by_answers ? answered : open) * pow(q, k) < 0.02;
}

/* Where no open door answers, nothing tells rationed RSTs from lost ones; but while a round still turns more
 * silence into answers than ordinary loss does (one in 33), another one will. */
static bool still_learning(const struct scan *s)
{
    uint64_t news = s->stats.answered - s->answered_before;
    return refusals_matter(s->conf.tech) && s->round < s->conf.max_rounds && s->round >= s->conf.min_rounds &&
           news > 1 && news * 33 > s->round_asked;
}

bool enough_now(const struct scan *s)
{
    if (still_learning(s))
        return false;
    if (s->rounds)
        return s->round >= s->rounds || !s->block.silent;
    if (s->round_failed && s->round == s->conf.min_rounds && s->round < s->conf.max_rounds)
        return false; /* what was in the way may be over by now */
    uint64_t wanted = s->conf.mix ? s->stats.answered : s->stats.open;
    return enough_after(s, s->round, (double)s->block.silent, (double)s->stats.answered, (double)wanted);
}

void enough_quiet_from(struct scan *s, int rounds)
{
    s->quiet.rounds = rounds;
    s->quiet.news = 0;
    s->quiet.asked = s->loss.sample[LOSS_CLOSED].asked;
    s->quiet.heard = s->loss.sample[LOSS_CLOSED].heard;
}

/* The doors are found, but some host rations its RSTs: the silent rest is asked on at the pace of its
 * answers, so that closed ports are not called filtered. */
bool enough_begin_proof(struct scan *s)
{
    if (s->conf.tech->rationed || s->proving || !loss_doubts(&s->loss) || !s->block.silent ||
        s->conf.proof <= 0)
        return false;
    s->proving = s->loss.proving = true;
    s->proof_until = s->now + s->conf.proof;
    enough_quiet_from(s, 0);
    pace_restart(&s->pace, s->now);
    return true;
}

/* Does the last round of the proof leave something to wait for? A round that hears next to nothing new (one
 * in 33 may be the path's ordinary loss) proves nothing by itself: so it looks, too, where questions came
 * much faster than the ration allows answers. Silence counts where closed doors that are known to refuse did
 * so meanwhile; and it is a proof when less than one door in 40 proofs is likely to hide in it: those that
 * quiet rounds still found, and one more, missed in each of them. */
bool enough_goes_on(struct scan *s)
{
    uint64_t news = s->stats.answered - s->answered_before;
    if (!s->proving || s->now >= s->proof_until || !s->block.silent)
        return false;
    double missed;
    int witnessed = loss_witnessed(&s->loss, s->quiet.asked, s->quiet.heard, &missed);
    if (witnessed < 0 || (news > 1 && news * 33 > s->round_asked)) {
        enough_quiet_from(s, 0);
        return true;
    }
    s->quiet.rounds++;
    s->quiet.news += news;
    return !witnessed || s->quiet.rounds < 1 ||
           (1 + (double)s->quiet.news) * pow(missed, s->quiet.rounds) >= HIDDEN;
}

/* The share of open doors that were found. A scan that was cut short has not looked at all of them, and says
 * nothing. */
void enough_recall(const struct scan *s, double *ret, double *ret_low)
{
    double q, upper;
    bool cut = s->phase == PHASE_DONE && !s->stats.complete;
    *ret = *ret_low = NAN;
    if (cut)
        return;
    if (!s->block.silent)
        *ret = *ret_low = 1; /* where all answered, nothing hides */
    else if (loss_estimate(&s->loss, &q, &upper)) {
        *ret = 1 - pow(q, s->round);
        /* The bound of q, and beside it chance: how many of so many doors are missed at that q varies by
         * itself. */
        double miss = pow(upper, s->round), doors = fmax(1, (double)s->stats.open);
        *ret_low = fmax(0, 1 - miss - 1.64 * sqrt(miss * (1 - miss) / doors));
    }
}
