#include "cmd/watchexplain.h"

#include "cmd/cmd.h"
#include "cmd/statedir.h"
#include "cmd/watchafter.h"
#include "model/portinfo.h"
#include "report/advice.h"
#include "report/alerts.h"
#include "report/esc.h"
#include "report/out.h"
#include "report/sentence.h"
#include "report/wrap.h"
#include "state/state.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 100 };

/* What is printed before the rest, and what it is called; the others follow by their own names. */
static const struct row {
    const char *key, *label;
} rows[] = {
    {"src", N_("source")},
    {"srcs", N_("sources")},
    {"zone", N_("where")},
    {"kind", N_("kind")},
    {"technique", N_("how")},
    {"speed", N_("speed")},
    {"tool", N_("tool")},
    {"tool_sure", N_("how sure")},
    {"role", N_("role")},
    {"severity", N_("severity")},
    {"score", N_("score")},
    {"suppressed", N_("nobody need look")},
    {"ongoing", N_("still going on")},
    {"first", N_("first")},
    {"last", N_("last")},
    {"raised", N_("told since")},
    {"raised_after", N_("after so many doors")},
    {"hosts", N_("hosts")},
    {"ports", N_("ports")},
    {"targets", N_("doors tried")},
    {"tries", N_("tries")},
    {"answered", N_("answered")},
    {"refused", N_("refused")},
    {"silent", N_("silent")},
    {"blocked", N_("blocked")},
    {"port_list", N_("which ports")},
    {"pcap", N_("packets in")},
    {"packets", N_("packets kept")},
};

/* What some values mean. */
static const struct meaning {
    const char *key, *value, *text;
} meanings[] = {
    {"zone", "internal", N_("from your own networks")},
    {"zone", "external", N_("from outside your networks")},
    {"speed", "fast", N_("a door every ten seconds, or more often")},
    {"speed", "slow", N_("a door every ten seconds, or less often")},
    {"technique", "syn", N_("requests for connections")},
    {"technique", "connect", N_("whole connections")},
    {"technique", "ack", N_("acknowledgements of nothing, which show what a packet filter lets through")},
    {"technique", "fin", N_("ends of connections that never were")},
    {"technique", "null", N_("TCP packets without any flag")},
    {"technique", "xmas", N_("TCP packets with FIN, PSH and URG, as no honest program sends them")},
    {"technique", "maimon", N_("ends of connections that never were, with an acknowledgement")},
    {"technique", "syn-fin", N_("beginning and end of a connection in one packet")},
    {"technique", "flags", N_("TCP packets with other flags than connections have")},
    {"technique", "syn-ack", N_("what looks like answers, and nobody asked")},
    {"technique", "rst", N_("what looks like refusals, and nobody asked")},
    {"technique", "udp", N_("UDP datagrams")},
    {"technique", "sctp", N_("requests for SCTP associations")},
    {"technique", "ip-protocol", N_("packets of other IP protocols, to see which a host speaks")},
    {"technique", "ping", N_("ICMP requests, to see who is there")},
    {"technique", "arp", N_("asking on the link who has which IPv4 address")},
    {"technique", "nd", N_("neighbour discovery: asking on the link who has which IPv6 address")},
    {"technique", "os-fingerprint", N_("odd packets whose answers tell which system it is")},
    {"technique", "ftp-bounce", N_("connections that an FTP server is told to make")},
};

static const char *meaning_of(const char *key, const char *value)
{
    if (value && strcmp(key, "severity") == 0)
        return alerts_severity(value);
    for (size_t i = 0; value && i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].key, key) == 0 && strcmp(meanings[i].value, value) == 0)
            return _(meanings[i].text);
    return "";
}

/* What is needed of it to say what it is, and what to do. */
static struct record_alert alert_of(const json_t *alert)
{
    const json_t *ports = json_object_get(alert, "ports"), *answered = json_object_get(alert, "answered");
    return (struct record_alert){
        .kind = json_string_value(json_object_get(alert, "kind")),
        .technique = json_string_value(json_object_get(alert, "technique")),
        .zone = json_string_value(json_object_get(alert, "zone")),
        .suppressed = json_is_true(json_object_get(alert, "suppressed")),
        .ports = ports ? (uint64_t)json_integer_value(ports) : RECORD_NO_U64,
        .answered = answered ? (uint64_t)json_integer_value(answered) : RECORD_NO_U64,
    };
}

