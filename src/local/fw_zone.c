/* A whole zone of senders: cut into pieces that the rules treat alike. */
#include "base/grow.h"
#include "local/priv_firewall.h"
#include "local/priv_judge.h"
#include "model/ports.h"

#include <stdlib.h>
#include <string.h>

#define CUTS_MAX  (1u << 17) /* of addresses */
#define STEPS_MAX 100000000u

/* Source ports that all systems choose from: in IANA's range and in Linux's. */
enum { CHOSEN_FIRST = PORTS_DYNAMIC, CHOSEN_LAST = PORTS_LINUX_LAST };

struct cuts {
    struct fw_value *at; /* owned; first values of pieces, rising */
    size_t count;
    bool over;
};

struct zone {
    const struct firewall *f;
    struct firewall_packet p;
    struct cuts ports;
    uint64_t steps;
    bool open, closed, unknown;
};

static void cut(struct cuts *c, struct fw_value at, const struct fw_value *low, const struct fw_value *high)
{
    if (c->over || memcmp(at.b, low->b, sizeof at.b) < 0 || memcmp(at.b, high->b, sizeof at.b) > 0)
        return;
    struct fw_value *more = c->count == CUTS_MAX ? NULL : grow_one(c->at, c->count, sizeof *more);
    c->over = !more;
    if (!more)
        return;
    c->at = more;
    c->at[c->count++] = at;
}

static struct fw_value after(struct fw_value v)
{
    for (int i = 15; i >= 0 && ++v.b[i] == 0; i--)
        ;
    return v;
}

static int by_value(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct fw_value));
}

static void arrange(struct cuts *c)
{
    size_t kept = 0;
    if (c->count)
        qsort(c->at, c->count, sizeof *c->at, by_value);
    for (size_t i = 0; i < c->count; i++)
        if (!kept || by_value(&c->at[kept - 1], &c->at[i]) != 0)
            c->at[kept++] = c->at[i];
    c->count = kept;
}

/* Where matches on a field begin and end between low and high. Of addresses, those of the family only; what
 * an answer is sent to (`mirror`) is what came. */
static void cut_all(const struct firewall *f, enum fw_field field, enum fw_field mirror, uint8_t family,
                    const struct fw_value *low, const struct fw_value *high, struct cuts *c)
{
    c->count = 0;
    cut(c, *low, low, high);
    for (size_t i = 0; i < f->chains; i++)
        for (size_t k = 0; k < f->chain[i].rules; k++)
            for (size_t m = 0; m < f->chain[i].rule[k].matches; m++) {
                const struct fw_match *match = &f->chain[i].rule[k].match[m];
                if ((match->field != field && match->field != mirror) || match->family != family)
                    continue;
                for (size_t r = 0; r < match->ranges; r++) {
                    cut(c, match->range[r].low, low, high);
                    cut(c, after(match->range[r].high), low, high);
                }
            }
    arrange(c);
}

static bool answers_filtered(const struct firewall *f)
{
    for (size_t i = 0; i < f->bases; i++) {
        const struct fw_chain *c = &f->chain[f->base[i]];
        if (c->hook >= FW_HOOK_OUTPUT && (c->drop || c->rules))
            return true;
    }
    return false;
}

static uint16_t port_of(const struct fw_value *v)
{
    return (uint16_t)(v->b[14] << 8 | v->b[15]);
}

/* One sender from every kind of source port. A port that no system would choose by itself can only open. */
static void judge_sender(struct zone *z)
{
    for (size_t i = 0; i < z->ports.count && !(z->open && z->closed); i++) {
        uint16_t first = port_of(&z->ports.at[i]);
        unsigned last = i + 1 < z->ports.count ? port_of(&z->ports.at[i + 1]) - 1u : UINT16_MAX;
        bool chosen = first <= CHOSEN_LAST && last >= CHOSEN_FIRST;
        z->p.sport = first ? first : 1;
        unsigned outcome = judge_counted(z->f, &z->p, &z->steps);
        z->open |= outcome == FIREWALL_PASS;
        z->closed |= chosen && outcome == FIREWALL_DROP;
        z->unknown |= outcome == (FIREWALL_PASS | FIREWALL_DROP) || z->steps > STEPS_MAX;
        if (z->steps > STEPS_MAX)
            return;
    }
}

static void judge_range(struct zone *z, const struct firewall_senders *s)
{
    struct cuts c = {0};
    uint8_t family = s->first.len;
    struct fw_value low = fw_address(&s->first), high = fw_address(&s->last);
    cut_all(z->f, FW_SRC, FW_DST, family, &low, &high, &c);
    z->unknown |= c.over;
    for (size_t k = 0; k < c.count && !(z->open && z->closed) && z->steps <= STEPS_MAX; k++) {
        z->p.src = (struct addr){.len = family};
        memcpy(z->p.src.b, c.at[k].b + 16 - family, family);
        judge_sender(z);
    }
    free(c.at);
}

enum firewall_answer firewall_zone(const struct firewall *f, const struct firewall_packet *p,
                                   const struct firewall_senders *senders, size_t n)
{
    struct zone z = {.f = f, .p = *p};
    struct fw_value low = fw_number(0), high = fw_number(UINT16_MAX);
    cut_all(f, FW_SPORT, answers_filtered(f) ? FW_PORT : FW_SPORT, 0, &low, &high, &z.ports);
    z.unknown = z.ports.over;
    for (size_t i = 0; i < n && !(z.open && z.closed); i++)
        if (senders[i].first.len == p->dst.len)
            judge_range(&z, &senders[i]);
    free(z.ports.at);
    return z.open && z.closed ? FIREWALL_PARTLY
           : z.unknown        ? FIREWALL_UNKNOWN
           : z.open           ? FIREWALL_OPEN
                              : FIREWALL_CLOSED;
}
