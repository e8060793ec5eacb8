#include "cmd/manifests.h"

#include "cmd/cmd.h"
#include "cmd/run.h"
#include "sys/link.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LONGEST 4096

/* --- keys */

/* "…/tojimari/LEAF", to be freed. */
static char *config_file(const char *leaf, bool make)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct buf b;
    buf_init(&b, PATH_LONGEST);
    if (config && *config == '/')
        buf_puts(&b, config);
    else if (home && *home == '/')
        buf_printf(&b, "%s/.config", home);
    else
        buf_puts(&b, "/etc");
    if (make)
        (void)mkdir(buf_text(&b), 0755);
    buf_puts(&b, "/tojimari");
    if (make)
        (void)mkdir(buf_text(&b), 0755);
    buf_printf(&b, "/%s", leaf);
    return b.over ? (buf_fini(&b), NULL) : b.data;
}

static int write_file(const char *path, const struct buf *b, mode_t mode, int flags)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, mode);
    if (fd < 0)
        return -errno;
    ssize_t n = write(fd, b->data, b->len);
    int e = n < 0 ? -errno : (size_t)n < b->len ? -ENOSPC : 0;
    return close(fd) < 0 && !e ? -errno : e;
}

/* Whole, at most `most` bytes, with a NUL behind it; to be freed. */
static char *read_file(const char *path, size_t most, bool own, size_t *ret_n, int *error)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    *error = fd < 0 || fstat(fd, &st) < 0 ? -errno : 0;
    if (!*error && own && ((st.st_mode & 077) || st.st_uid != geteuid()))
        *error = -EPERM;
    char *text = *error ? NULL : malloc(most + 1);
    size_t n = 0;
    for (ssize_t k; text && n < most && (k = read(fd, text + n, most - n)) > 0;)
        n += (size_t)k;
    if (text)
        text[n] = 0;
    else if (!*error)
        *error = -ENOMEM;
    if (fd >= 0)
        close(fd);
    *ret_n = n;
    return text;
}

static int make_key(const char *path, uint8_t secret[MANIFEST_SECRET])
{
    uint8_t pub[MANIFEST_PUB];
    struct buf b;
    char *beside = config_file("manifest.pub", true);
    manifest_key(secret, pub);
    buf_init(&b, 1024);
    manifest_key_text(secret, MANIFEST_SECRET, &b);
    buf_putc(&b, '\n');
    int e = beside ? write_file(path, &b, 0600, O_EXCL) : -ENOMEM;
    buf_clear(&b);
    manifest_key_text(pub, sizeof pub, &b);
    buf_putc(&b, '\n');
    if (!e)
        e = write_file(beside, &b, 0644, O_TRUNC);
    if (!e)
        cmd_say(_("a key for manifests was made; who watches needs its public half: %s"), beside);
    buf_fini(&b);
    free(beside);
    return e;
}

static int secret_key(const char *given, uint8_t secret[MANIFEST_SECRET])
{
    char *own = given ? NULL : config_file("manifest.key", true);
    const char *path = given ? given : own;
    size_t n;
    int e = path ? 0 : -ENOMEM;
    char *text = e ? NULL : read_file(path, 1024, true, &n, &e);
    if (e == -ENOENT && !given)
        e = make_key(path, secret);
    else if (!e && !manifest_key_read(text, secret, MANIFEST_SECRET))
        e = -EBADMSG;
    int status = e ? cmd_failed(path ? path : "--manifest", e) : CMD_OK;
    if (text)
        sodium_memzero(text, 1024);
    free(text);
    free(own);
    return status;
}

int manifests_key(const char *given, uint8_t pub[MANIFEST_PUB])
{
    if (given && manifest_key_read(given, pub, MANIFEST_PUB))
        return CMD_OK;
    char *own = given ? NULL : config_file("manifest.pub", false);
    const char *path = given ? given : own;
    size_t n;
    int e = path ? 0 : -ENOMEM;
    char *text = e ? NULL : read_file(path, 1024, false, &n, &e);
    if (!e && !manifest_key_read(text, pub, MANIFEST_PUB))
        e = -EBADMSG;
    if (e == -EBADMSG)
        cmd_say(_("%s: there is no public key of a scanner in it (--manifest-pub)"), path);
    else if (e)
        cmd_say(_("%s: %s: without the key of who scans, no manifest can be believed (--manifest-pub)"),
                path ? path : "--manifest", strerror(-e));
    free(text);
    free(own);
    return e ? CMD_USAGE : CMD_OK;
}

/* --- leaving one */

