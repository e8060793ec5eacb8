#include "scan/ration.h"

#include <errno.h>
#include <stdlib.h>

#define SIZE_FIRST  2
#define TRIES       (COOKIE_TRIES - RATION_TRY)
#define RETRY_MIN   (20 * NSEC_MS)
#define RETRY_MAX   (5 * NSEC_SEC)
#define TRIAL       (4 * NSEC_SEC) /* for a host that refused nothing yet: others may have got what there was */
#define TRIAL_RETRY (250 * NSEC_MS)
#define UNSENT_MAX  8  /* witnesses in a row; volleys come again after 40 ms, then twice that: 5 s in all */
#define LOOK_COST   64 /* ns a host, generously */
#define NO_PLACE    UINT32_MAX

static bool slot_of(const struct block *b, uint64_t host, uint32_t place, uint64_t *ret)
{
    return block_slot(b, space_number(&b->space, host, place), ret);
}

static bool undecided(enum heard h)
{
    return h == HEARD_ASKED1 || h == HEARD_ASKED2;
}

/* What this machine could not send stays without a verdict. */
static bool asked_in_vain(enum heard h)
{
    return heard_silent(h) && h != HEARD_UNASKED;
}

static bool refusal(enum heard h)
{
    return !heard_silent(h) && h != HEARD_YES;
}

static bool own_refusal(enum heard h)
{
    return h == HEARD_RST || h == HEARD_ALT;
}

/* Takes one host in: its silent ports are undecided from now on. */
static bool begin_host(struct ration_host *h, struct block *b, uint64_t host)
{
    uint32_t ports = space_ports(&b->space, host);
    uint64_t slot;
    *h = (struct ration_host){.size = SIZE_FIRST, .witness = NO_PLACE};
    for (uint32_t place = 0; place < ports && !h->own; place++) {
        enum heard was = slot_of(b, host, place, &slot) ? block_get(b, slot) : HEARD_UNASKED;
        h->own = own_refusal(was);
        if (refusal(was) && (h->own || h->witness == NO_PLACE))
            h->witness = place;
    }
    for (uint32_t place = 0; place < ports; place++)
        if (slot_of(b, host, place, &slot) && asked_in_vain(block_get(b, slot))) {
            block_set(b, slot, HEARD_ASKED1);
            h->left++;
        }
    return h->left > 0;
}

int ration_begin(struct ration *r, struct block *b, nsec now)
{
    *r = (struct ration){.hosts = b->hosts, .nap = (nsec)b->hosts * LOOK_COST};
    r->host = calloc(b->hosts, sizeof *r->host);
    r->due = calloc(b->hosts, sizeof *r->due);
    if (!r->host || !r->due) {
        ration_fini(r);
        return -ENOMEM;
    }
    for (uint64_t i = 0; i < b->hosts; i++) {
        bool any = begin_host(&r->host[i], b, i);
        r->host[i].began = now;
        r->busy += any;
        r->due[i] = any ? now : NSEC_NEVER;
    }
    return 0;
}

void ration_fini(struct ration *r)
{
    free(r->host);
    free(r->due);
    *r = (struct ration){0};
}

/* The next volley: the first undecided ports, every other time in the opposite order, so that a path that
 * changes the order of packets does not prove the same wrong twice. */
static void load(struct ration_host *h, const struct block *b, uint64_t host, uint32_t room)
{
    uint32_t ports = space_ports(&b->space, host), n = 0, most = h->size < room ? h->size : room;
    uint64_t slot;
    for (uint32_t place = h->low; place < ports && n < most; place++) {
        if (!slot_of(b, host, place, &slot) || !undecided(block_get(b, slot)))
            continue;
        if (n == 0)
            h->low = place;
        h->place[n++] = place;
    }
    h->serial = (uint8_t)((h->serial + 1) % TRIES);
    for (uint32_t i = 0; h->serial % 2 && i < n / 2; i++) {
        uint32_t other = h->place[i];
        h->place[i] = h->place[n - 1 - i];
        h->place[n - 1 - i] = other;
    }
    h->place[n] = h->witness;
    h->count = (uint8_t)(n + (h->witness != NO_PLACE));
    h->refused = 0;
}

