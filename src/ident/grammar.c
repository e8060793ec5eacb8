#include "ident/grammar.h"

#include "ident/frame.h"
#include "ident/pages.h"
#include "ident/words.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#define RUN_MIN 6 /* characters in a row that are text, not chance */

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

/* "Python/3.11 aiohttp/3.8": what runs it comes first. What stands behind, else all. */
static struct text behind_runtime(struct text t)
{
    static const char *const runtimes[] = {"Python/", "CPython/", "PHP/", "Perl/", "Ruby/", "Java/"};
    struct text first = words_cut(t, " "),
                rest = text_trim((struct text){t.p + first.len, t.len - first.len});
    for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++)
        if (text_istarts(first, runtimes[i]) && rest.len > 2 && memchr(rest.p, '/', rest.len) &&
            isalpha((unsigned char)rest.p[0]))
            return rest;
    return t;
}

/* Fields of the form RFC 9110 §10.2.4 gives Server: products with versions and comments. */
static bool product_field(enum part_kind kind, struct text value, struct found *f)
{
    value = behind_runtime(value);
    struct text name, version, head = text_trim(words_cut(value, "(,;")), slash = words_cut(value, "/");
    if (slash.len < value.len) {
        /* "Foo Bar/1.2.3": the name may hold spaces. */
        struct text rest = {slash.p + slash.len + 1, value.len - slash.len - 1};
        version = words_cut(rest, " \t(),;");
        bool words = slash.len <= NAME_MAX_LEN && slash.len > 1 && isalpha((unsigned char)slash.p[0]) &&
                     !words_nobody(slash);
        for (size_t i = 0; words && i < slash.len; i++)
            words = isalnum((unsigned char)slash.p[i]) || strchr(" -_.+!:", slash.p[i]);
        struct text lead = before_runtime(slash);
        if (words && lead.len && words_name(words_cut(lead, " "))) {
            words_say(f, kind, lead, (struct text){NULL, 0}, 0.65);
            return true;
        }
        if (words && words_version(version, true)) {
            words_say(f, kind, text_trim(slash), version, 0.7);
            system_of(rest, f);
            return true;
        }
    }
    struct text first = words_cut(head, " \t"), second = {first.p + first.len, head.len - first.len};
    second = text_trim(second);
    if (words_split(first, "-_", &name, &version))
        return words_say(f, kind, name, version, 0.65);
    if (words_name(first) && words_version(words_cut(second, " \t"), false))
        return words_say(f, kind, first, words_cut(second, " \t"), 0.65);
    if (!words_name(first) || (second.len && slash.len == value.len && head.len > NAME_MAX_LEN))
        return false;
    words_say(f, kind, second.len && slash.len == value.len ? head : first, (struct text){NULL, 0}, 0.55);
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
    struct text first = words_cut(value, " "), name, version;
    if (words_split(first, "_-/", &name, &version))
        return words_say(f, kind, name, version, 0.7);
    while (first.len && strchr("/_-", first.p[first.len - 1])) /* "rclone/": built without a version */
        first.len--;
    name = words_cut(first, "_"); /* "tinyssh_20230101": a date is a version here */
    if (name.len + 9 <= first.len && words_name(name) && isdigit((unsigned char)name.p[name.len + 1]))
        return words_say(f, kind, name,
                         words_cut((struct text){name.p + name.len + 1, first.len - name.len - 1}, "-"), 0.6);
    return words_name(first) && words_say(f, kind, first, (struct text){NULL, 0}, 0.6);
}

