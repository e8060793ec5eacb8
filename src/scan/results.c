#include "scan/results.h"

#include "scan/hosts.h"
#include "scan/outliers.h"
#include "scan/speaker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One host's ports, ascending, with what was heard of each (HEARD_UNASKED = no verdict). The three degrees of
 * silence are one class. */
struct host_ports {
    uint32_t ports;
    uint32_t count[HEARD_COUNT];
    bool open; /* any of them, also of those that another scan tells */
    uint16_t port[65536];
    uint8_t heard[65536];
    uint16_t place[65536]; /* of the list in the order of port numbers; the same for all hosts of a product */
    uint16_t rank[65536];  /* and back */
    uint32_t sorted;       /* how many of `place` are made */
    /* of what has this door's answer in common with others: who gave it (struct telling) */
    uint8_t group[65536];
};

#define GROUPS_MAX 8 /* speakers of one kind of answer that are told apart */

#define FETCH   64 /* states lie anywhere in memory: so many are asked for before the first is looked at */
#define NO_SLOT UINT64_MAX

/* What is told: where from, and how. */
struct story {
    const struct block *b;
    enum results_silence silence;
    bool once;                  /* whom this machine asked but once, it wanted to ask again, and could not */
    bool name_silent;           /* hosts that nothing was heard of are told, too */
    uint8_t class[HEARD_COUNT]; /* as what each state counts */
    struct outliers outliers;
    bool few;    /* `outliers` are all there is to know */
    size_t next; /* of them */
};

/* The classes of silence: no verdict, when it was never asked or the scan was cut short before the silence
 * had been proved. */
static void classify(struct story *st)
{
    enum results_silence silence = st->silence;
    for (unsigned h = 0; h < HEARD_COUNT; h++) {
        bool cut = silence == RESULTS_CUT_EARLY || (silence == RESULTS_CUT_SHORT && h < HEARD_ASKED3);
        bool undecided = h == HEARD_UNASKED || (h == HEARD_ASKED1 && st->once) || cut;
        bool proved = silence == RESULTS_WITNESSED && h == HEARD_ASKED3;
        enum heard silent = undecided ? HEARD_UNASKED : proved ? HEARD_ASKED3 : HEARD_ASKED1;
        st->class[h] = (uint8_t)(heard_silent((enum heard)h) ? silent : h);
    }
}

static int by_port(const void *a, const void *b, void *space)
{
    const uint16_t *x = a, *y = b;
    return (int)space_port(space, 0, *x) - (int)space_port(space, 0, *y);
}

/* Where the ports of a host stand in the order of their numbers. Lists begin with the likeliest, pairs are
 * sorted as they are. */
static void sort_places(const struct block *b, struct host_ports *hp)
{
    bool same = !b->space.pairs;
    if (same && hp->sorted == hp->ports)
        return;
    for (uint32_t i = 0; i < hp->ports; i++)
        hp->place[i] = (uint16_t)i;
    if (same)
        qsort_r(hp->place, hp->ports, sizeof *hp->place, by_port, (void *)&b->space);
    for (uint32_t i = 0; i < hp->ports; i++)
        hp->rank[hp->place[i]] = (uint16_t)i;
    hp->sorted = hp->ports;
}

/* Did the host, or somebody for it, refuse any port? */
static bool refused(const struct host_ports *hp)
{
    uint32_t n = 0;
    for (int h = HEARD_RST; h < HEARD_COUNT; h++)
        n += hp->count[h];
    return n > 0;
}

/* Silence that was proved is a class of its own only where other silence proves nothing. */
static void join_silence(struct host_ports *hp)
{
    for (uint32_t i = 0; i < hp->ports; i++)
        if (hp->heard[i] == HEARD_ASKED3)
            hp->heard[i] = HEARD_ASKED1;
    hp->count[HEARD_ASKED1] += hp->count[HEARD_ASKED3];
    hp->count[HEARD_ASKED3] = 0;
}

