#include "ident/phrases.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* "(Debian)", "Win64": the system that a comment names. */
void phrases_system(struct text t, struct found *f)
{
    static const struct {
        const char *word, *os;
    } systems[] = {{"debian", "Debian"},
                   {"ubuntu", "Ubuntu"},
                   {"raspbian", "Raspbian"},
                   {"centos", "CentOS"},
                   {"red hat", "Red Hat Linux"},
                   {"redhat", "Red Hat Linux"},
                   {"fedora", "Fedora"},
                   {"suse", "SUSE Linux"},
                   {"alpine", "Alpine Linux"},
                   {"freebsd", "FreeBSD"},
                   {"openbsd", "OpenBSD"},
                   {"netbsd", "NetBSD"},
                   {"win32", "Windows"},
                   {"win64", "Windows"},
                   {"windows", "Windows"},
                   {"darwin", "macOS"},
                   {"linux", "Linux"}};
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (text_find(t, systems[i].word)) {
            snprintf(f->os, sizeof f->os, "%s", systems[i].os);
            return;
        }
}

/* "Foo Bar Server v1.2.3 …" and "Foo Bar (1.2.3 (linux))": the words before the version are the name. */
bool phrases_spaced(enum part_kind kind, struct text value, struct text head, struct found *f)
{
    struct text words[WORDS_MAX], none = {NULL, 0};
    size_t n = words_of(value, words, WORDS_MAX), k = 0;
    while (k < n && k < 6 && !words_version(words[k], false))
        k++;
    bool next = k < n && k && (words[k].p < head.p + head.len + 3); /* at most a bracket between */
    struct text version = next ? words[k] : none;
    while (next && k > 1 && words_nobody(words[k - 1]) && !text_istarts(words[k - 1], "server"))
        k--;
    struct text name = {head.p, next ? (size_t)(words[k - 1].p + words[k - 1].len - head.p) : 0};
    for (size_t i = 0; next && i < k; i++) /* the rest of the name may be common words */
        next = isalpha((unsigned char)words[i].p[0]) &&
               (i ? words[i].len <= NAME_MAX_LEN : words_name(words[i]));
    return next && name.len <= NAME_MAX_LEN && !memchr(name.p, '/', name.len) &&
           words_say(f, kind, name, version, 0.6);
}

/* A name in running text begins like one, or its version could be nothing else. */
bool phrases_proper(struct text name, struct text version)
{
    size_t dots = 0, capitals = 0;
    for (size_t i = 0; i < version.len; i++)
        dots += version.p[i] == '.';
    for (size_t i = 0; i < name.len; i++)
        capitals += isupper((unsigned char)name.p[i]) != 0;
    return capitals || dots >= 2;
}

/* "… Name [server] [version] 1.2.3 …", "… Name-1.2.3 …". */
/* Daemons call themselves in small letters where a protocol greets. */
static bool polite_name(bool polite, struct text name)
{
    return polite && name.len >= 4 && (name.p[name.len - 1] == 'd' || text_find(name, "ftp"));
}

/* "6.4/OpenBSD/Linux-ftpd-0.17": what stands last has the name and the version. */
static struct text last_piece(struct text w)
{
    const char *slash = memrchr(w.p, '/', w.len);
    return slash && memchr(w.p, '/', (size_t)(slash - w.p))
               ? (struct text){slash + 1, (size_t)(w.p + w.len - slash - 1)}
               : w;
}

/* "frobnik-metaserver version 1.3": a compound in small letters, where the word itself says that a version
 * comes. */
static bool spelled_out(const struct text *w, size_t k, size_t i)
{
    return k + 1 == i && words_dots(w[i]) >= 2 && text_istarts(w[k], "version") && w[k].len == 7 &&
           memchr(w[k - 1].p, '-', w[k - 1].len) && w[k - 1].len >= 6;
}

bool phrases_versioned(enum part_kind kind, const struct text *w, size_t n, bool polite, struct found *f)
{
    for (size_t i = 0; i < n; i++) {
        struct text name, version;
        if (words_split(last_piece(w[i]), "/-_", &name, &version))
            return words_say(f, kind, name, version, 0.6);
        struct text number = words_cut(w[i], "/");                            /* "8.17.1.9/8.17.1.9" */
        if (!i || !words_version(number, false) || strchr("=\"", w[i].p[-1])) /* of a key, not of a name */
            continue;
        size_t k = i;
        bool protocols = false; /* "Frobnik CLI 1.0": the version is that of how it is spoken to */
        while (k && words_nobody(w[k - 1]) && i - k < 3) {
            k--;
            protocols |= text_istarts(w[k], "cli") || text_istarts(w[k], "protocol") ||
                         text_istarts(w[k], "interface");
        }
        bool host =
            k > 1 && w[k - 2].len == 2 && (text_istarts(w[k - 2], "on") || text_istarts(w[k - 2], "at"));
        bool told =
            polite && ((k < i && text_istarts(w[i - 1], "version") && w[i - 1].len == 7) ||
                       (k && w[k - 1].p > w[0].p && w[k - 1].p[-1] == '(')); /* "(frobd 2.1b on Linux)" */
        if (k && !host && !protocols && words_name(w[k - 1]) &&
            (polite_name(polite && k == i, w[k - 1]) || told || spelled_out(w, k, i) ||
             phrases_proper(w[k - 1], number)))
            return words_say(f, kind, w[k - 1], number, 0.6);
    }
    return false;
}

