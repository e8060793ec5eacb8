#include "cmd/permission.h"

#include "base/buf.h"
#include "cmd/cmd.h"
#include "scan/scope.h"
#include "sys/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_SCOPE "/etc/tojimari/scope"

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
    return access(SYSTEM_SCOPE, F_OK) == 0 ? SYSTEM_SCOPE : NULL;
}

int permission_check(const struct scanopts *o, const struct targets *asked, const char **ret_file)
{
    const char *path = *ret_file = scope_file(o);
    char today[NSEC_TEXT_MAX];
    struct diag d = {0};
    struct buf b;
    if (!path)
        return 0;
    buf_init(&b, SCOPE_TEXT_MAX + 1);
    nsec_rfc3339(clock_wall(), today);
    today[strlen("2026-11-22")] = 0;
    int e = read_text(path, &b), status = CMD_OK;
    if (e < 0) {
        cmd_say(_("%s: %s: without its scope nothing is sent"), path, strerror(-e));
        status = CMD_USAGE;
    } else if ((e = scope_check(buf_text(&b), b.len, asked, today, &d)) == -EINVAL) {
        snprintf(d.file, sizeof d.file, "%s", path);
        status = cmd_wrong(&d);
    } else if (e < 0) {
        status = cmd_failed(path, e);
    }
    buf_fini(&b);
    return status;
}
