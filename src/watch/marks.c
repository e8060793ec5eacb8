#include "watch/marks.h"

#include "watch/detect/osprobe.h"
#include "watch/priv_tables.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>
#include <stdlib.h>

/* Facts about the packet and those before it: the first one has none of them. */
#define BEFORE                                                                                               \
    (FACT_SEQ_COUNTS | FACT_SPORT_COUNTS | FACT_SEQ_UNICORN | FACT_SEQ_HALVES | FACT_TTL_JUMPS |             \
     FACT_SPORT_JUMPS | FACT_SEQ_SWAPPED | FACT_SEQ_FIRST | FACT_SPORT_STAYS | FACT_ID_STRAYS |              \
     FACT_TTL_VARIES)

enum { OPTS_WINDOWS = 0x213114, OPTS_LINUX = 0x24813 };

/* What counts up: so far at once, as doors that were asked again are not looked at. */
enum { STEP_MOST = 4, JUMP = 64, ID_JUMP = 256 };

/* hping3 begins at 1024 … 3023, at random, and counts up (its main.c, sendudp.c). */
enum { SPORT_LEAST = 1024, SPORT_MOST = 4095 };

/* nmap tries at most eleven times, each two above the one before (its scan_engine_raw.cc, sport_encode()). */
enum { RETRY_MOST = 22, RETRIES = 3, USER_PORT = 1024 };

/* TTLs that nmap chooses among, at random, are 37 … 59 where they begin; traceroute's are up to 30. */
enum {
    TTL_LOW = 28,
    TTL_LEAST = 31,
    TTL_MOST = 59,
    TTL_SPREAD = 7,
    TTL_KINDS = 4,
    TTL_SOON = 4,
    TTL_ALIKE = 3
};

/* The number in which a program can recognise its answers: of ACK probes it is the acknowledgement number,
 * for RSTs come back with it. */
static uint32_t token(const struct sight *s)
{
    return s->tcp_flags & TCP_ACK ? s->ack : s->seq;
}

