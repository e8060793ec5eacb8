#include "report/systems.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/i18n.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX (1u << 14)
#define WORD_MAX 512

/* ---- for people ---- */

/* A word of a record in the user's language; a word that is none of ours is a stranger's text. */
static const char *said(const char *word, char out[WORD_MAX])
{
    struct buf b;
    buf_init(&b, WORD_MAX);
    esc_line(&b, i18n_word(word));
    snprintf(out, WORD_MAX, "%s", buf_text(&b));
    buf_fini(&b);
    return out;
}

/* One line: "  LABEL: TEXT". */
static void line(struct buf *b, const char *label, const struct buf *text)
{
    if (text->len)
        buf_printf(b, "  %s: %s\n", label, buf_text(text));
}

static void list(struct buf *b, const struct record_strings *s)
{
    for (size_t i = 0; i < s->count; i++) {
        buf_puts(b, i ? "; " : "");
        esc_line(b, s->item[i]);
    }
}

static void system_lines(struct buf *b, const struct record_os *o)
{
    struct buf t;
    buf_init(&t, TEXT_MAX);
    if (o->name) {
        struct buf why;
        buf_init(&why, TEXT_MAX);
        esc_line(&t, o->name);
        list(&why, &o->evidence);
        /* TRANSLATORS: how sure, and what it is told from. */
        buf_printf(&t, _(" (%" PRIu64 " %% sure; told from %s)"), o->accuracy,
                   why.len ? buf_text(&why) : "-");
        buf_fini(&why);
    } else if (o->fingerprint) {
        buf_puts(&t, _("unknown; with a name, this fingerprint would be a new record (data/os/README.md):"));
    }
    line(b, _("System"), &t);
    buf_clear(&t);
    list(&t, &o->guesses);
    line(b, o->name ? _("Or perhaps") : _("Somewhat like"), &t);
    buf_clear(&t);
    if (!o->name && o->fingerprint)
        esc_line(&t, o->fingerprint);
    line(b, _("Fingerprint"), &t);
    buf_fini(&t);
}

static void number_lines(struct buf *b, const struct record_seq *s)
{
    struct buf t;
    char up[FMT_MAX], word[WORD_MAX], more[WORD_MAX];
    buf_init(&t, TEXT_MAX);
    if (s->class) {
        /* TRANSLATORS: class of sequence numbers, difficulty, word for the difficulty */
        buf_printf(&t, _("%s, difficulty %" PRIu64 " (%s)"), said(s->class, word), s->difficulty,
                   said(s->word ? s->word : "", more));
        if (s->model)
            buf_printf(&t, "; %s", said(words_model(s->model), word));
    }
    line(b, _("TCP sequence numbers"), &t);
    buf_clear(&t);
    if (s->ipid)
        buf_puts(&t, said(s->ipid, word));
    if (s->ipid_closed)
        buf_printf(&t, _("%sfrom closed ports %s"), t.len ? ", " : "", said(s->ipid_closed, word));
    if (s->ipid_icmp)
        buf_printf(&t, _("%sof ICMP %s"), t.len ? ", " : "", said(s->ipid_icmp, word));
    line(b, _("IP identification"), &t);
    buf_clear(&t);
    if (s->frag)
        buf_puts(&t, said(words_frag(s->frag), word));
    line(b, _("IPv6 fragments"), &t);
    buf_clear(&t);
    if (s->ts)
        buf_puts(&t, said(words_stamps(s->ts), word));
    if (s->ts && s->ts_hz != RECORD_NO_U64)
        buf_printf(&t, ", %" PRIu64 " Hz", s->ts_hz);
    if (s->ts && s->uptime_s != RECORD_NO_U64)
        buf_printf(&t, _("; up for %s"), fmt_seconds((double)s->uptime_s, up));
    line(b, _("TCP timestamps"), &t);
    buf_fini(&t);
}

void systems_text(struct buf *b, const struct record_host *h)
{
    if (h->os.known)
        system_lines(b, &h->os);
    if (h->seq.known)
        number_lines(b, &h->seq);
}

/* ---- nmap's words ---- */

