/* What the packet filter sends elsewhere before anybody here could take it. */
#include "local/priv_firewall.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

enum { DEPTH_MAX = 16 }; /* NFT_JUMP_STACK_SIZE of the kernel */

struct search {
    const struct firewall *f;
    struct firewall_redirect *out;
    size_t max, count;
    bool *seen; /* owned; a chain that two jump to is told once */
};

static const struct fw_match *only(const struct fw_rule *r, enum fw_field field)
{
    const struct fw_match *found = NULL;
    for (size_t i = 0; i < r->matches; i++)
        if (r->match[i].field == field && !r->match[i].negate)
            found = &r->match[i];
    return found && found->ranges ? found : NULL;
}

static uint16_t low_bits(struct fw_value v)
{
    return (uint16_t)(v.b[14] << 8 | v.b[15]);
}

static void note(struct search *s, const struct fw_chain *c, const struct fw_rule *r)
{
    const struct fw_match *proto = only(r, FW_PROTO), *port = only(r, FW_PORT);
    for (size_t p = 0; proto && port && p < proto->ranges; p++)
        for (size_t i = 0; i < port->ranges; i++) {
            uint16_t number = low_bits(proto->range[p].low);
            if ((number != IPPROTO_TCP && number != IPPROTO_UDP) || s->count == s->max)
                continue;
            s->out[s->count++] = (struct firewall_redirect){.proto = (uint8_t)number,
                                                            .family = c->family,
                                                            .low = low_bits(port->range[i].low),
                                                            .high = low_bits(port->range[i].high),
                                                            .table = c->table,
                                                            .chain = c->name};
        }
}

static void walk(struct search *s, size_t chain, unsigned depth)
{
    const struct fw_chain *c = &s->f->chain[chain];
    if (s->seen[chain] || depth > DEPTH_MAX)
        return;
    s->seen[chain] = true;
    for (size_t i = 0; i < c->rules; i++) {
        const struct fw_rule *r = &c->rule[i];
        if (r->verdict == FW_ELSEWHERE)
            note(s, c, r);
        else if ((r->verdict == FW_JUMP || r->verdict == FW_GOTO) && r->target >= 0)
            walk(s, (size_t)r->target, depth + 1);
    }
}

int firewall_redirects(const struct firewall *f, struct firewall_redirect *out, size_t max, size_t *ret)
{
    struct search s = {.f = f, .out = out, .max = max, .seen = calloc(f->chains + 1, sizeof *s.seen)};
    if (!s.seen)
        return -ENOMEM;
    for (size_t i = 0; i < f->chains; i++)
        if (f->chain[i].nat && f->chain[i].hook == FW_HOOK_PREROUTING)
            walk(&s, i, 0);
    free(s.seen);
    *ret = s.count;
    return 0;
}
