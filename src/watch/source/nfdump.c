/* What nfdump and SiLK's rwcut print of flows that they collected: in columns that a heading names (csv, csv:…;
 * rwcut), or in nfdump's own (line, long, extended). One direction a line, as it was exported: flowpair.h joins
 * them. nfdump(1), rwcut(1). */
#include "watch/source/lines.h"
#include "watch/source/netflow.h"

#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>

enum field {
    FIELD_NONE,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO,
    FIELD_FLAGS,
    FIELD_PACKETS,
    FIELD_BYTES,
    FIELD_BACK_PACKETS,
    FIELD_BACK_BYTES,
    FIELDS
};

/* Of nfdump up to 1.7.2, of later ones, of rwcut. */
static const struct word_name names[] = {WORD_NAME("ts", FIELD_FIRST),
                                         WORD_NAME("firstSeen", FIELD_FIRST),
                                         WORD_NAME("sTime", FIELD_FIRST),
                                         WORD_NAME("te", FIELD_LAST),
                                         WORD_NAME("lastSeen", FIELD_LAST),
                                         WORD_NAME("eTime", FIELD_LAST),
                                         WORD_NAME("sa", FIELD_SRC),
                                         WORD_NAME("srcAddr", FIELD_SRC),
                                         WORD_NAME("sIP", FIELD_SRC),
                                         WORD_NAME("da", FIELD_DST),
                                         WORD_NAME("dstAddr", FIELD_DST),
                                         WORD_NAME("dIP", FIELD_DST),
                                         WORD_NAME("sp", FIELD_SPORT),
                                         WORD_NAME("srcPort", FIELD_SPORT),
                                         WORD_NAME("sPort", FIELD_SPORT),
                                         WORD_NAME("dp", FIELD_DPORT),
                                         WORD_NAME("dstPort", FIELD_DPORT),
                                         WORD_NAME("dPort", FIELD_DPORT),
                                         WORD_NAME("pr", FIELD_PROTO),
                                         WORD_NAME("proto", FIELD_PROTO),
                                         WORD_NAME("pro", FIELD_PROTO),
                                         WORD_NAME("protocol", FIELD_PROTO),
                                         WORD_NAME("flg", FIELD_FLAGS),
                                         WORD_NAME("flags", FIELD_FLAGS),
                                         WORD_NAME("ipkt", FIELD_PACKETS),
                                         WORD_NAME("packets", FIELD_PACKETS),
                                         WORD_NAME("inPackets", FIELD_PACKETS),
                                         WORD_NAME("ibyt", FIELD_BYTES),
                                         WORD_NAME("bytes", FIELD_BYTES),
                                         WORD_NAME("inBytes", FIELD_BYTES),
                                         WORD_NAME("opkt", FIELD_BACK_PACKETS),
                                         WORD_NAME("outPackets", FIELD_BACK_PACKETS),
                                         WORD_NAME("obyt", FIELD_BACK_BYTES),
                                         WORD_NAME("outBytes", FIELD_BACK_BYTES)};

static struct word trimmed(struct word w)
{
    while (w.n && *w.p == ' ')
        w = (struct word){w.p + 1, w.n - 1};
    while (w.n && w.p[w.n - 1] == ' ')
        w.n--;
    return w;
}

/* "...AP.SF", " S PA   ", of older ones ".AP.SF", or "0xc2" where ECN's are among them, which are none of ours. */
static uint8_t flags_of(struct word w)
{
    static const char letters[] = "FSRPAU";
    uint8_t flags = 0;
    if (w.n == 4 && word_begins(w, "0x"))
        return (uint8_t)(strtoul((char[]){w.p[2], w.p[3], 0}, NULL, 16) & 0x3f);
    for (size_t i = 0; i < w.n; i++) {
        int bit = word_letter(letters, w.p[i]);
        flags |= bit >= 0 ? (uint8_t)(1 << bit) : 0;
    }
    return flags;
}

/* ICMP's type and code stand for the port: "8.0", 2048. */
static bool take_ports(struct word sport, struct word dport, struct netflow_record *r)
{
    struct word code = dport, type;
    if (r->proto != IPPROTO_ICMP && r->proto != IPPROTO_ICMPV6)
        return word_port(sport, &r->sport) && word_port(dport, &r->dport);
    bool pair = word_next(&code, ".", &type) && type.n < dport.n;
    uint32_t both = word_amount(dport);
    r->icmp_type = (uint8_t)(pair ? word_amount(type) : both >> 8);
    r->icmp_code = (uint8_t)(pair ? word_amount(code) : both);
    return true;
}

/* --- with a heading */

static void take_heading(struct line_state *state, struct word line)
{
    const struct word_names *known = word_names_of(&state->names, names, sizeof names / sizeof *names);
    struct word w;
    for (state->columns = 0; state->columns < LINES_COLUMNS && word_next(&line, ",|", &w); state->columns++) {
        w = trimmed(w);
        const struct word_name *n = w.n ? word_names_find(known, w) : NULL;
        state->column[state->columns] = (uint8_t)(n ? n->is : FIELD_NONE);
    }
    state->headed = true;
}

static bool is_heading(struct word line)
{
    return (word_find(line, "ts,") && word_find(line, ",sa,") && word_find(line, ",da,")) ||
           (word_find(line, "firstSeen,") && word_find(line, ",srcAddr,")) ||
           (word_find(line, "sIP|") && word_find(line, "dIP|") && word_find(line, "sTime|"));
}

/* Both directions in one line (nfdump -B): whose flags they are is not told; a reset ends a connection that did
 * not come about, or one that did, which has a SYN. */
