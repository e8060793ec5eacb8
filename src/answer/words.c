#include "answer/words.h"

#include <string.h>

/* One line: bytes that control something become '?'. */
static void line(struct buf *b, const char *text, size_t most)
{
    for (size_t i = 0; text && text[i] && i < most; i++)
        buf_putc(b, (unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i]);
}

static void who(struct buf *b, const struct record_alert *a)
{
    char addr[ADDR_TEXT_MAX];
    if (a->src.len)
        buf_puts(b, addr_text(&a->src, addr));
    else
        line(b, a->srcs.count ? a->srcs.item[0] : "-", 80);
    if (a->srcs.count > 1)
        buf_printf(b, " and %u more", (unsigned)a->srcs.count - 1);
}

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text >= ' ' && (unsigned char)*text < 0x7f)
        text++;
    return !*text;
}

enum {
    SUBJECT = 198,
    WORD = 18 /* bytes: as =XX, behind "Subject:" below the 76 characters of a line (RFC 2047 2) */
};

/* Words of whole characters, a line each; what is too long is cut off. */
static void encoded(struct buf *b, const char *text)
{
    size_t left = SUBJECT;
    while (*text && left >= WORD) {
        size_t n = strnlen(text, WORD);
        while (n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        buf_puts(b, left == SUBJECT ? "=?utf-8?Q?" : "\n =?utf-8?Q?");
        for (size_t i = 0; i < n; i++)
            buf_printf(b, "=%02X", (unsigned char)text[i]);
        buf_puts(b, "?=");
        text += n;
        left -= n;
    }
}

void words_mail(struct buf *b, const char *to, const char *subject, const char *id, const char *text,
                const char *json)
{
    buf_printf(b, "To: %s\nSubject: ", to);
    if (is_ascii(subject))
        line(b, subject, SUBJECT);
    else
        encoded(b, subject);
    buf_puts(b,
             "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
             "Auto-Submitted: auto-generated\n\n");
    for (const char *end; *text; text = *end ? end + 1 : end) {
        end = text + strcspn(text, "\n");
        line(b, text, (size_t)(end - text));
        buf_putc(b, '\n');
    }
    if (id)
        buf_printf(b, "\ntojimari watch --explain %s\n", id);
    buf_putc(b, '\n');
    size_t n = strlen(json); /* lines of at most 998 characters (RFC 5322 §2.1.1) */
    for (size_t at = 0; at < n; at += 900) {
        line(b, json + at, 900);
        buf_putc(b, '\n');
    }
}

void words_log(struct buf *b, const struct record_alert *a, unsigned pid)
{
    static const struct {
        const char *severity;
        unsigned level; /* RFC 5424 §6.2.1 */
    } levels[] = {{"critical", 2}, {"high", 3}, {"medium", 4}, {"low", 5}, {"info", 6}};
    unsigned level = 6;
    for (size_t i = 0; a->severity && i < sizeof levels / sizeof *levels; i++)
        level = strcmp(levels[i].severity, a->severity) == 0 ? levels[i].level : level;
    struct buf x;
    buf_init(&x, 8192);
    buf_printf(&x, "<%u>tojimari[%u]: %s %s %s src=", 3 * 8 + level, pid, or_dash(a->id),
               or_dash(a->severity), or_dash(a->kind));
    who(&x, a);
    buf_printf(&x, " technique=%s: ", or_dash(a->technique));
    line(&x, a->why, 2000);
    size_t n = x.len < WORDS_LOG ? x.len : WORDS_LOG;
    while (n < x.len && ((unsigned char)buf_text(&x)[n] & 0xc0) == 0x80) /* no half character of UTF-8 */
        n--;
    buf_put(b, buf_text(&x), n);
    buf_fini(&x);
}

bool words_is_address(const char *text)
{
    size_t n = strlen(text), at = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)text[i] <= ' ' || (unsigned char)text[i] >= 0x7f ||
            strchr("()<>,;:\\\"[]", text[i]))
            return false;
        at += text[i] == '@';
    }
    return n > 0 && n < 255 && text[0] != '-' && at <= 1;
}
