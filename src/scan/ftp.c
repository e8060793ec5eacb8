#include "scan/ftp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ftp_word(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if ((unsigned char)text[n] < ' ' || text[n] == 127)
            return false;
    return n <= FTP_WORD_MAX;
}

void ftp_init(struct ftp *f, const char *user, const char *pass)
{
    *f = (struct ftp){.user = user, .pass = pass};
}

static void say(struct ftp *f, enum ftp_state next, const char *command, const char *word)
{
    size_t room = sizeof f->out - f->out_len;
    int n = snprintf(f->out + f->out_len, room, "%s%s%s\r\n", command, *word ? " " : "", word);
    f->state = n < 0 || (size_t)n >= room ? FTP_OVER : next;
    if (f->state == next)
        f->out_len += (size_t)n;
}

static void done(struct ftp *f, enum ftp_answer answer)
{
    f->answer = answer;
    f->state = FTP_IDLE;
}

/* What still comes of the transfer before is no answer to PORT. */
static void after_port(struct ftp *f, unsigned code)
{
    if (code == 226 || code == 250 || code == 425 || code == 426)
        return;
    if (code == 200)
        say(f, FTP_LIST, "LIST", "");
    else
        done(f, FTP_REFUSED);
}

/* 226 and 250: all was sent; other replies of success are to something else, and prove no connection (RFC 959
 * §5.4). 425: no connection. Other failures come after there was one, but for those that say that LIST itself
 * is unwanted. */
static void after_list(struct ftp *f, unsigned class, unsigned code)
{
    if (class == 1)
        f->state = FTP_TRANSFER;
    else if (code == 226 || code == 250 || code == 426 || (f->state == FTP_TRANSFER && code != 425))
        done(f, FTP_CONNECTED);
    else
        done(f, code >= 500 || class == 2 ? FTP_REFUSED : FTP_FAILED);
}

/* A whole reply. */
static void reply(struct ftp *f, unsigned code)
{
    unsigned class = code / 100;
    if (code == 421) { /* may come at any time: the service goes */
        f->state = FTP_OVER;
        return;
    }
    if (f->out_len)
        return; /* said before the question was: no answer to it */
    switch (f->state) {
    case FTP_GREETING:
        if (class == 2)
            say(f, FTP_USER, "USER", f->user);
        else if (class != 1)
            f->state = FTP_OVER;
        return;
    case FTP_USER:
        if (class == 3)
            say(f, FTP_PASS, "PASS", f->pass);
        else
            f->state = class == 2 ? FTP_IDLE : FTP_LOGIN_FAILED;
        return;
    case FTP_PASS: f->state = class == 2 ? FTP_IDLE : FTP_LOGIN_FAILED; return;
    case FTP_PORT: after_port(f, code); return;
    case FTP_LIST:
    case FTP_TRANSFER: after_list(f, class, code); return;
    default: return; /* unasked: not about us */
    }
}

/* "220 text" ends a reply, "220-text" begins a long one, which "220 " ends (RFC 959 §4.2). */
static void line(struct ftp *f)
{
    const char *l = f->line;
    bool coded = f->line_len >= 3 && l[0] >= '1' && l[0] <= '5' && l[1] >= '0' && l[1] <= '9' &&
                 l[2] >= '0' && l[2] <= '9';
    unsigned code = coded ? (unsigned)((l[0] - '0') * 100 + (l[1] - '0') * 10 + l[2] - '0') : 0;
    bool long_one = coded && l[3] == '-';
    if (++f->lines > FTP_LINES_MAX || (!f->code && !coded)) {
        f->state = FTP_OVER;
        return;
    }
    if (!f->code && long_one)
        f->code = code;
    if (long_one || (f->code && f->code != code))
        return;
    memcpy(f->said, f->line, f->line_len + 1);
    f->code = f->lines = 0;
    reply(f, code);
}

static bool is_over(const struct ftp *f)
{
    return f->state == FTP_OVER || f->state == FTP_LOGIN_FAILED;
}

void ftp_input(struct ftp *f, const void *data, size_t len)
{
    const char *p = data;
    if (!len && !is_over(f))
        f->state = FTP_OVER;
    for (size_t i = 0; i < len && !is_over(f); i++) {
        if (p[i] != '\n') {
            if (f->line_len < FTP_LINE_MAX && p[i] != '\r' && p[i] != 0)
                f->line[f->line_len++] = p[i];
            continue;
        }
        f->line[f->line_len] = 0;
        line(f);
        f->line_len = 0;
    }
}

void ftp_sent(struct ftp *f, size_t len)
{
    f->out_len -= len;
    memmove(f->out, f->out + len, f->out_len);
}

void ftp_ask(struct ftp *f, const struct addr *a, uint16_t port)
{
    char word[ADDR_TEXT_MAX + 32], text[ADDR_TEXT_MAX];
    struct addr bare = *a;
    bare.zone = 0; /* means nothing over there */
    f->answer = FTP_NOTHING;
    if (a->len == 4)
        snprintf(word, sizeof word, "%u,%u,%u,%u,%u,%u", a->b[0], a->b[1], a->b[2], a->b[3], port >> 8,
                 port & 255);
    else
        snprintf(word, sizeof word, "|2|%s|%u|", addr_text(&bare, text), port);
    say(f, FTP_PORT, a->len == 4 ? "PORT" : "EPRT", word);
}

enum ftp_answer ftp_take(struct ftp *f)
{
    enum ftp_answer answer = f->answer;
    f->answer = FTP_NOTHING;
    return answer;
}
