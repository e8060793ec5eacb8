#include "audit/supported.h"

#include <string.h>
#include <strings.h>

/* A mark of a release and the last day of its general (LTS) support, as a number; 0 = the mark does not say
 * which release. The marks that say more stand first. */
static const struct {
    const char *mark;
    unsigned until;
} releases[] = {
    {"deb10", 20240630},
    {"deb11", 20260831},
    {"deb12", 20280630},
    {"deb13", 20300630},
    {"debian 10", 20240630},
    {"debian 11", 20260831},
    {"debian 12", 20280630},
    {"debian 13", 20300630},
    {"ubuntu 18.04", 20230531},
    {"ubuntu 20.04", 20250531},
    {"ubuntu 22.04", 20270430},
    {"ubuntu 24.04", 20290430},
    {"ubuntu 26.04", 20310430},
    {".el6", 20201130},
    {".el7", 20240630},
    {".el8", 20290531},
    {".el9", 20320531},
    {".el10", 20350531},
    {"rhel 7", 20240630},
    {"rhel 8", 20290531},
    {"rhel 9", 20320531},
    {"debian", 0},
    {"ubuntu", 0},
    {"red hat", 0},
    {"centos", 0},
    {"rocky", 0},
    {"almalinux", 0},
    {"fedora", 0},
    {"suse", 0},
    {"alpine", 0},
    {"amazon linux", 0},
    {"raspbian", 0},
};

enum { RELEASES = sizeof releases / sizeof *releases };

static bool has(const char *text, const char *mark)
{
    size_t n = strlen(mark);
    for (; text && *text; text++)
        if (strncasecmp(text, mark, n) == 0)
            return true;
    return false;
}

/* The day as a number: 20261122. */
static unsigned day(nsec_wall now)
{
    char text[NSEC_TEXT_MAX];
    unsigned n = 0;
    nsec_rfc3339(now, text);
    for (unsigned i = 0; i < 10; i++)
        if (text[i] >= '0' && text[i] <= '9')
            n = 10 * n + (unsigned)(text[i] - '0');
    return n;
}

enum supported supported_until(const struct record_service *s, nsec_wall now)
{
    for (unsigned i = 0; i < RELEASES; i++) {
        const char *mark = releases[i].mark;
        if (!has(s->version, mark) && !has(s->info, mark) && !has(s->os, mark))
            continue;
        return !releases[i].until              ? SUPPORTED_PERHAPS
               : day(now) <= releases[i].until ? SUPPORTED_YES
                                               : SUPPORTED_NO;
    }
    return SUPPORTED_UNKNOWN;
}
