#include "audit/target.h"

#include "audit/priv_products.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct release {
    int number;
    const char *name;
} releases[] = {{10, "buster"}, {11, "bullseye"}, {12, "bookworm"}, {13, "trixie"}, {14, "forky"}};

static void copy(char *out, size_t cap, const char *text, size_t len)
{
    size_t n = len < cap - 1 ? len : cap - 1;
    memcpy(out, text, n);
    out[n] = 0;
}

/* --- which product */

static bool in_list(const char *list, const char *word)
{
    for (const char *w = product_first(list); w; w = product_next(w))
        if (strcasecmp(w, word) == 0)
            return true;
    return false;
}

static const struct product *product_find(bool by_cpe, const char *word)
{
    for (unsigned i = 0; i < products_table_count; i++)
        if (in_list(by_cpe ? products_table[i].cpes : products_table[i].names, word))
            return &products_table[i];
    return NULL;
}

static void add_name(struct vuln_target *t, const char *name)
{
    for (unsigned i = 0; i < t->names; i++)
        if (strcasecmp(t->name[i], name) == 0)
            return;
    if (t->names < TARGET_NAMES_MAX)
        copy(t->name[t->names++], sizeof *t->name, name, strlen(name));
}

/* "9.2" and "p1" of a name, as the service would write it. Too long: without the update. */
static void join_version(const struct cpe *c, char out[CPE_PART_MAX])
{
    size_t n = strlen(c->at[CPE_VERSION]), more = strlen(c->at[CPE_UPDATE]);
    memcpy(out, c->at[CPE_VERSION], n + 1);
    if (n + more < CPE_PART_MAX && strcmp(c->at[CPE_UPDATE], "-") != 0)
        memcpy(out + n, c->at[CPE_UPDATE], more + 1);
}

static void find_product(const struct vuln_seen *seen, struct vuln_target *t)
{
    char name[2 * CPE_PART_MAX];
    struct cpe c;
    for (unsigned i = 0; i < seen->cpes; i++) {
        if (!cpe_parse(seen->cpe[i], &c) || c.at[CPE_PART][0] != 'a')
            continue;
        snprintf(name, sizeof name, "%s:%s", c.at[CPE_VENDOR], c.at[CPE_PRODUCT]);
        add_name(t, name);
        if (!t->product)
            t->product = product_find(true, name);
        if (!t->version[0] && c.at[CPE_VERSION][0] && c.at[CPE_VERSION][0] != '-')
            join_version(&c, t->version);
    }
    if (!t->product && seen->product)
        t->product = product_find(false, seen->product);
    for (const char *w = t->product ? product_first(t->product->cpes) : NULL; w; w = product_next(w))
        add_name(t, w);
}

/* --- who built it */

/* A Debian revision at `p`: begins with a digit, of the characters that versions may have (Debian policy
 * 5.6.12). */