static void value(struct buf *b, const json_t *v)
{
    if (json_is_string(v)) {
        esc_term(b, json_string_value(v), 400);
    } else if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++) {
            buf_puts(b, i ? " " : "");
            value(b, json_array_get(v, i));
        }
    } else if (json_is_true(v)) {
        buf_puts(b, _("yes"));
    } else if (json_is_integer(v)) {
        buf_printf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    } else if (json_is_real(v)) {
        buf_printf(b, "%g", json_real_value(v));
    }
}

static void label(struct buf *b, const char *text)
{
    unsigned width = esc_width(text);
    buf_puts(b, "  ");
    buf_puts(b, text);
    do
        buf_putc(b, ' ');
    while (++width < 26);
}

static void events(struct buf *b, const json_t *alert)
{
    const json_t *v = json_object_get(alert, "events");
    if (json_array_size(v))
        buf_printf(b, "\n%s\n", _("The first of what it did"));
    for (size_t i = 0; i < json_array_size(v); i++) {
        const char *text = json_string_value(json_array_get(v, i));
        buf_puts(b, "  ");
        sentence_put_event(b, text ? text : "");
        buf_putc(b, '\n');
    }
}

/* What was known against the n-th port when the alert was told, in "6129/tcp dameware: …; CVE-2003-1030"; ""
 * = nothing. */
static const char *known(const json_t *alert, unsigned n)
{
    const char *text = json_string_value(json_array_get(json_object_get(alert, "after"), n));
    const char *cve = text ? strstr(text, "; CVE-") : NULL;
    return cve ? cve + 2 : "";
}

/* What it was after, where that is few ports: each in words. The first three of a thousand say nothing. */
static void doors(struct buf *b, const json_t *alert)
{
    const char *ports = json_string_value(json_object_get(alert, "port_list"));
    const char *how = json_string_value(json_object_get(alert, "technique"));
    enum proto proto;
    if (!watchafter_proto(how, &proto) ||
        json_integer_value(json_object_get(alert, "ports")) > WATCHAFTER_MAX)
        return;
    for (unsigned n = 0; ports && *ports >= '0' && *ports <= '9' && n < WATCHAFTER_MAX; n++) {
        char *end;
        unsigned long port = strtoul(ports, &end, 10);
        const char *name = port < 65536 ? portinfo_name(proto, (uint16_t)port) : NULL;
        const char *about = port < 65536 ? portinfo_about(proto, (uint16_t)port, _("en")) : NULL;
        if (!n)
            buf_printf(b, "\n%s\n", _("What it was after"));
        buf_printf(b, "\n%lu/%s  %s  ", port, proto_word(proto), name ? name : _("no known service"));
        esc_term(b, known(alert, n), 100);
        buf_putc(b, '\n');
        if (about)
            wrap_text(b, about, 4, COLUMNS);
        ports = end + strcspn(end, ",");
        ports += *ports == ',';
    }
}

enum { SENTENCES = 16 };

/* Alerts of before say it in English only. */
static void why(struct buf *b, const json_t *alert)
{
    const json_t *said = json_object_get(alert, "said");
    const char *item[SENTENCES];
    struct record_alert a = {.said = {item, 0}, .why = json_string_value(json_object_get(alert, "why"))};
    for (size_t i = 0; i < json_array_size(said) && i < SENTENCES; i++) {
        const char *one = json_string_value(json_array_get(said, i));
        item[a.said.count++] = one ? one : "";
    }
    sentence_put_why(b, &a);
}

