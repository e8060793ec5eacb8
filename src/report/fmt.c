#include "report/fmt.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *fmt_count(uint64_t n, char out[FMT_MAX])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n);
    char *to = out;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = 0;
    return out;
}

/* n.ff without the locale's decimal mark. */
static void fixed(double v, int places, char out[FMT_MAX])
{
    uint64_t scale = places == 2 ? 100 : 10;
    uint64_t n = (uint64_t)llround(v * (double)scale);
    snprintf(out, FMT_MAX, "%" PRIu64 ".%0*" PRIu64 " s", n / scale, places, n % scale);
}

const char *fmt_seconds(double s, char out[FMT_MAX])
{
    if (!isfinite(s) || s < 0 || s > 1e12)
        s = 0;
    uint64_t n = (uint64_t)llround(s);
    if (s < 9.995)
        fixed(s, 2, out);
    else if (s < 59.95)
        fixed(s, 1, out);
    else if (n < 3600)
        snprintf(out, FMT_MAX, "%" PRIu64 ":%02" PRIu64, n / 60, n % 60);
    else
        snprintf(out, FMT_MAX, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, n / 3600, n / 60 % 60, n % 60);
    return out;
}

const char *fmt_ms(double ms, char out[FMT_MAX])
{
    if (!isfinite(ms) || ms < 0 || ms > 1e12)
        ms = 0;
    snprintf(out, FMT_MAX, "%.*f", ms < 10 ? 2 : ms < 100 ? 1 : 0, ms);
    return out;
}

static struct tm local(nsec_wall t)
{
    time_t s = (time_t)(t / NSEC_SEC);
    struct tm tm;
    if (!localtime_r(&s, &tm))
        tm = (struct tm){.tm_mday = 1, .tm_year = 70};
    return tm;
}

const char *fmt_ctime(nsec_wall t, char out[FMT_MAX])
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDecSunMonTueWedThuFriSat";
    struct tm tm = local(t);
    const char *month = names + 3 * tm.tm_mon, *day = names + 36 + 3 * tm.tm_wday;
    snprintf(out, FMT_MAX, "%.3s %.3s %2d %02d:%02d:%02d %d", day, month, tm.tm_mday, tm.tm_hour, tm.tm_min,
             tm.tm_sec, tm.tm_year + 1900);
    return out;
}

const char *fmt_minute(nsec_wall t, char out[FMT_MAX])
{
    struct tm tm = local(t);
    if (!strftime(out, FMT_MAX, "%Y-%m-%d %H:%M %Z", &tm))
        out[0] = 0;
    return out;
}

const char *fmt_door(const struct record_finding *f, char out[FMT_MAX])
{
    if (f->port == RECORD_NO_U64)
        snprintf(out, FMT_MAX, "host");
    else
        snprintf(out, FMT_MAX, "%" PRIu64 "/%s", f->port, proto_word(f->proto));
    return out;
}

/* Of seven units, each `base` times the one before. */
static const char *amount(uint64_t n, unsigned base, const char *const units[], char out[FMT_MAX])
{
    double v = (double)n;
    unsigned unit = 0;
    for (; v >= base - 0.5; unit++)
        v /= base;
    snprintf(out, FMT_MAX, unit && v < 9.95 ? "%.1f %s" : "%.0f %s", v, units[unit]);
    return out;
}

const char *fmt_bytes(uint64_t n, char out[FMT_MAX])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    return amount(n, 1000, units, out);
}

const char *fmt_size(uint64_t n, char out[FMT_MAX])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    return amount(n, 1024, units, out);
}
