#include "cmd/watchblock.h"

#include "answer/nft.h"
#include "cmd/cmd.h"
#include "sys/clock.h"
#include "sys/link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RATE_EVERY NSEC_MINUTE /* who is not blocked since too many were: the metrics count all */

static void keep_out(struct watchduty *d, const struct addr_net *n, const char *kind, const char *id)
{
    char addr[ADDR_TEXT_MAX];
    unsigned seconds = (unsigned)(d->conf->span / NSEC_SEC);
    addr_text(&n->net, addr);
    if (d->conf->dry_run) {
        cmd_say(_("%s/%u would be blocked for %u s: %s, alert %s"), addr, n->bits, seconds, kind, id);
        return;
    }
    if (watchhand_block(&d->hand, n, d->conf->span)) {
        cmd_say(_("%s/%u is blocked for %u s: %s, alert %s"), addr, n->bits, seconds, kind, id);
        return;
    }
    policy_release(d->policy, n); /* it is tried again when it goes on */
    cmd_say(_("%s/%u could not be blocked: the process that answers took no order"), addr, n->bits);
}

/* Why somebody whose alert is grave enough is let in all the same. Who is on the list, or has a role, is so by
 * the user's own word. */
static void say_why_not(struct watchduty *d, const struct policy_case *c, enum policy_verdict v)
{
    char addr[ADDR_TEXT_MAX];
    addr_text(&c->src, addr);
    if (v == POLICY_RATE && clock_mono() >= d->next_rate) { /* a flood is no reason for another one */
        cmd_say(_("%s is not blocked: too many were within the hour"), addr);
        d->next_rate = clock_mono() + RATE_EVERY;
    }
    if (v == POLICY_UNPROVEN)
        cmd_say(_("%s is not blocked: its address may be forged"), addr);
    if (v == POLICY_NEIGHBOUR)
        cmd_say(
            _("%s is not blocked: that would be its whole /64, in which this machine is, or somebody else who never is blocked"),
            addr);
    if (v == POLICY_OURS && c->grave && c->inside)
        cmd_say(_("%s is not blocked: who is at home never is"), addr);
}

void watchblock_alert(struct watchduty *d, const struct record_alert *a, unsigned severity)
{
    struct addr_net n;
    const struct policy_case c = {.src = a->src,
                                  .inside = a->zone && strcmp(a->zone, "internal") == 0,
                                  .excused = a->suppressed || a->role ||
                                             a->srcs.count > 1 /* decoys are nobody */ || watch_carried(d->w),
                                  .proven = watch_proven(d->w),
                                  .grave = severity >= WATCH_MEDIUM,
                                  .high = severity >= WATCH_HIGH,
                                  .kind = a->kind,
                                  .technique = a->technique};
    enum policy_verdict v = policy_judge(d->policy, &c, clock_mono(), &n);
    if (v == POLICY_BLOCK)
        keep_out(d, &n, a->kind, a->id);
    else
        say_why_not(d, &c, v);
}

/* A block ends by itself, a scan need not; and a watch that was started again does not know whom the one
 * before it blocked. */
void watchblock_again(struct watchduty *d, const struct watch_suspect *s)
{
    struct addr_net n;
    const struct policy_case c = {.src = s->src,
                                  .inside = s->inside,
                                  .excused = s->role || s->carried,
                                  .proven = s->proven,
                                  .grave = s->severity >= WATCH_MEDIUM,
                                  .high = s->severity >= WATCH_HIGH,
                                  .kind = s->kind,
                                  .technique = s->technique};
    if (policy_again(d->policy, &c, clock_mono(), &n))
        keep_out(d, &n, s->kind, s->id);
}

/* This machine's own addresses are never blocked, whatever networks were called home. */
static int read_own(struct watchduty *d)
{
    struct netlink *nl;
    struct links links = {0};
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return e;
    e = link_list(nl, &links);
    netlink_free(nl);
    d->own = e < 0 ? NULL
                   : calloc(links.addr_count + WATCHRULES_ALLOW + WATCHRULES_HOME + WATCHRULES_ROLE + 1u,
                            sizeof *d->own);
    for (uint32_t i = 0; d->own && i < links.addr_count; i++) {
        struct addr a = links.addr[i].addr;
        a.zone = 0;
        d->own[d->owns++] = (struct addr_net){.net = a, .bits = 8u * a.len};
    }
    link_fini(&links);
    return e < 0 ? e : d->own ? 0 : -ENOMEM;
}

/* And neither is who is allowed, at home, or has a role, whatever alerts say of him. */
void watchblock_allow(struct watchduty *d)
{
    const struct watchrules *r = d->rules;
    memcpy(d->own + d->owns, r->allow, r->allows * sizeof *d->own);
    d->never = d->owns + r->allows;
    for (unsigned i = 0; i < r->homes; i++)
        d->own[d->never++] = r->home[i];
    for (unsigned i = 0; i < r->roles; i++)
        if (strcmp(r->role[i].name, "none") != 0)
            d->own[d->never++] = r->role[i].net;
    policy_allow(d->policy, d->own, d->never);
    watchhand_spare(&d->hand, d->own, d->never);
}

int watchblock_open(struct watchduty *d)
{
    struct buf script;
    const struct policy_conf conf = {.span = d->conf->span, .proven = d->conf->proven};
    d->policy = policy_new(&conf);
    int e = d->policy ? read_own(d) : -ENOMEM;
    if (e < 0)
        return cmd_failed(_("this machine's addresses"), e);
    watchblock_allow(d);
    if (d->conf->dry_run)
        return CMD_OK;
    buf_init(&script, 8192);
    nft_setup(&script);
    int status = watchhand_nft(buf_text(&script));
    buf_fini(&script);
    return status;
}
