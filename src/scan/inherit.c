#include "scan/inherit.h"

#include "scan/hosts.h"
#include "scan/priv_scan.h"

static void take_hosts(struct scan *s)
{
    s->hosts_seen = 0;
    for (uint64_t i = 0; s->conf.hosts && i < s->block.hosts; i++) {
        struct addr a = scan_host(s, i);
        s->block.host[i] = hosts_known(s->conf.hosts, &a);
        s->hosts_seen += s->block.host[i].seen == BLOCK_ANSWERED;
    }
}

/* Who gave the answer to a door of the old block: the usual voice of its kind; the odd ones are said
 * after. */
static void take_voice(struct scan *s, const struct scan *old, uint64_t host, enum heard h, uint64_t own_host,
                       uint64_t own_slot)
{
    const struct voices *v = &old->block.voices;
    const struct voice *usual = voices_usual(v, host, h);
    (void)voices_note(&s->block.voices, own_host, own_slot, h, usual ? usual->ttl : 0,
                      usual ? voices_sender(v, *usual) : NULL);
}

static void take_odd(struct scan *s, const struct scan *old)
{
    const struct voices *v = &old->block.voices;
    for (uint32_t i = 0; i < v->odds; i++) {
        uint64_t host, own_host, own_slot;
        uint32_t place;
        space_split(&old->block.space, block_target(&old->block, v->odd[i].slot), &host, &place);
        struct addr a = scan_host(old, host);
        if (scan_find(s, &a, space_port(&old->block.space, host, place), &own_host, &own_slot))
            (void)voices_note(&s->block.voices, own_host, own_slot, (enum heard)v->odd[i].heard,
                              v->odd[i].voice.ttl, voices_sender(v, v->odd[i].voice));
    }
}

void inherit_block(struct scan *s)
{
    const struct scan *old = s->conf.before;
    take_hosts(s);
    if (old && old->conf.tech != s->conf.tech)
        return;
    for (uint64_t slot = 0; old && slot < old->block.slots; slot++) {
        uint64_t host, own_host, own_slot;
        uint32_t place;
        enum heard h = block_get(&old->block, slot);
        space_split(&old->block.space, block_target(&old->block, slot), &host, &place);
        struct addr a = scan_host(old, host);
        if (h == HEARD_UNASKED ||
            !scan_find(s, &a, space_port(&old->block.space, host, place), &own_host, &own_slot))
            continue;
        block_set(&s->block, own_slot, h);
        if (!heard_silent(h))
            take_voice(s, old, host, h, own_host, own_slot);
    }
    if (old)
        take_odd(s, old);
}

void inherit_counts(struct scan *s)
{
    if (!s->conf.before)
        return;
    const struct scan_stats *old = &s->conf.before->stats;
    s->stats = (struct scan_stats){.probes = old->probes,
                                   .replies = old->replies,
                                   .retries = old->retries,
                                   .sentinels = old->sentinels,
                                   .strays = old->strays,
                                   .answered = old->answered,
                                   .open = old->open,
                                   .hosts_up = old->hosts_up,
                                   .hosts_answered = old->hosts_answered,
                                   .hosts_silent = old->hosts_silent,
                                   .failed = old->failed,
                                   .last_error = old->last_error,
                                   .unasked = old->unasked,
                                   .limited = old->limited,
                                   .proof_left = old->proof_left,
                                   .targets = s->stats.targets};
}
