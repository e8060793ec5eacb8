#include "ident/unmet.h"

#include "ident/frame.h"
#include "ident/priv_match.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX (16u << 10)
#define SOME_DAY   1795335421 /* for what tells the time */

/* What stands before and behind a part in a whole answer. Parts without a row are answers as they are. */
static const struct frame_row {
    enum part_kind part;
    const char *before, *behind;
} frames[] = {{PART_HTTP_SERVER, "HTTP/1.1 404 Not Found\r\nServer: ", "\r\n\r\n"},
              {PART_HTTP_POWERED, "HTTP/1.1 404 Not Found\r\nX-Powered-By: ", "\r\n\r\n"},
              {PART_HTTP_VIA, "HTTP/1.1 404 Not Found\r\nVia: ", "\r\n\r\n"},
              {PART_HTTP_AUTH, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ", "\r\n\r\n"},
              {PART_HTTP_COOKIE, "HTTP/1.1 200 OK\r\nSet-Cookie: ", "\r\n\r\n"},
              {PART_HTTP_HEADER, "HTTP/1.1 200 OK\r\n", "\r\n\r\n"},
              {PART_HTTP_TITLE, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>",
               "</title></head>"},
              {PART_HTTP_GENERATOR, "HTTP/1.1 200 OK\r\n\r\n<meta name=\"generator\" content=\"", "\">"},
              {PART_HTTP_BODY, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", ""},
              {PART_HTTP_JSON, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", ""},
              {PART_SSH_SOFTWARE, "SSH-2.0-", "\r\n"},
              {PART_SMTP_BANNER, "220 ", "\r\n"},
              {PART_LMTP_BANNER, "220 ", "\r\n"},
              {PART_FTP_BANNER, "220 ", "\r\n"},
              {PART_POP3_BANNER, "+OK ", "\r\n"},
              {PART_IMAP_BANNER, "* OK ", "\r\n"},
              {PART_NNTP_BANNER, "200 ", "\r\n"},
              {PART_SIP_SERVER, "SIP/2.0 404 Not Found\r\nServer: ", "\r\n\r\n"},
              {PART_SIP_AGENT, "SIP/2.0 404 Not Found\r\nUser-Agent: ", "\r\n\r\n"},
              {PART_RTSP_SERVER, "RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: ", "\r\n\r\n"},
              {PART_RAW, "", ""},
              {PART_LINE, "", "\r\n"}};

/* Its letters and digits, small. */
static void plain(const char *s, char *out, size_t cap)
{
    size_t n = 0;
    for (; *s && n + 1 < cap; s++)
        if (isalnum((unsigned char)*s))
            out[n++] = (char)tolower((unsigned char)*s);
    out[n] = '\0';
}

static bool holds(const char *text, const char *what, size_t least)
{
    char x[200], y[200];
    plain(text, x, sizeof x);
    plain(what, y, sizeof y);
    return strlen(y) >= least && strstr(x, y) != NULL;
}

/* "lighttpd" and "lighttpd httpd", "Knot DNS" and "Knot": one product. */
static bool same_product(const char *a, const char *b)
{
    char first[64];
    if (holds(a, b, 2) || holds(b, a, 2))
        return true;
    snprintf(first, sizeof first, "%.*s", (int)strcspn(a, " /_:"), a);
    if (holds(b, first, 3))
        return true;
    snprintf(first, sizeof first, "%.*s", (int)strcspn(b, " /_:"), b);
    return holds(a, first, 3);
}

static bool of_product(const struct sig *s, const void *truth)
{
    const struct found *t = truth;
    return s->product && !strchr(s->product, '$') && same_product(s->product, t->product);
}

static bool same_service(const char *a, const char *b)
{
    return strcmp(a, b) == 0 || (strncmp(a, "http", 4) == 0 && strncmp(b, "http", 4) == 0);
}

static void compare(struct unmet *u, enum part_kind part)
{
    const struct found *t = &u->truth, *s = &u->said;
    char text[400];
    snprintf(text, sizeof text, "%s %s %s", t->product, t->info, t->cpe[0]);
    u->service = s->name[0] && same_service(s->name, t->name);
    u->service |= strcmp(s->name, "http") == 0 &&
                  strncmp(part_name(part), "http.", 5) == 0; /* what is spoken over it has names of its own */
    u->service_false = s->name[0] && t->name[0] && !u->service;
    u->product = s->product[0] && (same_product(t->product, s->product) || holds(text, s->product, 2));
    u->product_false = s->product[0] && !u->product && !frame_of(s->product);
    size_t n = strlen(s->version), all = strlen(t->version);
    bool prefix = n && all && strncmp(s->version, t->version, n < all ? n : all) == 0;
    u->version = u->product && prefix;
    u->version_false = s->version[0] && !prefix && t->version[0] && !frame_of(s->product);
}

static size_t whole_answer(const struct sig_example *e, enum part_kind part, char *out)
{
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        size_t before = strlen(frames[i].before), behind = strlen(frames[i].behind);
        if (frames[i].part != part || before + e->len + behind > ANSWER_MAX)
            continue;
        memcpy(out, frames[i].before, before);
        memcpy(out + before, e->data, e->len);
        memcpy(out + before + e->len, frames[i].behind, behind);
        return before + e->len + behind;
    }
    return 0;
}

bool unmet_example(struct match *m, const struct sig_example *e, struct unmet *ret)
{
    static const uint16_t nobodys = 40117;
    const struct sig *s = &sig_table[e->sig];
    struct match_answer a = {
        .probe = s->probe ? s->probe : "", .proto = PROTO_TCP, .port = s->port, .unix_s = SOME_DAY};
    char answer[ANSWER_MAX];
    memset(ret, 0, sizeof *ret);
    (void)match_part_of(m, &a, s->part, e->data, e->len, &ret->truth);
    if (!ret->truth.product[0])
        return false;
    match_leave_out(m, of_product, &ret->truth);
    a.port = nobodys;
    a.data = answer;
    a.len = whole_answer(e, s->part, answer);
    a.sent = "\x7f";
    a.sent_len = s->probe != NULL;
    if (a.len)
        (void)match_answer(m, &a, &ret->said);
    else
        (void)match_stranger(m, s->part, e->data, e->len, &ret->said);
    if (!a.len && !ret->said.name[0]) /* a reader cut it out: it knows the protocol */
        snprintf(ret->said.name, sizeof ret->said.name, "%s", part_service(s->part));
    match_leave_out(m, NULL, NULL);
    compare(ret, s->part);
    return true;
}
