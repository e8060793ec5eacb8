#include "cmd/watchrules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 512, LINES = 65536 };

bool watchrules_net(const char *text, struct addr_net *ret)
{
    char addr[ADDR_TEXT_MAX];
    const char *slash = strchr(text, '/');
    size_t n = slash ? (size_t)(slash - text) : strlen(text);
    if (n < sizeof addr) {
        memcpy(addr, text, n);
        addr[n] = 0;
        char *end = NULL;
        if (addr_parse(addr, &ret->net) == 0) {
            unsigned long bits = slash ? strtoul(slash + 1, &end, 10) : 8ul * ret->net.len;
            bool number = !slash || (end != slash + 1 && !*end && slash[1] >= '0' && slash[1] <= '9');
            if (number && bits <= 8ul * ret->net.len) {
                ret->bits = (unsigned)bits;
                return true;
            }
        }
    }
    return false;
}

static int too_many(struct diag *d)
{
    return diag_set(d, N_("too many networks"), NULL, NULL, NULL);
}

static int add_home(struct watchrules *r, const char *text, struct diag *d)
{
    if (r->homes == WATCHRULES_HOME)
        return too_many(d);
    if (watchrules_net(text, &r->home[r->homes]))
        return r->homes++, 0;
    return diag_set(d, N_("--home %s: a network is expected, like 192.0.2.0/24"), text, NULL, NULL);
}

static const char *role_named(const char *word)
{
    for (const char *const *name = watch_role_names(); *name; name++)
        if (strcmp(*name, word) == 0)
            return *name;
    return NULL;
}

/* "10.0.0.5=scanner". */
static int add_role(struct watchrules *r, const char *text, struct diag *d)
{
    char net[ADDR_TEXT_MAX + 8];
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : sizeof net;
    if (r->roles == WATCHRULES_ROLE)
        return too_many(d);
    if (n < sizeof net) {
        struct watch_role *role = &r->role[r->roles];
        memcpy(net, text, n);
        net[n] = 0;
        role->name = role_named(equals + 1);
        if (watchrules_net(net, &role->net) && role->name)
            return r->roles++, 0;
        if (watchrules_net(net, &role->net))
            return diag_set(d, N_("--role %s: there is no such role (--help lists them)"), text, NULL, NULL);
    }
    return diag_set(d, N_("--role %s: a network and a role are expected, like 192.0.2.7=scanner"), text, NULL,
                    NULL);
}

static int add_allow(struct watchrules *r, const char *text, struct diag *d)
{
    struct addr_net n;
    if (r->allows == WATCHRULES_ALLOW)
        return too_many(d);
    if (!watchrules_net(text, &n))
        return diag_set(d, N_("--allow %s: a network is expected, or a file with one a line"), text, NULL,
                        NULL);
    r->allow[r->allows++] = n;
    return 0;
}

static const struct word {
    const char *name;
    int (*add)(struct watchrules *, const char *, struct diag *);
} words[] = {{"home", add_home}, {"role", add_role}, {"allow", add_allow}};

/* "home 192.0.2.0/24  # the office". */
static int read_line(struct watchrules *r, char *line, struct diag *d)
{
    char *save = NULL;
    line[strcspn(line, "#\r\n")] = 0;
    const char *name = strtok_r(line, " \t", &save), *value = strtok_r(NULL, " \t", &save);
    if (!name)
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, name) == 0 && value && !strtok_r(NULL, " \t", &save))
            return words[i].add(r, value, d);
    return diag_set(d, N_("'home NETWORK', 'role NETWORK=ROLE' or 'allow NETWORK' is expected"), NULL, NULL,
                    NULL);
}

static int read_allow_line(struct watchrules *r, char *line, struct diag *d)
{
    char *save = NULL;
    line[strcspn(line, "#\r\n")] = 0;
    const char *value = strtok_r(line, " \t", &save);
    return value ? add_allow(r, value, d) : 0;
}

static int read_file(struct watchrules *r, const char *path,
                     int (*each)(struct watchrules *, char *, struct diag *), struct diag *d)
{
    char line[LINE];
    FILE *f = fopen(path, "re");
    if (!f)
        return diag_set(d, "%s: %s", path, strerror(errno), NULL);
    int e = 0;
    snprintf(d->file, sizeof d->file, "%s", path);
    for (d->line = 1; e == 0 && d->line < LINES && fgets(line, sizeof line, f); d->line++) {
        if (!strchr(line, '\n') && strlen(line) == sizeof line - 1)
            e = diag_set(d, N_("this line is too long"), NULL, NULL, NULL);
        else
            e = each(r, line, d);
        d->line -= e < 0;
    }
    if (e == 0 && d->line == LINES && fgetc(f) != EOF)
        e = diag_set(d, N_("a file of rules has at most 65535 lines"), NULL, NULL, NULL);
    if (e == 0 && ferror(f))
        e = diag_set(d, "%s: %s", path, strerror(EIO), NULL);
    fclose(f);
    return e;
}

static int read_all(struct watchrules *r, const struct watchrules_from *from, struct diag *d)
{
    struct addr_net n;
    int e = 0;
    for (unsigned i = 0; e == 0 && i < from->home.count; i++)
        e = add_home(r, from->home.item[i], d);
    for (unsigned i = 0; e == 0 && i < from->role.count; i++)
        e = add_role(r, from->role.item[i], d);
    for (unsigned i = 0; e == 0 && i < from->allow.count; i++)
        e = watchrules_net(from->allow.item[i], &n) || !strchr(from->allow.item[i], '/')
                ? add_allow(r, from->allow.item[i], d)
                : read_file(r, from->allow.item[i], read_allow_line, d);
    if (e == 0 && from->file)
        e = read_file(r, from->file, read_line, d);
    return e;
}

struct watchrules *watchrules_read(const struct watchrules_from *from, struct diag *d)
{
    struct watchrules *r = calloc(1, sizeof *r);
    *d = (struct diag){0};
    if (r && read_all(r, from, d) == 0)
        return r;
    free(r);
    return NULL;
}

static bool is_file(const char *allow)
{
    struct addr_net n;
    return strchr(allow, '/') && !watchrules_net(allow, &n);
}

const char *watchrules_file(const struct watchrules_from *from, unsigned i)
{
    if (from->file && i-- == 0)
        return from->file;
    for (unsigned k = 0; k < from->allow.count; k++)
        if (is_file(from->allow.item[k]) && i-- == 0)
            return from->allow.item[k];
    return NULL;
}

unsigned watchrules_folders(const struct watchrules_from *from, char *out[], unsigned cap)
{
    unsigned n = 0;
    const char *path;
    for (unsigned i = 0; n < cap && (path = watchrules_file(from, i)) != NULL; i++) {
        const char *slash = strrchr(path, '/');
        out[n] = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
        n += out[n] != NULL;
    }
    return n;
}
