#include "watch/source/logtime.h"

struct when {
    int64_t year;
    unsigned month, day, hour, minute, second;
};

/* Days since 1970-01-01 of the Gregorian calendar (March-based years: leap days come last). */
static int64_t days(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static nsec_wall ns_of(const struct when *w)
{
    int64_t s = days(w->year, w->month, w->day) * 86400 + w->hour * 3600 + w->minute * 60 + w->second;
    return s * NSEC_SEC;
}

static bool sane(const struct when *w)
{
    return w->year >= 1970 && w->year < 2200 && w->month >= 1 && w->month <= 12 && w->day >= 1 &&
           w->day <= 31 && w->hour < 24 && w->minute < 60 && w->second <= 60;
}

/* n digits at `*p`, moved over. */
static bool take_digits(const char **p, const char *end, unsigned n, unsigned *ret)
{
    unsigned v = 0;
    if (end - *p < (ptrdiff_t)n)
        return false;
    for (unsigned i = 0; i < n; i++) {
        char c = (*p)[i];
        if (!word_is_digit(c))
            return false;
        v = v * 10 + (unsigned)(c - '0');
    }
    *p += n;
    *ret = v;
    return true;
}

/* `any`: one to three, known where it is called, so that nothing but comparing is left of it: a line's time has
 * ten of these. */
static inline bool take_char(const char **p, const char *end, const char *any)
{
    bool found = *p < end && (**p == any[0] || (any[1] && (**p == any[1] || (any[2] && **p == any[2]))));
    *p += found;
    return found;
}

/* ".123456" -> ns; nothing there: 0. */
static nsec take_fraction(const char **p, const char *end)
{
    nsec ns = 0, unit = NSEC_SEC / 10;
    if (!take_char(p, end, ".,"))
        return 0;
    for (; *p < end && word_is_digit(**p); ++*p, unit /= 10)
        ns += (**p - '0') * unit;
    return ns;
}

/* "Z", "+01:00", "-0700"; nothing there: 0. */
static nsec take_zone(const char **p, const char *end)
{
    const char *at = *p;
    unsigned hours, minutes;
    if (take_char(&at, end, "Z")) {
        *p = at;
        return 0;
    }
    bool west = at < end && *at == '-';
    if (!take_char(&at, end, "+-") || !take_digits(&at, end, 2, &hours))
        return 0;
    (void)take_char(&at, end, ":");
    if (!take_digits(&at, end, 2, &minutes))
        return 0;
    *p = at;
    nsec offset = (nsec)(hours * 3600 + minutes * 60) * NSEC_SEC;
    return west ? -offset : offset;
}

static bool take_clock(const char **p, const char *end, struct when *w)
{
    return take_digits(p, end, 2, &w->hour) && take_char(p, end, ":") && take_digits(p, end, 2, &w->minute) &&
           take_char(p, end, ":") && take_digits(p, end, 2, &w->second);
}

static void cut(struct word *line, const char *p)
{
    const char *end = line->p + line->n;
    while (p < end && *p == ' ')
        p++;
    *line = (struct word){p, (size_t)(end - p)};
}

static bool read_iso(struct word *line, nsec_wall *ret)
{
    const char *p = line->p, *end = p + line->n;
    struct when w = {0};
    unsigned year;
    if (!take_digits(&p, end, 4, &year) || !take_char(&p, end, "-/:") || !take_digits(&p, end, 2, &w.month) ||
        !take_char(&p, end, "-/:") || !take_digits(&p, end, 2, &w.day) || !take_char(&p, end, "T -") ||
        !take_clock(&p, end, &w))
        return false;
    w.year = year;
    if (!sane(&w))
        return false;
    nsec fraction = take_fraction(&p, end);
    *ret = ns_of(&w) + fraction - take_zone(&p, end);
    cut(line, p);
    return true;
}

static bool is_weekday(struct word line)
{
    static const char names[] = "SunMonTueWedThuFriSat";
    bool found = false;
    for (unsigned i = 0; line.n > 7 && line.p[3] == ' ' && i < 7; i++)
        found |= memcmp(line.p, names + 3 * i, 3) == 0;
    return found;
}

/* What journalctl puts behind the clock, by the user's own zone: of the names of zones those of one offset. What
 * else there is counts as UTC, like no zone. */
static nsec take_zone_name(const char **p, const char *end)
{
    static const struct {
        char name[5];
        signed char hours;
    } rows[] = {{"JST", 9}, {"KST", 9},  {"AEST", 10}, {"AEDT", 11}, {"NZST", 12}, {"NZDT", 13},
                {"WET", 0}, {"WEST", 1}, {"CET", 1},   {"CEST", 2},  {"EET", 2},   {"EEST", 3},
                {"MSK", 3}, {"EST", -5}, {"EDT", -4},  {"MDT", -6},  {"PDT", -7},  {"HST", -10}};
    const char *at = *p;
    while (at < end && *at >= 'A' && *at <= 'Z')
        at++;
    size_t n = (size_t)(at - *p);
    if (n < 3 || n > 5 || at == end || *at != ' ')
        return 0;
    nsec offset = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strnlen(rows[i].name, sizeof rows[i].name) == n && memcmp(rows[i].name, *p, n) == 0)
            offset = rows[i].hours * NSEC_HOUR;
    *p = at;
    return offset;
}