/* A silence that counts. */
static void credit(struct ration_host *h, struct block *b, uint64_t host, uint32_t place)
{
    uint64_t slot;
    if (!slot_of(b, host, place, &slot))
        return;
    enum heard was = block_get(b, slot);
    if (!undecided(was))
        return; /* answered otherwise meanwhile */
    block_set(b, slot, (enum heard)(was + 1));
    h->left -= was == HEARD_ASKED2;
}

/* The bucket is empty: what came since it was so last tells how fast it fills. */
static void learn_gap(struct ration_host *h)
{
    if (h->empty) {
        nsec gap = (h->sent - h->empty) / h->taken;
        h->gap = h->gap ? (3 * h->gap + gap) / 4 : gap;
    }
    h->empty = h->sent;
    h->taken = 0;
}

/* The volley is over. Returns when the next one shall leave. */
static nsec conclude(struct ration_host *h, struct block *b, uint64_t host, nsec now)
{
    uint32_t last = NO_PLACE, n = h->count;
    for (uint32_t i = 0; i < n; i++)
        if (h->refused >> i & 1) {
            h->taken++;
            last = i;
        }
    h->count = 0;
    if (last == NO_PLACE && h->witness == NO_PLACE) {
        h->left = now - h->began < TRIAL ? h->left : 0; /* it refuses nobody */
        return now + TRIAL_RETRY;
    }
    if (last == NO_PLACE) {
        nsec since = now - (h->empty ? h->empty : h->began);
        return now + nsec_min(nsec_max(since / 8, RETRY_MIN), RETRY_MAX);
    }
    for (uint32_t i = 0; i < last; i++)
        if (!(h->refused >> i & 1))
            credit(h, b, host, h->place[i]);
    if (last == n - 1 && h->witness != NO_PLACE) {
        h->size = (uint8_t)(h->size * 2 < RATION_VOLLEY ? h->size * 2 : RATION_VOLLEY);
        return now; /* there was one for the witness, so there may be more */
    }
    h->witness = h->place[last];
    h->size = (uint8_t)(last + 1 < SIZE_FIRST ? SIZE_FIRST : last + 1);
    learn_gap(h);
    return nsec_max(now, h->sent + h->gap);
}

/* Is there nothing more to hear in this volley? */
static bool over(const struct ration_host *h, nsec now, nsec patience)
{
    return h->refused >> (h->count - 1) & 1 || now >= h->sent + patience;
}

static uint32_t fire(struct ration_host *h, const struct block *b, uint64_t host, nsec now,
                     struct ration_question *out)
{
    uint32_t made = 0;
    for (uint32_t i = 0; i < h->count; i++) {
        uint64_t slot;
        if (slot_of(b, host, h->place[i], &slot))
            out[made++] = (struct ration_question){.slot = slot, .try = (uint8_t)(RATION_TRY + h->serial)};
    }
    h->sent = now;
    return made;
}

/* One host that is due: ends a volley, begins one if there is room for it. Returns how many questions. */
static uint32_t tend(struct ration *r, struct block *b, uint64_t host, nsec now, nsec patience,
                     struct ration_question *out, uint32_t n)
{
    struct ration_host *h = &r->host[host];
    if (h->count && over(h, now, patience))
        r->due[host] = conclude(h, b, host, now);
    if (!h->left && !h->count) {
        r->due[host] = NSEC_NEVER;
        r->busy--;
    }
    if (r->due[host] > now || h->count || n < 2)
        return 0;
    load(h, b, host, n - 1);
    r->due[host] = now + patience;
    return fire(h, b, host, now, out);
}

uint32_t ration_ask(struct ration *r, struct block *b, nsec now, nsec patience, struct ration_question *out,
                    uint32_t n, nsec *ret_wake)
{
    uint32_t made = 0;
    nsec wake = NSEC_NEVER;
    for (uint64_t k = 0, i = r->from; k < r->hosts; k++, i = i + 1 < r->hosts ? i + 1 : 0) {
        if (r->due[i] <= now) {
            made += tend(r, b, i, now, patience, out + made, n - made);
            r->from = n - made < 2 ? i : r->from;
        }
        wake = nsec_min(wake, r->due[i]);
    }
    *ret_wake = nsec_max(wake, now + r->nap);
    return made;
}