/* The slots of the next ports; those of other shards are NO_SLOT. */
static void fetch(const struct block *b, uint64_t host, const struct host_ports *hp, uint32_t from,
                  uint64_t slot[FETCH])
{
    for (uint32_t i = from; i < hp->ports && i < from + FETCH; i++) {
        uint64_t *at = &slot[i - from];
        if (!block_slot(b, space_number(&b->space, host, hp->place[i]), at))
            *at = NO_SLOT;
        else
            __builtin_prefetch(&b->state[*at / 2]);
    }
}

/* Each door's state, from where it lies. */
static void look_up(const struct story *st, uint64_t host, struct host_ports *hp)
{
    uint64_t slot[FETCH];
    for (uint32_t i = 0; i < hp->ports; i++) {
        if (i % FETCH == 0)
            fetch(st->b, host, hp, i, slot);
        uint64_t at = slot[i % FETCH];
        hp->heard[i] = at == NO_SLOT ? HEARD_UNASKED : st->class[block_get(st->b, at)];
    }
}

/* The same from the few that differ. Hosts come in rising order. */
static void lay_out(struct story *st, uint64_t host, struct host_ports *hp)
{
    const struct outliers *o = &st->outliers;
    memset(hp->heard, (int)o->base, hp->ports);
    while (st->next < o->count && o->item[st->next].host < host)
        st->next++;
    for (; st->next < o->count && o->item[st->next].host == host; st->next++)
        hp->heard[hp->rank[o->item[st->next].place]] = o->item[st->next].heard;
}

/* Returns how many ports have a verdict. Those in `later` (NULL = none) are left to another scan. */
static uint32_t sort_ports(struct story *st, uint64_t host, const struct ports_list *later,
                           struct host_ports *hp)
{
    memset(hp->count, 0, sizeof hp->count);
    hp->open = false;
    hp->ports = space_ports(&st->b->space, host);
    sort_places(st->b, hp);
    if (st->few)
        lay_out(st, host, hp);
    else
        look_up(st, host, hp);
    for (uint32_t i = 0; i < hp->ports; i++) {
        hp->port[i] = space_port(&st->b->space, host, hp->place[i]);
        hp->open |= hp->heard[i] == HEARD_YES;
        if (later && ports_index(later, hp->port[i]) != PORTS_NONE)
            hp->heard[i] = HEARD_UNASKED;
        hp->count[hp->heard[i]]++;
    }
    if (hp->count[HEARD_ASKED3] && !refused(hp))
        join_silence(hp);
    return hp->ports - hp->count[HEARD_UNASKED];
}

/* Silence of a host that refused others: it may have wanted to refuse this one as well. */
static bool limited(const struct scan_conf *conf, const struct host_ports *hp, enum heard h,
                    enum results_silence silence)
{
    if (h != HEARD_ASKED1)
        return false;
    return conf->tech->rationed ? refused(hp) : silence == RESULTS_RATIONED && hp->count[HEARD_RST];
}

/* Doors of a host that gave the same answer, by the same speaker. */
struct telling {
    struct tech_verdict verdict;
    struct speaker speaker;
    uint8_t group;
    uint32_t count;
};

static int put_ports(const struct scan_conf *conf, const struct addr *a, const struct telling *t,
                     const struct host_ports *hp, enum heard h)
{
    struct record r;
    record_init(&r, RECORD_PORT);
    r.port.addr = *a;
    r.port.proto = conf->tech->proto;
    r.port.state = t->verdict.state;
    r.port.reason = t->verdict.reason;
    r.port.technique = conf->tech->name;
    r.port.reason_addr = t->speaker.from;
    r.port.sender = t->speaker.sender;
    r.port.ttl = t->speaker.ttl;
    for (uint32_t i = 0; i < hp->ports; i++) {
        if (hp->heard[i] != h || hp->group[i] != t->group)
            continue;
        r.port.port = hp->port[i];
        int e = sink_put(conf->sink, &r);
        if (e < 0)
            return e;
    }
    return 0;
}

