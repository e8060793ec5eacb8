/* Numbers and times as people read them. The same in every language. */
#pragma once

#include "model/record.h"

enum { FMT_MAX = 32 }; /* size for fmt_count() */

/* "65,530". Returns out. */
const char *fmt_count(uint64_t n, char out[FMT_MAX]);
/* "0 B", "999 B", "1.4 kB", "12 MB": powers of 1000. Returns out. */
const char *fmt_bytes(uint64_t n, char out[FMT_MAX]);
/* "600 B", "1.5 KiB", "64 MiB": powers of 1024, for what users give as 64M. Returns out. */
const char *fmt_size(uint64_t n, char out[FMT_MAX]);
/* A length in seconds: "0.25 s", "12.3 s", "2:05", "1:02:05". Returns out. */
const char *fmt_seconds(double s, char out[FMT_MAX]);
/* Milliseconds, about three digits, in the locale's way: "0.43", "12.5", "1234". Returns out. */
const char *fmt_ms(double ms, char out[FMT_MAX]);
/* As ctime(), in local time and always English, without the line end: "Sun Nov 22 04:15:23 2026". The time
 * zone is read on the first call: cmd/ calls tzset() before it confines itself. Returns out. */
const char *fmt_ctime(nsec_wall t, char out[FMT_MAX]);
/* "2026-11-22 04:15 JST", local time. Returns out. */
const char *fmt_minute(nsec_wall t, char out[FMT_MAX]);
/* A finding's door: "23/tcp"; "host" when it is about the host as a whole. Returns out. */
const char *fmt_door(const struct record_finding *f, char out[FMT_MAX]);
