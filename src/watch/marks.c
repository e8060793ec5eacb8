#include "watch/marks.h"

#include "watch/contact.h"
#include "wire/tcp.h"

#include <netinet/in.h>

/* Facts of one packet that formulas are made of; data/scanners writes them by these names. */
enum fact {
    FACT_SYN = 1 << 0, /* SYN alone */
    FACT_ID_54321 = 1 << 1,
    FACT_ID_XOR = 1 << 2, /* ip.id = (dst ^ dport ^ seq), low 16 bits */
    FACT_SEQ_IS_DST = 1 << 3,
    FACT_SEQ_HALVES = 1 << 4,   /* seq ^ first seq: upper half = lower half */
    FACT_SEQ_UNICORN = 1 << 5,  /* seq ^ dst ^ (dport << 16 + sport): constant */
    FACT_SEQ_COUNTS = 1 << 6,   /* seq = the one before + 1 */
    FACT_SPORT_COUNTS = 1 << 7, /* sport = the one before + 1 */
    FACT_NO_OPTS = 1 << 8,
    FACT_MSS_ONLY = 1 << 9,
    FACT_OPTS_WINDOWS = 1 << 10, /* MSS, NOP, WS, NOP, NOP, SACK */
    FACT_WIN_1024 = 1 << 11,     /* 1024 or 1025 */
    FACT_WIN_NMAP = 1 << 12,     /* 1024, 2048, 3072, 4096 */
    FACT_WIN_65535 = 1 << 13,
    FACT_WIN_512 = 1 << 14,
    FACT_WIN_64240 = 1 << 15,
    FACT_TTL_255 = 1 << 16, /* began at 255: arrived above 128 */
    FACT_TTL_64 = 1 << 17,  /* began at 64 or below */
    FACT_ID_0 = 1 << 18,
    FACT_SPORT_61000 = 1 << 19, /* 61000 … 65095 */
    FACT_DPORT_TELNET = 1 << 20,
    FACT_DPORT_40125 = 1 << 21, /* nmap -PU */
    FACT_UDP = 1 << 22,
    FACT_STEALTH = 1 << 23, /* FIN, NULL, Xmas, Maimon, ACK */
    FACT_EMPTY = 1 << 24,   /* no payload */
    FACT_ACK = 1 << 25,     /* a stealth probe with ACK: its token stands in the acknowledgement number */
    FACT_SEQ_0 = 1 << 26,
};

/* Facts about the packet and those before it: the first one has none of them. */
#define BEFORE (FACT_SEQ_COUNTS | FACT_SPORT_COUNTS | FACT_SEQ_UNICORN | FACT_SEQ_HALVES)

struct rule {
    const char *tool;
    uint32_t needs;
    uint32_t least; /* packets */
    double sure;
    const char *formula;
};