static void name_user(struct manifest *m)
{
    char host[64] = "localhost";
    const struct passwd *p = getpwuid(geteuid());
    (void)gethostname(host, sizeof host - 1);
    snprintf(m->by, sizeof m->by, "%.40s@%.63s", p ? p->pw_name : "?", host);
}

static int add_sources(struct manifest *m, const struct scanopts *o)
{
    struct netlink *nl;
    struct links links = {0};
    struct addr a;
    if (o->source && addr_parse(o->source, &a) == 0 && !manifest_add_source(m, &a))
        return -E2BIG;
    int e = netlink_open(NETLINK_ROUTE, &nl);
    if (e < 0)
        return e;
    e = link_list(nl, &links);
    netlink_free(nl);
    for (uint32_t i = 0; e == 0 && i < links.addr_count; i++)
        e = manifest_add_source(m, &links.addr[i].addr) ? 0 : -E2BIG;
    link_fini(&links);
    return e;
}

static int add_targets(struct manifest *m, const struct targets *t)
{
    for (uint32_t i = 0; t && i < targets_range_count(t); i++) {
        const struct targets_range *r = targets_range(t, i);
        if (!manifest_add_target(m, &r->first, &r->last))
            return -E2BIG;
    }
    return 0;
}

static enum manifest_proto proto_of(enum proto p)
{
    return p == PROTO_UDP    ? MANIFEST_UDP
           : p == PROTO_SCTP ? MANIFEST_SCTP
           : p == PROTO_IP   ? MANIFEST_IP
                             : MANIFEST_TCP;
}

static void add_ports(struct manifest *m, const struct run *r)
{
    for (int p = 0; p < PORTS_PROTOCOLS; p++)
        for (uint32_t i = 0; i < r->plan.ports.list[p].count; i++)
            manifest_add_port(m, proto_of((enum proto)p), r->plan.ports.list[p].port[i]);
    for (unsigned six = 0; six < 2; six++) /* host discovery asks at a few more */
        for (uint32_t i = 0; i < r->discovery.mix[six].count; i++) {
            const struct mix_question *q = &r->discovery.mix[six].question[i];
            manifest_add_port(m, proto_of(r->discovery.mix[six].kind[q->kind]->proto), q->port);
        }
}

int manifests_leave(const struct run *r)
{
    uint8_t secret[MANIFEST_SECRET];
    static struct manifest m;
    struct buf b;
    int status = secret_key(r->opt.manifest_key, secret);
    if (status)
        return status;
    manifest_init(&m);
    name_user(&m);
    snprintf(m.run, sizeof m.run, "%s", r->id);
    m.from = r->started_wall - NSEC_MINUTE; /* clocks differ a little */
    m.to = r->started_wall +
           (r->opt.manifest_for ? r->opt.manifest_for
            : r->opt.deadline   ? r->opt.deadline
                                : NSEC_DAY) +
           NSEC_MINUTE;
    int e = add_sources(&m, &r->opt);
    if (!e)
        e = add_targets(&m, r->plan.wanted);
    add_ports(&m, r);
    buf_init(&b, MANIFEST_MAX);
    manifest_write(&m, secret, &b);
    sodium_memzero(secret, sizeof secret);
    if (!e)
        e = b.over ? -E2BIG : write_file(r->opt.manifest, &b, 0644, O_TRUNC);
    manifest_fini(&m);
    buf_fini(&b);
    return e ? cmd_failed(r->opt.manifest, e) : CMD_OK;
}

/* --- taking it in */

static int take_one(const char *path, const uint8_t pub[MANIFEST_PUB], nsec_wall now, struct manifest *ret)
{
    struct diag d = {0};
    size_t n;
    int e;
    char *text = read_file(path, MANIFEST_MAX, false, &n, &e);
    if (!e)
        e = manifest_read(text, n, pub, now, ret, &d);
    free(text);
    snprintf(d.file, sizeof d.file, "%s", path);
    return e == -EINVAL && d.msg ? cmd_wrong(&d) : e ? cmd_failed(path, e) : CMD_OK;
}

int manifests_take(const struct opt_list *files, const uint8_t pub[MANIFEST_PUB], nsec_wall now,
                   struct manifest **ret)
{
    int status = CMD_OK;
    struct manifest *m = calloc(files->count + 1u, sizeof *m);
    if (!m)
        return cmd_failed("--manifest", -ENOMEM);
    for (unsigned i = 0; i < files->count && !status; i++)
        status = take_one(files->item[i], pub, now, &m[i]);
    if (status)
        manifests_free(m, files->count);
    else
        *ret = m;
    return status;
}

void manifests_free(struct manifest *m, unsigned n)
{
    for (unsigned i = 0; m && i < n; i++)
        manifest_fini(&m[i]);
    free(m);
}
