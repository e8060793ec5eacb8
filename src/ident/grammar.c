#include "ident/grammar.h"

#include "ident/read/text.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#define NAME_MAX_LEN 40
#define WORDS_MAX    24

/* Words that stand where a product could, and are none: protocols, greetings, roles. */
static const char *const nobody[] = {
    "esmtp",     "smtp",     "lmtp",     "ftp",        "pop3",      "pop",      "imap",        "imap4",
    "imap4rev1", "nntp",     "nnrp",     "http",       "https",     "server",   "service",     "daemon",
    "ready",     "welcome",  "hello",    "hi",         "to",        "the",      "at",          "on",
    "version",   "ver",      "v",        "release",    "rel",       "protocol", "build",       "mail",
    "news",      "file",     "transfer", "login",      "for",       "with",     "this",        "is",
    "access",    "user",     "error",    "unknown",    "none",      "null",     "web",         "webserver",
    "httpd",     "ftpd",     "smtpd",    "mailserver", "rtsp",      "sip",      "rfb",         "ssh",
    "api",       "debian",   "ubuntu",   "linux",      "unix",      "windows",  "centos",      "freebsd",
    "gnu",       "upnp",     "dlna",     "dlnadoc",    "tls",       "ssl",      "openssl",     "php",
    "tcp",       "udp",      "ip",       "by",         "powered",   "running",  "proxy",       "client",
    "your",      "you",      "please",   "connection", "connected", "from",     "and",         "of",
    "in",        "not",      "no",       "ok",         "error:",    "failed",   "invalid",     "command",
    "bad",       "request",  "host",     "localhost",  "port",      "date",     "time",        "mon",
    "tue",       "wed",      "thu",      "fri",        "sat",       "sun",      "jan",         "feb",
    "mar",       "apr",      "may",      "jun",        "jul",       "aug",      "sep",         "oct",
    "nov",       "dec",      "gmt",      "utc",        "json",      "xml",      "html",        "index",
    "home",      "document", "page",     "status",     "posting",   "allowed",  "ehlo",        "helo",
    "banner",    "greeting", "test",     "example",    "name",      "app",      "application", "myapp",
    "cpe",       "rev",      "revision", "type",       "id",        "irc",      "telnet",      "admin",
    "local",     "public",   "private",  "secure",
};

static bool is_nobody(struct text w)
{
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        if (strlen(nobody[i]) == w.len && strncasecmp(nobody[i], w.p, w.len) == 0)
            return true;
    return false;
}

/* "1.2", "v2.0.11", "9.2p1", "4.96-RC1": digits, a dot, digits, then what versions hold. Not an address, not a date
 * or time. One number alone is a version only when `loose` (after "Name/"). */
static bool is_version(struct text t, bool loose)
{
    size_t dots = 0, digits = 0, i = 0;
    if (t.len && (t.p[0] == 'v' || t.p[0] == 'V'))
        t = (struct text){t.p + 1, t.len - 1};
    if (!t.len || t.len > 40 || !isdigit((unsigned char)t.p[0]))
        return false;
    for (; i < t.len; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        if (!isalnum(ch) && !strchr(".-_+~", ch))
            return false;
        dots += ch == '.';
        digits += isdigit(ch) != 0;
    }
    if (dots == 3 && digits + dots == t.len)
        return false; /* an address, most likely */
    if (!dots)
        return loose && digits + 3 >= t.len;
    return isdigit((unsigned char)t.p[1]) || t.p[1] == '.' || loose;
}

static struct text strip_v(struct text t)
{
    return t.len > 1 && (t.p[0] == 'v' || t.p[0] == 'V') ? (struct text){t.p + 1, t.len - 1} : t;
}

static bool is_name(struct text t)
{
    size_t letters = 0;
    if (t.len < 2 || t.len > NAME_MAX_LEN || !isalpha((unsigned char)t.p[0]) || is_nobody(t))
        return false;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        if (!isalnum(ch) && !strchr("-_.+!'", ch))
            return false;
        letters += isalpha(ch) != 0;
    }
    /* mail.example.org is a host, not a product; node.js and ASP.NET are short. */
    return 2 * letters >= t.len && !(memchr(t.p, '.', t.len) && t.len > 10);
}