/* "ProFTPD", "Courier-IMAP", "OpenSMTPD": a protocol's word inside a longer one, with a name before it. */
static bool holds_protocol(struct text w)
{
    static const char *const protocols[] = {"ftp", "smtp", "imap", "pop3", "nntp", "lmtp"};
    if (!words_name(w) || memchr(w.p, '.', w.len))
        return false;
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
        const char *at = text_find(w, protocols[i]);
        if (at && at >= w.p + 2)
            return true;
    }
    return false;
}

/* A name without a version, only in the two places where it is one: after "ESMTP", and before "ready" or a
 * protocol. */
bool phrases_unversioned(enum part_kind kind, const struct text *w, size_t n, struct found *f)
{
    static const struct text none = {NULL, 0};
    for (size_t i = 1; i < n; i++) {
        bool esmtp = text_istarts(w[i - 1], "ESMTP") && w[i - 1].len == 5;
        if (esmtp && words_name(w[i]) && isupper((unsigned char)w[i].p[0]))
            return words_say(f, kind, w[i], none, 0.55);
    }
    for (size_t i = 1; i < n;
         i++) { /* "host qmail ESMTP", "ESMTP spampd", "ESMTP amavisd-new service ready" */
        bool esmtp = text_istarts(w[i], "ESMTP") && w[i].len == 5,
             last = i + 2 >= n || text_istarts(w[i + 2], "service");
        if (esmtp && i >= 2 && words_name(w[i - 1]) && !memchr(w[i - 1].p, '.', w[i - 1].len))
            return words_say(f, kind, w[i - 1], none, 0.55);
        if (esmtp && i + 1 < n && last && words_name(w[i + 1]) && w[i + 1].len >= 4 &&
            !memchr(w[i + 1].p, '.', w[i + 1].len))
            return words_say(f, kind, w[i + 1], none, 0.5);
    }
    for (size_t i = 0; i < n; i++)
        if (holds_protocol(w[i]))
            return words_say(f, kind, w[i], none, 0.55);
    size_t end = 0;
    while (end < n && !(text_istarts(w[end], "ready") && w[end].len == 5))
        end++;
    size_t last = end < n ? end : 0;
    while (last > 0 && words_nobody(w[last - 1]) && end - last < 3)
        last--;
    if (last && words_name(w[last - 1]) && isupper((unsigned char)w[last - 1].p[0]) &&
        !memchr(w[last - 1].p, '.', w[last - 1].len))
        return words_say(f, kind, w[last - 1], none, 0.5);
    bool ready = false;
    for (size_t i = 1; i < n && i < 5; i++)
        ready |= text_istarts(w[i], "ready") && (i + 1 == n || memchr(w[i + 1].p, '@', w[i + 1].len));
    if (ready && words_name(w[0]) && isupper((unsigned char)w[0].p[0]) && !memchr(w[0].p, '.', w[0].len) &&
        words_nobody(w[1]))
        return words_say(f, kind, w[0], none, 0.5);
    return false;
}

/* "Welcome to [the] Frobnik VTY interface": a name, when what stands behind it is what programs call
 * themselves. */
bool phrases_welcome(enum part_kind kind, struct text t, struct found *f)
{
    static const char *const roles[] = {"VTY",    "CLI",     "shell",  "console",   "telnet",
                                        "daemon", "command", "server", "interface", "control"};
    static const struct text none = {NULL, 0};
    struct text words[WORDS_MAX];
    const char *at = text_find(t, "Welcome to ");
    if (!at)
        return false;
    size_t n = words_of(words_cut((struct text){at, (size_t)(t.p + t.len - at)}, "\r\n"), words, WORDS_MAX);
    size_t i = n > 2 && text_istarts(words[2], "the") && words[2].len == 3 ? 3 : 2;
    if (i + 1 >= n || !words_name(words[i]) || memchr(words[i].p, '.', words[i].len) ||
        !isupper((unsigned char)words[i].p[0]))
        return false;
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
        if (strlen(roles[k]) == words[i + 1].len && text_istarts(words[i + 1], roles[k]))
            return words_say(f, kind, words[i], none, 0.5);
    return false;
}

