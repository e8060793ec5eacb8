#include "ident/grammar.h"

#include "ident/frame.h"
#include "ident/headings.h"
#include "ident/pages.h"
#include "ident/phrases.h"
#include "ident/strange.h"
#include "ident/words.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

/* "WebSockify Python/3.11": the version is that of what it runs on. What stands before, or nothing. */
static struct text before_runtime(struct text t)
{
    static const char *const runtimes[] = {" Python", " libsoup", " libwww",  " CPython", " PHP",     " Perl",
                                           " Ruby",   " Java",    " OpenSSL", " mod_",    " Erlang/", " Go"};
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
            phrases_system(rest, f);
            return true;
        }
    }
    struct text first = words_cut(head, " \t"), second = {first.p + first.len, head.len - first.len};
    second = text_trim(second);
    if (words_split(first, "-_", &name, &version))
        return words_say(f, kind, name, version, 0.65);
    struct text whose = before_runtime(head);
    if (whose.len && words_name(whose))
        return words_say(f, kind, whose, (struct text){NULL, 0}, 0.6);
    if (phrases_spaced(kind, value, head, f)) {
        phrases_system(value, f);
        return true;
    }
    if (words_name(first) && words_version(words_cut(second, " \t"), false))
        return words_say(f, kind, first, words_cut(second, " \t"), 0.65);
    if (!words_name(first) || (second.len && slash.len == value.len && head.len > NAME_MAX_LEN))
        return false;
    words_say(f, kind, second.len && slash.len == value.len ? head : first, (struct text){NULL, 0}, 0.55);
    phrases_system(value, f);
    return true;
}

/* SSDP: "OS/1.0 UPnP/1.0 product/1.0" (UPnP Device Architecture §1.3.2): the last one is the product. */
static bool upnp_field(enum part_kind kind, struct text value, struct found *f)
{
    struct text at = value;
    const char *slash = memrchr(value.p, '/', value.len);
    for (size_t i = 0; slash && value.p + i + 1 < slash; i++)
        if ((value.p[i] == ' ' || value.p[i] == ',') && isalpha((unsigned char)value.p[i + 1]))
            at = (struct text){value.p + i + 1, value.len - i - 1};
    return product_field(kind, at, f);
}

/* "1.1 host (squid/5.7)" (RFC 9110 §7.6.3): the comment names the proxy, whose door this is; so does a
 * pseudonym that is no host's name. */
static bool via_field(enum part_kind kind, struct text value, struct found *f)
{
    const char *open = memchr(value.p, '(', value.len);
    struct text comment = {open ? open + 1 : NULL, open ? (size_t)(value.p + value.len - open - 1) : 0}, name,
                version;
    comment = words_cut(comment, ") ");
    if (comment.len && words_split(comment, "/", &name, &version))
        return words_say(f, kind, name, version, 0.6);
    return comment.len >= 4 && words_name(comment) && !memchr(comment.p, '.', comment.len) &&
           words_say(f, kind, comment, (struct text){NULL, 0}, 0.55);
}

/* What made a page need not be what serves it: tools that turn texts into pages are run by hand. */
static bool by_hand(struct text generator)
{
    static const char *const tools[] = {
        "Docutils",  "Sphinx",    "Hugo",        "Jekyll",     "MkDocs",      "Doxygen",    "pandoc",
        "Asciidoc",  "DocBook",   "makeinfo",    "Texinfo",    "LibreOffice", "OpenOffice", "Microsoft",
        "Word",      "FrontPage", "Dreamweaver", "Pelican",    "Hexo",        "Gatsby",     "Docusaurus",
        "VitePress", "VuePress",  "Astro",       "Next.js",    "Nuxt",        "Zola",       "Nikola",
        "txt2tags",  "HTML Tidy", "TeX4ht",      "latex2html", "pod2html",    "groff",      "vim",
        "Emacs",     "Org",       "Mozilla",     "Netscape",   "Qt"};
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (text_istarts(generator, tools[i]))
            return true;
    return false;
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

/* "NSD 4.6.1", "Knot DNS 3.2.6", "dnsmasq-2.90": all words before the version are the name; a jest has
 * none. */
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

static bool greeting(enum part_kind kind, struct text value, struct found *f)
{
    struct text words[WORDS_MAX], line = text_line(&value);
    size_t n = line.p ? words_of(line, words, WORDS_MAX) : 0;
    bool named = n && (phrases_versioned(kind, words, n, true, f) || phrases_unversioned(kind, words, n, f));
    if (named)
        phrases_system(line, f);
    return named;
}

/* "IMPLEMENTATION Cyrus 3.6", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"", "* ID (\"name\" \"Dovecot\"
 * \"version\" \"2.3\")": what a protocol has a place for (RFC 2449 §6.9, 3977 §5.2.2, 5804 §1.7, 2971
 * §3.3). */
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
    case PART_HTTP_JSON: return phrases_json(kind, t, ret);
    case PART_HTTP_TITLE: return pages_title(t, ret);
    case PART_HTTP_GENERATOR: return !by_hand(t) && product_field(kind, t, ret);
    case PART_HTTP_VIA: return via_field(kind, t, ret);
    case PART_HTTP_AUTH: return pages_realm(t, ret);
    case PART_HTTP_COOKIE: return pages_cookie(t, ret);
    case PART_TELNET_TEXT: return phrases_welcome(kind, t, ret);
    case PART_SIEVE_BANNER:
    case PART_POP3_REPLY:
    case PART_IMAP_REPLY: return implementation(kind, t, ret);
    case PART_IRC_REPLY: return irc(kind, t, ret);
    default: return false;
    }
}

/* A page as a whole: who its title says it is, and what version stands beside the product's name. */
static void page(const struct match_answer *a, struct found *ret)
{
    struct text all = {a->data, a->len}, body = all, line = text_line(&body);
    struct found f;
    while (line.p && line.len) /* the header ends with an empty line */
        line = text_line(&body);
    if ((!ret->product[0] || frame_of(ret->product)) && headings_title(all, &f))
        found_merge(ret, &f);
    else if (ret->product[0] && !ret->version[0] && !frame_of(ret->product)) {
        struct text version = headings_version(body, ret->product);
        found_text(ret->version, sizeof ret->version, version.p, version.len);
    }
    struct text quote = headings_quote(all);
    bool title = quote.p != NULL;
    if (!title)
        quote = pages_quote((struct text){all.p, (size_t)(body.p - all.p)});
    if (quote.len && !ret->info[0] && (!ret->product[0] || frame_of(ret->product))) {
        char quoted[80];
        found_text(quoted, sizeof quoted, quote.p, quote.len);
        snprintf(ret->info, sizeof ret->info, "%s \"%s\"", title ? "page" : "realm", quoted);
    }
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
    if (strcmp(ret->name, "http") == 0)
        page(a, ret);
    strange_answer(a, ret);
}
