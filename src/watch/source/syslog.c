/* Logs of syslog and of journald's short forms: a time, a host, a program, and what it says. Which firewall
 * or server speaks shows in the text; a file may hold all of them. */
#include "watch/source/lines.h"

#include "watch/source/preface.h"
#include "watch/source/sayings.h"

#include <strings.h>

/* A line behind its time. The names are the machine's own words; the text may quote whatever a visitor sent. */
struct speech {
    struct word host;    /* n = 0: none is named */
    struct word program; /* n = 0: none is named, as by many appliances */
    struct word text;
    struct word data; /* RFC 5424's structured data and the text; else the text */
    /* where no program is named: from the first word on that has the form of what an appliance says; n = 0:
     * none has */
    struct word body;
    /* and the same with what stands between the host's name and that: a rule's own words */
    struct word words;
};

/* What is read of the line: the text; with the structured data; with the rule's words before it where no
 * program is named, or always. */
enum part { PART_TEXT, PART_DATA, PART_WORDS, PART_PREFIXED };

#define NAME(text)                                                                                           \
    {                                                                                                        \
        text, sizeof text - 1                                                                                \
    }
enum { PROGRAMS = 3 };
static const struct {
    saying say;
    struct word programs[PROGRAMS]; /* that speak so */
    bool unnamed;                   /* and `body` of lines that name no program */
    enum part part;
} sayings[] = {{saying_netfilter, {NAME("kernel"), NAME("ulogd")}, true, PART_WORDS},
               {saying_cef, {}, true, PART_TEXT},
               {saying_leef, {NAME("LEEF")}, true, PART_TEXT},
               {saying_filterlog, {NAME("filterlog")}, false, PART_TEXT},
               {saying_ipfw, {NAME("kernel"), NAME("ipfw")}, false, PART_TEXT},
               {saying_pf, {NAME("pf"), NAME("pflogd"), NAME("tcpdump")}, true, PART_TEXT},
               {saying_cisco,
                {NAME("ipv4_acl_mgr"), NAME("ipv6_acl_mgr"), NAME("ipv6_acl_daemon")}, /* of IOS-XR */
                true,
                PART_TEXT},
               {saying_mikrotik, {NAME("input"), NAME("forward"), NAME("output")}, true, PART_PREFIXED},
               {saying_paloalto, {}, true, PART_TEXT},
               {saying_checkpoint, {NAME("Checkpoint"), NAME("CheckPoint")}, false, PART_DATA},
               {saying_juniper,
                {NAME("RT_FLOW"), NAME("PFE_FW_SYSLOG_IP"), NAME("PFE_FW_SYSLOG_IP6_GEN")},
                false,
                PART_DATA},
               {saying_watchguard, {NAME("firewall")}, false, PART_TEXT},
               {saying_nsx, {NAME("FIREWALL-PKTLOG")}, true, PART_TEXT},
               {saying_keyvalue, {NAME("ulogd")}, true, PART_DATA},
               {saying_sshd, {NAME("sshd"), NAME("sshd-session"), NAME("sshd-auth")}, false, PART_TEXT},
               {saying_vsftpd, {NAME("vsftpd")}, false, PART_TEXT},
               {saying_proftpd, {NAME("proftpd")}, false, PART_TEXT},
               {saying_pureftpd, {NAME("pure-ftpd")}, false, PART_TEXT},
               {saying_limit, {NAME("kernel"), NAME("systemd-journald"), NAME("rsyslogd")}, true, PART_TEXT}};

/* A tag of a firewall's maker, behind which names that its visitors chose may stand: Cisco's "%…", RouterOS'
 * topics, CEF, LEEF, pf. */
static bool is_tagged(struct word body)
{
    size_t n = word_until(body, " :=,");
    return word_begins(body, "%") || word_begins(body, "CEF:") || word_begins(body, "LEEF:") ||
           word_begins(body, "rule ") || (n < body.n && body.p[n] == ',');
}

/* What saying i may read of it; n = 0: nothing. */
static struct word for_saying(size_t i, const struct speech *s)
{
    if (!s->program.n && (!sayings[i].unnamed || !s->body.n))
        return (struct word){NULL, 0};
    enum part part = sayings[i].part;
    if (!s->program.n && part == PART_WORDS && is_tagged(s->body))
        return (struct word){NULL, 0};
    if (!s->program.n)
        return part == PART_WORDS || part == PART_PREFIXED ? s->words : part == PART_DATA ? s->data : s->body;
    for (const struct word *known = sayings[i].programs; known < sayings[i].programs + PROGRAMS; known++)
        if (known->n == s->program.n && memcmp(known->p, s->program.p, known->n) == 0)
            return part == PART_PREFIXED ? s->words : part == PART_DATA ? s->data : s->text;
    return (struct word){NULL, 0};
}

/* What else ends in a colon before the text: a sequence number, a second clock, the host's address. */
static bool only_number(struct word word, size_t n)
{
    struct addr a;
    size_t digits = 0;
    while (digits < n && strchr("0123456789.*", word.p[digits]))
        digits++;
    return digits == n || word_addr(word, &a);
}

