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

bool pages_title(struct text title, struct found *f)
{
    static const char *const roles[] = {
        " Web UI",    " WebUI",      " Web Interface",  " Web Client", " WebAdmin",   " Console", " Monitor",
        " Dashboard", " Management", " Administration", " Manager",    " Web Server", " Status"};
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
    return false;
}

/* realm="Frobnik Secure Area": a program's own, when a role stands behind a name; people write one of the words below. */
bool pages_realm(struct text auth, struct found *f)
{
    static const char *const roles[] = {" Secure Area", " Web", " Administration", " Admin", " Console",
                                        " Server",      " API", " Management",     " Daemon"};
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
        bool owner = words_of(name, words, 4) != 1 || !words_name(words[0]) || words[0].len < 4 ||
                     memchr(name.p, '.', name.len) || !isupper((unsigned char)name.p[0]);
        for (size_t k = 0; k < sizeof owners / sizeof *owners; k++)
            owner |= text_istarts(words[0], owners[k]) && words[0].len == strlen(owners[k]);
        return !owner && words_say(f, PART_HTTP_AUTH, name, none, 0.5);
    }
    return false;
}

/* Does the page link to a site of that name: //docs.frobnik.org/, //github.com/frobnik? */
static bool links_to(struct text body, struct text name)
{
    char host[NAME_MAX_LEN + 1], whole[NAME_MAX_LEN + 1];
    size_t n = 0, all = 0;
    for (size_t i = 0; i < name.len && n < NAME_MAX_LEN; i++) {
        whole[all++] = name.p[i];
        if (isalnum((unsigned char)name.p[i]))
            host[n++] = name.p[i];
    }
    host[n] = whole[all] = '\0';
    if (n < 5)
        return false;
    struct text rest = body;
    for (const char *at; (at = text_find(rest, "href=")) != NULL;) {
        rest = behind(body, at + strlen("href="));
        struct text url = words_cut(rest, "> \t\r\n");
        const char *slashes = url.len < 200 ? text_find(url, "://") : NULL;
        if (!slashes)
            continue;
        struct text site = words_cut(behind(url, slashes + 3), "/\"'?#");
        bool forge = text_istarts(site, "github.com") || text_istarts(site, "gitlab.com");
        struct text where = forge ? url : site;
        if (text_find(where, host) || text_find(where, whole))
            return true;
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
        struct text foot = at ? text_trim(behind(body, at + strlen(before[i]))) : none, words[3];
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

/* The heading of a page that links to the site of the thing it names: the program's own page. */
static bool linked(struct text body, struct found *f)
{
    static const char *const tags[] = {"<title", "<h1", "<h2"};
    static const struct text none = {NULL, 0};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        const char *at = text_find(body, tags[i]);
        const char *from = at ? memchr(at, '>', behind(body, at).len) : NULL;
        if (!from)
            continue;
        struct text words[4], line = words_cut(behind(body, from + 1), "<\r\n");
        size_t n = line.len < 60 && text_plain(line) ? words_of(line, words, 4) : 0;
        for (size_t k = 0; k < n; k++)
            if (isupper((unsigned char)words[k].p[0]) && words_name(words[k]) && links_to(body, words[k]))
                return words_say(f, PART_HTTP_BODY, words[k], none, 0.55);
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
    return foot(body, f) || signed_by(all, f) || linked(all, f);
}