static bool say(struct found *f, enum part_kind kind, struct text name, struct text version,
                double confidence)
{
    version = strip_v(version);
    while (version.len && strchr(".-_+~", version.p[version.len - 1]))
        version.len--;
    found_init(f);
    found_text(f->product, sizeof f->product, name.p, name.len);
    found_text(f->version, sizeof f->version, version.p, version.len);
    snprintf(f->name, sizeof f->name, "%s", part_service(kind));
    snprintf(f->id, sizeof f->id, "grammar:%s", part_name(kind));
    f->confidence = confidence;
    return true;
}

/* "(Debian)", "Win64": the system that a comment names. */
static void system_of(struct text t, struct found *f)
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

/* Where a token such as "Name/1.2", "Name-1.2", "Name_1.2" parts; false when it does not. */
static bool split(struct text t, const char *at, struct text *name, struct text *version)
{
    for (size_t i = 1; i + 1 < t.len; i++) {
        struct text left = {t.p, i}, right = {t.p + i + 1, t.len - i - 1};
        if (strchr(at, t.p[i]) && is_version(right, t.p[i] == '/') && is_name(left)) {
            *name = left;
            *version = right;
            return true;
        }
    }
    return false;
}

static struct text cut_at(struct text t, const char *stops)
{
    for (size_t i = 0; i < t.len; i++)
        if (strchr(stops, t.p[i]))
            return (struct text){t.p, i};
    return t;
}

/* "WebSockify Python/3.11": the version is that of what it runs on. What stands before, or nothing. */
static struct text before_runtime(struct text t)
{
    static const char *const runtimes[] = {" Python", " CPython", " PHP",  " Perl",    " Ruby",
                                           " Java",   " OpenSSL", " mod_", " Erlang/", " Go"};
    for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++) {
        const char *at = text_find(t, runtimes[i]);
        if (at && at > t.p)
            return text_trim((struct text){t.p, (size_t)(at - t.p)});
    }
    return (struct text){NULL, 0};
}

/* Fields of the form RFC 9110 §10.2.4 gives Server: products with versions and comments. */
static bool product_field(enum part_kind kind, struct text value, struct found *f)
{
    struct text name, version, head = text_trim(cut_at(value, "(,;")), slash = cut_at(value, "/");
    if (slash.len < value.len) {
        /* "Foo Bar/1.2.3": the name may hold spaces. */
        struct text rest = {slash.p + slash.len + 1, value.len - slash.len - 1};
        version = cut_at(rest, " \t(),;");
        bool words = slash.len <= NAME_MAX_LEN && slash.len > 1 && isalpha((unsigned char)slash.p[0]) &&
                     !is_nobody(slash);
        for (size_t i = 0; words && i < slash.len; i++)
            words = isalnum((unsigned char)slash.p[i]) || strchr(" -_.+!", slash.p[i]);
        struct text lead = before_runtime(slash);
        if (words && lead.len && is_name(cut_at(lead, " "))) {
            say(f, kind, lead, (struct text){NULL, 0}, 0.65);
            return true;
        }
        if (words && is_version(version, true)) {
            say(f, kind, text_trim(slash), version, 0.7);
            system_of(rest, f);
            return true;
        }
    }
    struct text first = cut_at(head, " \t"), second = {first.p + first.len, head.len - first.len};
    second = text_trim(second);
    if (split(first, "-_", &name, &version))
        return say(f, kind, name, version, 0.65);
    if (is_name(first) && is_version(cut_at(second, " \t"), false))
        return say(f, kind, first, cut_at(second, " \t"), 0.65);
    if (!is_name(first) || (second.len && slash.len == value.len && head.len > NAME_MAX_LEN))
        return false;
    say(f, kind, second.len && slash.len == value.len ? head : first, (struct text){NULL, 0}, 0.55);
    system_of(value, f);
    return true;
}

/* SSDP: "OS/1.0 UPnP/1.0 product/1.0" (UPnP Device Architecture §1.3.2): the last one is the product. */
static bool upnp_field(enum part_kind kind, struct text value, struct found *f)
{
    struct text at = value;
    for (size_t i = 0; i + 1 < value.len; i++)
        if ((value.p[i] == ' ' || value.p[i] == ',') && isalpha((unsigned char)value.p[i + 1]) &&
            memchr(value.p + i, '/', value.len - i))
            at = (struct text){value.p + i + 1, value.len - i - 1};
    return product_field(kind, at, f);
}