/* What rules are called by those who log them: verdicts, chains, the firewall itself. No program that quotes
 * visitors has such a name. */
static bool names_rule(struct word said)
{
    static const char *const known[] = {
        "drop",      "dropped",   "block",    "blocked",   "deny",     "denied",   "reject",    "rejected",
        "refuse",    "refused",   "discard",  "discarded", "accept",   "accepted", "allow",     "allowed",
        "permit",    "permitted", "pass",     "passed",    "input",    "output",   "forward",   "iptables",
        "ip6tables", "nft",       "nftables", "netfilter", "firewall", "fw",       "shorewall", "shorewall6"};
    struct word one;
    while (word_next(&said, " -_./:[]()", &one))
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (one.n == strlen(known[i]) && strncasecmp(one.p, known[i], one.n) == 0)
                return true;
    return false;
}

/* A rule's prefix, "DROP: IN=…", "FW-IN:IN=…", "iptables denied: IN=…"; or "Shorewall:net-fw:DROP:IN=…", all
 * in the name's own word. Not "12#12:", nginx' process. `said`: from behind the host's name to the end of this
 * one. */
static bool is_prefix(struct word name, struct word said, struct word word, struct word text)
{
    bool lower = false, next = word_begins(text, "IN=");
    if (name.p[name.n] != ':' || (!next && (text.p >= word.p + word.n || !word_find(word, ":IN="))))
        return false;
    for (size_t i = 0; i < name.n; i++)
        lower |= name.p[i] >= 'a' && name.p[i] <= 'z';
    return (lower || !next) ? names_rule(said) : !name.n || name.p[0] < '0' || name.p[0] > '9';
}

/* The kernel's stamp, "[UFW BLOCK]", WatchGuard's second clock "(2026-11-22T03:54:00)"; not "sshd[77]", nor
 * "(udev-worker)[77]". */
static bool in_brackets(struct word w)
{
    return !w.n || w.p[0] == '[' || (w.p[0] == '(' && w.p[w.n - 1] == ')') ||
           (w.p[w.n - 1] == ']' && !memchr(w.p, '[', w.n));
}

/* journalctl -o with-unit has the unit's name for the program's: "ssh.service", "sshd@0-198.18.0.1:22-….service",
 * but "user@1000.service/…" of what a person started. Whose it is; n = 0: nobody's. */
static struct word of_unit(struct word w)
{
    static const struct {
        const char *unit, *program;
    } others[] = {{"ssh", "sshd"}, {"ulogd2", "ulogd"}};
    const char *at = w.n && w.p[w.n - 1] == ':' ? word_find(w, ".service[") : NULL;
    struct word unit = {w.p, at ? (size_t)(at - w.p) : 0};
    unit.n = unit.n ? word_until(unit, "@.") : 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (word_is(unit, others[i].unit))
            return (struct word){others[i].program, strlen(others[i].program)};
    return unit;
}

/* NSX: behind the name of a filter, where a host's would be. */
static bool is_filter(struct word line)
{
    struct word name;
    return word_next(&line, " ", &name) &&
           (word_begins(line, "INET match ") || word_begins(line, "INET6 match "));
}

/* "host kernel: text", "host sshd[77]: text", BusyBox's "host auth.info sshd[77]: text". Where a field comes
 * first ("IN=", "id=", "firewall,info", "%ASA-", "CEF:"), or a rule's prefix ("DROP: IN="), no program is
 * named. */
static struct speech speech_of(struct word line)
{
    struct speech s = {.data = line, .text = line};
    struct word rest = line, words = line, w;
    bool numbered = false;
    if (word_begins(line, "rule ") || word_begins(line, "LEEF:") || is_filter(line)) { /* no host before it */
        s.body = s.words = line;
        return s;
    }
    for (int i = 0; i < 4 && word_next(&rest, " ", &w);) {
        if (in_brackets(w))
            continue;
        size_t n = word_until(w, ":=,%[");
        struct word unit = of_unit(w);
        if (unit.n) /* an instance's name may have any sign in it */
            n = (size_t)((const char *)memrchr(w.p, '[', w.n) - w.p);
        if (i++ == 0 && n == w.n) {
            words = word_from(rest, rest.p);
            s.host = w;
        }
        if (n == w.n)
            continue;
        if (w.p[n] == ':' && only_number(w, n)) {
            (void)preface_clock(&rest);
            numbered = true;
            continue;
        }
        struct word clock = word_from(line, w.p + n + 1);
        if (w.p[n] == ':' && numbered && preface_clock(&clock)) {
            rest = clock;
            i = 1; /* what the relay wrote before it is over */
            continue;
        }
        struct word name = {w.p, n};
        const char *close = w.p[n] == '[' ? memchr(w.p, ']', w.n) : NULL, *p = close ? close : w.p + n;
        p += close && close + 1 < w.p + w.n && close[1] == ':' ? 2 : 1;
        s.data = s.body = word_from(line, w.p);
        s.words = words;
        if ((w.p[n] != '[' && w.p[n] != ':') || n == 0 || word_begins(s.body, "CEF:") ||
            word_begins(s.body, "LEEF:") ||
            is_prefix(name, (struct word){words.p, (size_t)(w.p + n - words.p)}, w, word_from(line, p)))
            break;
        s.program = unit.n ? unit : name;
        s.data = s.text = word_from(line, p);
        break;
    }
    return s;
}