static size_t revision_len(const char *p)
{
    size_t n = strspn(p, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+~");
    return isdigit((unsigned char)*p) ? n : 0;
}

static void find_release(struct vuln_target *t)
{
    const char *deb = strstr(t->package, "deb");
    long number = deb ? strtol(deb + 3, NULL, 10) : 0;
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        if (releases[i].number == number)
            copy(t->release, sizeof t->release, releases[i].name, strlen(releases[i].name));
}

static void set_package(struct vuln_target *t, const char *upstream, size_t upstream_len,
                        const char *revision, size_t len)
{
    if (!len)
        return;
    snprintf(t->package, sizeof t->package, "%.*s-%.*s", (int)upstream_len, upstream, (int)len, revision);
    find_release(t);
}

/* Where a distribution's word begins in `text`, without case. */
static const char *word_in(const char *text, const char *word)
{
    for (; text && *text; text++)
        if (strncasecmp(text, word, strlen(word)) == 0)
            return text;
    return NULL;
}

/* Three habits: "9.2p1 Debian-2+deb12u10" (SSH), "9.18.49-1~deb12u3-Debian" (BIND),
 * "10.11.19-MariaDB-0+deb12u1". */
static void read_debian(const char *text, struct vuln_target *t)
{
    const char *debian = word_in(text, "debian"), *deb;
    size_t upstream = strspn(t->version, "0123456789abcdefghijklmnopqrstuvwxyz.");
    if (debian) {
        t->debian = true;
        const char *after = debian + strlen("debian");
        if (*after == '-' || *after == ' ' || *after == '_')
            set_package(t, t->version, upstream, after + 1, revision_len(after + 1));
    }
    if (t->package[0] || !(deb = text ? strstr(text, "deb") : NULL))
        return;
    const char *from = deb;
    while (from > text && strchr("+~", from[-1]))
        from--;
    while (from > text && isalnum((unsigned char)from[-1]))
        from--;
    if (from > text && from[-1] == '-' && from < deb && isdigit((unsigned char)deb[3])) {
        t->debian = true;
        set_package(t, t->version, upstream, from, revision_len(from));
    }
}

/* Words of distributions that mend without changing upstream's number, beside Debian. */
static const char *const builders[] = {"ubuntu", "red hat",  "redhat", "centos",    "fedora", "suse",
                                       "alpine", "raspbian", "rocky",  "almalinux", "amazon", "oracle linux",
                                       ".el7",   ".el8",     ".el9",   "freebsd"};

static bool built_elsewhere(const char *text)
{
    for (size_t i = 0; i < sizeof builders / sizeof *builders; i++)
        if (word_in(text, builders[i]))
            return true;
    return false;
}

/* "9.2p1 Debian-2+deb12u10" -> "9.2p1"; "10.11.19-MariaDB-0+deb12u1" -> "10.11.19";
 * "9.18.49-1~deb12u3-Debian" -> "9.18.49". */
static void find_version(const char *text, struct vuln_target *t)
{
    size_t n = text ? strcspn(text, " ,;(") : 0;
    if (!n || !strpbrk(text, "0123456789"))
        return;
    const char *dash = memchr(text, '-', n);
    bool tail = dash && (word_in(dash, "debian") || word_in(dash, "mariadb") || strstr(dash, "deb") ||
                         strstr(dash, "ubuntu"));
    copy(t->version, sizeof t->version, text, tail ? (size_t)(dash - text) : n);
}

bool vuln_target_of(const struct vuln_seen *seen, struct vuln_target *ret)
{
    struct vuln_target t = {0};
    find_version(seen->version, &t);
    find_product(seen, &t);
    if (!t.names || !t.version[0])
        return false;
    cpe_split_version(t.version, t.plain, t.update);
    read_debian(seen->version, &t);
    if (!t.package[0])
        read_debian(seen->info, &t);
    bool other = built_elsewhere(seen->version) || built_elsewhere(seen->info) || built_elsewhere(seen->os);
    if (other) {
        t.debian = false;
        t.package[0] = t.release[0] = 0;
    }
    t.debian = t.debian || (!other && word_in(seen->os, "debian"));
    bool packaged = t.product && product_first(t.product->debian);
    bool windows = word_in(seen->os, "windows") != NULL;
    t.distribution = other || t.debian || (packaged && !windows);
    *ret = t;
    return true;
}

bool vuln_target_package(const char *source, const char *version, const char *release,
                         struct vuln_target *ret)
{
    struct vuln_target t = {.debian = true, .distribution = true};
    const char *colon = strchr(version, ':'), *upstream = colon ? colon + 1 : version,
               *dash = strrchr(upstream, '-');
    size_t len = dash ? (size_t)(dash - upstream) : strlen(upstream);
    if (strlen(upstream) >= sizeof t.package || strlen(source) >= CPE_PART_MAX || len >= sizeof t.version)
        return false;
    copy(t.source, sizeof t.source, source, strlen(source));
    copy(t.package, sizeof t.package, upstream, strlen(upstream));
    copy(t.version, sizeof t.version, upstream, len);
    cpe_split_version(t.version, t.plain, t.update);
    find_release(&t);
    if (release)
        copy(t.release, sizeof t.release, release, strlen(release));
    for (unsigned i = 0; i < products_table_count && !t.product; i++)
        if (in_list(products_table[i].debian, source))
            t.product = &products_table[i];
    for (const char *w = t.product ? product_first(t.product->cpes) : NULL; w; w = product_next(w))
        add_name(&t, w);
    *ret = t;
    return true;
}
