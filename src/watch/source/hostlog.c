/* What servers write of their visitors: who came in, and whether the password was right. The server's own
 * address is not in these logs, but its name may be. */
#include "watch/source/sayings.h"

#include <netinet/in.h>

/* Of a name, the same one in every log and after a restart. */
static uint32_t number_of(struct word name)
{
    uint32_t h = UINT32_C(2166136261); /* FNV-1a */
    for (size_t i = 0; i < name.n; i++)
        h = (h ^ (uint8_t)name.p[i]) * UINT32_C(16777619);
    h = (h ^ h >> 24) & 0xffffff;
    return h ? h : 1;
}

/* An address for "this host", which the log does not name: the same for all lines of a family, so that a
 * visitor of two services is seen to visit one host. RFC 1122 3.2.1.3 and RFC 4291 2.5.2 have it for that.
 * Where several hosts write one log, the first is this one, and others are "a host on this network" (RFC 1122
 * 3.2.1.3 b), of a number made of their name, if that is no address. */
static struct addr here(struct line_state *state, const struct addr *visitor)
{
    struct addr a;
    uint32_t number = state->host.n ? number_of(state->host) : 0;
    if (number && !state->own)
        state->own = number;
    if (number == state->own)
        number = 0;
    if (number && word_addr(state->host, &a) && a.len == visitor->len)
        return a;
    const uint8_t v6[16] = {[13] = (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    return visitor->len == 4 ? addr_v4(number) : addr_v6(v6);
}

static enum line_result visit(struct line_state *state, struct sight *s, struct word host, uint16_t port,
                              bool failed)
{
    if (!word_addr(host, &s->src))
        return LINE_SKIPPED; /* a name: "UNKNOWN", or what reverse DNS said */
    s->dst = here(state, &s->src);
    s->kind = SIGHT_LOGIN;
    s->proto = IPPROTO_TCP;
    s->dport = port;
    s->outcome = SIGHT_SUCCESS;
    s->login_failed = failed;
    return LINE_SIGHT;
}

/* Behind the last `text`; n = 0 when it does not occur, or nothing follows. */
static struct word after_last(struct word w, const char *text)
{
    struct word found = {w.p, 0};
    while ((w = word_after(w, text)).n)
        found = w;
    return found;
}

static bool ends(struct word w, const char *text)
{
    size_t n = strlen(text);
    return w.n >= n && memcmp(w.p + w.n - n, text, n) == 0;
}

static void cut_end(struct word *w, const char *text)
{
    w->n -= ends(*w, text) ? strlen(text) : 0;
}

/* Where sshd itself wrote the visitor's address: a name may hold anything, "from 198.18.0.1 port 9" too. */
enum where {
    NEXT,  /* right behind the beginning: what follows is the visitor's */
    FIRST, /* before the first port: the name is a true account's */
    LAST,  /* before the last port, or last where none is written */
    ONLY,  /* the visitor's words stand on both sides: nothing is believed that can be read in two ways */
};

/* The word before " port N". */
static bool take_visitor(struct word before, struct word port, struct word *host, struct sight *s)
{
    struct word number;
    const char *blank = memrchr(before.p, ' ', before.n);
    *host = blank ? (struct word){blank + 1, (size_t)(before.p + before.n - blank - 1)} : before;
    if (!word_next(&port, " :", &number) || !word_port(number, &s->sport))
        return false;
    s->knows |= SIGHT_SPORT;
    return true;
}

static bool visitor(struct word rest, enum where where, struct word *host, struct sight *s)
{
    struct word first = word_after(rest, " port "), last = after_last(rest, " port ");
    struct word port = where == LAST ? last : first, number = port;
    struct word before = {rest.p, port.n ? (size_t)(port.p - rest.p) - strlen(" port ") : rest.n};
    if (where == NEXT) {
        if (!word_next(&rest, " ", host))
            return false;
        struct word text = word_after(rest, "port ");
        if (word_begins(rest, "port ") && word_next(&text, " :", &number) && word_port(number, &s->sport))
            s->knows |= SIGHT_SPORT;
        return true;
    }
    if (where != LAST)
        return (where == FIRST || first.p == last.p) && port.n && take_visitor(before, port, host, s);
    cut_end(&rest, "]"); /* of "message repeated" */
    cut_end(&rest, " [preauth");
    cut_end(&rest, " ssh2");
    if (port.n && port.p < rest.p + rest.n) {
        number = (struct word){port.p, (size_t)(rest.p + rest.n - port.p)};
        uint16_t n;
        if (word_port(number, &n)) /* and nothing behind it */
            return take_visitor(before, number, host, s);
    }
    const char *blank = memrchr(rest.p, ' ', rest.n);
    *host = blank ? (struct word){blank + 1, (size_t)(rest.p + rest.n - blank - 1)} : rest;
    return true;
}

/* rsyslog's "message repeated 2 times: [ … ]". */
static void cut_repeated(struct word *line, uint32_t *ret)
{
    static const char begin[] = "message repeated ";
    struct word rest = word_after(*line, begin), number;
    uint64_t times;
    if (!word_begins(*line, begin))
        return;
    if (word_next(&rest, " ", &number) && word_number(number, UINT32_MAX, &times))
        *ret = (uint32_t)times;
    *line = word_after(*line, " times: [ ");
}

/* auth_log(), auth_maxtries_exceeded() and sshpam_query() of OpenSSH 7 to 10 write what is wrong. */
enum line_result saying_sshd(struct line_state *state, struct word line, struct sight *ret)
{
    static const struct {
        const char *text;
        enum where where;
        bool failed, passed, left;
    } rows[] = {{"Failed password for ", LAST, .failed = true, .left = true},
                {"Failed keyboard-interactive", LAST, .failed = true, .left = true},
                {"Failed publickey for ", ONLY, .failed = true},
                {"Failed none for ", LAST, .failed = true},
                {"Invalid user ", LAST, .failed = true, .left = true},
                {"Accepted ", FIRST, .passed = true},
                {"Did not receive identification string from ", NEXT, .left = true},
                {"Unable to negotiate with ", NEXT, .left = true},
                {"Bad protocol version identification ", LAST, .left = true},
                {"PAM: ", LAST, .failed = true, .left = true},
                {"Failed hostbased for ", ONLY},
                {"Failed gssapi-", ONLY},
                {"maximum authentication attempts exceeded for ", LAST, .left = true},
                {"banner exchange: Connection from ", NEXT, .left = true},
                {"Connection closed by authenticating user ", LAST}, /* keys that nobody took */
                {"Connection reset by authenticating user ", LAST},
                {"Connection closed by ", LAST, .left = true},
                {"Connection reset by ", LAST, .left = true}};
    struct word host;
    static const char *const before[] = {"error: ", "fatal: "};
    cut_repeated(&line, &ret->count);
    for (size_t i = 0; i < 2; i++)
        if (word_begins(line, before[i]))
            line = word_after(line, before[i]);
    ret->login_module = word_begins(line, "PAM: ");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!word_begins(line, rows[i].text))
            continue;
        if (!visitor(word_after(line, rows[i].text), rows[i].where, &host, ret))
            return LINE_SKIPPED;
        ret->login_passed = rows[i].passed;
        ret->login_left =
            rows[i].left && (!word_begins(line, "Connection ") || word_find(line, " [preauth]"));
        return visit(state, ret, host, 22, rows[i].failed);
    }
    return LINE_SKIPPED;
}

