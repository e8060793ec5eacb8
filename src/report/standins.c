#include "report/standins.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"

#include <stdio.h>
#include <string.h>

/* Without a MAC it is behind a router, and known by its network: all but the last byte of the address. */
static bool is_device(const struct standin *d, const char *mac, const struct addr *a)
{
    return strcmp(d->mac, mac) == 0 && d->first.len == a->len &&
           (*mac || memcmp(d->first.b, a->b, a->len - 1u) == 0);
}

static struct standin *device_of(struct standins *s, const struct record_host *h)
{
    const char *mac = h->mac ? h->mac : "";
    for (size_t i = 0; i < s->count; i++)
        if (is_device(&s->device[i], mac, &h->addr))
            return &s->device[i];
    struct standin *d = &s->device[s->count < STANDINS_MAX ? s->count++ : STANDINS_MAX];
    if (d->first.len)
        return d; /* the place of all that are too many */
    snprintf(d->mac, sizeof d->mac, "%s", s->count > STANDINS_MAX ? "" : mac);
    snprintf(d->vendor, sizeof d->vendor, "%s", h->vendor ? h->vendor : "");
    d->first = d->last = h->addr;
    return d;
}

bool standins_take(struct standins *s, const struct record_host *h)
{
    bool silent = h->reason == REASON_PROXY_ARP;
    if (!silent && !(h->suspect && strcmp(h->suspect, "one-device") == 0))
        return false;
    struct standin *d = device_of(s, h);
    d->silent += silent;
    d->answered += !silent;
    bool itself = !silent && d->answered == 1; /* the device is a host, once */
    if (addr_cmp(&h->addr, &d->first) < 0)
        d->first = h->addr;
    if (addr_cmp(&h->addr, &d->last) > 0)
        d->last = h->addr;
    return !itself;
}

static void name_device(struct buf *b, const struct standin *d)
{
    esc_term(b, d->mac, sizeof d->mac);
    if (d->vendor[0]) {
        buf_puts(b, " (");
        esc_term(b, d->vendor, sizeof d->vendor);
        buf_putc(b, ')');
    }
}

void standins_print(const struct standins *s, struct buf *out)
{
    char first[ADDR_TEXT_MAX], last[ADDR_TEXT_MAX], n[FMT_MAX], silent[FMT_MAX];
    for (size_t i = 0; i <= STANDINS_MAX; i++) {
        const struct standin *d = &s->device[i];
        if (!d->first.len)
            continue;
        struct buf who;
        buf_init(&who, 4096);
        name_device(&who, d);
        buf_putc(out, '\n');
        addr_text(&d->first, first);
        addr_text(&d->last, last);
        fmt_count(d->silent + d->answered, n);
        if (!d->mac[0] && i < STANDINS_MAX)
            /* TRANSLATORS: number of addresses, first and last of them. */
            buf_printf(
                out,
                _("%s addresses from %s to %s all answer alike: that is one device, behind a router, not so many hosts."),
                n, first, last);
        else if (d->silent)
            /* TRANSLATORS: MAC and maker, number of addresses, first and last of them, how many of them did
             * not answer. */
            buf_printf(
                out,
                _("One device, %s, answers for %s addresses from %s to %s; %s of them do nothing else and are not taken for hosts."),
                buf_text(&who), n, first, last, fmt_count(d->silent, silent));
        else
            /* TRANSLATORS: MAC and maker, number of addresses, first and last of them. */
            buf_printf(out, _("One device, %s, has %s addresses from %s to %s."), buf_text(&who), n, first,
                       last);
        buf_putc(out, '\n');
        buf_fini(&who);
    }
}
