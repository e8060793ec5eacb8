#include "base/nsec.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *nsec_rfc3339(nsec_wall t, char out[NSEC_TEXT_MAX])
{
    time_t s = (time_t)(t / NSEC_SEC);
    int64_t rest = t % NSEC_SEC;
    if (rest < 0) { /* before 1970: the fraction still counts forward */
        rest += NSEC_SEC;
        s--;
    }
    struct tm tm;
    if (!gmtime_r(&s, &tm))
        tm = (struct tm){.tm_mday = 1, .tm_year = 70};
    size_t n = strftime(out, NSEC_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out + n, NSEC_TEXT_MAX - n, ".%06uZ", (unsigned)(rest / NSEC_US));
    return out;
}

int nsec_parse(const char *text, nsec *ret)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"", 1e9},  {"ns", 1},   {"us", 1e3},   {"ms", 1e6},
                 {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}};

    if (!((*text >= '0' && *text <= '9') || *text == '.') || strchr(text, 'x') || strchr(text, 'X'))
        return -EINVAL;
    char *end;
    double n = strtod(text, &end);
    if (end == text || !isfinite(n))
        return -EINVAL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) != 0)
            continue;
        double v = n * units[i].ns;
        if (v > 9.2e18)
            return -EINVAL;
        *ret = llround(v);
        return 0;
    }
    return -EINVAL;
}