/* ICMP has an identifier in its place. */
static uint16_t sport(const struct sight *s)
{
    bool icmp = s->proto == IPPROTO_ICMP || s->proto == IPPROTO_ICMPV6;
    return icmp ? (uint16_t)(s->seq >> 16) : s->sport;
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

/* What nmap 7.93 and masscan 1.3.2 say first to services at which they do not say equally much (measured), in bytes. */
static const struct {
    uint16_t port, nmap, masscan;
} says[] = {{53, 12, 31}, {161, 60, 59}, {1900, 94, 135}, {11211, 17, 15}};

/* Logs of packets tell the whole length alone. */
static uint64_t by_datagram(const struct sight *s)
{
    bool alone = s->kind == SIGHT_LOG && s->knows & SIGHT_LEN && !s->fragment;
    int bytes = s->knows & SIGHT_PAYLOAD ? s->payload : alone ? s->ip_len - (s->src.len == 4 ? 28 : 48) : -1;
    uint64_t f = bytes == 0 ? FACT_EMPTY : 0;
    for (unsigned i = 0; i < sizeof says / sizeof *says; i++)
        if (s->dport == says[i].port)
            f |= bytes == says[i].nmap ? FACT_SAYS_NMAP : bytes == says[i].masscan ? FACT_SAYS_MASSCAN : 0;
    return f;
}

static bool is_echo(const struct sight *s)
{
    return (s->proto == IPPROTO_ICMP && s->icmp_type == ICMP_TYPE_ECHO) ||
           (s->proto == IPPROTO_ICMPV6 && s->icmp_type == ICMP6_TYPE_ECHO);
}

/* ICMP: how many bytes follow its header of eight. */
static uint64_t by_data(const struct sight *s)
{
    if (s->proto == IPPROTO_TCP)
        return s->payload ? 0 : FACT_EMPTY;
    if (s->proto == IPPROTO_UDP)
        return by_datagram(s);
    if (!(s->knows & SIGHT_LEN) || s->fragment)
        return 0;
    switch (s->ip_len - (s->src.len == 4 ? 28 : 48)) {
    case 0: return FACT_EMPTY;
    case 4: return is_echo(s) ? 0 : FACT_DATA_LEAST;
    case 8: return is_echo(s) ? FACT_DATA_LEAST : 0;
    case 12: return FACT_DATA_12 | (is_echo(s) ? 0 : FACT_DATA_LEAST);
    case 20: return FACT_DATA_20;
    case 48: return FACT_DATA_48;
    default: return 0;
    }
}

static uint64_t by_value(const struct sight *s)
{
    uint64_t f = s->may_split ? FACT_MAY_SPLIT : 0;
    if (s->knows & SIGHT_WIN) {
        f |= s->win == 1024 || s->win == 1025 ? FACT_WIN_1024 : 0;
        f |= s->win && s->win <= 4096 && s->win % 1024 == 0 ? FACT_WIN_NMAP : 0;
        f |= s->win == 65535 ? FACT_WIN_65535 : 0;
        f |= s->win == 512 ? FACT_WIN_512 : 0;
        f |= s->win == 1480 ? FACT_WIN_1480 : 0;
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
    f |= s->unsummed && !s->carries ? FACT_UNSUMMED : 0;
    f |= sport(s) >= SPORT_LEAST && sport(s) <= SPORT_MOST ? FACT_SPORT_1024 : 0;
    f |= sport(s) >= 61000 && sport(s) < 61000 + 4096 ? FACT_SPORT_61000 : 0;
    f |= s->dport == 40125 ? FACT_DPORT_40125 : 0;
    return f;
}

/* The same for all packets of one scan: it takes the address as it stands in its machine's memory. */
static uint32_t unicorn_key(const struct sight *s, bool big_endian)
{
    uint32_t dst = dst_word(s);
    return s->seq ^ (big_endian ? dst : __builtin_bswap32(dst)) ^ (((uint32_t)s->dport << 16) + s->sport);
}

/* As of the packet that comes: bits of 28 … 59. */
static uint32_t ttl_bit(const struct sight *s)
{
    bool low = s->knows & SIGHT_TTL && s->ttl >= TTL_LOW && s->ttl <= TTL_MOST;
    return low ? UINT32_C(1) << (s->ttl - TTL_LOW) : 0;
}

/* Systems send with one TTL; where packets take several ways, or several systems one address, a few that lie close
 * together arrive. */
static bool ttl_jumps(const struct marks *m, const struct sight *s)
{
    if (!(s->knows & SIGHT_TTL) || s->ttl < TTL_LEAST || s->ttl > TTL_MOST || !m->ttls)
        return false;
    bool apart = abs(s->ttl - m->ttl) >= 2 || abs(s->ttl - m->last_ttl) >= 2;
    uint32_t ttls = m->ttls | ttl_bit(s);
    int spread = __builtin_clz(ttls) + __builtin_ctz(ttls);
    return apart && (m->n < TTL_SOON || (31 - spread >= TTL_SPREAD && __builtin_popcount(ttls) >= TTL_KINDS));
}

/* Or, what says less, one that was not that of all before, which the first ones may have had by chance. */
static bool ttl_varies(const struct marks *m, const struct sight *s)
{
    return s->knows & SIGHT_TTL && (m->n < TTL_ALIKE || s->ttl != m->ttl || __builtin_popcount(m->ttls) > 1);
}

/* Formulas over numbers of the packet alone. */
static uint64_t by_numbers(const struct marks *m, const struct sight *s)
{
    uint64_t f = s->knows & SIGHT_IPID && s->ipid == 54321 ? FACT_ID_54321 : 0;
    if (!(s->knows & SIGHT_SEQ) || s->dst.len != 4)
        return f;
    uint32_t dst = dst_word(s), x = dst ^ s->dport ^ s->seq;
    f |= s->seq == dst ? FACT_SEQ_IS_DST : 0;
    f |= s->knows & SIGHT_IPID && s->ipid == (uint16_t)x ? FACT_ID_XOR : 0;
    bool kept = unicorn_key(s, 0) == m->key[0] || unicorn_key(s, 1) == m->key[1];
    return f | (m->n && kept ? FACT_SEQ_UNICORN : 0);
}

/* ICMP's sequence number counts up, written as little-endian systems have it in memory; the identifier stays. */
static bool swapped(uint32_t now, uint32_t before)
{
    uint16_t step = (uint16_t)(__builtin_bswap16((uint16_t)now) - __builtin_bswap16((uint16_t)before));
    return now >> 16 == before >> 16 && step && step <= STEP_MOST;
}

/* IPv4's identification, and the source port, beside those of the packet before. masscan's identification of a datagram
 * is destination ^ port ^ a hash that is not sent (its templ-pkt.c), hping3's is rand(): neither counts. */
static uint64_t by_steps(const struct marks *m, const struct sight *s)
{
    uint64_t f = 0;
    if (s->knows & (SIGHT_SPORT | SIGHT_SEQ)) {
        uint16_t step = (uint16_t)(sport(s) - m->last_sport);
        f |= abs(sport(s) - m->last_sport) >= JUMP ? FACT_SPORT_JUMPS : 0;
        f |= step && step <= STEP_MOST ? FACT_SPORT_COUNTS : 0;
        f |= !step && sport(s) >= USER_PORT ? FACT_SPORT_STAYS : 0;
    }
    if (s->dst.len == 4 && s->knows & SIGHT_IPID) {
        int step = (int16_t)(uint16_t)(s->ipid - m->last_ipid);
        f |= abs(step) >= ID_JUMP || (!step && s->ipid > 1) ? FACT_ID_STRAYS : 0;
    }
    return f;
}

/* Over those of others, too. With the first or the one before: other packets of the host may stand between. */
static uint64_t by_formula(const struct marks *m, const struct sight *s)
{
    uint64_t f = by_numbers(m, s) | (m->n ? by_steps(m, s) : 0);
    f |= m->n && s->proto != IPPROTO_TCP && ttl_jumps(m, s) ? FACT_TTL_JUMPS : 0;
    f |= m->n && ttl_varies(m, s) ? FACT_TTL_VARIES : 0;
    if (!(s->knows & SIGHT_SEQ))
        return f;
    uint32_t a = token(s) ^ m->first_seq, b = token(s) ^ m->last_seq;
    f |= s->seq == 0 ? FACT_SEQ_0 : 0;
    bool halves = a >> 16 == (a & 0xffff) || b >> 16 == (b & 0xffff);
    f |= m->n && token(s) && halves ? FACT_SEQ_HALVES : 0; /* 0: nobody chose it */
    uint32_t step = s->seq - m->last_seq;
    if (m->n && s->proto != IPPROTO_TCP) {
        f |= swapped(s->seq, m->last_seq) ? FACT_SEQ_SWAPPED : 0;
        f |= s->seq && !(uint16_t)s->seq && s->ttl == m->ttl ? FACT_SEQ_FIRST : 0;
    }
    return f | (m->n && step && step <= STEP_MOST ? FACT_SEQ_COUNTS : 0);
}

static uint64_t by_kind(const struct sight *s)
{
    if (s->proto != IPPROTO_TCP)
        return FACT_NO_TCP | (s->proto == IPPROTO_UDP    ? FACT_UDP
                              : s->proto == IPPROTO_SCTP ? FACT_SCTP
                              : is_echo(s)               ? FACT_ECHO
                                                         : 0);
    if (!(s->knows & SIGHT_FLAGS || s->cut))
        return 0;
    uint64_t f = (s->tcp_flags & 0x3f) == TCP_SYN ? FACT_SYN : FACT_STEALTH;
    f |= s->tcp_flags & TCP_ACK ? FACT_ACK : FACT_NO_ACK;
    return f | (s->fragment && !(s->knows & SIGHT_OPTS) ? FACT_TINY : 0);
}

bool marks_opts_of_system(uint64_t opts)
{
    bool yes = false;
    for (uint64_t o = opts; o; o >>= 4)
        yes |= (o & 15) == SIGHT_OPT_WS || (o & 15) == SIGHT_OPT_SACK;
    return yes;
}

/* Known not to offer what systems do: by its options, or it is shorter than any of those that have room for that. */
static bool is_crafted(const struct sight *s)
{
    bool seen = s->knows & SIGHT_OPTS && !marks_opts_of_system(s->opts);
    return seen || (s->knows & SIGHT_LEN && s->ip_len <= (s->src.len == 4 ? 44 : 64));
}

/* SYNs of systems: how many kinds. */
static void note_shape(struct marks *m, const struct sight *s)
{
    if (!marks_opts_of_system(s->opts) || !(s->knows & SIGHT_OPTS))
        return;
    m->systems = (uint16_t)(m->systems + (m->n < UINT16_MAX));
    if (m->shapes == MARKS_SHAPES)
        return;
    uint32_t shape = marks_shape(s);
    for (unsigned i = 0; i < m->shapes; i++)
        if (m->shape[i] == shape)
            return;
    m->shape[m->shapes++] = shape;
}

/* A ledger has packets of TCP only, or none of it: both kinds of marks are counted in the same places. */
struct rows {
    const struct mark_row *row;
    unsigned n;
};

static struct rows rows_of(bool tcp)
{
    return tcp ? (struct rows){mark_rows, mark_rows_tcp}
               : (struct rows){mark_rows + mark_rows_tcp, mark_rows_count - mark_rows_tcp};
}

static bool is_tcp(uint8_t technique)
{
    return technique <= TECHNIQUE_FLAGS || technique >= TECHNIQUE_OS;
}

void marks_add(struct marks *m, const struct sight *s)
{
    note_shape(m, s);
    m->crafted = (uint8_t)(m->crafted + (m->crafted < UINT8_MAX && is_crafted(s)));
    if (!m->n) {
        m->first_seq = token(s);
        m->ttl = s->ttl;
        for (unsigned i = 0; i < 2 && s->dst.len == 4; i++)
            m->key[i] = unicorn_key(s, i);
    }
    uint64_t facts = by_kind(s) | by_data(s) | by_value(s) | by_formula(m, s) | FACT_RETRIED;
    struct rows r = rows_of(s->proto == IPPROTO_TCP);
    for (unsigned i = 0; i < r.n; i++)
        m->hits[i] =
            (uint16_t)(m->hits[i] + ((facts & r.row[i].needs) == r.row[i].needs && m->n < UINT16_MAX));
    m->last_seq = token(s);
    m->last_sport = sport(s);
    m->last_ttl = s->ttl;
    m->last_ipid = s->ipid;
    m->ttls |= ttl_bit(s);
    if (m->n < UINT16_MAX)
        m->n++;
}

void marks_again(struct marks *m, const struct sight *s)
{
    uint16_t above = (uint16_t)(s->sport - m->last_sport);
    bool traces =
        s->knows & SIGHT_TTL && s->ttl < TTL_LEAST; /* BSD's: from a port that is its process's number */
    if (s->knows & SIGHT_SPORT && !traces && above && above <= RETRY_MOST && m->retried < UINT16_MAX)
        m->retried++;
}

void marks_join(struct marks *m, const struct marks *more)
{
    uint32_t room = UINT16_MAX - m->n;
    if (more->n > room)
        return;
    for (unsigned i = 0; i < MARKS_TOOLS; i++)
        m->hits[i] = (uint16_t)(m->hits[i] + more->hits[i]);
    m->n += more->n;
    m->retried = (uint16_t)(m->retried + (more->retried < UINT16_MAX - m->retried ? more->retried : 0));
}

struct marks_verdict marks_judge(const struct marks *m, uint8_t technique)
{
    struct rows r = rows_of(is_tcp(technique));
    for (unsigned i = 0; i < r.n; i++) {
        const struct mark_row *row = &r.row[i];
        /* One such window is some system's, several are nobody's. */
        if (row->needs & FACT_OS_PROBE && technique != TECHNIQUE_OS)
            continue;
        if (row->needs & FACT_RETRIED && m->retried < RETRIES)
            continue;
        /* Formulas about the packet before cannot hold for the first one. */
        uint32_t one = row->needs & BEFORE ? 1 : 0;
        uint32_t of = m->n - (m->n ? one : 0);
        if (of + one >= row->least && m->hits[i] * 10u >= of * 9u && of)
            return (struct marks_verdict){.tool = row->tool,
                                          .sure = row->sure / 100.0,
                                          .fit = m->hits[i],
                                          .of = m->n,
                                          .formula = row->formula};
    }
    return (struct marks_verdict){.of = m->n};
}

enum {
    CRAFTED = 16,
    SYSTEM = 8,
    ZMAP = 1
}; /* of a shape; between the last two the TTL, above them the hash */

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
