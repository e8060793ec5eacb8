/* The small services of RFC 862, 864, 867, 868: echo, chargen, daytime, time; and NSCA, which also begins
 * with the time. */
#include "ident/read/read.h"
#include "ident/read/text.h"

#include <ctype.h>
#include <stdio.h>

#define SINCE_1900  2208988800u
#define DAY         86400u
#define NSCA_PACKET 132

static bool chargen(struct text t)
{
    struct text line = text_line(&t);
    if (line.len < 70 || line.len > 74)
        return false;
    for (size_t i = 1; i < line.len; i++) {
        unsigned next = (unsigned char)line.p[i - 1] + 1u;
        bool wraps = next >= 126 && next <= 128 &&
                     (line.p[i] == ' ' || line.p[i] == '!'); /* xinetd's ring ends at '}' */
        if ((unsigned char)line.p[i] != next && !wraps)
            return false;
    }
    return true;
}

/* "Sun Nov 22 07:13:28 2026" and its many kin: one short line with hh:mm:ss, and a year or a month's name. */
static bool daytime(struct text t)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct text line = text_trim(t);
    bool clock = false, month = false, year = text_find(line, "20") != NULL;
    if (line.len < 15 || line.len > 60 || memchr(line.p, '\n', line.len))
        return false;
    for (size_t i = 0; i + 8 <= line.len; i++)
        clock |= isdigit((unsigned char)line.p[i]) && isdigit((unsigned char)line.p[i + 1]) &&
                 line.p[i + 2] == ':' && isdigit((unsigned char)line.p[i + 3]) &&
                 isdigit((unsigned char)line.p[i + 4]) && line.p[i + 5] == ':';
    for (int i = 0; i < 12; i++)
        month |= text_find(line, months[i]) != NULL;
    bool begins = isdigit((unsigned char)line.p[0]);
    for (int i = 0; i < 12; i++)
        begins |= text_istarts(line, months[i]);
    for (int i = 0; i < 7; i++)
        begins |= text_istarts(
            line, days[i]); /* others have a name before it: "ClamAV 1.4.6/27820/Sat Nov 21 09:24:33 2026" */
    return begins && clock && month && year && isalnum((unsigned char)line.p[0]) && !text_find(line, "GET") &&
           !memchr(line.p, '<', line.len);
}

/* At its own port it is one of those that an inetd or xinetd has built in: there is hardly another. */
static bool builtin(struct cut *c, const struct match_answer *a, const char *name, uint16_t port, double sure)
{
    if (a->port == port)
        snprintf(c->found.product, sizeof c->found.product, "inetd or xinetd %s", name);
    return cut_name(c, name, sure);
}

/* All that we said, and nothing else. What begins with it and goes on, as games with the Cube engine do to
 * every datagram, is no answer in the protocol of the question. */
bool read_echo(const struct match_answer *a, struct cut *c)
{
    if (a->proto == PROTO_UDP && a->sent_len >= 8 && a->len > a->sent_len &&
        memcmp(a->sent, a->data, a->sent_len) == 0)
        return c->ours = true;
    c->ours = a->sent_len >= 4 && a->len == a->sent_len && memcmp(a->sent, a->data, a->sent_len) == 0;
    return c->ours && builtin(c, a, "echo", 7, 0.9);
}

bool read_inetd(const struct match_answer *a, struct cut *c)
{
    struct text t = {a->data, a->len};
    if (a->len == NSCA_PACKET && a->unix_s && !a->sent_len) { /* 128 random bytes, then the time */
        uint64_t said = get_u32((const uint8_t *)a->data + NSCA_PACKET - 4);
        if (said + DAY > a->unix_s && a->unix_s + DAY > said) {
            snprintf(c->found.product, sizeof c->found.product, "NSCA");
            return cut_name(c, "nsca", 0.9);
        }
    }
    if (a->len == 4 && a->unix_s) {
        uint64_t now = a->unix_s + SINCE_1900, said = get_u32(a->data);
        if (said + DAY > now && now + DAY > said)
            return builtin(c, a, "time", 37, 0.9);
    }
    if (chargen(t))
        return builtin(c, a, "chargen", 19, 0.95);
    if (daytime(t) && (a->port == 13 || !a->sent_len))
        return cut_name(c, "daytime", 0.9);
    return false;
}
