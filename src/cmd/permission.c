#include "cmd/permission.h"

#include "cmd/cmd.h"
#include "sys/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SYSTEM_SCOPE "/etc/tojimari/scope"
#define FOREVER      (INT64_MAX / NSEC_SEC / 2) /* seconds since 1970: no run lasts until 2116, nsec until 2262 */

static int read_text(const char *path, struct buf *b)
{
    char piece[4096];
    size_t n;
    FILE *f = fopen(path, "re");
    if (!f)
        return -errno;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_put(b, piece, n);
    int e = ferror(f) ? -EIO : b->over ? -EFBIG : 0;
    fclose(f);
    return e;
}

static const char *scope_file(const struct scanopts *o)
{
    const char *named = getenv("TOJIMARI_SCOPE");
    if (o->scope)
        return o->scope;
    if (named && *named)
        return named;
    /* One that cannot be read is not one that is not there. */
    bool none = access(SYSTEM_SCOPE, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR);
    return none ? NULL : SYSTEM_SCOPE;
}

int permission_read(struct permission *p, const struct scanopts *o)
{
    struct diag d = {0};
    const char *path = scope_file(o);
    *p = (struct permission){.file = path};
    buf_init(&p->text, SCOPE_TEXT_MAX + 1);
    if (!path)
        return 0;
    nsec_rfc3339(clock_wall(), p->today);
    p->today[strlen("2026-11-22")] = 0;
    int e = read_text(path, &p->text);
    if (e < 0) {
        cmd_say(_("%s: %s: without its scope nothing is sent"), path, strerror(-e));
        return CMD_USAGE;
    }
    e = scope_new(buf_text(&p->text), p->text.len, &p->scope, &d);
    snprintf(d.file, sizeof d.file, "%s", path);
    return e == -EINVAL ? cmd_wrong(&d) : e < 0 ? cmd_failed(path, e) : 0;
}

void permission_fini(struct permission *p)
{
    scope_free(p->scope);
    buf_fini(&p->text);
    p->scope = NULL;
}

static bool is_own(const void *links, const struct addr *a)
{
    return link_own(links, a);
}

static int number(const char *p, size_t digits)
{
    int n = 0;
    for (size_t i = 0; i < digits; i++)
        n = 10 * n + (p[i] - '0');
    return n;
}

/* The end of that day, UTC; 0 = no run will see it. The wall clock is looked at once: whoever sets it does
 * not prolong a permission. */
static nsec end_of(const char *day)
{
    struct tm tm = {.tm_year = number(day, 4) - 1900,
                    .tm_mon = number(day + 5, 2) - 1,
                    .tm_mday = number(day + 8, 2) + 1};
    time_t end = timegm(&tm);
    return end > FOREVER ? 0 : clock_mono() + nsec_max((nsec_wall)end * NSEC_SEC - clock_wall(), 1);
}

static void bring_forward(nsec *at, nsec to)
{
    if (to && (!*at || to < *at))
        *at = to;
}

int permission_check(struct permission *p, const struct targets *asked, const struct links *links,
                     nsec *deadline)
{
    struct scope_conf conf = {.today = p->today, .needless = links ? is_own : NULL, .ctx = links};
    struct diag d = {0};
    const char *day = NULL;
    int e = p->scope ? scope_check(p->scope, asked, &conf, &d) : 0;
    snprintf(d.file, sizeof d.file, "%s", p->file ? p->file : "");
    if (e < 0)
        return cmd_wrong(&d);
    e = p->scope ? scope_last_day(p->scope, asked, &conf, &day) : 0;
    if (day)
        bring_forward(&p->end, end_of(day));
    bring_forward(deadline, p->end);
    return e < 0 ? cmd_failed(p->file, e) : 0;
}

bool permission_ended(const struct permission *p)
{
    return p->end && clock_mono() >= p->end;
}

bool permission_allows(const struct permission *p, const struct addr *a)
{
    return !p->scope || scope_allows(p->scope, a, p->today);
}