/* The host refuses by itself after all: what a firewall's word told of its bucket, and of its silence, is
 * void. */
static void begin_anew(struct ration_host *h, struct block *b, uint64_t host, uint32_t witness)
{
    uint64_t slot;
    h->left = h->low = 0;
    for (uint32_t place = 0; place < space_ports(&b->space, host); place++)
        if (place != witness && slot_of(b, host, place, &slot) && asked_in_vain(block_get(b, slot))) {
            block_set(b, slot, HEARD_ASKED1);
            h->left++;
        }
    h->own = true;
    h->unsent = 0;
    h->witness = witness;
    h->size = SIZE_FIRST;
    h->empty = h->gap = 0;
    h->taken = h->count = 0;
}

void ration_refused(struct ration *r, struct block *b, uint64_t slot, uint8_t try, enum heard is)
{
    uint64_t host;
    uint32_t place;
    space_split(&b->space, block_target(b, slot), &host, &place);
    struct ration_host *h = &r->host[host];
    h->left -= h->left && undecided(block_get(b, slot));
    if (try != RATION_TRY + h->serial &&
        try != 0) /* 0: where the source port is fixed, nothing else is known */
        return;
    if (h->own != own_refusal(is)) {
        if (!h->own) {
            begin_anew(h, b, host, place);
            r->busy += h->left && r->due[host] == NSEC_NEVER; /* it was thought to be done */
            r->due[host] = h->left ? 0 : r->due[host];
        }
        return;
    }
    if (h->unsent) /* as a witness it is as good, and can be asked */
        h->witness = place;
    h->unsent = 0;
    for (uint32_t i = 0; i < h->count; i++)
        if (h->place[i] == place)
            h->refused |= UINT64_C(1) << i;
    if (h->count && h->refused >> (h->count - 1) & 1)
        r->due[host] = 0;
}

/* Not even the witness could be sent: what stood before it comes again, a little later, and not for ever.
 * Nothing more can be found out about a host to whom no witness goes. */
static void come_again(struct ration *r, struct ration_host *h, struct block *b, uint64_t host)
{
    uint64_t slot;
    for (uint32_t i = 0; i < RATION_VOLLEY && h->place[i] != h->witness; i++)
        if (slot_of(b, host, h->place[i], &slot) && block_get(b, slot) == HEARD_UNASKED) {
            block_set(b, slot, HEARD_ASKED1);
            h->left++;
        }
    if (h->left && h->unsent < UNSENT_MAX)
        h->unsent++;
    r->due[host] = h->sent + (RETRY_MIN << h->unsent);
    if (h->unsent < UNSENT_MAX)
        return;
    for (uint32_t place = 0; place < space_ports(&b->space, host); place++)
        if (slot_of(b, host, place, &slot) && undecided(block_get(b, slot)))
            block_set(b, slot, HEARD_UNASKED);
    h->left = 0;
}

void ration_failed(struct ration *r, struct block *b, uint64_t slot)
{
    uint64_t host;
    uint32_t place;
    space_split(&b->space, block_target(b, slot), &host, &place);
    struct ration_host *h = &r->host[host];
    bool was_busy = r->due[host] != NSEC_NEVER;
    h->count = 0; /* a volley with a gap proves nothing */
    if (place == h->witness) {
        come_again(r, h, b, host);
    } else if (undecided(block_get(b, slot))) {
        block_set(b, slot, HEARD_UNASKED);
        h->left -= h->left > 0;
    }
    if (!h->left)
        r->due[host] = NSEC_NEVER;
    r->busy += h->left > 0;
    r->busy -= was_busy;
}

bool ration_done(const struct ration *r)
{
    return r->busy == 0;
}

nsec ration_left(const struct ration *r)
{
    nsec longest = 0;
    for (uint64_t i = 0; i < r->hosts; i++) {
        const struct ration_host *h = &r->host[i];
        if (r->due[i] == NSEC_NEVER)
            continue;
        if (!h->gap)
            return -1;
        longest = nsec_max(longest, (nsec)h->left * h->gap);
    }
    return longest;
}