/* The string that begins at the quote r->p: what stands between the quotes; *r then is behind it. */
static struct text json_string(struct text *r)
{
    size_t i = 1;
    while (i < r->len && r->p[i] != '"')
        i += r->p[i] == '\\' ? 2 : 1;
    i = i < r->len ? i : r->len;
    struct text s = {r->p + 1, i - 1};
    size_t used = i < r->len ? i + 1 : r->len;
    *r = (struct text){r->p + used, r->len - used};
    return s;
}

/* The next key of the outermost object, and its value where that is text (else p NULL): what stands deeper
 * speaks of other things. *rest begins behind the object's bracket; *depth at 1. False at its end. */
static bool json_member(struct text *rest, unsigned *depth, struct text *key, struct text *value)
{
    while (rest->len && *depth) {
        char ch = rest->p[0];
        if (ch == '"') {
            struct text word = json_string(rest), behind = text_trim(*rest);
            if (*depth != 1 || !behind.len || behind.p[0] != ':')
                continue;
            *rest = text_trim((struct text){behind.p + 1, behind.len - 1});
            *key = word;
            *value = rest->len && rest->p[0] == '"' ? json_string(rest) : (struct text){NULL, 0};
            return true;
        }
        *depth += ch == '{' || ch == '[';
        *depth -= ch == '}' || ch == ']';
        *rest = (struct text){rest->p + 1, rest->len - 1};
    }
    return false;
}

static bool is_word(struct text t, const char *word)
{
    return strlen(word) == t.len && text_istarts(t, word);
}

static bool one_of(struct text t, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_word(t, words[i]))
            return true;
    return false;
}

/* "frobnik_version", "frobnikVersion": the key that holds a version has the name before it. len 0: it has
 * none. */
static struct text name_of_key(struct text key)
{
    static const char *const ends[] = {"_version", "-version", "Version", "server"};
    static const char *const common[] = {
        "api",      "server",   "protocol", "client",  "min",    "max",     "schema",  "lucene",  "app",
        "software", "db",       "os",       "kernel",  "python", "java",    "go",      "openssl", "git",
        "build",    "firmware", "sdk",      "model",   "format", "spec",    "config",  "data",    "http",
        "node",     "php",      "ruby",     "current", "latest", "package", "product", "tls",     "ssl",
        "file",     "core",     "minimum",  "plugin",  "agent",  "program", "system",  "ui",      "web",
        "rpc",      "platform", "library",  "release", "wire"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]), letters = 0;
        if (key.len < n + 4 || memcmp(key.p + key.len - n, ends[i], n) != 0)
            continue;
        struct text name = {key.p, key.len - n};
        while (letters < name.len && isalpha((unsigned char)name.p[letters]))
            letters++;
        if (letters == name.len && words_name(name) && !one_of(name, common, sizeof common / sizeof *common))
            return name;
    }
    return (struct text){NULL, 0};
}

bool phrases_json(enum part_kind kind, struct text json, struct found *f)
{
    static const char *const programs[] = {"product",  "server", "application", "service",
                                           "software", "daemon", "program",     "server_name"};
    static const char *const anybodys[] = {"name", "app"}; /* people and things have them as well */
    static const char *const versions[] = {"version", "version_string", "server_version", "app_version",
                                           "release"};
    static const char *const states[] = {"uptime",     "status",     "commit",         "revision",
                                         "build",      "tagline",    "started",        "build_date",
                                         "git_commit", "go_version", "version_string", "server_version"};
    struct text rest = json, key, value, name = {NULL, 0}, other = name, version = name, words[5], w, number;
    struct text named = name, its = name;
    unsigned depth = 1;
    bool state = false;
    if (json.len < 2 || json.p[0] != '{')
        return false;
    rest = (struct text){json.p + 1, json.len - 1};
    while (json_member(&rest, &depth, &key, &value)) {
        state |= one_of(key, states, sizeof states / sizeof *states);
        if (!value.p)
            continue;
        bool program = one_of(key, programs, sizeof programs / sizeof *programs);
        if (program && words_of(value, words, 2) == 1 && words_split(words[0], "/", &w, &number))
            return words_say(f, kind, w, number, 0.55); /* {"server":"frobnik/1.2"} */
        if (program && !name.p)
            name = value;
        if (!other.p && one_of(key, anybodys, sizeof anybodys / sizeof *anybodys))
            other = value;
        if (!version.p && one_of(key, versions, sizeof versions / sizeof *versions))
            version = value;
        if (!named.p && name_of_key(key).p && words_version(value, false)) {
            named = name_of_key(key);
            its = value;
        }
    }
    name = name.p ? name : state ? other : name;
    size_t n = name.p && name.len <= NAME_MAX_LEN ? words_of(name, words, 5) : 0;
    if (n && n < 5 && words_name(words[0]) && version.p && words_version(version, false))
        return words_say(f, kind, name, version, 0.55);
    return named.p && words_say(f, kind, named, its, 0.5);
}