/* RFC 5424 6: "host program process message-id structured-data text". */
static struct speech speech_5424(struct word line)
{
    struct speech s = {0};
    struct word skip;
    struct word kind = {NULL, 0};
    (void)(word_next(&line, " ", &s.host) && word_next(&line, " ", &s.program) &&
           word_next(&line, " ", &skip) && word_next(&line, " ", &kind));
    s.data = word_begins(kind, "RT_FLOW_") ? word_from(line, kind.p) : line; /* it says what was done */
    bool quoted = false;
    size_t i = 0;
    const char *ends = word_begins(line, "[") ? "\"\\]" : "\"\\] ";
    for (;; i++) {
        struct word rest = {line.p + i, line.n - i};
        i += quoted ? word_until(rest, "\"\\") : word_until(rest, ends);
        if (i == line.n || (!quoted && line.p[i] == ' '))
            break;
        quoted ^= line.p[i] == '"';
        i += line.p[i] == '\\' && i + 1 < line.n;
        if (!quoted && line.p[i] == ']' && (i + 1 == line.n || line.p[i + 1] == ' ')) {
            i++;
            break;
        }
    }
    s.text = s.body = s.words = word_from(line, line.p + i);
    if (word_begins(line, "- "))
        s.data = s.text;
    if (word_is(s.program, "-") || word_is(s.program, "CEF") ||
        word_is(s.program, "LEEF")) /* an appliance's: programs that quote visitors name themselves */
        s.program.n = 0;
    return s;
}

/* A line without a time that one of them would know all the same. */
static bool is_known(struct word line)
{
    static const char *const anywhere[] = {"SRC=",    "%ASA-",   "%FTD-",     "%PIX-",   "%NGIPS-",
                                           " devid=", ",devid=", " logid=",   ",logid=", " log_id=",
                                           " fw=",    "LEEF:",   ",TRAFFIC,", ",THREAT,"};
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
        if (word_find(line, anywhere[i]))
            return true;
    return word_begins(line, "CEF:");
}

static bool like(struct word line)
{
    nsec_wall t;
    (void)preface_priority(&line);
    if (preface_stamp(&line, &t))
        return line.n > 0;
    preface_file(&line, 0);
    if (!preface_time(&line, INT64_MAX / 2, &t))
        return is_known(line);
    return line.n > 0 && memchr(line.p, ' ', line.n);
}

/* `timed`: ret->at is known. */
static enum line_result say(struct line_state *state, const struct speech *speech, bool timed,
                            struct sight *ret)
{
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        struct word text = for_saying(i, speech);
        if (!text.n)
            continue;
        enum line_result r = sayings[i].say(state, text, ret);
        if (r == LINE_SIGHT && !timed && !ret->at)
            return LINE_BAD; /* a sight without a time is none */
        if (r != LINE_SKIPPED)
            return r;
        nsec_wall at = ret->at;
        *ret = (struct sight){.vlan = SIGHT_NO_VLAN, .at = at};
    }
    return timed || ret->at ? LINE_SKIPPED : LINE_BAD;
}

static enum line_result read_as(struct line_state *state, struct word line, bool trusted, struct sight *ret)
{
    bool rfc5424 =
        preface_priority(&line) && memchr(line.p, 'T', word_until(line, " ")); /* Meraki counts seconds */
    if (preface_stamp(&line, &ret->at))
        return saying_of(state, (struct word){"kernel", 6}, line, ret);
    preface_file(&line, state->reference);
    bool timed = preface_time(&line, state->reference, &ret->at);
    struct speech speech = rfc5424 && timed ? speech_5424(line) : speech_of(line);
    state->host = speech.host;
    if (trusted && speech.program.n) {
        speech.program.n = 0;
        speech.body = speech.words = speech.text;
    }
    return say(state, &speech, timed, ret);
}

enum line_result saying_of(struct line_state *state, struct word program, struct word text, struct sight *ret)
{
    return say(state, &(struct speech){.program = program, .text = text, .data = text}, true, ret);
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    return read_as(state, line, false, ret);
}

/* What a firewall alone wrote, as the user says: no name before its text is a program's that quotes
 * visitors. */
static enum line_result read_appliance(struct line_state *state, struct word line, struct sight *ret)
{
    return read_as(state, line, true, ret);
}

static bool like_appliance(struct word line)
{
    (void)line;
    return false; /* only when it is asked for */
}

const struct line_form lines_syslog = {.name = "syslog", .like = like, .read = read_line};
const struct line_form lines_appliance = {
    .name = "appliance", .like = like_appliance, .read = read_appliance};
