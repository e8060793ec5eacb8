#include "cmd/targeting.h"

#include "base/buf.h"
#include "cmd/atlocal.h"
#include "cmd/cmd.h"
#include "cmd/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int wrong(int e, const struct diag *d, const char *file)
{
    if (e == -EINVAL) {
        struct diag where = *d;
        snprintf(where.file, sizeof where.file, "%s", file);
        return cmd_wrong(&where);
    }
    return cmd_failed(_("targets"), e);
}

static int read_file(const char *path, struct buf *b)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!f)
        return -errno;
    char piece[65536];
    size_t n;
    errno = 0;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0 && !b->over)
        buf_put(b, piece, n);
    int e = ferror(f) ? -(errno ? errno : EIO) : b->over ? -EFBIG : 0;
    if (f != stdin)
        fclose(f);
    return e;
}

static int add_file(struct targets *t, enum targets_kind kind, const char *path)
{
    struct buf b;
    struct diag d = {0};
    buf_init(&b, TARGETS_LIST_MAX);
    int e = read_file(path, &b), status = 0;
    if (e < 0) {
        cmd_say("%s: %s", path, strerror(-e));
        status = CMD_USAGE;
    } else if ((e = targets_add_list(t, kind, buf_text(&b), b.len, &d)) < 0) {
        status = wrong(e, &d, path);
    }
    buf_fini(&b);
    return status;
}

static int add_words(struct targets *t, enum targets_kind kind, const struct opt_list *words, int family)
{
    for (unsigned i = 0; i < words->count; i++) {
        struct diag d = {0};
        if (kind == TARGETS_INCLUDE && strcmp(words->item[i], ATLOCAL_WORD) == 0) {
            int status = atlocal_add(t, family);
            if (status)
                return status;
            continue;
        }
        int e = targets_add(t, kind, words->item[i], &d);
        if (e < 0)
            return wrong(e, &d, "");
    }
    return 0;
}

static int add_files(struct targets *t, enum targets_kind kind, const struct opt_list *files)
{
    for (unsigned i = 0; i < files->count; i++) {
        int status = add_file(t, kind, files->item[i]);
        if (status)
            return status;
    }
    return 0;
}

static void say_left_out(const struct targets *t)
{
    const struct targets_stats *s = targets_stats(t);
    if (s->unresolved)
        (void)cmd_wrong(&s->first_unresolved);
    if (s->unresolved > 1)
        cmd_say(P_("%llu more name has no address", "%llu more names have no address", s->unresolved - 1),
                (unsigned long long)s->unresolved - 1);
    if (s->skipped)
        cmd_say(P_("%llu address is left out: nobody can be there (multicast, 0.0.0.0/8, broadcast)",
                   "%llu addresses are left out: nobody can be there (multicast, 0.0.0.0/8, broadcast)",
                   s->skipped),
                (unsigned long long)s->skipped);
}

int targeting_addrs(const struct scanopts *o, const struct opt_list *words, struct targets **ret)
{
    struct targets_conf conf = {.resolve = resolve_name,
                                .key = hash_key_random(),
                                .family = o->ipv6 && !o->ipv4   ? 6
                                          : o->ipv4 && !o->ipv6 ? 4
                                                                : 0};
    struct targets *t;
    struct diag d = {0};
    int e = targets_new(&conf, &t);
    if (e < 0)
        return cmd_failed(_("targets"), e);
    int status = add_words(t, TARGETS_INCLUDE, words, conf.family);
    status = status ? status : add_files(t, TARGETS_INCLUDE, &o->lists);
    status = status ? status : add_words(t, TARGETS_EXCLUDE, &o->excludes, 0);
    status = status ? status : add_files(t, TARGETS_EXCLUDE, &o->exclude_lists);
    if (!status && (e = targets_compile(t, &d)) < 0)
        status = wrong(e, &d, "");
    if (!status)
        say_left_out(t);
    if (!status && targets_count(t) == 0) {
        cmd_say(_("no target is left to scan"));
        status = CMD_USAGE;
    }
    if (status)
        targets_free(t);
    else
        *ret = t;
    return status;
}

int targeting_excludes(const struct scanopts *o, struct targets **ret)
{
    struct targets_conf conf = {
        .resolve = resolve_name, .key = hash_key_random(), .max_ranges = UINT32_C(1) << 25};
    struct targets *t;
    int e = targets_new(&conf, &t);
    if (e < 0)
        return cmd_failed(_("targets"), e);
    int status = add_words(t, TARGETS_EXCLUDE, &o->excludes, 0);
    status = status ? status : add_files(t, TARGETS_EXCLUDE, &o->exclude_lists);
    if (status)
        targets_free(t);
    else
        *ret = t;
    return status;
}

int targeting_ports(const struct scanopts *o, uint32_t protocols, bool everything, struct ports *ret)
{
    struct diag d = {0};
    bool chosen = o->ports || o->fast || o->top_ports != SCANOPTS_UNSET;
    struct ports_conf conf = {
        .spec = everything && !chosen ? "-" : o->ports,
        .exclude = o->exclude_ports,
        .top = o->fast                          ? PORTS_FAST
               : o->top_ports != SCANOPTS_UNSET ? (uint32_t)(o->top_ports < 65536 ? o->top_ports : 65536)
                                                : 0,
        .protocols = protocols,
    };
    int e = ports_parse(&conf, ret, &d);
    if (e == -EINVAL)
        return cmd_wrong(&d);
    return e < 0 ? cmd_failed(_("ports"), e) : 0;
}

struct targets *targeting_empty(void)
{
    struct targets *t;
    struct targets_conf conf = {.key = hash_key_random(), .max_ranges = UINT32_C(1) << 25};
    return targets_new(&conf, &t) < 0 ? NULL : t;
}

bool targeting_add(struct targets *t, const struct addr *first, const struct addr *last)
{
    char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX], word[2 * ADDR_TEXT_MAX + 2];
    struct diag d = {0};
    addr_text(first, a);
    if (addr_eq(first, last))
        snprintf(word, sizeof word, "%s", a);
    else
        snprintf(word, sizeof word, "%s-%s", a, addr_text(last, b));
    return targets_add(t, TARGETS_INCLUDE, word, &d) == 0;
}