static bool software(enum part_kind kind, struct text value, struct found *f)
{
    struct text first = cut_at(value, " "), name, version;
    if (split(first, "_-/", &name, &version))
        return say(f, kind, name, version, 0.7);
    return is_name(first) && say(f, kind, first, (struct text){NULL, 0}, 0.6);
}

/* "NSD 4.6.1", "Knot DNS 3.2.6", "dnsmasq-2.90": all words before the version are the name; a jest has none. */
static bool dns_version(enum part_kind kind, struct text t, struct found *f)
{
    struct text name, version;
    if (split(t, "-/", &name, &version))
        return say(f, kind, name, version, 0.6);
    for (size_t i = t.len; i-- > 1;)
        if (t.p[i] == ' ') {
            name = text_trim((struct text){t.p, i});
            version = (struct text){t.p + i + 1, t.len - i - 1};
            return is_version(version, false) && name.len <= NAME_MAX_LEN && is_name(cut_at(name, " ")) &&
                   say(f, kind, name, version, 0.6);
        }
    return false;
}

static size_t words_of(struct text t, struct text *words, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < t.len && n < cap;) {
        size_t start = i;
        while (i < t.len && !strchr(" \t\r\n()[]<>,;:\"'|=", t.p[i]))
            i++;
        size_t len = i - start;
        while (len && strchr(".!", t.p[start + len - 1]))
            len--;
        if (len)
            words[n++] = (struct text){t.p + start, len};
        i++;
    }
    return n;
}

/* A name in running text begins like one, or its version could be nothing else. */
static bool proper(struct text name, struct text version)
{
    size_t dots = 0, capitals = 0;
    for (size_t i = 0; i < version.len; i++)
        dots += version.p[i] == '.';
    for (size_t i = 0; i < name.len; i++)
        capitals += isupper((unsigned char)name.p[i]) != 0;
    return capitals || dots >= 2;
}

/* "… Name [server] [version] 1.2.3 …", "… Name-1.2.3 …". */
static bool versioned(enum part_kind kind, const struct text *w, size_t n, struct found *f)
{
    for (size_t i = 0; i < n; i++) {
        struct text name, version;
        if (split(w[i], "/-_", &name, &version))
            return say(f, kind, name, version, 0.6);
        if (!i || !is_version(w[i], false))
            continue;
        size_t k = i;
        while (k && is_nobody(w[k - 1]) && i - k < 3)
            k--;
        if (k && is_name(w[k - 1]) && proper(w[k - 1], w[i]))
            return say(f, kind, w[k - 1], w[i], 0.6);
    }
    return false;
}

/* A name without a version, only in the two places where it is one: after "ESMTP", and before "ready" or a protocol. */
static bool unversioned(enum part_kind kind, const struct text *w, size_t n, struct found *f)
{
    static const struct text none = {NULL, 0};
    for (size_t i = 1; i < n; i++) {
        bool esmtp = text_istarts(w[i - 1], "ESMTP") && w[i - 1].len == 5;
        if (esmtp && is_name(w[i]) && isupper((unsigned char)w[i].p[0]))
            return say(f, kind, w[i], none, 0.55);
    }
    bool ready = false;
    for (size_t i = 1; i < n && i < 5; i++)
        ready |= text_istarts(w[i], "ready") && (i + 1 == n || memchr(w[i + 1].p, '@', w[i + 1].len));
    if (ready && is_name(w[0]) && isupper((unsigned char)w[0].p[0]) && !memchr(w[0].p, '.', w[0].len) &&
        is_nobody(w[1]))
        return say(f, kind, w[0], none, 0.5);
    return false;
}

static bool greeting(enum part_kind kind, struct text value, struct found *f)
{
    struct text words[WORDS_MAX], line = text_line(&value);
    size_t n = line.p ? words_of(line, words, WORDS_MAX) : 0;
    bool named = n && (versioned(kind, words, n, f) || unversioned(kind, words, n, f));
    if (named)
        system_of(line, f);
    return named;
}

