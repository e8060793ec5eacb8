/* sys: what Linux says about this machine and this process. In: questions; out: plain values (time, links,
 * addresses, routes, neighbours, readiness of descriptors). It knows nothing of packets, scans and records.
 *
 * clock.h: the two clocks. Called by cmd/ alone: everything below gets the time as an argument (base/nsec.h).
 * The one exception is io/ring.c, which must translate the kernel's wall-clock stamps of frames. */
#pragma once

#include "base/nsec.h"

/* CLOCK_MONOTONIC, the same clock as `at` of received frames. */
nsec clock_mono(void);

/* CLOCK_REALTIME, ns since 1970-01-01 UTC. */
nsec_wall clock_wall(void);