static int put_rest(const struct scan_conf *conf, const struct addr *a, const struct telling *t,
                    const struct host_ports *hp, enum heard h)
{
    struct ports_set set = {0};
    struct buf text;
    buf_init(&text, 1 << 20); /* 65,536 ports never need more than 400 KiB */
    for (uint32_t i = 0; i < hp->ports; i++)
        if (hp->heard[i] == h && hp->group[i] == t->group)
            ports_set_add(&set, hp->port[i]);
    ports_ranges(&set, &text);
    struct record r;
    record_init(&r, RECORD_REST);
    r.rest.addr = *a;
    r.rest.proto = conf->tech->proto;
    r.rest.state = t->verdict.state;
    r.rest.reason = t->verdict.reason;
    r.rest.technique = conf->tech->name;
    r.rest.reason_addr = t->speaker.from;
    r.rest.sender = t->speaker.sender;
    r.rest.ttl = t->speaker.ttl;
    r.rest.count = t->count;
    r.rest.ports = buf_text(&text);
    int e = text.over ? -ENOMEM : sink_put(conf->sink, &r);
    buf_fini(&text);
    return e;
}

/* Does the host reset a port that is known to be open, too? */
static bool resets_always(const struct scan_conf *conf, const struct addr *a, const struct host_ports *hp)
{
    uint16_t door = conf->tech->quiet && conf->hosts ? hosts_door(conf->hosts, a) : 0;
    for (uint32_t i = 0; door && i < hp->ports; i++)
        if (hp->port[i] == door)
            return hp->heard[i] == HEARD_RST;
    return false;
}

/* Tells the doors of one kind, `groups` of them apart. */
static int put_kind(const struct scan_conf *conf, const struct addr *a, struct tech_verdict v,
                    const struct host_ports *hp, enum heard h, const struct speaker *speaker, unsigned groups)
{
    uint32_t count[GROUPS_MAX] = {0};
    int e = 0;
    for (uint32_t i = 0; groups > 1 && i < hp->ports; i++)
        count[hp->group[i]] += hp->heard[i] == h;
    count[0] = groups > 1 ? count[0] : hp->count[h];
    for (unsigned g = 0; g < groups && e == 0; g++) {
        struct telling t = {v, speaker[g], (uint8_t)g, count[g]};
        if (t.count)
            e = conf->all_states || t.count <= RESULTS_SINGLE_MAX ? put_ports(conf, a, &t, hp, h)
                                                                  : put_rest(conf, a, &t, hp, h);
    }
    return e;
}

/* Who speaks at this host: distances from which its open doors answer. */
static struct accent accent_of(const struct story *st, uint64_t host, const struct host_ports *hp)
{
    const struct voices *v = &st->b->voices;
    struct accent c = {.voices = v, .host = host};
    const struct voice *open = hp->open ? voices_usual(v, host, HEARD_YES) : NULL;
    if (!open)
        return c;
    speaker_of_open(&c, *open);
    for (uint32_t i = voices_first_odd(v, host, HEARD_YES); i != VOICES_NONE; i = v->odd[i].next)
        speaker_of_open(&c, v->odd[i].voice);
    return c;
}

/* The group of `other`: one that is there, a new one, or, when they are too many to be told, the last, of
 * which nobody knows who it is. */
static unsigned group_of(const struct accent *c, struct speaker ret[GROUPS_MAX], unsigned *n,
                         struct speaker other)
{
    unsigned g = 0;
    while (g < *n && !speaker_is_same(&ret[g], &other))
        g++;
    if (g == GROUPS_MAX) {
        g = GROUPS_MAX - 1;
        ret[g] = speaker_of(c, NULL);
    } else if (g == *n) {
        ret[(*n)++] = other;
    } else if (ret[g].ttl != other.ttl) {
        ret[g].ttl = RECORD_NO_U64;
    }
    return g;
}

/* Fills `ret` with who gave answers of kind h at this host, most usual first, and the groups of its doors.
 * Returns how many there are. */
