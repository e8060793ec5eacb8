#include "watch/marks.h"

#include "watch/detect/osprobe.h"
#include "watch/priv_tables.h"
#include "wire/tcp.h"

#include <netinet/in.h>

/* Facts about the packet and those before it: the first one has none of them. */
#define BEFORE (FACT_SEQ_COUNTS | FACT_SPORT_COUNTS | FACT_SEQ_UNICORN | FACT_SEQ_HALVES)

enum { OPTS_WINDOWS = 0x213114, OPTS_LINUX = 0x24813 };

/* The number in which a program can recognise its answers: of ACK probes it is the acknowledgement number,
 * for RSTs come back with it. */
static uint32_t token(const struct sight *s)
{
    return s->tcp_flags & TCP_ACK ? s->ack : s->seq;
}

static uint32_t dst_word(const struct sight *s)
{
    return addr_u32(&s->dst);
}

/* What is left of options that were cut begins alike, and they were as long; of none at all, their length
 * alone says little. */
static bool are_opts(const struct sight *s, uint64_t order, unsigned bytes)
{
    if (!s->opts_cut)
        return s->opts == order;
    while (order > s->opts)
        order >>= 4;
    return order && order == s->opts && s->knows & SIGHT_LEN &&
           s->ip_len == (s->src.len == 4 ? 40 : 60) + bytes;
}

static uint32_t by_value(const struct sight *s)
{
    uint32_t f = s->may_split ? FACT_MAY_SPLIT : 0;
    if (s->knows & SIGHT_WIN) {
        f |= s->win == 1024 || s->win == 1025 ? FACT_WIN_1024 : 0;
        f |= s->win && s->win <= 4096 && s->win % 1024 == 0 ? FACT_WIN_NMAP : 0;
        f |= s->win == 65535 ? FACT_WIN_65535 : 0;
        f |= s->win == 512 ? FACT_WIN_512 : 0;
        f |= s->win == 64240 ? FACT_WIN_64240 : 0;
    }
    if (s->knows & SIGHT_OPTS) {
        f |= s->opts == 0 && !s->opts_cut ? FACT_NO_OPTS : 0;
        f |= are_opts(s, SIGHT_OPT_MSS, 4) ? FACT_MSS_ONLY : 0;
        f |= are_opts(s, OPTS_WINDOWS, 12) ? FACT_OPTS_WINDOWS : 0;
        f |= are_opts(s, OPTS_LINUX, 20) ? FACT_OPTS_LINUX : 0;
    } else if (s->knows & SIGHT_LEN && s->proto == IPPROTO_TCP) { /* logs: length tells that there are none */
        f |= s->ip_len == (s->src.len == 4 ? 40 : 60) ? FACT_NO_OPTS : 0;
        f |= s->ip_len == (s->src.len == 4 ? 44 : 64) ? FACT_MSS_ONLY : 0;
    }
    if (s->knows & SIGHT_TTL)
        f |= s->ttl > 128 ? FACT_TTL_255 : s->ttl <= 64 ? FACT_TTL_64 : 0;
    f |= s->dst.len == 4 && s->knows & SIGHT_IPID && s->knows & SIGHT_SEQ ? 0 : FACT_NO_SEQ;
    f |= osprobe_of_nmap(s) ? FACT_OS_PROBE : 0;
    if (s->knows & SIGHT_SPORT)
        f |= s->sport >= 61000 && s->sport < 61000 + 4096 ? FACT_SPORT_61000 : 0;
    f |= s->dport == 23 || s->dport == 2323 ? FACT_DPORT_TELNET : 0;
    f |= s->dport == 40125 ? FACT_DPORT_40125 : 0;
    return f;
}

/* The same for all packets of one scan: it takes the address as it stands in its machine's memory. */
static uint32_t unicorn_key(const struct sight *s, bool big_endian)
{
    uint32_t dst = dst_word(s);
    return s->seq ^ (big_endian ? dst : __builtin_bswap32(dst)) ^ (((uint32_t)s->dport << 16) + s->sport);
}

static uint32_t by_formula(const struct marks *m, const struct sight *s)
{
    uint32_t f = 0;
    if (s->knows & SIGHT_IPID) {
        f |= s->ipid == 54321 ? FACT_ID_54321 : 0;
        f |= s->ipid == 0 ? FACT_ID_0 : 0;
    }
    if (!(s->knows & SIGHT_SEQ) || s->proto != IPPROTO_TCP)
        return f;
    if (s->dst.len == 4) {
        uint32_t dst = dst_word(s), x = dst ^ s->dport ^ s->seq;
        f |= s->seq == dst ? FACT_SEQ_IS_DST : 0;
        f |= s->knows & SIGHT_IPID && s->ipid == (uint16_t)x ? FACT_ID_XOR : 0;
        bool kept = unicorn_key(s, 0) == m->key[0] || unicorn_key(s, 1) == m->key[1];
        f |= m->n && kept ? FACT_SEQ_UNICORN : 0;
    }
    /* With the first or the one before: other packets of the host may stand between. */
    uint32_t a = token(s) ^ m->first_seq, b = token(s) ^ m->last_seq;
    f |= s->seq == 0 ? FACT_SEQ_0 : 0;
    bool halves = a >> 16 == (a & 0xffff) || b >> 16 == (b & 0xffff);
    f |= m->n && token(s) && halves ? FACT_SEQ_HALVES : 0; /* 0: nobody chose it */
    f |= m->n && s->seq == m->last_seq + 1 ? FACT_SEQ_COUNTS : 0;
    f |= m->n && s->sport == (uint16_t)(m->last_sport + 1) ? FACT_SPORT_COUNTS : 0;
    return f;
}

