#include "report/devices.h"

#include "base/grow.h"
#include "report/esc.h"
#include "report/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 12 /* addresses of a device */

int devices_take(struct devices *d, const struct record_host *h)
{
    if (!h->mac || h->state != HOST_UP || d->count == DEVICES_MAX)
        return 0;
    void *more = grow_one(d->item, d->count, sizeof *d->item);
    if (!more)
        return -ENOMEM;
    d->item = more;
    struct device_addr *a = &d->item[d->count++];
    *a = (struct device_addr){.addr = h->addr, .vendor = h->vendor ? strdup(h->vendor) : NULL};
    snprintf(a->mac, sizeof a->mac, "%s", h->mac);
    return 0;
}

void devices_fini(struct devices *d)
{
    for (size_t i = 0; i < d->count; i++)
        free((char *)d->item[i].vendor);
    free(d->item);
    *d = (struct devices){0};
}

static int by_mac(const void *a, const void *b)
{
    const struct device_addr *x = a, *y = b;
    int c = strcmp(x->mac, y->mac);
    return c ? c : addr_cmp(&x->addr, &y->addr);
}

static void print(struct buf *out, const struct device_addr *a, size_t n)
{
    char text[ADDR_TEXT_MAX];
    buf_puts(out, "  ");
    esc_term(out, a->mac, sizeof a->mac);
    if (a->vendor) {
        buf_puts(out, " (");
        esc_term(out, a->vendor, 60);
        buf_putc(out, ')');
    }
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        buf_puts(out, i ? ", " : ": ");
        buf_puts(out, addr_show(&a[i].addr, text));
    }
    buf_puts(out, n > SHOWN ? ", …\n" : "\n");
}

void devices_print(struct devices *d, struct buf *out)
{
    bool title = false;
    if (d->count)
        qsort(d->item, d->count, sizeof *d->item, by_mac);
    for (size_t first = 0, end; first < d->count; first = end) {
        for (end = first; end < d->count && strcmp(d->item[first].mac, d->item[end].mac) == 0;)
            end++;
        if (end - first < 2)
            continue;
        if (!title)
            buf_printf(out, "\n%s\n", _("Devices with several addresses:"));
        title = true;
        print(out, d->item + first, end - first);
    }
}