static int print(const char *text, const char *json)
{
    json_t *alert = json_loads(text, 0, NULL);
    struct out *o = NULL;
    int e = json_is_object(alert) ? out_open("-", &o) : -EBADMSG;
    if (e == 0 && json) {
        buf_puts(&o->buf, text);
        buf_putc(&o->buf, '\n');
    } else if (e == 0) {
        struct buf *b = &o->buf;
        struct record_alert it = alert_of(alert);
        label(b, _("alert"));
        value(b, json_object_get(alert, "id"));
        buf_putc(b, '\n');
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            const json_t *v = json_object_get(alert, rows[i].key);
            if (!v || json_is_false(v))
                continue;
            label(b, _(rows[i].label));
            value(b, v);
            const char *means = strcmp(rows[i].key, "kind") == 0
                                    ? alerts_kind(&it)
                                    : meaning_of(rows[i].key, json_string_value(v));
            if (*means && strcmp(means, json_is_string(v) ? json_string_value(v) : "") != 0)
                buf_printf(b, ": %s", means);
            buf_putc(b, '\n');
        }
        struct buf line;
        buf_init(&line, 8192);
        why(&line, alert);
        buf_printf(b, "\n%s\n", _("Why"));
        wrap_text(b, buf_text(&line), 2, COLUMNS);
        if (advice_of(&it)) {
            buf_printf(b, "\n%s\n", _("What to do"));
            wrap_text(b, _(advice_of(&it)), 2, COLUMNS);
        }
        buf_fini(&line);
        events(b, alert);
        doors(b, alert);
    }
    json_decref(alert);
    if (o) {
        int c = out_close(o);
        e = e < 0 ? e : c;
    }
    return e < 0 ? cmd_failed(_("standard output"), e) : CMD_OK;
}

/* The last line of a JSON Lines file that is this alert; to be freed. NULL = none. */
static char *find_in(const char *path, const char *id, int *error)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char *line = NULL, *found = NULL;
    size_t room = 0;
    *error = f ? 0 : -errno;
    while (f && getline(&line, &room, f) > 0) {
        json_t *r = strstr(line, id) ? json_loads(line, 0, NULL) : NULL;
        const char *its = json_string_value(json_object_get(r, "id"));
        const char *type = json_string_value(json_object_get(r, "type"));
        if (its && type && strcmp(its, id) == 0 && strcmp(type, "alert") == 0) {
            free(found);
            line[strcspn(line, "\n")] = 0;
            found = strdup(line);
        }
        json_decref(r);
    }
    free(line);
    if (f && f != stdin)
        fclose(f);
    return found;
}

/* The same in a watch's memory. */
static char *find_in_state(const char *path, const char *id, int *ret_status)
{
    char *text = NULL;
    struct statefile *s = NULL;
    struct diag d = {0};
    int e = path ? state_look(path, &s, &d) : -ENOENT;
    if (e == 0 && state_alert(s, id, &text) == -ENOMEM)
        e = -ENOMEM;
    if (e < 0)
        *ret_status = d.msg ? cmd_wrong(&d) : cmd_failed(path ? path : "--state", e);
    state_free(s);
    return text;
}

/* A memory may be named as the other files are: SQLite's begin with their name. */
static bool is_state(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char first[sizeof magic] = "";
    FILE *f = strcmp(path, "-") == 0 ? NULL : fopen(path, "re");
    bool is = f && fread(first, sizeof first, 1, f) == 1 && memcmp(first, magic, sizeof first) == 0;
    if (f)
        fclose(f);
    return is;
}

static char *find_in_file(const char *path, const char *id, int *ret_status)
{
    int e;
    if (is_state(path))
        return find_in_state(path, id, ret_status);
    char *text = find_in(path, id, &e);
    if (e < 0)
        *ret_status = cmd_failed(path, e);
    return text;
}

static char *find(const char *id, const char *state, const struct opt_list *files, int *ret_status)
{
    char *text = NULL;
    for (unsigned i = 0; i < files->count && !text && !*ret_status; i++)
        text = find_in_file(files->item[i], id, ret_status);
    if (text || *ret_status || (files->count && !state))
        return text;
    char *own = state ? NULL : statedir_file("watch.db", false);
    if (own && access(own, F_OK) < 0 && errno == ENOENT) {
        cmd_say(_("no service has kept alerts here (%s): name the file of --state or of --json"), own);
        *ret_status = CMD_ENV;
    } else {
        text = find_in_state(state ? state : own, id, ret_status);
    }
    free(own);
    return text;
}

int watchexplain(const char *id, const char *state, const struct opt_list *files, const char *json)
{
    int status = CMD_OK;
    char *text = find(id, state, files, &status);
    if (text)
        status = print(text, json);
    else if (status == CMD_OK) {
        cmd_say(_("there is no alert %s here"), id);
        status = CMD_USAGE;
    }
    free(text);
    return status;
}
