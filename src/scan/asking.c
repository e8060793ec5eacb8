#include "scan/asking.h"

#include "scan/priv_scan.h"

#define SENTINELS_EAGER 2000 /* so many are frequent, the later ones are not */
#define SKIP_MAX        8192 /* answered targets passed over in one step, so that a step stays short */

static uint16_t port_of(const struct scan *s, uint64_t slot)
{
    uint64_t host;
    uint32_t place;
    space_split(&s->block.space, block_target(&s->block, slot), &host, &place);
    return space_port(&s->block.space, host, place);
}

/* Has everything been said to this port that there is to say? */
static bool said_all(const struct scan *s, uint64_t slot)
{
    return s->round > 1 && s->rounds && s->round > s->conf.tech->rounds(port_of(s, slot));
}

/* The next silent slot of this round. False at its end, or (and *ret_more) when enough was skipped for one
 * step. */
static bool next_slot(struct scan *s, uint64_t *ret_slot, bool *ret_more)
{
    for (uint32_t skipped = 0; s->at < s->block.slots; skipped++) {
        if (skipped >= SKIP_MAX) {
            *ret_more = true;
            return false;
        }
        uint64_t slot = s->round == 1 ? s->at : perm_at(&s->round_order, s->at);
        s->at++;
        enum heard h = block_get(&s->block, slot);
        if (s->round == 1 ? h == HEARD_UNASKED : heard_silent(h) && !said_all(s, slot)) {
            *ret_slot = slot;
            return true;
        }
    }
    return false;
}

static struct probe probe_of(const struct scan *s, uint64_t slot, uint8_t try)
{
    uint64_t t = block_target(&s->block, slot), host;
    uint32_t place;
    space_split(&s->block.space, t, &host, &place);
    return (struct probe){
        .addr = scan_host(s, host), .id = t, .port = space_port(&s->block.space, host, place), .try = try};
}

/* Do its host, network and next hop have a probe left for it? This machine needs no protection from
 * itself. */
static bool within_quota(struct scan *s, const struct probe *p)
{
    const struct path *way = s->conf.paths ? paths_find(s->conf.paths, &p->addr, &s->path) : NULL;
    if (!way || way->own ||
        quota_take(&s->quota, &p->addr, way->kind == PATH_VIA ? &way->gateway : NULL, s->now))
        return true;
    loss_held(&s->loss, s->quota.by);
    return false;
}

/* False: not now. */
static bool ask(struct scan *s, uint64_t slot, struct probe *out)
{
    enum heard was = block_get(&s->block, slot);
    *out = probe_of(s, slot, (uint8_t)(s->round < SCAN_SENTINEL_TRY ? s->round - 1 : SCAN_SENTINEL_TRY - 1));
    if (!within_quota(s, out))
        return false;
    if (was < HEARD_ASKED3)
        block_set(&s->block, slot, (enum heard)(was + 1));
    s->stats.asked_once += was == HEARD_UNASKED;
    s->stats.retries += was != HEARD_UNASKED;
    s->round_asked++;
    return true;
}

static struct probe ask_sentinel(struct scan *s, bool settled)
{
    struct loss_door door = loss_next(&s->loss, settled, s->now, &s->rtt);
    unsigned turn = s->sentinel_turn++ % (COOKIE_TRIES - SCAN_SENTINEL_TRY);
    s->stats.sentinels++;
    return (struct probe){.addr = door.addr, .port = door.port, .try = (uint8_t)(SCAN_SENTINEL_TRY + turn)};
}

/* The slot just taken waits for its quota. Returns until when. */
static nsec put_back(struct scan *s)
{
    s->at--;
    return s->quota.free_at;
}

static void end_round(struct scan *s)
{
    s->phase = PHASE_WAITING;
    s->loss.recaptured |= s->round == 2 && !s->rounds;
    if (s->round == 1)
        s->round1_end = s->now;
    if (s->loss.proving)
        loss_cut(&s->loss, s->now); /* what follows is a pause, and says nothing about the rate */
}

/* Fills tx with up to n probes, sentinels strewn among them. Returns how many; the phase changes at the
 * round's end. */
uint32_t asking_round(struct scan *s, struct probe *tx, uint32_t n, bool *ret_more, nsec *ret_held)
{
    bool settled = !s->pace.slow_start || loss_asked(&s->loss) > SENTINELS_EAGER;
    s->loss.rate = s->pace.used;
    uint32_t made = 0, sentinels = s->conf.sentinels ? loss_quota(&s->loss, settled, s->now, &s->rtt, n) : 0;
    while (made < n && *ret_held <= s->now) {
        uint64_t slot;
        if (sentinels && rng_below(&s->rng, n - made) < sentinels) {
            tx[made++] = ask_sentinel(s, settled);
            sentinels--;
        } else if (next_slot(s, &slot, ret_more)) {
            if (ask(s, slot, &tx[made]))
                made++;
            else
                *ret_held = put_back(s);
        } else {
            break;
        }
    }
    if (s->at >= s->block.slots) /* not a pause of the pace later: that may be minutes */
        end_round(s);
    s->stats.probes += made;
    loss_sent(&s->loss, made);
    pace_sent(&s->pace, made);
    if (made)
        s->last_sent = s->now;
    return made;
}

/* What the hosts' rations allow now. A volley must leave at once, so it may be more than the pace allows now;
 * what comes after waits the longer. */
uint32_t asking_rationed(struct scan *s, struct probe *tx, uint32_t n, nsec *ret_wake)
{
    struct ration_question q[RATION_VOLLEY + 1];
    uint32_t most = n < RATION_VOLLEY + 1 ? n : RATION_VOLLEY + 1;
    uint32_t made = ration_ask(&s->ration, &s->block, s->now, scan_patience(s), q, most, ret_wake);
    for (uint32_t i = 0; i < made; i++)
        tx[i] = probe_of(s, q[i].slot, q[i].try);
    s->stats.probes += made;
    s->stats.retries += made;
    loss_sent(&s->loss, made);
    pace_sent(&s->pace, made);
    *ret_wake =
        nsec_min(nsec_max(*ret_wake, made + 1 >= most ? pace_wake(&s->pace, s->now) : 0), s->proof_until);
    return made;
}