/* The surest first: the first that fits nine of ten packets is the answer. */
static const struct rule rules[] = {
    {"mirai", FACT_SYN | FACT_SEQ_IS_DST, 2, 0.99, "seq = dst"},
    {"masscan", FACT_ID_XOR | FACT_TTL_255 | FACT_WIN_1024 | FACT_SYN, 2, 0.99, "ip.id = dst ^ dport ^ seq"},
    {"masscan", FACT_ID_XOR | FACT_SYN, 3, 0.97, "ip.id = dst ^ dport ^ seq"},
    {"zmap", FACT_ID_54321, 2, 0.95, "ip.id = 54321"},
    {"zmap", FACT_SYN | FACT_OPTS_WINDOWS | FACT_TTL_255 | FACT_WIN_65535, 3, 0.85,
     "Windows' options, but a TTL from 255"},
    {"tojimari", FACT_SYN | FACT_OPTS_WINDOWS | FACT_WIN_64240 | FACT_SPORT_61000 | FACT_TTL_64, 3, 0.9,
     "Windows' options with window 64240, ports 61000-65095"},
    {"naabu", FACT_SYN | FACT_SEQ_COUNTS | FACT_WIN_1024 | FACT_TTL_255, 3, 0.9, "seq counts up by one"},
    {"unicornscan", FACT_SYN | FACT_SEQ_UNICORN, 5, 0.85, "seq ^ dst ^ ports is constant"},
    {"hping3", FACT_WIN_512 | FACT_SPORT_COUNTS | FACT_NO_OPTS | FACT_TTL_64, 3, 0.8,
     "window 512, source port counts up"},
    {"hping3", FACT_SYN | FACT_WIN_512 | FACT_NO_OPTS | FACT_TTL_64, 5, 0.7, "window 512, no options"},
    {"nmap", FACT_SYN | FACT_SEQ_HALVES | FACT_WIN_NMAP | FACT_MSS_ONLY, 3, 0.95,
     "seq halves differ alike, window 1024, MSS only"},
    {"nmap", FACT_SYN | FACT_SEQ_HALVES | FACT_WIN_NMAP | FACT_NO_OPTS, 8, 0.8, "seq halves differ alike"},
    {"nmap", FACT_STEALTH | FACT_SEQ_HALVES | FACT_WIN_NMAP | FACT_EMPTY, 5, 0.8, "seq halves differ alike"},
    {"nmap", FACT_STEALTH | FACT_ACK | FACT_SEQ_0 | FACT_SEQ_HALVES | FACT_WIN_NMAP | FACT_EMPTY, 5, 0.85,
     "seq 0, halves of ack differ alike"},
    {"tojimari", FACT_STEALTH | FACT_WIN_64240 | FACT_SPORT_61000 | FACT_TTL_64 | FACT_NO_OPTS, 4, 0.8,
     "window 64240, ports 61000-65095"},
    {"nmap", FACT_UDP | FACT_DPORT_40125, 3, 0.8, "UDP to port 40125"},
    {"masscan", FACT_SYN | FACT_WIN_1024 | FACT_TTL_255 | FACT_NO_OPTS, 8, 0.6,
     "window 1024, TTL from 255, no options"},
};

_Static_assert(sizeof rules / sizeof *rules <= MARKS_TOOLS, "a counter for each rule");

enum { OPTS_WINDOWS = 0x213114 };

/* The number in which a program can recognise its answers: of ACK probes it is the acknowledgement number, for RSTs come back with it. */
static uint32_t token(const struct sight *s)
{
    return s->tcp_flags & TCP_ACK ? s->ack : s->seq;
}

static uint32_t dst_word(const struct sight *s)
{
    return addr_u32(&s->dst);
}

static uint32_t by_value(const struct sight *s)
{
    uint32_t f = 0;
    if (s->knows & SIGHT_WIN) {
        f |= s->win == 1024 || s->win == 1025 ? FACT_WIN_1024 : 0;
        f |= s->win && s->win <= 4096 && s->win % 1024 == 0 ? FACT_WIN_NMAP : 0;
        f |= s->win == 65535 ? FACT_WIN_65535 : 0;
        f |= s->win == 512 ? FACT_WIN_512 : 0;
        f |= s->win == 64240 ? FACT_WIN_64240 : 0;
    }
    if (s->knows & SIGHT_OPTS) {
        f |= s->opts == 0 ? FACT_NO_OPTS : 0;
        f |= s->opts == SIGHT_OPT_MSS ? FACT_MSS_ONLY : 0;
        f |= s->opts == OPTS_WINDOWS ? FACT_OPTS_WINDOWS : 0;
    } else if (s->knows & SIGHT_LEN && s->proto == IPPROTO_TCP) { /* logs: length tells that there are none */
        f |= s->ip_len == (s->src.len == 4 ? 40 : 60) ? FACT_NO_OPTS : 0;
        f |= s->ip_len == (s->src.len == 4 ? 44 : 64) ? FACT_MSS_ONLY : 0;
    }
    if (s->knows & SIGHT_TTL)
        f |= s->ttl > 128 ? FACT_TTL_255 : s->ttl <= 64 ? FACT_TTL_64 : 0;
    if (s->knows & SIGHT_SPORT)
        f |= s->sport >= 61000 && s->sport < 61000 + 4096 ? FACT_SPORT_61000 : 0;
    f |= s->dport == 23 || s->dport == 2323 ? FACT_DPORT_TELNET : 0;
    f |= s->dport == 40125 ? FACT_DPORT_40125 : 0;
    return f;
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
        uint32_t key = s->seq ^ __builtin_bswap32(dst) ^ (((uint32_t)s->dport << 16) + s->sport);
        f |= m->n && key == m->key ? FACT_SEQ_UNICORN : 0;
    }
    /* With the first or the one before: other packets of the host may stand between. */
    uint32_t a = token(s) ^ m->first_seq, b = token(s) ^ m->last_seq;
    f |= s->seq == 0 ? FACT_SEQ_0 : 0;
    f |= m->n && (a >> 16 == (a & 0xffff) || b >> 16 == (b & 0xffff)) ? FACT_SEQ_HALVES : 0;
    f |= m->n && s->seq == m->last_seq + 1 ? FACT_SEQ_COUNTS : 0;
    f |= m->n && s->sport == (uint16_t)(m->last_sport + 1) ? FACT_SPORT_COUNTS : 0;
    return f;
}

