/* Greetings and replies of the line protocols with reply codes: SMTP, LMTP, FTP (RFC 5321, 2033, 959), NNTP
 * (3977), POP3 (1939), IMAP (9051), ManageSieve (5804). SMTP and FTP share "220"; words tell them apart, then
 * the port. */
#include "ident/read/read.h"
#include "ident/read/text.h"

#include <ctype.h>

static bool has_code(struct text t)
{
    return t.len >= 4 && isdigit((unsigned char)t.p[0]) && isdigit((unsigned char)t.p[1]) &&
           isdigit((unsigned char)t.p[2]) && (t.p[3] == ' ' || t.p[3] == '-');
}

static bool any(struct text t, const char *const *words)
{
    for (; *words; words++)
        if (text_find(t, *words))
            return true;
    return false;
}

/* +1 SMTP, -1 FTP, 0 cannot be said. */
static int smtp_or_ftp(struct text all, uint16_t port)
{
    static const char *const smtp[] = {"SMTP",         "LMTP",        "sendmail",   "postfix", "Exim",
                                       "5.5.2",        "5.5.1",       "5.5.0",      "2.0.0 ",  "mail server",
                                       "Mail Service", "MAIL FROM",   "RCPT",       "VRFY",    "HELO",
                                       "STARTTLS",     "HELP\r\n250", "PIPELINING", NULL};
    static const char *const ftp[] = {
        "FTP",           "USER and PASS", "login with USER",   "AUTH TLS",  "log in with", "331 ",
        "File Transfer", "530 Please",    "530 Not logged in", "530 Login", NULL};
    bool s = any(all, smtp), f = any(all, ftp);
    if (s != f)
        return s ? 1 : -1;
    if (port == 21 || port == 990 || port == 2121)
        return -1;
    if (port == 25 || port == 465 || port == 587 || port == 2525 || port == 24)
        return 1;
    return 0;
}

/* All lines of the first reply: "220-…" until "220 ". */
static struct text reply_of(struct text all)
{
    struct text rest = all, line;
    while ((line = text_line(&rest)).p && has_code(line) && line.p[3] == '-') {
    }
    return text_trim((struct text){all.p, all.len - rest.len});
}

static bool smtp_ftp(const struct match_answer *a, struct cut *c, struct text all)
{
    bool greeting = text_starts(all, "220");
    struct text first = reply_of(all), banner = {all.p + 4, first.len > 4 ? first.len - 4 : 0};
    int which = smtp_or_ftp(all, a->port);
    c->more = all.p[all.len - 1] != '\n' ||
              (first.len > 3 && first.p[3] == '-' && !memchr(first.p, '\n', first.len));
    struct text tail = {first.p + first.len, all.len - first.len - (size_t)(first.p - all.p)};
    bool lmtp = text_find(first, "LMTP") != NULL || a->port == 24 ||
                (a->sent_len > 4 && memcmp(a->sent, "LHLO", 4) == 0 && has_code(all) && all.p[0] == '2');
    if (which == 0)
        return false;
    if (!greeting)
        banner = first;
    if (which < 0) {
        cut_part(c, greeting ? PART_FTP_BANNER : PART_FTP_REPLY, banner.p, banner.len);
        cut_part(c, PART_FTP_REPLY, text_trim(tail).p, text_trim(tail).len);
        return cut_name(c, "ftp", 0.9);
    }
    cut_part(c,
             !greeting ? PART_SMTP_REPLY
             : lmtp    ? PART_LMTP_BANNER
                       : PART_SMTP_BANNER,
             banner.p, banner.len);
    cut_part(c, PART_SMTP_REPLY, text_trim(tail).p, text_trim(tail).len);
    struct text word = {banner.p, 0};
    while (greeting && word.len < banner.len && !isspace((unsigned char)word.p[word.len]))
        word.len++;
    if (word.len && memchr(word.p, '.', word.len) && isalnum((unsigned char)word.p[0]))
        found_text(c->found.hostname, sizeof c->found.hostname, word.p, word.len);
    return cut_name(c, lmtp ? "lmtp" : "smtp", 0.9);
}

static bool nntp(const struct match_answer *a, struct text all)
{
    static const char *const words[] = {
        "NNTP",       "NNRP",     "InterNetNews", "news",     "posting ok",  "posting allowed",
        "no posting", "leafnode", "load at ",     "can post", "cannot post", "post via",
        NULL};
    struct text first = reply_of(all);
    bool port = a->port == 119 || a->port == 433 || a->port == 563;
    return (text_starts(all, "200 ") || text_starts(all, "201 ") || text_starts(all, "400 ") ||
            text_starts(all, "502 ")) &&
           ((port && !a->sent_len) || any(first, words));
}

bool read_mail(const struct match_answer *a, struct cut *c)
{
    struct text all = {a->data, a->len}, rest = all, line = text_line(&rest);
    if (a->proto != PROTO_TCP || !line.p || !text_plain(line))
        return false;
    if (nntp(a, all)) {
        cut_part(c, PART_NNTP_BANNER, line.p + 4, line.len - 4);
        return cut_name(c, "nntp", 0.9);
    }
    if (has_code(line))
        return strchr("2345", line.p[0]) && smtp_ftp(a, c, all);
    if (text_starts(line, "+OK") || text_starts(line, "-ERR ")) {
        static const char *const not_pop[] = {
            "redis", "unknown command `", "unknown command '", "wrong number of arguments", "Protocol error",
            NULL};
        if (any(line, not_pop) || text_starts(line, "-ERR unknown command") || text_starts(line, "-ERR '"))
            return false;
        bool greeting = text_starts(line, "+OK");
        size_t skip = line.len > 3 ? 4 : 3;
        cut_part(c, greeting ? PART_POP3_BANNER : PART_POP3_REPLY, line.p + skip,
                 line.len > skip ? line.len - skip : 0);
        rest = text_trim(rest);
        cut_part(c, PART_POP3_REPLY, rest.p, rest.len);
        return cut_name(c, "pop3", greeting ? 0.9 : 0.7);
    }
    if (text_starts(line, "* OK") || text_starts(line, "* PREAUTH") || text_starts(line, "* BYE")) {
        size_t skip = line.len > 4 ? 5 : 4;
        cut_part(c, PART_IMAP_BANNER, line.p + skip, line.len > skip ? line.len - skip : 0);
        rest = text_trim(rest);
        cut_part(c, PART_IMAP_REPLY, rest.p, rest.len);
        return cut_name(c, text_find(line, " IMSP ") ? "imsp" : "imap", 0.9); /* it took IMAP's form */
    }
    if (text_istarts(line, "\"IMPLEMENTATION\" ") || text_istarts(line, "\"SIEVE\" ")) {
        cut_part(c, PART_SIEVE_BANNER, all.p, all.len);
        return cut_name(c, "sieve", 0.95);
    }
    return false;
}