/* The text after `"key":"`, or p NULL. Only text values. */
static struct text json_text(struct text json, const char *key)
{
    char quoted[40];
    snprintf(quoted, sizeof quoted, "\"%s\"", key);
    const char *at = text_find(json, quoted);
    struct text none = {NULL, 0};
    if (!at)
        return none;
    struct text rest = {at + strlen(quoted), json.len - (size_t)(at - json.p) - strlen(quoted)};
    rest = text_trim(rest);
    if (!rest.len || rest.p[0] != ':')
        return none;
    rest = text_trim((struct text){rest.p + 1, rest.len - 1});
    if (!rest.len || rest.p[0] != '"')
        return none;
    const char *end = memchr(rest.p + 1, '"', rest.len - 1);
    return end ? (struct text){rest.p + 1, (size_t)(end - rest.p - 1)} : none;
}

static bool json_root(enum part_kind kind, struct text json, struct found *f)
{
    static const char *const names[] = {"product",     "server",  "name",    "app",
                                        "application", "service", "software"};
    struct text version = json_text(json, "version");
    if (!version.p || !is_version(version, false))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text name = json_text(json, names[i]);
        if (name.p && is_name(name))
            return say(f, kind, name, version, 0.55);
    }
    return false;
}

/* The foot of an error page: "<address>Name/1.2 …", "<i>name/1.2</i>", "<center>Name/1.2</center>". */
static bool footer(enum part_kind kind, struct text body, struct found *f)
{
    static const char *const tags[] = {"<address>", "<i>",  "<em>",  "<center>", "<small>",
                                       "<h3>",      "<hr>", "<hr/>", "<hr />"};
    struct text name, version;
    if (body.len > 4096)
        body = (struct text){body.p + body.len - 4096, 4096};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct text rest = body;
        for (const char *at; (at = text_find(rest, tags[i])) != NULL;) {
            at += strlen(tags[i]);
            rest = (struct text){at, (size_t)(body.p + body.len - at)};
            struct text word = cut_at(text_trim(rest), "< \t\r\n(,;");
            if (split(word, "/", &name, &version))
                return say(f, kind, name, version, 0.6);
        }
    }
    return false;
}

bool grammar_part(enum part_kind kind, const void *data, size_t len, struct found *ret)
{
    struct text t = text_trim((struct text){data, len});
    if (kind == PART_HTTP_BODY)
        return footer(kind, t, ret);
    if (!t.len || (kind != PART_HTTP_JSON && !text_plain(t)))
        return false;
    switch (kind) {
    case PART_HTTP_SERVER:
    case PART_RTSP_SERVER:
    case PART_SIP_SERVER:
    case PART_SIP_AGENT:
    case PART_HTTP_GENERATOR:
    case PART_AMQP_PRODUCT:
    case PART_STUN_SOFTWARE:
        return text_find(t, "UPnP/1.") ? upnp_field(kind, t, ret) : product_field(kind, t, ret);
    case PART_DNS_VERSION: return dns_version(kind, t, ret);
    case PART_UPNP_SERVER: return upnp_field(kind, t, ret);
    case PART_SSH_SOFTWARE: return software(kind, t, ret);
    case PART_SMTP_BANNER:
    case PART_LMTP_BANNER:
    case PART_FTP_BANNER:
    case PART_POP3_BANNER:
    case PART_IMAP_BANNER:
    case PART_NNTP_BANNER: return greeting(kind, t, ret);
    case PART_HTTP_JSON: return json_root(kind, t, ret);
    default: return false;
    }
}

/* A banner in no known protocol: only "Name 1.2.3" in a greeting that came unasked. */
static void unknown_banner(const struct match_answer *a, struct found *ret)
{
    struct text all = {a->data, a->len}, line = text_line(&all), words[WORDS_MAX];
    struct found f;
    if (ret->name[0] || a->sent_len || !line.p || !text_plain(line) || line.len > 160)
        return;
    if (text_starts(line, "OK ")) /* "OK NAME 1.2": the protocol's version, by custom */
        return;
    if (versioned(PART_LINE, words, words_of(line, words, WORDS_MAX), &f)) {
        f.confidence = 0.5;
        found_merge(ret, &f);
    }
}

void grammar_answer(const struct match_answer *a, const struct cut *c, struct found *ret)
{
    for (uint32_t i = 0; i < c->count; i++) {
        struct found f;
        if (grammar_part(c->part[i].kind, c->part[i].data, c->part[i].len, &f)) {
            if (!f.name[0] || ret->name[0])
                snprintf(f.name, sizeof f.name, "%s", ret->name);
            found_merge(ret, &f);
        }
    }
    unknown_banner(a, ret);
}
