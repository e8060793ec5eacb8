#include "ident/words.h"

#include "ident/found.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Words that stand where a product could, and are none: protocols, greetings, roles. */
static const char *const nobody[] = {
    "esmtp",     "smtp",      "lmtp",        "ftp",         "pop3",     "pop",       "imap",
    "imap4",     "imap4rev1", "nntp",        "nnrp",        "http",     "https",     "server",
    "service",   "daemon",    "ready",       "welcome",     "hello",    "hi",        "to",
    "the",       "at",        "on",          "version",     "ver",      "v",         "release",
    "rel",       "protocol",  "build",       "mail",        "news",     "file",      "transfer",
    "login",     "for",       "with",        "this",        "is",       "access",    "user",
    "error",     "unknown",   "none",        "null",        "web",      "webserver", "httpd",
    "ftpd",      "smtpd",     "mailserver",  "rtsp",        "sip",      "rfb",       "ssh",
    "api",       "debian",    "ubuntu",      "linux",       "unix",     "windows",   "centos",
    "freebsd",   "gnu",       "upnp",        "dlna",        "dlnadoc",  "tls",       "ssl",
    "openssl",   "php",       "tcp",         "udp",         "ip",       "by",        "powered",
    "running",   "proxy",     "client",      "your",        "you",      "please",    "connection",
    "connected", "from",      "and",         "of",          "in",       "not",       "no",
    "ok",        "error:",    "failed",      "invalid",     "command",  "bad",       "request",
    "host",      "localhost", "port",        "date",        "time",     "mon",       "tue",
    "wed",       "thu",       "fri",         "sat",         "sun",      "jan",       "feb",
    "mar",       "apr",       "may",         "jun",         "jul",      "aug",       "sep",
    "oct",       "nov",       "dec",         "gmt",         "utc",      "json",      "xml",
    "html",      "index",     "home",        "document",    "page",     "status",    "posting",
    "allowed",   "ehlo",      "helo",        "banner",      "greeting", "test",      "example",
    "name",      "app",       "application", "myapp",       "cpe",      "rev",       "revision",
    "type",      "id",        "irc",         "telnet",      "admin",    "local",     "public",
    "private",   "secure",    "everything",  "all",         "system",   "we",        "it",
    "tm",        "not",       "now",         "imap4rev2",   "main",     "default",   "pop",
    "kernel",    "imsp",      "acap",        "dict",        "saft",     "icap",      "icy",
    "stomp",     "spdy",      "rtp",         "java",        "mozilla",  "jabber",    "xmpp",
    "tty",       "pts",       "text",        "application", "cli",      "load",      "cache",
    "terminal",  "interface", "gnome",       "lts",         "platform", "copyright", "level",
    "gateway",   "sdk",       "web-server",  "backend",     "result",   "python",    "sunos",
    "solaris",   "aix",       "hp-ux",       "station",     "gnutella", "babel",     "using",
};

bool words_nobody(struct text w)
{
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        if (strlen(nobody[i]) == w.len && strncasecmp(nobody[i], w.p, w.len) == 0)
            return true;
    return false;
}

/* Four numbers are an address, unless the first is as small as a version's and no network's that is met in
 * banners: 8.17.1.9 is Sendmail's, 10.0.0.1 is not. */
static bool small_first(struct text t)
{
    unsigned first = 0;
    for (size_t i = 0; i < t.len && isdigit((unsigned char)t.p[i]) && first < 1000; i++)
        first = 10 * first + (unsigned)(t.p[i] - '0');
    return first < 32 && first != 10 && first != 0;
}

/* "1.2", "v2.0.11", "9.2p1", "4.96-RC1": digits, a dot, digits, then what versions hold. Not an address, not
 * a date or time. One number alone is a version only when `loose` (after "Name/"). */
bool words_version(struct text t, bool loose)
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
    if (dots == 3 && digits + dots == t.len && !small_first(t))
        return false; /* an address, most likely */
    if (!dots)
        return loose && digits + 3 >= t.len;
    return isdigit((unsigned char)t.p[1]) || t.p[1] == '.' || loose;
}

size_t words_dots(struct text t)
{
    size_t dots = 0;
    for (size_t i = 0; i < t.len; i++)
        dots += t.p[i] == '.';
    return dots;
}

static struct text strip_v(struct text t)
{
    return t.len > 1 && (t.p[0] == 'v' || t.p[0] == 'V') ? (struct text){t.p + 1, t.len - 1} : t;
}

bool words_name(struct text t)
{
    size_t letters = 0;
    bool same = true;
    if (t.len < 2 || t.len > NAME_MAX_LEN || !isalpha((unsigned char)t.p[0]) || words_nobody(t))
        return false;
    for (size_t i = 0; i < t.len; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        bool scope = ch == ':' && (t.p[i - 1] == ':' || (i + 2 < t.len && t.p[i + 1] == ':')); /* Perl's */
        if (!isalnum(ch) && !strchr("-_.+!'", ch) && !scope)
            return false;
        letters += isalpha(ch) != 0;
        same &= !isalpha(ch) || tolower(ch) == tolower((unsigned char)t.p[0]);
    }
    if (same)
        return false; /* "xxxxxx-xxx": a name that was taken away */
    /* mail.example.org is a host, not a product; node.js and ASP.NET are short. */
    return 2 * letters >= t.len && !(memchr(t.p, '.', t.len) && t.len > 10);
}

bool words_say(struct found *f, enum part_kind kind, struct text name, struct text version, double confidence)
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

/* Where a token such as "Name/1.2", "Name-1.2", "Name_1.2" parts; false when it does not. */
bool words_split(struct text t, const char *at, struct text *name, struct text *version)
{
    for (size_t i = 1; i + 1 < t.len; i++) {
        struct text left = {t.p, i}, right = {t.p + i + 1, t.len - i - 1};
        if (strchr(at, t.p[i]) && words_version(right, t.p[i] == '/') && words_name(left)) {
            *name = left;
            *version = right;
            return true;
        }
    }
    return false;
}

struct text words_front(struct text t, size_t most)
{
    return (struct text){t.p, t.len < most ? t.len : most};
}

struct text words_cut(struct text t, const char *stops)
{
    for (size_t i = 0; i < t.len; i++)
        if (strchr(stops, t.p[i]))
            return (struct text){t.p, i};
    return t;
}

size_t words_of(struct text t, struct text *words, size_t cap)
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
