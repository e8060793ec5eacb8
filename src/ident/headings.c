#include "ident/headings.h"

#include "ident/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define TITLE_MAX 64
#define NEAR      48   /* characters between a name and its version, tags left out */
#define NEAR_TAGS 1024 /* with them */
#define VALUE_MAX 300

static struct text from(struct text all, const char *at)
{
    return (struct text){at, (size_t)(all.p + all.len - at)};
}

/* Words of titles that are no part of a name, wherever they stand at its ends. */
static bool filler(struct text w)
{
    static const char *const words[] = {"login",     "remote",
                                        "embedded",  "log",
                                        "logon",     "sign",
                                        "in",        "on",
                                        "to",        "into",
                                        "at",        "by",
                                        "for",       "of",
                                        "the",       "a",
                                        "your",      "welcome",
                                        "home",      "page",
                                        "homepage",  "start",
                                        "main",      "index",
                                        "web",       "webui",
                                        "ui",        "gui",
                                        "interface", "portal",
                                        "site",      "website",
                                        "admin",     "status",
                                        "panel",     "control",
                                        "view",      "overview",
                                        "is",        "and",
                                        "running",   "works",
                                        "it",        "please",
                                        "my",        "app",
                                        "new",       "loading",
                                        "default",   "user",
                                        "users",     "dashboard",
                                        "signin",    "console",
                                        "webmail",   "frontend",
                                        "setup",     "service",
                                        "help",      "about",
                                        "required",  "authentication"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == w.len && text_istarts(w, words[i]))
            return true;
    return words_nobody(w);
}

/* Titles that speak of a failure or of a folder name nobody. */
static bool tells_nothing(struct text title)
{
    static const char *const words[] = {
        "error",     "not found",   "forbidden", "unauthorized", "denied",  "bad request", "index of",
        "directory", "unavailable", "redirect",  "moved",        "found",   "invalid",     "required",
        "gateway",   "timeout",     "untitled",  "object",       "example", "test",        "document"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_find(title, words[i]))
            return true;
    return !title.len || isdigit((unsigned char)title.p[0]);
}

static struct text title_of(struct text answer)
{
    struct text none = {NULL, 0};
    const char *at = text_find(answer, "<title"), *start = at ? memchr(at, '>', from(answer, at).len) : NULL;
    if (!start)
        return none;
    struct text title = text_trim(words_cut(from(answer, start + 1), "<\r\n"));
    return title.len && title.len <= TITLE_MAX && text_plain(title) ? title : none;
}

/* A capital behind a small letter: "OctoPrint", "openHAB". */
static bool inner_capital(struct text w)
{
    for (size_t i = 1; i < w.len; i++)
        if (islower((unsigned char)w.p[i - 1]) && isupper((unsigned char)w.p[i]))
            return true;
    return false;
}

/* The name between the fillers: "Log in to the Frob Nik web UI" -> "Frob Nik". Only words that begin like
 * names. */
static struct text name_in(struct text piece)
{
    struct text w[WORDS_MAX], none = {NULL, 0};
    size_t n = words_of(piece, w, WORDS_MAX), first = 0;
    while (first < n && filler(w[first]))
        first++;
    while (n > first && filler(w[n - 1]))
        n--;
    for (size_t i = first; i < n; i++)
        if (words_version(w[i], false)) {
            n = i;
            break;
        }
    if (first == n || n - first > 3 || !words_name(w[first]) || w[first].len < 3)
        return none;
    for (size_t i = first; i < n; i++)
        if (!isupper((unsigned char)w[i].p[0]) && !inner_capital(w[i]) &&
            !(i > first && isdigit((unsigned char)w[i].p[0])))
            return none;
    struct text name = {w[first].p, (size_t)(w[n - 1].p + w[n - 1].len - w[first].p)};
    return name.len <= NAME_MAX_LEN && !memchr(name.p, '.', name.len) ? name : none;
}

/* Letters and digits, small: how names are spelled in paths. */
static size_t bare(struct text name, char out[NAME_MAX_LEN + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < NAME_MAX_LEN; i++)
        if (isalnum((unsigned char)name.p[i]))
            out[n++] = name.p[i];
    out[n] = '\0';
    return n;
}

/* Does what stands behind `key`, up to one of `stops`, hold the name? */
static bool borne(struct text answer, const char *key, const char *stops, const char *name)
{
    struct text rest = answer;
    for (const char *at; (at = text_find(rest, key)) != NULL;) {
        rest = from(answer, at + strlen(key));
        struct text value = words_cut(words_front(rest, VALUE_MAX), stops);
        if (value.len < VALUE_MAX && text_find(value, name))
            return true;
        rest = from(rest, value.p + value.len);
    }
    return false;
}

