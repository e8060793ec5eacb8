#include "ident/pages.h"

#include "ident/words.h"

#include <ctype.h>
#include <string.h>

#define SCAN_MAX 4096 /* of a body's end, where the foot is */
#define URL_MAX  200

static struct text behind(struct text all, const char *at)
{
    return (struct text){at, (size_t)(all.p + all.len - at)};
}

/* "X-Frobnik-Request-Id": whose field it is stands first. Those are many programs' own words for things of
 * the protocol. */
static bool anybodys_field(struct text name)
{
    static const char *const words[] = {
        "accel",      "action",   "aes",         "akamai",      "allow",     "amz",         "amzn",
        "api",        "app",      "application", "aspnet",      "aspnetmvc", "auth",        "azure",
        "backend",    "build",    "cache",       "cacheable",   "cdn",       "client",      "cloud",
        "commit",     "content",  "correlation", "count",       "csrf",      "custom",      "data",
        "date",       "debug",    "device",      "dns",         "download",  "drupal",      "edge",
        "elapsed",    "encoded",  "env",         "environment", "error",     "fastcgi",     "feature",
        "files",      "fire",     "forwarded",   "frame",       "frontend",  "generated",   "git",
        "handled",    "hit",      "host",        "http",        "https",     "instance",    "internal",
        "javascript", "language", "last",        "limit",       "login",     "message",     "method",
        "min",        "mod",      "mode",        "naming",      "next",      "openstack",   "node",
        "origin",     "original", "page",        "pagination",  "per",       "permitted",   "pingback",
        "powered",    "pragma",   "process",     "protocol",    "proxy",     "rate",        "ratelimit",
        "real",       "redirect", "remote",      "request",     "requested", "requestid",   "response",
        "result",     "robots",   "route",       "runtime",     "secure",    "security",    "sendfile",
        "served",     "server",   "service",     "session",     "site",      "sourcefiles", "source",
        "status",     "static",   "tag",         "test",        "time",      "timer",       "timestamp",
        "token",      "total",    "trace",       "transaction", "transcend", "transfer",    "ua",
        "upstream",   "url",      "user",        "username",    "version",   "via",         "web",
        "webkit",     "xhr",      "xss",         "xsrf",        "cascade",   "view",        "varnish"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == name.len && text_istarts(name, words[i]))
            return true;
    return false;
}

/* "X-Frobnik-Version: 1.2", "Frobnik-Version: 1.2". A field without a version names nobody:
 * X-Clacks-Overhead, X-Country-Code. */
bool pages_header(struct text header, struct found *f)
{
    struct text rest = header, line;
    while ((line = text_line(&rest)).p) {
        struct text field = words_cut(line, ":"), value = text_trim(behind(line, line.p + field.len));
        bool x = text_istarts(field, "X-");
        struct text name = words_cut(x ? behind(field, field.p + 2) : field, "-");
        size_t skip = x ? 2 : 0;
        if (field.len == line.len || field.len <= skip + name.len + 1 || name.len < 3 ||
            anybodys_field(name) || !words_name(name))
            continue;
        value = text_trim(behind(value, value.p + 1));
        bool tells = field.len >= 8 && text_istarts(behind(field, field.p + field.len - 8), "-version");
        if (tells && words_version(value, false) && !text_find(field, "-api-") &&
            !text_find(field, "-protocol-"))
            return words_say(f, PART_HTTP_HEADER, (struct text){name.p, field.len - skip - 8}, value, 0.6);
    }
    return false;
}

/* "Frobnik Daemon (Version 1.4.1)": nobody writes of a page, or of a text, in this way. */
static bool title_version(struct text title, struct found *f)
{
    const char *at = text_find(title, "(Version ");
    if (!at || at == title.p || title.p[title.len - 1] != ')')
        return false;
    struct text name = text_trim((struct text){title.p, (size_t)(at - title.p)}), words[6];
    struct text version = words_cut(behind(title, at + strlen("(Version ")), ")");
    size_t n = words_of(name, words, 6);
    return n && n < 6 && words_version(version, false) && name.len <= NAME_MAX_LEN && words_name(words[0]) &&
           words_say(f, PART_HTTP_TITLE, name, version, 0.6);
}