static unsigned tell_apart(const struct story *st, const struct accent *c, struct host_ports *hp,
                           enum heard h, struct speaker ret[GROUPS_MAX])
{
    const struct voices *v = c->voices;
    const struct voice *usual = heard_silent(h) ? NULL : voices_usual(v, c->host, h);
    uint32_t first = usual ? voices_first_odd(v, c->host, h) : VOICES_NONE;
    unsigned n = 1;
    ret[0] = speaker_of(c, usual);
    for (uint32_t i = first; i != VOICES_NONE; i = v->odd[i].next) {
        uint64_t host;
        uint32_t place;
        space_split(&st->b->space, block_target(st->b, v->odd[i].slot), &host, &place);
        uint32_t at = hp->rank[place];
        if (hp->heard[at] == h)
            hp->group[at] = (uint8_t)group_of(c, ret, &n, speaker_of(c, &v->odd[i].voice));
    }
    return n;
}

static int put_closed_doors(struct story *st, const struct scan_conf *conf, uint64_t host,
                            const struct addr *a, struct host_ports *hp, enum results_silence silence)
{
    bool useless = resets_always(conf, a, hp);
    struct accent c = accent_of(st, host, hp);
    struct speaker speaker[GROUPS_MAX];
    for (int h = HEARD_ASKED1; h < HEARD_COUNT; h++) {
        struct tech_verdict v = tech_judge(conf->tech, (enum heard)h, a->len == 4 ? 4 : 6);
        if (limited(conf, hp, (enum heard)h, silence))
            v = (struct tech_verdict){STATE_LIMITED, REASON_RATIONED};
        if (h == HEARD_RST && useless)
            v = (struct tech_verdict){STATE_UNFILTERED, REASON_RST_ALWAYS};
        if (!hp->count[h] || v.state == STATE_OPEN || conf->open_only)
            continue;
        unsigned groups = tell_apart(st, &c, hp, (enum heard)h, speaker);
        int e = put_kind(conf, a, v, hp, (enum heard)h, speaker, groups);
        if (e < 0)
            return e;
        if (groups > 1)
            memset(hp->group, 0, hp->ports);
    }
    return 0;
}

/* In a run of several scans their hosts are counted, and told, at its end. */
static void note_host(const struct scan_conf *conf, const struct addr *a, const struct block_host *h,
                      bool decided, enum results_silence silence, struct results_counts *counts)
{
    if (conf->hosts) {
        counts->hosts_up += decided && hosts_note(conf->hosts, a, h);
    } else {
        counts->hosts_up += h->seen == BLOCK_ANSWERED;
        counts->hosts_silent += decided && h->seen != BLOCK_ANSWERED && silence < RESULTS_CUT_SHORT;
    }
}

/* Was the host asked nothing, because this machine could not send it? */
static bool unasked(const struct block *b, uint64_t host)
{
    uint64_t slot;
    for (uint32_t i = 0; i < space_ports(&b->space, host); i++)
        if (block_slot(b, space_number(&b->space, host, i), &slot) && block_get(b, slot) != HEARD_UNASKED)
            return false;
    return true;
}

/* Of a mix: who answered has a record already. */
static int put_silent(const struct results *r, bool name_silent, struct results_counts *counts)
{
    int e = 0;
    for (uint64_t i = 0; i < r->block->hosts && e == 0; i++) {
        const struct block_host *h = &r->block->host[i];
        if (h->seen == BLOCK_ANSWERED || (counts->unasked && !h->seen && unasked(r->block, i)))
            continue;
        counts->hosts_silent++;
        struct addr a = r->host_at(r->ctx, i);
        if (h->seen || name_silent)
            e = hosts_record(r->conf->sink, &a, h, REASON_NONE);
    }
    return e;
}

