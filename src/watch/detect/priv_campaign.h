/* Groups of sources and what they make together, for the files that make up campaign.h: group.c (a group: where it
 * stands, whom it names, what it is part of), campaign.c (who asks is added to his group), campaignplan.c (groups of
 * one plan are joined; campaignwide.c: of a wide prefix; campaignturns.c: that take turns; campaigndrawn.c: that draw their doors), campaignkept.c (what is saved of them). `b` pays for what grows. */
#pragma once

#include "watch/detect/campaign.h"
#include "watch/detect/forged.h"
#include "watch/mix.h"

enum {
    GROUP_BUCKETS = 4,       /* a place: mostly, to look for one that is not there ends at an empty one */
    GROUP_NAMED_MAX = 4096,  /* sources of one group that are kept by name */
    GROUP_MEMBERS_LEAST = 3, /* of a group that may join others */
};

struct group {
    uint64_t key; /* 0 = a free place */
    struct campaign c;
    uint32_t next; /* of the same bucket, + 1 */
    uint32_t shape, room;
    uint32_t alike;  /* of c.sum, those of that shape */
    uint32_t let_in; /* doors that opened to their first question, while most did */
    uint32_t *index; /* of c.source, by hash: 2 * room places, 0 = empty */
    struct tally targets;
    bool wide;           /* sources of several nets, */
    bool far;            /* of whatever prefix: others may still come */
    bool joined;         /* is part of another one: */
    uint32_t parent;     /* its place, */
    uint64_t parent_key; /* while it is still there */
};

/* Groups stand in the order in which they came, and which one gives way is seen by that order alone: where
 * they stand by their hash, the secret key would decide it, and each run of one input would tell other
 * campaigns. */
struct campaigns {
    struct mix_key key;
    struct group *group;
    uint32_t max, fresh;   /* places; never used yet from here on */
    uint32_t hand;         /* where to look for a group that may go */
    uint32_t *bucket;      /* the first group of each, + 1 */
    struct budget *budget; /* of regions */
    uint32_t *found;
    unsigned n_found;
    struct budget beside; /* of tallies for a moment */
    struct budget drawing;
    struct forged forged[TECHNIQUES][ZONE_INSIDE + 1][2]; /* of IPv4, of IPv6 */
    struct told {                                         /* sources of campaigns, by hash */
        uint64_t *hash;
        uint32_t mask;
    } told;
};

/* The first group of those whose key falls there, + 1; 0 = none. */
static inline uint32_t *group_bucket(const struct campaigns *s, uint64_t key)
{
    return &s->bucket[(uint32_t)(key >> 1) & (s->max * GROUP_BUCKETS - 1)];
}

/* What many groups have done together. */
struct whole {
    struct tally doors, hosts;
    struct portset ports;
    uint32_t sum, opened;
    nsec_wall first, last;
};

/* As near each other as that allows. */
static inline bool is_near(nsec_wall a, nsec_wall b, nsec span)
{
    nsec d = a > b ? a - b : b - a;
    return d <= span / 5 + NSEC_MINUTE;
}

/* Most of their doors stayed shut. */
static inline bool group_is_shut(const struct group *g)
{
    return g->c.outcome[SIGHT_SUCCESS] * 2 <= g->c.sum;
}

/* Packets of no likeness at all. One odd packet among many (a number met by chance, a retransmission that came through)
 * is not that. */
static inline bool group_is_mixed(const struct group *g)
{
    return g->alike < g->c.sum - g->c.sum / 10;
}

/* Whose sources are one group: a /24, or a site of IPv6 (RFC 6177). */
struct addr group_net(const struct addr *a);
/* NULL: there is none. */
struct group *group_find(const struct campaigns *s, uint64_t key);
/* That one, or a new one; where there is no place, another gives way. Never NULL. */
struct group *group_take(struct campaigns *s, uint64_t key, struct budget *b);
/* Under that key it is found from now on. */
void group_enter(struct campaigns *s, struct group *g, uint64_t key);
/* Gives its place free. */
void group_forget(struct campaigns *s, struct group *g, struct budget *b);
/* Gives back what grew. */
void group_release(struct group *g, struct budget *b);
/* What it is part of, as long as that is remembered; else itself. */
struct group *group_root(const struct campaigns *s, struct group *g);
/* Itself; emptied, where what it was part of is forgotten. */
struct group *group_begun(struct campaigns *s, struct group *g, struct budget *b);
/* Who has one IPv6 address of a net outside has them all: its /64, else the address. */
struct addr group_suspect(const struct addr *a, uint8_t zone);
/* Keeps a source by name, once, while there is room; by the whole /64, as soon as there are two addresses of it. */
void group_name(struct campaigns *s, struct group *g, const struct addr *a, struct budget *b);
/* Keeps it, if it is one of the first. */
void group_add_event(struct campaign *x, const struct event *e);

/* n >= 1 groups by their places. Ended by whole_fini(), before there is another one: s->beside pays. */
struct whole whole_of(struct campaigns *s, const uint32_t *at, unsigned n);
void whole_fini(struct campaigns *s, struct whole *x);
/* Hosts by ports, half of which they asked at. */
bool whole_covers(const struct whole *x);

/* campaigndrawn.c: the sources of these n groups draw their doors out of the same ones. */
bool campaign_is_drawn(struct campaigns *s, const uint32_t *at, unsigned n);
/* campaignplan.c: `from` becomes a part of `to`. */
void campaign_join(struct campaigns *s, struct group *to, struct group *from, struct budget *b);
/* 0: groups of one plan may be as like as these two; else their order. */
int campaign_likeness(const struct group *g, const struct group *h);
/* campaignturns.c: of those that were found, the like ones beside each other and in the order in which they began, one
 * takes to it those that go on where it ended. They are no more among the found. */
void campaign_join_turns(struct campaigns *s, struct budget *b);
/* campaignwide.c: so do those that follow one plan from all over a /16 or a /32, or from anywhere. */
void campaign_join_wide(struct campaigns *s, struct budget *b);

/* campaign.c: the sources of all that were found are known to campaigns_has(). */
void campaign_list_told(struct campaigns *s);