static enum line_result visit_ftp(struct line_state *state, struct sight *s, struct word host, bool failed)
{
    s->login_left = failed;
    return visit(state, s, host, 21, failed);
}

/* [pid 2] [anonymous] FAIL LOGIN: Client "::ffff:198.18.0.1". Names, files and anonymous passwords are the
 * visitor's: with a second client in them the line says nothing, and no account is named so. */
enum line_result saying_vsftpd(struct line_state *state, struct word line, struct sight *ret)
{
    static const char client[] = "Client \"";
    struct word rest = word_after(line, client), host;
    if (!rest.n || word_find(rest, client))
        return LINE_SKIPPED;
    struct word before = {line.p, (size_t)(rest.p - line.p) - strlen(client)};
    ret->login_passed = ends(before, "] OK LOGIN: ");
    return word_next(&rest, "\"", &host) ? visit_ftp(state, ret, host, ends(before, "] FAIL LOGIN: "))
                                         : LINE_BAD;
}

/* vsftpd's own file (vsftpd_log_file): "Mon Nov 23 03:54:00 2026 [pid 2] [anna] FAIL LOGIN: Client …". */
static bool cut_process(struct word *line, nsec_wall reference, nsec_wall *ret)
{
    struct word rest = *line, number;
    uint64_t pid;
    if (!logtime_read(&rest, reference, ret) || !word_begins(rest, "[pid "))
        return false;
    rest = word_after(rest, "[pid ");
    if (!word_next(&rest, "]", &number) || !word_number(number, UINT32_MAX, &pid))
        return false;
    *line = rest;
    return true;
}

