/* `tojimari explain WORD…`: a port, service, state, reason, technique, finding or basic word in plain words.
 * Reads tables, asks nobody. */
#include "base/opt.h"
#include "cmd/cmd.h"
#include "cmd/columns.h"
#include "cmd/nearby.h"
#include "model/glossary.h"
#include "model/portinfo.h"
#include "model/ports.h"
#include "report/esc.h"
#include "report/out.h"
#include "report/wrap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INDENT    4
#define DOORS_MAX 24 /* of one name; wildcards may find more */

struct options {
    bool json, help;
};

static const struct opt_row rows[] = {
    {"--json", NULL, OPT_FLAG, 0, offsetof(struct options, json), 0,
     N_("JSON Lines on standard output, in English"), N_("Output")},
    {"--help", NULL, OPT_FLAG, 0, offsetof(struct options, help), 0, N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, offsetof(struct options, help), 0, NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

struct explain {
    struct options opt;
    struct out *out;
    const char *lang; /* of the texts in data/: "en" or "ja" */
    const char *word; /* at hand */
    unsigned columns;
    bool first;    /* nothing was printed yet */
    uint16_t port; /* the first one that was explained; 0 = none */
};

/* One number, with the protocols for which the same is to be said. */
struct door {
    uint16_t port;
    enum proto proto[PROTO_COUNT];
    unsigned protos;
    const char *name, *iana, *about;
};

struct doors {
    const char *lang;
    bool known_only; /* only those that we have a text about */
    struct door item[DOORS_MAX];
    unsigned count, refused;
};

/* --- text */

static void paragraph(struct explain *e, const char *text)
{
    wrap_text(&e->out->buf, text, INDENT, e->columns);
}

static void blank_line(struct explain *e)
{
    if (!e->first)
        buf_putc(&e->out->buf, '\n');
    e->first = false;
}

/* RFC 6335 §6. */
static const struct range {
    uint16_t last;
    const char *word, *text;
} ranges[] = {
    {PORTS_USER - 1, "system",
     N_("Numbers below 1024 are kept for well-known services; on Linux normally only the administrator may open them, on Windows any user.")},
    {PORTS_DYNAMIC - 1, "user",
     N_("Numbers from 1024 to 49151 are for programs of all kinds. Many have an official owner in IANA's list (the registry of port numbers), but any other program may use them, too.")},
    {PORTS_LAST, "dynamic",
     N_("Numbers from 49152 on belong to no service: systems hand them out as needed, for a while.")},
};

static const struct range *range_of(uint16_t port)
{
    const struct range *r = ranges;
    while (port > r->last)
        r++;
    return r;
}

static void print_door(struct explain *e, const struct door *d)
{
    struct buf *b = &e->out->buf;
    char number[8];
    blank_line(e);
    for (unsigned i = 0; i < d->protos; i++)
        buf_printf(b, "%s%u/%s", i ? ", " : "", d->port, proto_word(d->proto[i]));
    buf_printf(b, "  %s\n", d->name ? d->name : _("no known service"));
    e->port = e->port ? e->port : d->port;
    if (d->about)
        paragraph(e, d->about);
    paragraph(e, _(range_of(d->port)->text));
    if (d->iana && d->name && strcmp(d->iana, d->name) != 0) {
        struct diag said = {0};
        char text[256];
        snprintf(number, sizeof number, "%u", d->port);
        diag_set(&said, _("In the official list (IANA's) %s is '%s'; in practice it is mostly %s."), number,
                 d->iana, d->name);
        paragraph(e, diag_text(&said, NULL, text, sizeof text));
    }
    if (!d->about)
        paragraph(
            e,
            d->name
                ? _("Only this name is registered; whether that program really listens there, only a look at the machine can tell.")
                : _("Whoever opened this port chose the number freely. On this machine 'tojimari local' says which program it is."));
}

/* What to do next, and the one word of the texts that a stranger cannot guess. */
static void print_next(struct explain *e)
{
    char number[8], text[1024];
    struct diag said = {0};
    snprintf(number, sizeof number, "%u", e->port);
    diag_set(
        &said,
        _("Is %s open on this machine? 'tojimari local %s' names the program behind it and says how to close it. Where a text says localhost or 127.0.0.1, this machine alone is meant: what listens only there cannot be reached from any other machine. On Linux, commands that change a machine need \"sudo\" before them."),
        number, number, NULL);
    blank_line(e);
    paragraph(e, diag_text(&said, NULL, text, sizeof text));
}

static void print_word(struct explain *e, const char *kind, const char *nmap, const char *short_text,
                       const char *about)
{
    struct buf *b = &e->out->buf;
    blank_line(e);
    buf_printf(b, "%s  %s\n", e->word, kind);
    paragraph(e, about); /* the plain sense comes first */
    if (short_text) {
        char text[512];
        snprintf(text, sizeof text, _("In a specialist's words: %s."), short_text);
        paragraph(e, text);
    }
    if (nmap && strcmp(nmap, e->word) != 0) {
        struct diag said = {0};
        char text[256];
        diag_set(&said, _("In nmap's formats this is '%s'."), nmap, NULL, NULL);
        paragraph(e, diag_text(&said, NULL, text, sizeof text));
    }
}

/* --- JSON: data/schema/explain.json */

static void json_key(struct buf *b, const char *key, const char *value)
{
    if (!value)
        return;
    buf_printf(b, ",\"%s\":", key);
    esc_json(b, value);
}

static void json_door(struct explain *e, const struct door *d)
{
    struct buf *b = &e->out->buf;
    for (unsigned i = 0; i < d->protos; i++) {
        buf_puts(b, "{\"type\":\"explain\"");
        json_key(b, "word", e->word);
        json_key(b, "kind", "port");
        json_key(b, "proto", proto_word(d->proto[i]));
        buf_printf(b, ",\"port\":%u", d->port);
        json_key(b, "range", range_of(d->port)->word);
        json_key(b, "name", d->name);
        json_key(b, "iana", d->iana);
        json_key(b, "about", d->about);
        buf_puts(b, "}\n");
    }
}

static void json_word(struct explain *e, const char *kind, const char *nmap, const char *short_text,
                      const char *about)
{
    struct buf *b = &e->out->buf;
    buf_puts(b, "{\"type\":\"explain\"");
    json_key(b, "word", e->word);
    json_key(b, "kind", kind);
    json_key(b, "nmap", nmap);
    json_key(b, "text", short_text);
    json_key(b, "about", about);
    buf_puts(b, "}\n");
}

/* --- looking up */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Adds a port, to an entry that says the same where there is one. */
static bool add_door(struct doors *doors, enum proto proto, uint16_t port)
{
    struct door d = {.port = port,
                     .proto = {proto},
                     .protos = 1,
                     .name = portinfo_name(proto, port),
                     .iana = portinfo_iana(proto, port),
                     .about = portinfo_about(proto, port, doors->lang)};
    if (doors->known_only && !d.about)
        return true;
    for (unsigned i = 0; i < doors->count; i++) {
        struct door *old = &doors->item[i];
        if (old->port == port && same(old->name, d.name) && same(old->iana, d.iana) &&
            same(old->about, d.about)) {
            old->proto[old->protos++] = proto;
            return true;
        }
    }
    if (doors->count < DOORS_MAX)
        doors->item[doors->count++] = d;
    else
        doors->refused++;
    return true;
}

static bool add_found(void *ctx, enum proto proto, uint16_t port, const char *name)
{
    (void)name;
    return add_door(ctx, proto, port);
}

static void say_doors(struct explain *e, const struct doors *doors)
{
    for (unsigned i = 0; i < doors->count; i++)
        (e->opt.json ? json_door : print_door)(e, &doors->item[i]);
    if (doors->refused)
        cmd_say(P_("'%s': %u more port", "'%s': %u more ports", doors->refused), e->word, doors->refused);
}

/* A number without protocol: what is known about it, else any name, else TCP. */
static void add_number(struct doors *doors, uint16_t port)
{
    for (int proto = PROTO_TCP; proto <= PROTO_SCTP; proto++)
        if (portinfo_about((enum proto)proto, port, doors->lang))
            add_door(doors, (enum proto)proto, port);
    for (int proto = PROTO_TCP; !doors->count && proto <= PROTO_SCTP; proto++)
        if (portinfo_name((enum proto)proto, port))
            add_door(doors, (enum proto)proto, port);
    if (!doors->count)
        add_door(doors, PROTO_TCP, port);
}

/* "22", "22/tcp". 1 = explained, 0 = not of this form, -1 = wrong, and that was said. */
static int explain_number(struct explain *e)
{
    struct doors doors = {.lang = e->lang};
    size_t digits = strspn(e->word, "0123456789");
    const char *slash = e->word + digits;
    if (!digits || (*slash && *slash != '/'))
        return 0;
    unsigned long port = digits > 5 ? 65536 : strtoul(e->word, NULL, 10);
    if (port > 65535) {
        cmd_say(_("'%s': port numbers end at 65535"), e->word);
        return -1;
    }
    if (!*slash) {
        add_number(&doors, (uint16_t)port);
    } else {
        int proto = proto_from_word(slash + 1);
        if (proto < 0 || proto > PROTO_SCTP) {
            cmd_say(_("'%s': expected a port like 22/tcp, 53/udp or 36412/sctp"), e->word);
            return -1;
        }
        add_door(&doors, (enum proto)proto, (uint16_t)port);
    }
    say_doors(e, &doors);
    return 1;
}

/* What people say, and what IANA does. */
static const struct alias {
    const char *word, *name;
} aliases[] = {{"smb", "microsoft-ds"}, {"samba", "microsoft-ds"},  {"cifs", "microsoft-ds"},
               {"mariadb", "mysql"},    {"postgres", "postgresql"}, {"mongo", "mongodb"}};

static const char *name_of(const char *word)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(word, aliases[i].word) == 0)
            return aliases[i].name;
    return word;
}