static int put_host(const struct results *r, struct story *st, uint64_t i, struct results_counts *counts)
{
    const struct scan_conf *conf = r->conf;
    const struct block_host *h = &r->block->host[i];
    bool told = h->seen || st->name_silent, cut = st->silence >= RESULTS_CUT_SHORT;
    const struct scan_conf *next = cut ? NULL : conf->later;
    struct addr a = told || conf->hosts ? r->host_at(r->ctx, i) : (struct addr){0};
    bool later = next && targets_index(next->targets, &a) != TARGETS_NONE;
    bool decided = told ? sort_ports(st, i, later ? next->ports : NULL, r->room) || h->seen : !cut;
    note_host(conf, &a, h, decided, st->silence, counts);
    if (!told || !decided)
        return 0;
    if (limited(conf, r->room, HEARD_ASKED1, st->silence))
        counts->limited += r->room->count[HEARD_ASKED1];
    int e = conf->scout ? 0 : put_closed_doors(st, conf, i, &a, r->room, st->silence);
    return e == 0 && !conf->hosts ? hosts_record(conf->sink, &a, h, REASON_ANSWERED) : e;
}

static struct story story_of(const struct results *r, enum results_silence silence)
{
    const struct scan_conf *c = r->conf;
    struct story st = {.b = r->block, .silence = silence};
    st.once = r->failed && c->min_rounds > 1 && !c->tech->rationed;
    st.name_silent = c->all_states || c->name_silent || targets_count(c->targets) <= RESULTS_NAMED_MAX;
    classify(&st);
    return st;
}

void results_soon(const struct results *r, uint64_t host)
{
    uint64_t slot;
    if (block_slot(r->block, space_number(&r->block->space, host, 0), &slot))
        __builtin_prefetch(&r->block->state[slot / 2]);
    voices_prefetch(&r->block->voices, host, HEARD_RST);
}

int results_put_host(const struct results *r, uint64_t host, struct results_counts *counts)
{
    struct story st = story_of(r, RESULTS_PROVED);
    return put_host(r, &st, host, counts);
}

/* Where most hosts have their records, looking through all targets for those of the others is not worth
 * it. */
static bool most_untold(const struct block *b)
{
    uint64_t told = 0;
    for (uint64_t i = 0; i < b->hosts; i++)
        told += b->host[i].told;
    return told < b->hosts / 2;
}

static bool left_unasked(const struct story *st, uint64_t host)
{
    const struct block *b = st->b;
    uint64_t slot;
    for (uint32_t i = 0; i < space_ports(&b->space, host); i++)
        if (block_slot(b, space_number(&b->space, host, i), &slot) &&
            st->class[block_get(b, slot)] != HEARD_UNASKED)
            return false;
    return true;
}

/* Names whom this machine could not ask. */
static int name_unsent(const struct results *r, const struct story *st)
{
    int e = 0;
    for (uint64_t i = 0; i < r->block->hosts && e == 0; i++) {
        struct addr a = r->host_at(r->ctx, i);
        e = left_unasked(st, i) ? r->conf->unsent(r->conf->unsent_ctx, &a) : 0;
    }
    return e;
}

int results_put(const struct results *r, enum results_silence silence, struct results_counts *counts)
{
    struct story st = story_of(r, silence);
    uint64_t classes[HEARD_COUNT];
    outliers_count(r->block, st.class, classes);
    counts->unasked += classes[HEARD_UNASKED];
    if (r->conf->mix)
        return silence < RESULTS_CUT_SHORT ? put_silent(r, st.name_silent, counts) : 0;
    st.few = most_untold(r->block) && outliers_find(&st.outliers, r->block, st.class, classes);
    bool wanted = r->conf->unsent && classes[HEARD_UNASKED] && silence < RESULTS_CUT_SHORT;
    int e = wanted ? name_unsent(r, &st) : 0;
    for (uint64_t i = 0; i < r->block->hosts && e == 0; i++)
        if (!r->block->host[i].told)
            e = put_host(r, &st, i, counts);
    outliers_fini(&st.outliers);
    return e;
}

int results_init(struct results *r)
{
    r->room = calloc(1, sizeof *r->room);
    return r->room ? 0 : -ENOMEM;
}

void results_fini(struct results *r)
{
    free(r->room);
    r->room = NULL;
}
