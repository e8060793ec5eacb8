/* How many new targets within the last 10 s … 30 d: two tumbling counts a window, mixed by how much of the
 * older one is still in sight. Normal hosts' counts grow slower than the window (Sekar et al., DSN 2006),
 * scanners' do not. */
#pragma once

#include "base/nsec.h"

enum window_span { WINDOW_10S, WINDOW_1M, WINDOW_10M, WINDOW_1H, WINDOW_1D, WINDOW_7D, WINDOW_30D, WINDOWS };

extern const uint32_t window_seconds[WINDOWS];

struct window {
    uint32_t second; /* of the latest one */
    uint32_t epoch[WINDOWS];
    uint16_t now[WINDOWS], before[WINDOWS];
};

/* A new target at that time; one that comes late counts where it belongs, as far as that is in sight. */
void window_add(struct window *w, nsec_wall at);
/* New targets in the window `span` before `at`; counts end at 65,535. */
double window_count(const struct window *w, enum window_span span, nsec_wall at);
