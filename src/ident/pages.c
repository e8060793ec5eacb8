#include "ident/pages.h"

#include "ident/words.h"

#include <ctype.h>
#include <string.h>

#define SCAN_MAX 4096 /* of a body's end, where the foot is */

static struct text behind(struct text all, const char *at)
{
    return (struct text){at, (size_t)(all.p + all.len - at)};
}

bool pages_header(struct text header, struct found *f)
{
    static const char *const formats[] = {"Api",       "AspNet", "AspNetMvc", "Powered",
                                          "Transcend", "Client", "Min"};
    struct text rest = header, line;
    while ((line = text_line(&rest)).p) {
        struct text field = words_cut(line, ":"), value = text_trim(behind(line, line.p + field.len));
        if (!text_istarts(field, "X-") || field.len < 12 || field.len == line.len ||
            !text_istarts(behind(field, field.p + field.len - 8), "-version"))
            continue;
        struct text name = {field.p + 2, field.len - 10};
        value = text_trim(behind(value, value.p + 1));
        bool format = false;
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
            format |= strlen(formats[i]) == name.len && text_istarts(name, formats[i]);
        if (!format && words_name(name) && words_version(value, false))
            return words_say(f, PART_HTTP_HEADER, name, value, 0.6);
    }
    return false;
}

/* One word that is a name rather than a heading: "Gerbera", "aria2", "CouchDB", not "Index" or "Forbidden". */
static bool proper_word(struct text w)
{
    static const char *const headings[] = {
        "forbidden",   "unauthorized", "found",       "error",          "errors",        "index",
        "directory",   "listing",      "restricted",  "protected",      "area",          "realm",
        "login",       "signin",       "sign",        "authentication", "authorize",     "dashboard",
        "overview",    "console",      "monitor",     "control",        "panel",         "interface",
        "webui",       "title",        "untitled",    "site",           "website",       "members",
        "staff",       "users",        "internal",    "redirect",       "moved",         "loading",
        "maintenance", "object",       "camera",      "router",         "switch",        "printer",
        "metrics",     "health",       "download",    "downloads",      "documentation", "docs",
        "help",        "about",        "info",        "information",    "settings",      "statistics",
        "stats",       "nothing",      "redirecting", "unavailable",    "timeout",       "blog",
        "wiki",        "search",       "demo",        "project",        "zone",          "basic",
        "digest",      "realm",        "password",    "required",       "authorization"};
    bool inner = false;
    if (!words_name(w) || w.len < 3 || w.len > 24 || memchr(w.p, '.', w.len) || memchr(w.p, '\'', w.len))
        return false;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strlen(headings[i]) == w.len && text_istarts(w, headings[i]))
            return false;
    for (size_t i = 1; i < w.len; i++)
        inner |= isupper((unsigned char)w.p[i]) || isdigit((unsigned char)w.p[i]);
    return isupper((unsigned char)w.p[0]) || inner;
}

bool pages_realm(struct text challenge, struct found *f)
{
    static const struct text none = {NULL, 0};
    const char *at = text_find(challenge, "realm=\"");
    if (!at)
        return false;
    struct text realm = text_trim(words_cut(behind(challenge, at + strlen("realm=\"")), "\"")), words[5];
    size_t n = words_of(realm, words, 5), roles = 1;
    while (roles < n && !proper_word(words[roles]))
        roles++;
    return n && n < 5 && roles == n && proper_word(words[0]) &&
           words_say(f, PART_HTTP_AUTH, words[0], none, 0.5);
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

bool pages_title(struct text title, struct found *f)
{
    static const char *const roles[] = {
        " Web UI",     " WebUI",          " Web Interface", " Web Client", " WebAdmin",      " Console",
        " Monitor",    " Dashboard",      " HTTP proxy",    " Webconsole", " Control Panel", " Web Frontend",
        " Management", " Administration", " Manager",       " Web Server", " Status"};
    static const struct text none = {NULL, 0};
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
    struct text words[2];
    size_t n = words_of(title, words, 2);
    return n == 1 && proper_word(words[0]) && words_say(f, PART_HTTP_TITLE, words[0], none, 0.5);
}

/* "Powered by <a href=…>Foo</a> 1.2": a name, perhaps in a link, perhaps with a version. */
static bool powered_by(struct text body, struct found *f)
{
    static const char *const phrases[] = {"powered by ", "powered by: "};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const char *at = text_find(body, phrases[i]);
        if (!at)
            continue;
        struct text rest = text_trim(behind(body, at + strlen(phrases[i])));
        for (int tags = 0; tags < 3 && rest.len && rest.p[0] == '<'; tags++) {
            struct text tag = words_cut(rest, ">");
            rest =
                tag.len < rest.len ? text_trim(behind(rest, tag.p + tag.len + 1)) : (struct text){rest.p, 0};
        }
        struct text words[3], name, version, line = words_cut(rest, "<\r\n(");
        size_t n = words_of(line, words, 3);
        if (n && words_split(words[0], "/-", &name, &version))
            return words_say(f, PART_HTTP_BODY, name, version, 0.55);
        if (n > 1 && proper_word(words[0]) && words_version(words[1], false))
            return words_say(f, PART_HTTP_BODY, words[0], words[1], 0.55);
        if (n == 1 && proper_word(words[0]))
            return words_say(f, PART_HTTP_BODY, words[0], (struct text){NULL, 0}, 0.5);
    }
    return false;
}

/* Prometheus exposition format: the metric NAME_build_info carries the version as a label. */
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
    struct text version = words_cut(behind(labels, label), "\"");
    return words_version(version, false) &&
           words_say(f, PART_HTTP_BODY, (struct text){from, (size_t)(at - from)}, version, 0.55);
}

bool pages_body(struct text body, struct found *f)
{
    static const char *const tags[] = {"<address>", "<i>",  "<em>",  "<center>", "<small>",
                                       "<h3>",      "<hr>", "<hr/>", "<hr />"};
    struct text name, version;
    if (metrics(body, f))
        return true;
    if (powered_by(body, f))
        return true;
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
    return false;
}
