#include "watch/source/preface.h"

#include <string.h>

/* "UTC:" behind a clock. */
static void cut_zone(struct word *line)
{
    struct word rest = *line, zone;
    if (word_next(&rest, " ", &zone) && zone.n > 1 && zone.n < 6 && zone.p[zone.n - 1] == ':')
        *line = rest;
}

/* IOS-XR says before its clock which of its cards speaks: "RP/0/RP0/CPU0:Nov 22 …". True: it did. */
static bool cut_card(struct word *line)
{
    size_t n = word_until(*line, " :");
    if (n == line->n || line->p[n] != ':' || !word_find((struct word){line->p, n}, "/CPU"))
        return false;
    *line = (struct word){line->p + n + 1, line->n - n - 1};
    return true;
}

/* IOS puts its own clock behind the number, or its name behind that: "123: *Nov 22 03:54:00.123 UTC: ". True:
 * it was there. */
bool preface_clock(struct word *line)
{
    nsec_wall t;
    struct word rest = *line;
    (void)cut_card(&rest);
    if (rest.n && strchr("*.", *rest.p))
        rest = word_from(rest, rest.p + 1);
    if (!logtime_read(&rest, INT64_MAX / 2, &t))
        return false;
    cut_zone(&rest);
    *line = rest;
    return true;
}

/* "<134>1 " (RFC 5424: true) or "<134>" (RFC 3164). */
bool preface_priority(struct word *line)
{
    struct word rest = *line, number;
    uint64_t v;
    if (!rest.n || rest.p[0] != '<')
        return false;
    rest.p++;
    rest.n--;
    if (!word_next(&rest, ">", &number) || !word_number(number, 191, &v))
        return false;
    bool rfc5424 = rest.n > 1 && rest.p[0] == '1' && rest.p[1] == ' ';
    size_t over = rfc5424 ? 2 : rest.n && rest.p[0] == ':'; /* Cisco's EMBLEM */
    rest.p += over;
    rest.n -= over;
    *line = rest;
    return rfc5424;
}

/* dmesg(1), where all lines are the kernel's: "[Sun Nov 22 03:54:00 2026] ", "[12345.678901] " since the
 * machine began. */
bool preface_stamp(struct word *line, nsec_wall *ret)
{
    struct word rest = *line, stamp;
    if (!rest.n || *rest.p != '[')
        return false;
    rest = word_from(rest, rest.p + 1);
    if (!word_next(&rest, "]", &stamp) || !rest.n || *rest.p != ' ')
        return false;
    struct word date = stamp;
    bool fine = memchr(stamp.p, ' ', stamp.n)
                    ? logtime_read(&date, 0, ret) && !date.n
                    : memchr(stamp.p, '.', stamp.n) && logtime_read_seconds(stamp, ret);
    if (fine)
        *line = word_from(rest, rest.p);
    return fine;
}

/* grep writes the file's name before the line. */
void preface_file(struct word *line, nsec_wall reference)
{
    nsec_wall t;
    const char *colon = memchr(line->p, ':', line->n < 200 ? line->n : 200);
    struct word probe = *line;
    if (!colon || cut_card(&probe) || logtime_read(&probe, reference, &t))
        return;
    probe = (struct word){colon + 1, (size_t)(line->p + line->n - colon - 1)};
    struct word rest = probe;
    if (logtime_read(&probe, reference, &t))
        *line = rest;
}

/* The time at the beginning, behind IOS' number of the line or IOS-XR's card: "126: Nov 22 03:54:00.790 UTC: ". */
bool preface_time(struct word *line, nsec_wall reference, nsec_wall *ret)
{
    struct word rest = *line, number;
    uint64_t v;
    if (logtime_read(line, reference, ret)) {
        rest = *line;
        cut_zone(&rest);
        if (rest.n && *rest.p == '%')
            *line = rest; /* Cisco's alone */
        return true;
    }
    if (!cut_card(&rest)) {
        if (!word_next(&rest, ":", &number) || !word_number(number, UINT32_MAX, &v))
            return false;
        rest = word_from(rest, rest.p);
        (void)cut_card(&rest);
    }
    if (rest.n && strchr("*.", *rest.p))
        rest = word_from(rest, rest.p + 1);
    if (!logtime_read(&rest, reference, ret))
        return false;
    *line = rest;
    cut_zone(line);
    return true;
}