/* "NSD 4.6.1", "Knot DNS 3.2.6", "dnsmasq-2.90": all words before the version are the name; a jest has none. */
static bool dns_version(enum part_kind kind, struct text t, struct found *f)
{
    struct text name, version;
    t = text_trim(words_cut(t, "(,;")); /* "rbldnsd 1.0pre (snapshot 20210120)" */
    if (words_split(t, "-/", &name, &version))
        return words_say(f, kind, name, version, 0.6);
    for (size_t i = t.len; i-- > 1;)
        if (t.p[i] == ' ') {
            name = text_trim((struct text){t.p, i});
            version = (struct text){t.p + i + 1, t.len - i - 1};
            return words_version(version, false) && name.len <= NAME_MAX_LEN &&
                   words_name(words_cut(name, " ")) && words_say(f, kind, name, version, 0.6);
        }
    return false;
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
        if (words_split(w[i], "/-_", &name, &version))
            return words_say(f, kind, name, version, 0.6);
        if (!i || !words_version(w[i], false) || strchr("=\"", w[i].p[-1])) /* of a key, not of a name */
            continue;
        size_t k = i;
        while (k && words_nobody(w[k - 1]) && i - k < 3)
            k--;
        bool host =
            k > 1 && w[k - 2].len == 2 && (text_istarts(w[k - 2], "on") || text_istarts(w[k - 2], "at"));
        bool told = (i && k < i && text_istarts(w[i - 1], "version") && w[i - 1].len == 7) ||
                    (k && w[k - 1].p > w[0].p && w[k - 1].p[-1] == '('); /* "(frobd 2.1b on Linux)" */
        if (k && !host && words_name(w[k - 1]) && (told || proper(w[k - 1], w[i])))
            return words_say(f, kind, w[k - 1], w[i], 0.6);
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

/* A name without a version, only in the two places where it is one: after "ESMTP", and before "ready" or a protocol. */
static bool unversioned(enum part_kind kind, const struct text *w, size_t n, struct found *f)
{
    static const struct text none = {NULL, 0};
    for (size_t i = 1; i < n; i++) {
        bool esmtp = text_istarts(w[i - 1], "ESMTP") && w[i - 1].len == 5;
        if (esmtp && words_name(w[i]) && isupper((unsigned char)w[i].p[0]))
            return words_say(f, kind, w[i], none, 0.55);
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

/* "Welcome to [the] Frobnik VTY interface": a name, when what stands behind it is what programs call themselves. */
static bool welcome(enum part_kind kind, struct text t, struct found *f)
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

static bool greeting(enum part_kind kind, struct text value, struct found *f)
{
    struct text words[WORDS_MAX], line = text_line(&value);
    size_t n = line.p ? words_of(line, words, WORDS_MAX) : 0;
    bool named = n && (versioned(kind, words, n, f) || unversioned(kind, words, n, f));
    if (named)
        system_of(line, f);
    return named;
}

/* "IMPLEMENTATION Cyrus 3.6", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"", "* ID (\"name\" \"Dovecot\" \"version\" \"2.3\")": what a
 * protocol has a place for (RFC 2449 §6.9, 3977 §5.2.2, 5804 §1.7, 2971 §3.3). */
static bool implementation(enum part_kind kind, struct text t, struct found *f)
{
    struct text none = {NULL, 0}, words[WORDS_MAX];
    bool id = kind == PART_IMAP_REPLY;
    const char *at = text_find(t, id ? "\"name\" \"" : "IMPLEMENTATION");
    if (!at)
        return false;
    at += strlen(id ? "\"name\" \"" : "IMPLEMENTATION");
    struct text rest = {at, t.len - (size_t)(at - t.p)};
    struct text line = words_cut(rest, id ? ")\r\n" : "\r\n");
    size_t n = words_of(line, words, WORDS_MAX);
    if (!n)
        return false;
    for (size_t i = 1; i < n; i++)
        if (words_version(words[i], false) && words_name(words[0]))
            return words_say(f, kind, words[0], words[i], 0.6);
    struct text name = text_trim(words_cut(line, "(\"\r\n"));
    if (!name.len && line.len > 2)
        name =
            text_trim(words_cut((struct text){words[0].p, (size_t)(line.p + line.len - words[0].p)}, "(\""));
    return name.len >= 2 && name.len <= NAME_MAX_LEN && isalpha((unsigned char)name.p[0]) &&
           words_say(f, kind, name, none, 0.55);
}

/* IRC (RFC 2812 §5.1): "002 … running version NAME-1.2", "351 nick NAME-1.2". */
static bool irc(enum part_kind kind, struct text t, struct found *f)
{
    static const char *const before[] = {"running version ", "is running ", " 351 "};
    struct text name, version, words[3];
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = text_find(t, before[i]);
        if (!at)
            continue;
        at += strlen(before[i]);
        size_t n = words_of(words_cut((struct text){at, t.len - (size_t)(at - t.p)}, "\r\n"), words, 3);
        for (size_t k = 0; k < n; k++)
            if (words_split(words[k], "-_(/", &name, &version))
                return words_say(f, kind, name, version, 0.6);
        for (size_t k = 0; k + 1 < n; k++)
            if (words_name(words[k]) && isalpha((unsigned char)words[k].p[0]) &&
                isdigit((unsigned char)words[k + 1].p[0]))
                return words_say(f, kind, words[k], words[k + 1], 0.55);
    }
    return false;
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
    struct text version = json_text(json, "version"), words[5];
    if (!version.p)
        version = json_text(json, "version_string");
    if (!version.p || !words_version(version, false))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text name = json_text(json, names[i]);
        size_t n = name.p && name.len <= NAME_MAX_LEN ? words_of(name, words, 5) : 0;
        if (n && n < 5 && words_name(words[0]))
            return words_say(f, kind, name, version, 0.55);
    }
    return false;
}

bool grammar_part(enum part_kind kind, const void *data, size_t len, struct found *ret)
{
    struct text t = text_trim((struct text){data, len});
    if (kind == PART_HTTP_BODY)
        return pages_body(t, ret);
    if (kind == PART_HTTP_HEADER)
        return pages_header(t, ret);
    if (!t.len || (kind != PART_HTTP_JSON && kind != PART_IRC_REPLY && !text_plain(t)))
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
    case PART_HTTP_TITLE: return pages_title(t, ret);
    case PART_HTTP_AUTH: return pages_realm(t, ret);
    case PART_HTTP_COOKIE: return pages_cookie(t, ret);
    case PART_TELNET_TEXT: return welcome(kind, t, ret);
    case PART_SIEVE_BANNER:
    case PART_POP3_REPLY:
    case PART_IMAP_REPLY: return implementation(kind, t, ret);
    case PART_IRC_REPLY: return irc(kind, t, ret);
    default: return false;
    }
}