/* The page's own parts have the name too. Pictures and links do not count: logos and neighbours have them as
 * well. */
static bool borne_out(struct text answer, struct text name)
{
    static const struct {
        const char *key, *stops;
    } places[] = {{"\nSet-Cookie: ", "=\r\n"},
                  {"\nX-", "\r\n"},
                  {"\nServer: ", "\r\n"},
                  {"realm=\"", "\""},
                  {"<script", ">"},
                  {"<link", ">"},
                  {"name=\"application-name\"", ">"},
                  {"name=\"apple-mobile-web-app-title\"", ">"},
                  {"name=\"description\"", ">"},
                  {"name=\"generator\"", ">"}};
    char word[NAME_MAX_LEN + 1];
    if (bare(name, word) < 4)
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (borne(answer, places[i].key, places[i].stops, word))
            return true;
    return false;
}

/* The next piece of a title: programs and people part them by " - ", " | ", " : ", " · " and brackets. */
static struct text next_piece(struct text *rest)
{
    static const char *const parts[] = {
        " - ",  " | ", ": ", " \xc2\xb7 ", " \xe2\x80\x94 ", " \xe2\x80\x93 ", " \xe2\x80\xa2 ",
        " :: ", ", ",  "["};
    size_t n = rest->len, step = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *at = text_find(*rest, parts[i]);
        if (at && (size_t)(at - rest->p) < n) {
            n = (size_t)(at - rest->p);
            step = strlen(parts[i]);
        }
    }
    struct text piece = text_trim((struct text){rest->p, n});
    *rest = (struct text){rest->p + n + step, rest->len - n - step};
    return piece;
}

struct text headings_quote(struct text answer)
{
    struct text title = title_of(answer), none = {NULL, 0};
    return title.p && !tells_nothing(title) ? title : none;
}

bool headings_title(struct text answer, struct found *f)
{
    struct text title = title_of(answer), rest = title;
    if (!title.p || tells_nothing(title))
        return false;
    while (rest.len) {
        struct text piece = next_piece(&rest), name = name_in(piece);
        bool first = piece.p == title.p, alone = first && name.p == piece.p && inner_capital(name) &&
                                                 !memchr(name.p, ' ', name.len) && !text_find(name, "home") &&
                                                 !text_find(name, "page");
        bool whole = name.len == piece.len;
        struct text behind = text_trim(from(piece, name.p ? name.p + name.len : piece.p)),
                    number = words_cut(behind, " ");
        bool numbered =
            name.p && name.p == piece.p && number.len == behind.len && words_version(number, false);
        alone = (alone && whole) || numbered;
        if (!name.p || !(alone || borne_out(answer, name)))
            continue;
        char product[NAME_MAX_LEN + 1];
        memcpy(product, name.p, name.len);
        product[name.len] = '\0';
        return words_say(f, PART_HTTP_TITLE, name, numbered ? number : headings_version(answer, product),
                         0.5);
    }
    return false;
}

/* Behind tags, spaces and "version", "v", ":": the word that comes next. */
static struct text next_word(struct text rest)
{
    size_t near = 0;
    while (rest.len && near < NEAR) {
        if (rest.p[0] == '<') {
            const char *end = memchr(rest.p, '>', words_front(rest, VALUE_MAX).len);
            if (!end)
                break;
            rest = from(rest, end + 1);
        } else if (strchr(" \t\r\n:,/|(\"'-", rest.p[0])) {
            rest = (struct text){rest.p + 1, rest.len - 1};
            near++;
        } else if (text_istarts(rest, "&nbsp;")) {
            rest = (struct text){rest.p + 6, rest.len - 6};
        } else {
            struct text word = words_cut(rest, " \t\r\n<>\"'(),;:&/|");
            if (!(text_istarts(word, "version") || text_istarts(word, "server") ||
                  text_istarts(word, "release") ||
                  (word.len == 1 && tolower((unsigned char)word.p[0]) == 'v')))
                return word;
            rest = (struct text){rest.p + word.len, rest.len - word.len};
            near += word.len;
        }
    }
    return (struct text){NULL, 0};
}

struct text headings_version(struct text answer, const char *product)
{
    struct text none = {NULL, 0}, rest = answer;
    size_t n = strlen(product);
    if (n < 3)
        return none;
    for (const char *at; (at = text_find(rest, product)) != NULL;) {
        rest = from(answer, at + n);
        bool whole = at == answer.p || !isalnum((unsigned char)at[-1]);
        struct text word = whole && rest.len && !isalnum((unsigned char)rest.p[0])
                               ? next_word(words_front(rest, NEAR_TAGS))
                               : none;
        if (word.p && words_version(word, false))
            return word.p[0] == 'v' || word.p[0] == 'V' ? from(word, word.p + 1) : word;
    }
    return none;
}
