#include "cmd/doors.h"

#include "cmd/cmd.h"
#include "cmd/targeting.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong(const char *path, int e, const struct diag *d)
{
    struct diag where = *d;
    if (e != -EINVAL) {
        int status = cmd_failed(path, e);
        return e == -ENOMEM ? status : CMD_USAGE;
    }
    snprintf(where.file, sizeof where.file, "%s", path);
    return cmd_wrong(&where);
}

/* The next line without its end; of a line that is too long only as much as shows it. False at the end of the
 * file. */
static bool next_line(FILE *f, char *line, size_t *ret_len)
{
    size_t n = 0;
    int c;
    while ((c = getc_unlocked(f)) != EOF && c != '\n')
        if (n <= PAIRS_LINE_MAX)
            line[n++] = (char)c;
    *ret_len = n;
    return n || c != EOF;
}

/* One line after the other: the file may be far longer than what is kept of it. */
static int read_lines(FILE *f, const char *path, struct pairs_list *l)
{
    char *line = malloc(PAIRS_LINE_MAX + 1);
    struct diag d = {0};
    unsigned number = 0;
    size_t n;
    int e = line ? 0 : -ENOMEM;
    errno = 0;
    while (e == 0 && next_line(f, line, &n))
        e = pairs_list_line(l, line, n, ++number, &d);
    if (e == 0 && ferror(f))
        e = -(errno ? errno : EIO);
    free(line);
    return e < 0 ? wrong(path, e, &d) : 0;
}

static int read_file(const char *path, struct pairs_list *l)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!f) {
        cmd_say("%s: %s", path, strerror(errno));
        return CMD_USAGE;
    }
    int status = read_lines(f, path, l);
    if (f != stdin)
        fclose(f);
    return status;
}

static void say_left_out(const char *path, const struct pairs_list *l, const struct pairs *p)
{
    if (l->passed_over)
        cmd_say(P_("%s: %" PRIu64 " line names no open TCP port and is passed over",
                   "%s: %" PRIu64 " lines name no open TCP port and are passed over", l->passed_over),
                path, l->passed_over);
    if (p->excluded)
        cmd_say(P_("%s: %" PRIu64 " door is excluded, or nobody can be there",
                   "%s: %" PRIu64 " doors are excluded, or nobody can be there", p->excluded),
                path, p->excluded);
}

static int make(const struct scanopts *o, struct pairs_list *l, struct pairs *ret)
{
    struct ports_conf pc = {.spec = "0-65535", .exclude = o->exclude_ports, .protocols = 1u << PROTO_TCP};
    struct ports allowed = {0};
    struct targets *hosts = NULL;
    struct diag d = {0};
    int e = o->exclude_ports ? ports_parse(&pc, &allowed, &d) : 0;
    if (e < 0)
        return wrong("", e, &d);
    int status = targeting_excludes(o, &hosts);
    if (!status) {
        e = pairs_make(l, hosts, o->exclude_ports ? &allowed.list[PROTO_TCP] : NULL, ret, &d);
        status = e < 0 ? wrong(o->targets_from, e, &d) : 0;
    }
    ports_fini(&allowed);
    return status;
}

int doors_read(const struct scanopts *o, struct pairs *ret)
{
    struct pairs_list l = {0};
    int status = read_file(o->targets_from, &l);
    status = status ? status : make(o, &l, ret);
    if (!status)
        say_left_out(o->targets_from, &l, ret);
    if (!status && !ret->count && !o->words.count && !o->lists.count) {
        cmd_say(_("%s names no door that is to be asked"), o->targets_from);
        status = CMD_USAGE;
    }
    pairs_list_fini(&l);
    return status;
}