/* journalctl -o short-full: "Sun 2026-11-22 03:54:00 UTC ", "… JST ", "… +03 ". */
static bool read_full(struct word *line, nsec_wall *ret)
{
    struct word rest = *line;
    uint64_t hours;
    if (!is_weekday(rest))
        return false;
    rest = (struct word){rest.p + 4, rest.n - 4};
    if (!rest.n || *rest.p < '0' || *rest.p > '9' || !read_iso(&rest, ret))
        return false;
    const char *p = rest.p, *end = p + rest.n;
    bool short_zone = rest.n > 3 && (*p == '+' || *p == '-') && p[3] == ' ' &&
                      word_number((struct word){p + 1, 2}, 14, &hours);
    if (short_zone)
        *ret -= (*p == '-' ? -1 : 1) * (nsec)hours * NSEC_HOUR;
    else
        *ret -= take_zone(&p, end) + take_zone_name(&p, end);
    cut(line, short_zone ? p + 3 : p);
    return true;
}

/* RouterOS writes them small. */
static unsigned month_of(const char *p, const char *end)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned i = 0; end - p >= 3 && i < 12; i++)
        if ((p[0] == names[3 * i] || p[0] == names[3 * i] + ('a' - 'A')) &&
            memcmp(p + 1, names + 3 * i + 1, 2) == 0)
            return i + 1;
    return 0;
}

/* "2026 " of NX-OS, before the month. */
static unsigned year_before(struct word *line)
{
    const char *p = line->p, *end = p + line->n;
    unsigned year;
    if (!take_digits(&p, end, 4, &year) || !take_char(&p, end, " ") || !month_of(p, end))
        return 0;
    cut(line, p);
    return year;
}

/* The day of the week, before the month. */
static void cut_weekday(struct word *line)
{
    if (is_weekday(*line) && month_of(line->p + 4, line->p + line->n))
        cut(line, line->p + 4);
}

/* The year behind the clock. */
static unsigned take_year_behind(const char **p, const char *end)
{
    const char *at = *p;
    unsigned year;
    if (!take_char(&at, end, " ") || !take_digits(&at, end, 4, &year) || year < 1970 || year >= 2200 ||
        (at < end && !strchr(" ]", *at)))
        return 0;
    *p = at;
    return year;
}

static bool read_bsd(struct word *line, nsec_wall reference, nsec_wall *ret)
{
    struct word rest = *line;
    unsigned before = year_before(&rest), year = 0;
    cut_weekday(&rest);
    bool weekday = !before && rest.p != line->p;
    const char *p = rest.p, *end = p + rest.n;
    struct when w = {.month = month_of(p, end)};
    if (!w.month)
        return false;
    p += 3;
    if (!take_char(&p, end, " /"))
        return false;
    bool one = p < end && *p == ' '; /* "May  8" */
    p += one;
    if (!take_digits(&p, end, one ? 1 : 2, &w.day) || !take_char(&p, end, " /"))
        return false;
    const char *at = p; /* Cisco and some others: "Nov 22 2026 03:54:00"; RouterOS: "nov/22/2026 03:54:00" */
    if (take_digits(&at, end, 4, &year) && take_char(&at, end, " "))
        p = at;
    else
        year = 0;
    if (!take_clock(&p, end, &w))
        return false;
    nsec fraction = take_fraction(&p, end);
    year = before ? before : year;
    if (!year && weekday)
        year = take_year_behind(&p, end);
    for (w.year = year ? year : 1970 + reference / (366 * NSEC_DAY) + 1;; w.year--) {
        if (!sane(&w))
            return false;
        *ret = ns_of(&w) + fraction;
        if (year || *ret <= reference + NSEC_DAY)
            break;
    }
    (void)take_char(&p, end, ":"); /* Cisco: "…00: %ASA" */
    cut(line, p);
    return true;
}

static bool read_epoch(struct word *line, nsec_wall *ret)
{
    const char *p = line->p, *end = p + line->n;
    unsigned high, low;
    if (!take_digits(&p, end, 5, &high) || !take_digits(&p, end, 5, &low) ||
        (p < end && !strchr(". \t,:", *p)))
        return false;
    int64_t s = (int64_t)high * 100000 + low;
    if (s > UINT32_MAX) /* ten digits can say the year 2286, and ns of it overflow not much later */
        return false;
    nsec fraction = take_fraction(&p, end);
    *ret = s * NSEC_SEC + fraction;
    cut(line, p);
    return true;
}

bool logtime_read(struct word *line, nsec_wall reference, nsec_wall *ret)
{
    return line->n && (read_iso(line, ret) || read_bsd(line, reference, ret) || read_epoch(line, ret) ||
                       read_full(line, ret));
}

bool logtime_read_seconds(struct word w, nsec_wall *ret)
{
    const char *p = w.p, *end = p + w.n, *dot = memchr(p, '.', w.n);
    uint64_t s;
    if (!word_number((struct word){p, dot ? (size_t)(dot - p) : w.n}, UINT32_MAX, &s))
        return false;
    p = dot ? dot : end;
    *ret = (nsec_wall)s * NSEC_SEC + take_fraction(&p, end);
    return p == end || *p == 'e' || *p == 'E';
}

bool logtime_read_clf(struct word w, nsec_wall *ret)
{
    const char *p = w.p, *end = p + w.n;
    struct when t = {0};
    unsigned year;
    if (!take_digits(&p, end, 2, &t.day) || !take_char(&p, end, "/") || !(t.month = month_of(p, end)))
        return false;
    p += 3;
    if (!take_char(&p, end, "/") || !take_digits(&p, end, 4, &year) || !take_char(&p, end, ":") ||
        !take_clock(&p, end, &t))
        return false;
    t.year = year;
    (void)take_char(&p, end, " ");
    if (!sane(&t))
        return false;
    *ret = ns_of(&t) - take_zone(&p, end);
    return true;
}
