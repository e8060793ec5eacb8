/* The times that logs write. Pure. */
#pragma once

#include "base/nsec.h"
#include "watch/source/words.h"

/* Reads the time at the beginning of a line and cuts it off: "2026-11-22T03:54:00.123456+01:00" (RFC 3339,
 * RFC 5424; also with a blank and with '/' in the date, without zone), "Nov 22 03:54:00" (RFC 3164;
 * `reference` decides the year: the latest that is not more than a day after it; also as date(1) writes it,
 * and with the year in any place), "1700828217.314165". A time without zone is taken as UTC: differences are
 * what matters. True and *ret in ns since 1970. */
bool logtime_read(struct word *line, nsec_wall reference, nsec_wall *ret);

/* Seconds since 1970 with a fraction, as sensors write them; from the beginning of a capture, where the
 * sensor has only that. */
bool logtime_read_seconds(struct word w, nsec_wall *ret);

/* "22/Nov/2026:03:54:00 +0100" (web servers). */
bool logtime_read_clf(struct word w, nsec_wall *ret);
