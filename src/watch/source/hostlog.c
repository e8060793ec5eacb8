/* What servers write of their visitors: who came in, and whether the password was right. The server's own address is not in these logs: it is
 * left unknown, and the visit counts for its port. */
#include "watch/source/sayings.h"

#include <netinet/in.h>

/* An address for "this host", which the log does not name: the same for all lines of a family, so that a visitor of two services is seen
 * to visit one host. RFC 1122 3.2.1.3 and RFC 4291 2.5.2 have it for that. */
static struct addr here(const struct addr *visitor)
{
    static const uint8_t none[16];
    return visitor->len == 4 ? addr_v4(0) : addr_v6(none);
}

static enum line_result visit(struct sight *s, struct word host, uint16_t port, bool failed)
{
    if (!word_addr(host, &s->src))
        return LINE_SKIPPED; /* a name: "UNKNOWN", or what reverse DNS said */
    s->dst = here(&s->src);
    s->kind = SIGHT_LOGIN;
    s->proto = IPPROTO_TCP;
    s->dport = port;
    s->outcome = SIGHT_SUCCESS;
    s->login_failed = failed;
    return LINE_SIGHT;
}

enum line_result saying_sshd(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    static const struct {
        const char *text, *before;
        bool failed, passed;
    } rows[] = {{"Failed password for", " from ", true},
                {"Failed publickey for", " from ", true},
                {"Failed none for", " from ", true},
                {"Invalid user", " from ", true},
                {"Accepted ", " from ", false, true},
                {"Did not receive identification string from", "string from ", true},
                {"Unable to negotiate with ", "negotiate with ", true},
                {"Bad protocol version identification", " from ", true},
                {"banner exchange: Connection from ", "Connection from ", true},
                {"Connection closed by ", "closed by ", false},
                {"Connection reset by ", "reset by ", false}};
    struct word host;
    uint16_t port;
    if (!word_find(line, "sshd"))
        return LINE_SKIPPED;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!word_find(line, rows[i].text))
            continue;
        /* The name before "from" is the visitor's choice: the last "from" is ours. */
        struct word rest = line, found = {line.p, 0};
        while ((rest = word_after(rest, rows[i].before)).n)
            found = rest;
        if (word_begins(found, "authenticating user ") || word_begins(found, "invalid user ")) {
            struct word skip;
            for (int k = 0; k < 3; k++)
                (void)word_next(&found, " ", &skip);
        }
        if (!word_next(&found, " ", &host))
            return LINE_SKIPPED;
        struct word number = word_after(found, "port "), first;
        if (word_next(&number, " :", &first) && word_port(first, &port)) {
            ret->sport = port;
            ret->knows |= SIGHT_SPORT;
        }
        ret->login_passed = rows[i].passed;
        return visit(ret, host, 22, rows[i].failed);
    }
    return LINE_SKIPPED;
}

enum line_result saying_ftpd(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word rest, host;
    bool vsftpd = word_find(line, "Client \""),
         failed = word_find(line, "FAIL LOGIN") || word_finds(line, "login incorrect") ||
                  word_finds(line, "no such user found") || word_finds(line, "authentication failed");
    ret->login_passed = word_find(line, "OK LOGIN") || word_finds(line, "login successful") ||
                        word_finds(line, "is now logged in");
    if (vsftpd) { /* [pid 2] [anonymous] FAIL LOGIN: Client "::ffff:198.18.0.1" */
        rest = word_after(line, "Client \"");
        return word_next(&rest, "\"", &host) ? visit(ret, host, 21, failed) : LINE_BAD;
    }
    if (word_find(line, "proftpd[")) { /* proftpd[1]: host (name[198.18.0.1]): FTP session opened. */
        rest = word_after(line, "(");
        rest = word_after(rest, "[");
        return word_next(&rest, "]", &host) ? visit(ret, host, 21, failed) : LINE_SKIPPED;
    }
    if (word_find(line, "pure-ftpd")) { /* (?@198.18.0.1) [INFO] New connection from … */
        rest = word_after(line, "@");
        return word_next(&rest, ")", &host) ? visit(ret, host, 21, failed) : LINE_SKIPPED;
    }
    return LINE_SKIPPED;
}

/* The common and combined log formats of web servers: 198.18.0.1 - - [22/Nov/2026:03:54:00 +0100] "GET / HTTP/1.1" 200 12. */
static bool like_web(struct word line)
{
    struct word host;
    struct addr a;
    nsec_wall at;
    struct word when = word_after(line, " [");
    return word_next(&line, " ", &host) && word_addr(host, &a) && logtime_read_clf(when, &at) &&
           word_find(line, "] \"");
}

static enum line_result read_web(struct line_state *state, struct word line, struct sight *ret)
{
    (void)state;
    struct word host, when = word_after(line, " [");
    struct word status = word_after(word_after(line, "] \""), "\" ");
    if (!word_next(&line, " ", &host))
        return LINE_BAD;
    if (!logtime_read_clf(when, &ret->at))
        return LINE_BAD;
    return visit(ret, host, 80, word_begins(status, "401") || word_begins(status, "403"));
}

const struct line_form lines_web = {"web", like_web, read_web};