bool pages_title(struct text title, struct found *f)
{
    static const char *const roles[] = {" Web UI",     " WebUI",        " Web Interface",
                                        " Web Client", " WebAdmin",     " HTTP proxy",
                                        " Webconsole", " Web Frontend", " Web Server"};
    static const struct text none = {NULL, 0};
    if (text_plain(title) && title.len <= 80 && title_version(title, f))
        return true;
    if (title.len < 6 || title.len > 48 || !isupper((unsigned char)title.p[0]) || !text_plain(title))
        return false;
    const char *exporter = text_find(title, " Exporter");
    if (exporter && exporter + 9 == title.p + title.len)
        return words_say(f, PART_HTTP_TITLE, title, none, 0.55);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const char *at = text_find(title, roles[i]);
        if (!at)
            continue;
        struct text name = {title.p, (size_t)(at - title.p)}, words[4];
        size_t n = words_of(name, words, 4);
        while (name.len && strchr(" :-|", name.p[name.len - 1]))
            name.len--;
        if (n && n < 4 && words_name(words[0]) && words_name(words[n - 1]))
            return words_say(f, PART_HTTP_TITLE, name, none, 0.5);
    }
    return false;
}

/* realm="Frobnik Secure Area": a program's own, when such a role stands behind a name ("Bluebird Server" is
 * an author's); people write one of the words below. */
bool pages_realm(struct text auth, struct found *f)
{
    static const char *const roles[] = {" Secure Area", " Daemon"};
    static const char *const owners[] = {
        "Private", "Members",        "Member",   "Protected", "Authorized", "Restricted",
        "My",      "Authentication", "Password", "Staff",     "Customer",   "Intranet",
        "Company", "Site",           "Basic",    "Digest",    "Remote",     "Web",
        "Login",   "Internal",       "Area",     "Download",  "Development"};
    static const struct text none = {NULL, 0};
    const char *at = text_find(auth, "realm=\"");
    if (!at)
        return false;
    struct text realm = words_cut(behind(auth, at + strlen("realm=\"")), "\""), words[4];
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const char *role = text_find(realm, roles[i]);
        if (!role || role == realm.p)
            continue;
        struct text name = {realm.p, (size_t)(role - realm.p)};
        if (words_of(name, words, 4) != 1)
            return false;
        bool owner = !words_name(words[0]) || words[0].len < 4 || memchr(name.p, '.', name.len) ||
                     !isupper((unsigned char)name.p[0]);
        for (size_t k = 0; k < sizeof owners / sizeof *owners; k++)
            owner |= text_istarts(words[0], owners[k]) && words[0].len == strlen(owners[k]);
        return !owner && words_say(f, PART_HTTP_AUTH, name, none, 0.5);
    }
    const char *password = text_find(realm, " - Password Required");
    if (password && words_name((struct text){realm.p, (size_t)(password - realm.p)}))
        return words_say(f, PART_HTTP_AUTH, (struct text){realm.p, (size_t)(password - realm.p)}, none, 0.55);
    return false;
}

struct text pages_quote(struct text header)
{
    const char *at = text_find(header, "realm=\"");
    struct text none = {NULL, 0};
    return at ? text_trim(words_cut(behind(header, at + strlen("realm=\"")), "\"\r\n")) : none;
}

bool pages_cookie(struct text cookie, struct found *f)
{
    static const char *const anybodys[] = {
        "php",   "asp",         "aspnet",  "laravel", "ci",    "rack",    "rails", "flask", "django",
        "user",  "login",       "auth",    "web",     "webui", "my",      "the",   "http",  "https",
        "app",   "site",        "express", "connect", "play",  "cake",    "perl",  "wsgi",  "beaker",
        "plack", "mojolicious", "dancer",  "guest",   "last",  "current", "server"};
    static const struct text none = {NULL, 0};
    struct text name = words_cut(cookie, "=");
    while (name.len && name.p[0] == '_')
        name = behind(name, name.p + 1);
    const char *at = text_find(name, "_session");
    if (!at || at + strlen("_session") != name.p + name.len)
        return false;
    name.len = (size_t)(at - name.p);
    for (size_t i = 0; i < sizeof anybodys / sizeof *anybodys; i++)
        if (strlen(anybodys[i]) == name.len && text_istarts(name, anybodys[i]))
            return false;
    return name.len >= 4 && words_name(name) && words_say(f, PART_HTTP_COOKIE, name, none, 0.5);
}

/* A name as it may stand in an address, in two spellings. */
struct spelling {
    char bare[NAME_MAX_LEN + 1], whole[NAME_MAX_LEN + 1];
};

/* false: too short to be told from others. */
static bool spell(struct text name, struct spelling *ret)
{
    size_t n = 0, all = 0;
    for (size_t i = 0; i < name.len && n < NAME_MAX_LEN; i++) {
        ret->whole[all++] = name.p[i];
        if (isalnum((unsigned char)name.p[i]))
            ret->bare[n++] = name.p[i];
    }
    ret->bare[n] = ret->whole[all] = '\0';
    return n >= 5;
}