static uint32_t by_kind(const struct sight *s)
{
    if (s->proto == IPPROTO_UDP)
        return FACT_UDP;
    if (s->proto != IPPROTO_TCP || !(s->knows & SIGHT_FLAGS || s->cut))
        return 0;
    uint32_t f = (s->tcp_flags & 0x3f) == TCP_SYN ? FACT_SYN : FACT_STEALTH;
    f |= s->tcp_flags & TCP_ACK ? FACT_ACK : 0;
    return f | (s->payload ? 0 : FACT_EMPTY);
}

bool marks_opts_of_system(uint64_t opts)
{
    bool yes = false;
    for (uint64_t o = opts; o; o >>= 4)
        yes |= (o & 15) == SIGHT_OPT_WS || (o & 15) == SIGHT_OPT_SACK;
    return yes;
}

/* SYNs of systems: how many kinds. */
static void note_shape(struct marks *m, const struct sight *s)
{
    if (!marks_opts_of_system(s->opts) || !(s->knows & SIGHT_OPTS) || m->shapes == MARKS_SHAPES)
        return;
    uint32_t shape = marks_shape(s);
    for (unsigned i = 0; i < m->shapes; i++)
        if (m->shape[i] == shape)
            return;
    m->shape[m->shapes++] = shape;
}

void marks_add(struct marks *m, const struct sight *s)
{
    note_shape(m, s);
    if (!m->n) {
        m->first_seq = token(s);
        m->first_sport = s->sport;
        m->win = s->win;
        m->opts = s->opts;
        m->ttl = s->ttl;
        for (unsigned i = 0; i < 2 && s->dst.len == 4; i++)
            m->key[i] = unicorn_key(s, i);
    }
    uint32_t facts = by_kind(s) | by_value(s) | by_formula(m, s);
    for (unsigned i = 0; i < mark_rows_count; i++)
        m->hits[i] = (uint16_t)(m->hits[i] +
                                ((facts & mark_rows[i].needs) == mark_rows[i].needs && m->n < UINT16_MAX));
    m->last_seq = token(s);
    m->last_sport = s->sport;
    m->last_ipid = s->ipid;
    if (m->n < UINT16_MAX)
        m->n++;
}

void marks_join(struct marks *m, const struct marks *more)
{
    uint32_t room = UINT16_MAX - m->n;
    if (more->n > room)
        return;
    for (unsigned i = 0; i < mark_rows_count; i++)
        m->hits[i] = (uint16_t)(m->hits[i] + more->hits[i]);
    m->n += more->n;
}

struct marks_verdict marks_judge(const struct marks *m, uint8_t technique)
{
    for (unsigned i = 0; i < mark_rows_count; i++) {
        /* One such window is some system's, several are nobody's. */
        if (mark_rows[i].needs & FACT_OS_PROBE && technique != TECHNIQUE_OS)
            continue;
        /* Formulas about the packet before cannot hold for the first one. */
        uint32_t one = mark_rows[i].needs & BEFORE ? 1 : 0;
        uint32_t of = m->n - (m->n ? one : 0);
        if (of + one >= mark_rows[i].least && m->hits[i] * 10u >= of * 9u && of)
            return (struct marks_verdict){.tool = mark_rows[i].tool,
                                          .sure = mark_rows[i].sure / 100.0,
                                          .fit = m->hits[i],
                                          .of = m->n,
                                          .formula = mark_rows[i].formula};
    }
    return (struct marks_verdict){.of = m->n};
}

enum {
    CRAFTED = 16,
    SYSTEM = 8,
    ZMAP = 1
}; /* of a shape; between the last two the TTL, above them the hash */

/* Known not to offer what systems do: by its options, or it is shorter than any of those that have room for that. */
static bool is_crafted(const struct sight *s)
{
    bool seen = s->knows & SIGHT_OPTS && !marks_opts_of_system(s->opts);
    return seen || (s->knows & SIGHT_LEN && s->ip_len <= (s->src.len == 4 ? 44 : 64));
}

uint32_t marks_shape(const struct sight *s)
{
    uint32_t ttl = !(s->knows & SIGHT_TTL) ? 0 : s->ttl > 128 ? 3 : s->ttl > 64 ? 2 : 1;
    uint32_t zmap = s->knows & SIGHT_IPID && s->ipid == 54321 ? ZMAP : 0;
    uint32_t h = s->win * UINT32_C(2654435761) ^ s->ip_len * UINT32_C(40503) ^
                 (uint32_t)(s->opts ^ s->opts >> 32) * UINT32_C(2246822519);
    return (h & ~UINT32_C(31)) | (is_crafted(s) ? CRAFTED : 0) |
           (marks_opts_of_system(s->opts) ? SYSTEM : 0) | ttl << 1 | zmap;
}

bool marks_of_system(uint32_t shape)
{
    return (shape & (SYSTEM | ZMAP)) == SYSTEM; /* zmap writes whole SYNs of systems */
}

bool marks_crafted(uint32_t shape)
{
    return shape & (CRAFTED | ZMAP);
}

uint8_t marks_shape_ttl(uint32_t shape)
{
    static const uint8_t began[] = {0, 64, 128, 255};
    return began[shape >> 1 & 3];
}