static int explain_service(struct explain *e)
{
    struct doors doors = {.lang = e->lang, .known_only = true};
    const char *name = name_of(e->word);
    portinfo_find(name, add_found, &doors);
    if (!doors.count) {
        doors.known_only = false;
        portinfo_find(name, add_found, &doors);
    }
    say_doors(e, &doors);
    return doors.count > 0;
}

static const struct word_kind {
    const char *word, *text;
} state_kind = {"state", N_("(state of a port)")}, reason_kind = {"reason", N_("(reason for a state)")},
  word_kinds[] = {
      [GLOSSARY_WORD] = {"technique", N_("(technique)")},
      [GLOSSARY_TOOL] = {"tool", N_("(scanning program)")},
      [GLOSSARY_FINDING] = {"finding", N_("(finding of an audit)")},
      [GLOSSARY_TERM] = {"term", N_("(basic word)")},
};

static const struct word_kind *word_kind(const char *word)
{
    enum glossary_kind kind = glossary_kind((uint32_t)glossary_find(word));
    if (kind != GLOSSARY_WORD)
        return &word_kinds[kind];
    return state_from_word(word) >= 0   ? &state_kind
           : reason_from_word(word) > 0 ? &reason_kind
                                        : &word_kinds[GLOSSARY_WORD];
}