/* Does a link of the text go to a site, or a place at a forge, of that name? */
static bool links_to(struct text t, struct text name)
{
    struct spelling s;
    struct text rest = t;
    if (!spell(name, &s))
        return false;
    for (const char *at; (at = text_find(rest, "href=")) != NULL;) {
        rest = behind(t, at + strlen("href="));
        struct text url = words_cut(words_front(rest, URL_MAX), "> \t\r\n");
        const char *slashes = text_find(url, "://");
        struct text site = slashes ? words_cut(behind(url, slashes + 3), "/\"'?#") : (struct text){NULL, 0};
        bool forge = text_istarts(site, "github.com") || text_istarts(site, "gitlab.com");
        if (forge ? text_find(url, s.bare) || text_find(url, s.whole)
                  : text_find(site, s.bare) || text_find(site, s.whole))
            return true;
        rest = behind(rest, url.p + url.len);
    }
    return false;
}

/* "<address>Generated … by host (frobproxy/3.3.2)</address>": a name with a version anywhere in the foot. */
static bool foot(struct text body, struct found *f)
{
    const char *at = text_find(body, "<address>");
    struct text words[WORDS_MAX], name, version;
    size_t n = at ? words_of(words_cut(behind(body, at + strlen("<address>")), "<"), words, WORDS_MAX) : 0;
    for (size_t i = 0; i < n; i++)
        if (words_split(words[i], "/", &name, &version) && memchr(version.p, '.', version.len))
            return words_say(f, PART_HTTP_BODY, name, version, 0.6);
    return false;
}

/* "<address><a href="http://www.frobnik.org">Frobnik</a> httpd at …", "Powered by <a …>Frobnik 1.2</a>". */
static bool signed_by(struct text body, struct found *f)
{
    static const char *const before[] = {"<address>", "powered by ", "powered by:", "generated by "};
    static const struct text none = {NULL, 0};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = text_find(body, before[i]);
        if (!at)
            continue;
        struct text foot = text_trim(behind(body, at + strlen(before[i]))), words[3];
        const char *from = text_istarts(foot, "<a ") ? memchr(foot.p, '>', foot.len) : NULL;
        if (!from)
            continue;
        size_t n = words_of(words_cut(behind(foot, from + 1), "<\r\n"), words, 3);
        struct text version = n > 1 && words_version(words[1], false) ? words[1] : none, link = foot;
        link.len = (size_t)(from - foot.p) + 1;
        if (n && n < 3 && words_name(words[0]) && isupper((unsigned char)words[0].p[0]) &&
            links_to(link, words[0]))
            return words_say(f, PART_HTTP_BODY, words[0], version, 0.6);
    }
    return false;
}

/* Prometheus exposition format: the metric NAME_exporter_build_info carries the version as a label. Without
 * that word it may be what the exporter looks at (mysql_build_info). */
static bool metrics(struct text body, struct found *f)
{
    const char *at = text_find(body, "_build_info{");
    if (!at || at == body.p)
        return false;
    const char *from = at;
    while (from > body.p && (isalnum((unsigned char)from[-1]) || from[-1] == '_') && at - from < NAME_MAX_LEN)
        from--;
    struct text labels = words_cut(behind(body, at), "}\n");
    const char *label = text_find(labels, ",version=\"");
    label = label ? label + strlen(",version=\"") : NULL;
    const char *first = label ? NULL : text_find(labels, "{version=\"");
    label = first ? first + strlen("{version=\"") : label;
    if (!label || from == at || !isalpha((unsigned char)*from))
        return false;
    struct text version = words_cut(behind(labels, label), "\""), name = {from, (size_t)(at - from)};
    if (!words_version(version, false) || !words_name(name) || name.len < 9 ||
        memcmp(at - 9, "_exporter", 9) != 0)
        return false;
    (void)words_say(f, PART_HTTP_BODY, name, version, 0.55);
    found_text(f->info, sizeof f->info, name.p,
               name.len); /* as it is spelled; metrics have no blanks (Prometheus data model) */
    for (char *p = f->product; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    return true;
}

bool pages_body(struct text body, struct found *f)
{
    /* Where servers sign their own pages; <i>, <em>, <small> and headings are authors' and visitors' as
     * well. */
    static const char *const tags[] = {"<address>", "<center>", "<hr>", "<hr/>", "<hr />"};
    struct text name, version;
    if (metrics(body, f))
        return true;
    struct text all = body;
    if (body.len > SCAN_MAX)
        body = behind(body, body.p + body.len - SCAN_MAX);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct text rest = body;
        for (const char *at; (at = text_find(rest, tags[i])) != NULL;) {
            rest = behind(body, at + strlen(tags[i]));
            struct text word = words_cut(text_trim(rest), "< \t\r\n(,;");
            if (words_split(word, "/", &name, &version))
                return words_say(f, PART_HTTP_BODY, name, version, 0.6);
        }
    }
    return foot(body, f) || signed_by(all, f);
}