/* A line that says who speaks: "Name 1.2.3 …", "name-t: v1.2.3: …", "Name/1.2.3". */
static bool says_who(struct text line, struct found *f)
{
    struct text words[WORDS_MAX], name, version;
    size_t n = words_of(line, words, WORDS_MAX);
    if (!n || n > 12)
        return false;
    if (words_split(words[0], "/-_", &name, &version) && proper(name, version))
        return words_say(f, PART_LINE, name, version, 0.5);
    return n >= 2 && words_name(words[0]) && words_version(words[1], false) && proper(words[0], words[1]) &&
           words_say(f, PART_LINE, words[0], words[1], 0.5);
}

/* The next run of characters that lasts, in text or between bytes; p NULL at the end. */
static struct text next_run(struct text *rest)
{
    while (rest->len) {
        size_t n = 0;
        while (n < rest->len && rest->p[n] >= 0x20 && rest->p[n] < 0x7F)
            n++;
        struct text run = {rest->p, n};
        rest->p += n + (n < rest->len);
        rest->len -= n + (n < rest->len);
        if (n >= RUN_MIN)
            return run;
    }
    return (struct text){NULL, 0};
}

/* An answer in no known protocol: only what begins with "Name 1.2.3", or a line "server: Name/1.2". */
static void unknown_answer(const struct match_answer *a, struct found *ret)
{
    struct text rest = {a->data, a->len}, run, words[1];
    struct found f;
    for (int i = 0; i < 12 && (run = next_run(&rest)).p; i++) {
        if (a->sent && words_of(run, words, 1) && memmem(a->sent, a->sent_len, words[0].p, words[0].len))
            continue; /* our own words */
        struct text value = text_field(run, "server");
        if ((value.p && memchr(value.p, '/', value.len) && product_field(PART_LINE, value, &f)) ||
            says_who(run, &f)) {
            found_merge(ret, &f);
            return;
        }
    }
}

/* A banner in no known protocol: only "Name 1.2.3" in a greeting that came unasked. */
static void unknown_banner(const struct match_answer *a, struct found *ret)
{
    struct text all = {a->data, a->len}, whole = all, line = text_line(&all), words[WORDS_MAX];
    struct found f;
    if (ret->name[0])
        return;
    if (a->sent_len) {
        unknown_answer(a, ret);
        return;
    }
    if (!line.p || !text_plain(line) || line.len > 160)
        return;
    if (text_starts(line, "OK ")) /* "OK NAME 1.2": the protocol's version, by custom */
        return;
    if (versioned(PART_LINE, words, words_of(line, words, WORDS_MAX), &f)) {
        f.confidence = 0.5;
        found_merge(ret, &f);
    } else if (welcome(PART_LINE, whole, &f))
        found_merge(ret, &f);
}

void grammar_answer(const struct match_answer *a, const struct cut *c, struct found *ret)
{
    bool frame = frame_of(ret->product); /* whose own name stands in these */
    for (uint32_t i = 0; i < c->count; i++) {
        struct found f;
        if (frame && (c->part[i].kind == PART_HTTP_SERVER || c->part[i].kind == PART_HTTP_POWERED))
            continue;
        if (grammar_part(c->part[i].kind, c->part[i].data, c->part[i].len, &f)) {
            if (!f.name[0] || ret->name[0])
                snprintf(f.name, sizeof f.name, "%s", ret->name);
            found_merge(ret, &f);
        }
    }
    unknown_banner(a, ret);
}