void systems_normal(struct buf *b, const struct record_host *h)
{
    const struct record_os *o = &h->os;
    const struct record_seq *s = &h->seq;
    if (o->known && o->device) {
        buf_puts(b, "Device type: ");
        esc_line(b, o->device);
        buf_putc(b, '\n');
    }
    if (o->known && o->name) {
        buf_printf(b, "OS details: ");
        esc_line(b, o->name);
        buf_printf(b, " (%" PRIu64 "%%)\n", o->accuracy);
    } else if (o->known) {
        buf_puts(b, "No exact OS matches for host\n");
    }
    if (o->known && !o->name && o->fingerprint) {
        buf_puts(b, "TCP/IP fingerprint:\n");
        esc_line(b, o->fingerprint);
        buf_putc(b, '\n');
    }
    if (s->known && s->uptime_s != RECORD_NO_U64)
        buf_printf(b, "Uptime guess: %.3f days\n", (double)s->uptime_s / 86400);
    if (s->known && s->class) {
        buf_puts(b, "TCP Sequence Prediction: Class=");
        esc_line(b, s->class);
        buf_printf(b, "\n                         Difficulty=%" PRIu64 " (", s->difficulty);
        esc_line(b, s->word ? s->word : "");
        buf_puts(b, ")\n");
    }
    if (s->known && s->ipid) {
        buf_puts(b, "IP ID Sequence Generation: ");
        esc_line(b, s->ipid);
        buf_putc(b, '\n');
    }
}

/* ---- XML ---- */

static void osclass(struct buf *b, const struct record_os *o)
{
    buf_puts(b, "<osclass");
    esc_xml_attr(b, "type", o->device);
    esc_xml_attr(b, "vendor", o->vendor ? o->vendor : "");
    esc_xml_attr(b, "osfamily", o->family ? o->family : "");
    esc_xml_attr(b, "osgen", o->generation);
    esc_xml_attr_u64(b, "accuracy", o->accuracy);
    buf_putc(b, '>');
    for (size_t i = 0; i < o->cpe.count; i++) {
        buf_puts(b, "<cpe>");
        esc_xml(b, o->cpe.item[i]);
        buf_puts(b, "</cpe>");
    }
    buf_puts(b, "</osclass>\n");
}

static void osmatch(struct buf *b, const char *name, uint64_t accuracy, const struct record_os *o)
{
    buf_puts(b, "<osmatch");
    esc_xml_attr(b, "name", name);
    esc_xml_attr_u64(b, "accuracy", accuracy);
    buf_puts(b, " line=\"0\">\n");
    if (o)
        osclass(b, o);
    buf_puts(b, "</osmatch>\n");
}

/* "61% Android 8-14" */
static void guess(struct buf *b, const char *text)
{
    uint64_t accuracy = 0;
    for (; *text >= '0' && *text <= '9' && accuracy < 100; text++)
        accuracy = accuracy * 10 + (uint64_t)(*text - '0');
    osmatch(b, text + strspn(text, "% "), accuracy, NULL);
}

void systems_xml(struct buf *b, const struct record_host *h, nsec_wall now)
{
    const struct record_os *o = &h->os;
    char when[FMT_MAX];
    if (o->known) {
        buf_puts(b, "<os>");
        if (o->name)
            osmatch(b, o->name, o->accuracy, o);
        for (size_t i = 0; i < o->guesses.count; i++)
            guess(b, o->guesses.item[i]);
        if (o->fingerprint) {
            buf_puts(b, "<osfingerprint");
            esc_xml_attr(b, "fingerprint", o->fingerprint);
            buf_puts(b, "/>\n");
        }
        buf_puts(b, "</os>\n");
    }
    if (h->seq.known && h->seq.uptime_s != RECORD_NO_U64) {
        buf_puts(b, "<uptime");
        esc_xml_attr_u64(b, "seconds", h->seq.uptime_s);
        esc_xml_attr(b, "lastboot",
                     now ? fmt_ctime(now - (nsec_wall)h->seq.uptime_s * NSEC_SEC, when) : NULL);
        buf_puts(b, "/>\n");
    }
}

void systems_xml_numbers(struct buf *b, const struct record_host *h)
{
    const struct record_seq *s = &h->seq;
    if (s->known && s->class) {
        buf_puts(b, "<tcpsequence");
        esc_xml_attr_u64(b, "index", s->difficulty);
        esc_xml_attr(b, "difficulty", s->word ? s->word : "");
        esc_xml_attr(b, "class", s->class);
        buf_puts(b, " values=\"");
        for (size_t i = 0; i < s->values.count; i++) {
            buf_puts(b, i ? "," : "");
            esc_xml(b, s->values.item[i]);
        }
        buf_puts(b, "\"/>\n");
    }
    if (s->known && s->ipid) {
        buf_puts(b, "<ipidsequence");
        esc_xml_attr(b, "class", s->ipid);
        buf_puts(b, " values=\"\"/>\n");
    }
    if (s->known && s->ts) {
        buf_puts(b, "<tcptssequence");
        if (s->ts_hz != RECORD_NO_U64)
            buf_printf(b, " class=\"%" PRIu64 "HZ\"", s->ts_hz);
        else
            esc_xml_attr(b, "class", strcmp(s->ts, "none") == 0 ? "none returned unsupported" : s->ts);
        buf_puts(b, "/>\n");
    }
}