static bool like_vsftpd(struct word line)
{
    nsec_wall at;
    return cut_process(&line, INT64_MAX / 2, &at);
}

static enum line_result read_vsftpd(struct line_state *state, struct word line, struct sight *ret)
{
    return cut_process(&line, state->reference, &ret->at) ? saying_vsftpd(state, line, ret) : LINE_BAD;
}

const struct line_form lines_vsftpd = {.name = "vsftpd", .like = like_vsftpd, .read = read_vsftpd};

/* host (name[198.18.0.1]): USER anna (Login failed): Incorrect password */
enum line_result saying_proftpd(struct line_state *state, struct word line, struct sight *ret)
{
    struct word rest = word_after(word_after(line, "("), "["), host;
    if (!word_next(&rest, "]", &host))
        return LINE_SKIPPED;
    cut_end(&rest, ".");
    ret->login_passed = ends(rest, ": Login successful");
    bool failed =
        !ret->login_passed && (word_finds(rest, "login failed") || word_finds(rest, "login incorrect") ||
                               word_finds(rest, "no such user found"));
    return visit_ftp(state, ret, host, failed);
}

/* (?@198.18.0.1) [WARNING] Authentication failed for user [anna] */
enum line_result saying_pureftpd(struct line_state *state, struct word line, struct sight *ret)
{
    struct word rest = word_after(line, "@"), host;
    if (!word_next(&rest, ")", &host))
        return LINE_SKIPPED;
    ret->login_passed = ends(rest, " is now logged in");
    return visit_ftp(state, ret, host, word_begins(word_after(rest, "] "), "Authentication failed"));
}

/* The common and combined log formats of web servers: 198.18.0.1 - - [22/Nov/2026:03:54:00 +0100] "GET /
 * HTTP/1.1" 200 12. */
/* The visitor; before it Debian's Apache writes "www.example.net:443 " (other_vhosts_access.log), whose port
 * can be the visitor's own word. */
static bool web_visitor(struct word line, struct word *ret)
{
    struct addr a;
    struct word server, rest = line;
    if (!word_next(&line, " ", ret))
        return false;
    if (word_addr(*ret, &a) || !word_next(&rest, ":", &server))
        return true;
    struct word port = {rest.p, (size_t)(ret->p + ret->n - rest.p)};
    uint16_t number;
    return rest.p > ret->p + ret->n || !word_port(port, &number) || word_next(&line, " ", ret);
}

/* The time stands before the first quote that is one, and the name before it is the visitor's, who can write
 * a bracket in it, but no quote without a backslash. */
static bool web_time(struct word line, nsec_wall *ret)
{
    const char *end = word_find(line, "] \""),
               *begin = end ? memrchr(line.p, '[', (size_t)(end - line.p)) : NULL;
    return begin && logtime_read_clf((struct word){begin + 1, (size_t)(end - begin - 1)}, ret);
}

/* Behind the question, in which quotes have a backslash. */
static struct word web_status(struct word line)
{
    struct word rest = word_after(line, "] \"");
    for (size_t i = 0; i + 1 < rest.n; i++)
        if (rest.p[i] == '\\')
            i++;
        else if (rest.p[i] == '"')
            return (struct word){rest.p + i + 1, rest.n - i - 1};
    return (struct word){rest.p, 0};
}

static bool like_web(struct word line)
{
    struct word host;
    struct addr a;
    nsec_wall at;
    return web_visitor(line, &host) && word_addr(host, &a) && web_time(line, &at);
}

static enum line_result read_web(struct line_state *state, struct word line, struct sight *ret)
{
    struct word host, status = web_status(line);
    if (!web_visitor(line, &host) || !web_time(line, &ret->at))
        return LINE_BAD;
    return visit(state, ret, host, 80, word_begins(status, " 401") || word_begins(status, " 403"));
}

const struct line_form lines_web = {"web", like_web, read_web};