static void take_answers(const struct word f[FIELDS], struct netflow_record *r)
{
    r->back_packets = word_amount(f[FIELD_BACK_PACKETS]);
    r->back_bytes = word_amount(f[FIELD_BACK_BYTES]);
    if (!r->back_packets)
        return;
    r->back_flags = r->flags;
    r->flags = 0;
}

static enum line_result read_columns(struct line_state *state, struct word line, struct sight *ret)
{
    struct word f[FIELDS] = {{NULL, 0}}, w;
    if (is_heading(line)) {
        take_heading(state, line);
        return LINE_SKIPPED;
    }
    if (word_begins(line, "Summary"))
        state->columns = 0; /* what is below is no flow */
    if (!state->columns || (*line.p != ' ' && !word_is_digit(*line.p)))
        return LINE_SKIPPED;
    for (unsigned i = 0; i < state->columns && word_next(&line, ",|", &w); i++)
        f[state->column[i]] = trimmed(w);
    struct netflow_record r = {.flags = flags_of(f[FIELD_FLAGS]),
                               .packets = word_amount(f[FIELD_PACKETS]),
                               .bytes = word_amount(f[FIELD_BYTES])};
    if (!word_addr(f[FIELD_SRC], &r.src) || !word_addr(f[FIELD_DST], &r.dst) ||
        !logtime_read(&f[FIELD_FIRST], state->reference, &r.first) ||
        !word_protocol(f[FIELD_PROTO], &r.proto) || !take_ports(f[FIELD_SPORT], f[FIELD_DPORT], &r))
        return LINE_BAD;
    if (!logtime_read(&f[FIELD_LAST], state->reference, &r.last) || r.last < r.first)
        r.last = r.first;
    take_answers(f, &r);
    return lines_pair(state, &r, ret);
}

/* --- in nfdump's own order: "2026-11-22 03:54:00.123 00:00:00.000 TCP 198.18.0.9:40000 -> 198.18.0.1:23 ......S. 0 1
 * 44 1"; without flags and type of service where it is `line` */

static bool next_word(struct word *rest, struct word *ret)
{
    *rest = trimmed(*rest);
    return word_next(rest, " ", ret);
}

/* "198.18.0.9:40000", "2001:db8::9.40000"; behind the port ICMP's code may follow. */
static bool take_end(struct word w, struct addr *addr, struct word *port)
{
    const char *colon = memchr(w.p, ':', w.n), *last = memrchr(w.p, ':', w.n);
    const char *cut = colon == last ? colon : memchr(last, '.', (size_t)(w.p + w.n - last));
    if (!cut)
        return false;
    *port = (struct word){cut + 1, (size_t)(w.p + w.n - cut - 1)};
    return word_addr((struct word){w.p, (size_t)(cut - w.p)}, addr);
}

/* "44", "1.2 M" (unless -N): the unit is a word of its own. */
static uint32_t take_amount(struct word *rest)
{
    static const char units[] = "KMGT";
    struct word w, tenths, probe = *rest, unit;
    if (!next_word(&probe, &w))
        return 0;
    *rest = probe;
    if (!next_word(&probe, &unit) || unit.n != 1 || word_letter(units, *unit.p) < 0)
        return word_amount(w);
    *rest = probe;
    uint64_t v = 0;
    tenths = w;
    if (word_next(&tenths, ".", &w))
        v = word_amount(w) * UINT64_C(10) + (tenths.n == 1 ? word_amount(tenths) : 0);
    for (int i = word_letter(units, *unit.p); i >= 0 && v / 10 < UINT32_MAX; i--)
        v *= 1000;
    return v / 10 < UINT32_MAX ? (uint32_t)(v / 10) : UINT32_MAX;
}

/* Flags, not an amount. */
static bool are_flags(struct word w)
{
    return word_begins(w, "0x") || ((w.n == 6 || w.n == 8) && !word_is_digit(w.p[w.n - 1]));
}

static bool read_flow(struct word line, struct netflow_record *r)
{
    struct word duration, proto, w, sport, dport;
    if (!logtime_read(&line, 0, &r->first) || !next_word(&line, &duration) || !next_word(&line, &proto) ||
        !word_protocol(proto, &r->proto) || !next_word(&line, &w) || !take_end(w, &r->src, &sport) ||
        !next_word(&line, &w) || !word_is(w, "->") || !next_word(&line, &w) ||
        !take_end(w, &r->dst, &dport) || !take_ports(sport, dport, r))
        return false;
    struct word probe = line, flags;
    if (next_word(&probe, &flags) && are_flags(flags)) {
        r->flags = flags_of(flags);
        line = probe;
        (void)next_word(&line, &w); /* type of service */
    }
    r->last = r->first;
    r->packets = take_amount(&line);
    r->bytes = take_amount(&line);
    return r->packets > 0;
}

static bool like(struct word line)
{
    struct netflow_record r = {0};
    return is_heading(line) || word_begins(line, "Date first seen") ||
           (word_find(line, " -> ") && read_flow(line, &r));
}

static enum line_result read_line(struct line_state *state, struct word line, struct sight *ret)
{
    struct netflow_record r = {0};
    if (state->headed || is_heading(line))
        return read_columns(state, line, ret);
    if (!word_is_digit(*line.p))
        return LINE_SKIPPED; /* "Date first seen …", "Summary: …" */
    return read_flow(line, &r) ? lines_pair(state, &r, ret) : LINE_BAD;
}

const struct line_form lines_nfdump = {
    .name = "nfdump", .like = like, .read = read_line, .heading = true, .columns = true};
