#include "watch/ledger/window.h"

const uint32_t window_seconds[WINDOWS] = {10, 60, 600, 3600, 86400, 7 * 86400, 30 * 86400};

static uint32_t epoch_of(enum window_span span, nsec_wall at)
{
    return (uint32_t)(at / NSEC_SEC / window_seconds[span]);
}

static void turn(struct window *w, unsigned span, uint32_t epoch)
{
    if (epoch <= w->epoch[span])
        return;
    w->before[span] = epoch == w->epoch[span] + 1 ? w->now[span] : 0;
    w->now[span] = 0;
    w->epoch[span] = epoch;
}

/* What comes late counts when it was, if that is still in sight: a recording whose packets are in no order is
 * no burst. */
static void add_late(struct window *w, nsec_wall at)
{
    for (unsigned i = 0; i < WINDOWS; i++) {
        uint32_t epoch = epoch_of(i, at);
        uint16_t *n = epoch == w->epoch[i] ? &w->now[i] : epoch + 1 == w->epoch[i] ? &w->before[i] : NULL;
        if (n)
            *n = (uint16_t)(*n + (*n < UINT16_MAX));
    }
}

void window_add(struct window *w, nsec_wall at)
{
    uint32_t second = (uint32_t)(at / NSEC_SEC);
    if (second < w->second) {
        add_late(w, at);
        return;
    }
    for (unsigned i = 0; i < WINDOWS; i++) {
        if (second != w->second) /* divisions are dear, and fast scanners ask often */
            turn(w, i, epoch_of(i, at));
        w->now[i] = (uint16_t)(w->now[i] + (w->now[i] < UINT16_MAX));
    }
    w->second = second;
}

double window_count(const struct window *w, enum window_span span, nsec_wall at)
{
    uint32_t epoch = epoch_of(span, at);
    if (epoch > w->epoch[span] + 1)
        return 0;
    double length = (double)window_seconds[span] * NSEC_SEC;
    double gone = (double)(at % (nsec_wall)length) / length;
    if (epoch == w->epoch[span] + 1)
        return w->now[span] * (1 - gone);
    return w->now[span] + w->before[span] * (1 - gone);
}