static bool is_term(const char *word)
{
    return word_kind(word) == &word_kinds[GLOSSARY_TERM];
}

static int explain_glossary(struct explain *e)
{
    const char *about = glossary_about(e->word, e->lang);
    int reason = reason_from_word(e->word);
    if (!about)
        return 0;
    const char *nmap = reason > 0 ? reason_nmap_word((enum reason)reason) : NULL;
    const char *text = reason > 0 ? reason_text((enum reason)reason) : NULL;
    const struct word_kind *kind = word_kind(e->word);
    if (e->opt.json)
        json_word(e, kind->word, nmap, text, about);
    else
        print_word(e, _(kind->text), nmap, text ? _(text) : NULL, about);
    return 1;
}

/* --- unknown words */

static bool offer_name(void *ctx, enum proto proto, uint16_t port, const char *name)
{
    (void)proto;
    (void)port;
    nearby_offer(ctx, name);
    return true;
}

static void say_unknown(const char *word)
{
    struct nearby near = {.word = word};
    struct buf line, shown;
    buf_init(&line, 1024);
    buf_init(&shown, 1024);
    esc_term(&shown, word, 60);
    for (uint32_t i = 0; i < glossary_count(); i++)
        nearby_offer(&near, glossary_word(i));
    portinfo_find("*", offer_name, &near);
    for (size_t i = 0; i < near.count; i++)
        buf_printf(&line, "%s%s", i ? ", " : "", near.best[i].word);
    if (near.count)
        cmd_say(_("'%s' is not known here; near it: %s"), buf_text(&shown), buf_text(&line));
    else
        cmd_say(
            _("'%s' is not known here; expected a port (22, 53/udp), a service, a state, a reason, a technique or a scanner"),
            buf_text(&shown));
    buf_fini(&line);
    buf_fini(&shown);
}