static uint32_t by_kind(const struct sight *s)
{
    if (s->proto == IPPROTO_UDP)
        return FACT_UDP;
    if (s->proto != IPPROTO_TCP || !(s->knows & SIGHT_FLAGS))
        return 0;
    uint32_t f = (s->tcp_flags & 0x3f) == TCP_SYN ? FACT_SYN : FACT_STEALTH;
    f |= s->tcp_flags & TCP_ACK ? FACT_ACK : 0;
    return f | (s->payload ? 0 : FACT_EMPTY);
}

void marks_add(struct marks *m, const struct sight *s)
{
    if (!m->n) {
        m->first_seq = token(s);
        m->first_sport = s->sport;
        m->win = s->win;
        m->opts = s->opts;
        m->ttl = s->ttl;
        if (s->dst.len == 4)
            m->key = s->seq ^ __builtin_bswap32(dst_word(s)) ^ (((uint32_t)s->dport << 16) + s->sport);
    }
    uint32_t facts = by_kind(s) | by_value(s) | by_formula(m, s);
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++)
        m->hits[i] =
            (uint16_t)(m->hits[i] + ((facts & rules[i].needs) == rules[i].needs && m->n < UINT16_MAX));
    m->last_seq = token(s);
    m->last_sport = s->sport;
    m->last_ipid = s->ipid;
    if (m->n < UINT16_MAX)
        m->n++;
}

struct marks_verdict marks_judge(const struct marks *m, uint8_t technique)
{
    (void)technique;
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
        /* Formulas about the packet before cannot hold for the first one. */
        uint32_t one = rules[i].needs & BEFORE ? 1 : 0;
        uint32_t of = m->n - (m->n ? one : 0);
        if (of + one >= rules[i].least && m->hits[i] * 10u >= of * 9u && of)
            return (struct marks_verdict){.tool = rules[i].tool,
                                          .sure = rules[i].sure,
                                          .fit = m->hits[i],
                                          .of = m->n,
                                          .formula = rules[i].formula};
    }
    return (struct marks_verdict){.of = m->n};
}

uint32_t marks_shape(const struct sight *s)
{
    uint32_t ttl = !(s->knows & SIGHT_TTL) ? 0 : s->ttl > 128 ? 3 : s->ttl > 64 ? 2 : 1;
    uint32_t zmap = s->knows & SIGHT_IPID && s->ipid == 54321;
    uint32_t h = s->win * UINT32_C(2654435761) ^ s->ip_len * UINT32_C(40503) ^
                 (uint32_t)(s->opts ^ s->opts >> 32) * UINT32_C(2246822519);
    return (h & ~UINT32_C(7)) | ttl << 1 | zmap;
}

uint8_t marks_shape_ttl(uint32_t shape)
{
    static const uint8_t began[] = {0, 64, 128, 255};
    return began[shape >> 1 & 3];
}