static int explain_word(struct explain *e, const char *word)
{
    char small[64];
    size_t n = 0;
    for (; word[n] && n < sizeof small - 1; n++)
        small[n] = (char)(word[n] >= 'A' && word[n] <= 'Z' ? word[n] + 32 : word[n]);
    small[n] = 0;
    int as_small = glossary_find(word) < 0 ? glossary_find(small) : -1;
    e->word = as_small < 0 ? word : glossary_word((uint32_t)as_small);
    int found = explain_number(e);
    if (found < 0)
        return CMD_USAGE;
    if (!found) {
        found = explain_glossary(e);
        if (!is_term(
                e->word)) /* who asks what a router is does not mean the protocol RIP, which IANA calls that */
            found |= explain_service(e);
    }
    if (!found)
        say_unknown(word);
    return found ? CMD_OK : CMD_USAGE;
}

int cmd_explain(int argc, char **argv)
{
    struct explain e = {.columns = columns_of_terminal(), .first = true};
    struct opt_list words = {0};
    struct diag d = {0};
    int status = CMD_OK;
    if (opt_parse(rows, argc, argv, &e.opt, &words, &d) < 0)
        return cmd_wrong(&d);
    if (e.opt.help) {
        cmd_help(
            "tojimari explain WORD…",
            _("Explains ports (22, 53/udp), services (ssh, http*), states (filtered), reasons (no-response), techniques (syn), scanners (masscan), findings (telnet) and basic words (firewall)."),
            rows);
        return CMD_OK;
    }
    if (!words.count) {
        cmd_say(_("what is to be explained? For example: tojimari explain 22 no-response"));
        return CMD_USAGE;
    }
    /* TRANSLATORS: the language of the texts in data/ports and data/reasons: "ja" for Japanese, else "en". */
    const char *lang = _("en");
    e.lang = e.opt.json ? "en" : lang;
    int error = out_open("-", &e.out);
    if (error < 0)
        return cmd_failed(_("standard output"), error);
    for (unsigned i = 0; i < words.count; i++) {
        if (explain_word(&e, words.item[i]) != CMD_OK)
            status = CMD_USAGE;
        (void)out_flush(e.out); /* the error is kept; text and complaints stay in order */
    }
    if (e.port && !e.opt.json)
        print_next(&e);
    error = out_close(e.out);
    return error < 0 ? cmd_failed(_("standard output"), error) : status;
}
