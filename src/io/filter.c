#include "io/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdbool.h>

enum {
    ARP_REPLY = 2,
    IP6_HEADER = 40,
    TAG = 4,
    TAGS = 2,
};

/* Jump targets that are not known yet: an instruction further down. PASS and DROP stand at the end of the
 * program. */
enum { NEXT, PASS, DROP, LABELS = 64 };

/* A little assembler: jumps name labels, which finish() turns into distances. */
struct program {
    struct sock_filter *out;
    uint32_t cap, len, labels;
    uint32_t at[LABELS]; /* instruction that a label stands before */
    bool full;
};

static void put(struct program *p, unsigned code, uint32_t k, uint32_t yes, uint32_t no)
{
    if (p->len >= p->cap || yes >= LABELS || no >= LABELS) {
        p->full = true;
        return;
    }
    p->out[p->len++] = (struct sock_filter){(uint16_t)code, (uint8_t)yes, (uint8_t)no, k};
}

static uint32_t label(struct program *p)
{
    return p->labels++;
}

static void place(struct program *p, uint32_t l)
{
    if (l < LABELS)
        p->at[l] = p->len;
    else
        p->full = true;
}

static void load8(struct program *p, uint32_t at)
{
    put(p, BPF_LD | BPF_B | BPF_ABS, at, NEXT, NEXT);
}

static void load16(struct program *p, uint32_t at)
{
    put(p, BPF_LD | BPF_H | BPF_ABS, at, NEXT, NEXT);
}

static void if_equal(struct program *p, uint32_t k, uint32_t yes, uint32_t no)
{
    put(p, BPF_JMP | BPF_JEQ | BPF_K, k, yes, no);
}

/* A row: when the accumulator equals `value` and the caller wants it, go on as said. */
struct row {
    uint32_t value, want;
};

static void pass_rows(struct program *p, uint32_t want, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (want & rows[i].want)
            if_equal(p, rows[i].value, PASS, NEXT);
}

static const struct row with_ports[] = {
    {IPPROTO_TCP, FILTER_TCP},
    {IPPROTO_UDP, FILTER_UDP},
    {IPPROTO_SCTP, FILTER_SCTP},
};
static const struct row icmp4[] = {
    {3, FILTER_ERRORS},  {11, FILTER_ERRORS},  {12, FILTER_ERRORS},
    {0, FILTER_ANSWERS}, {14, FILTER_ANSWERS}, {18, FILTER_ANSWERS},
};
static const struct row icmp6[] = {
    {1, FILTER_ERRORS}, {2, FILTER_ERRORS},    {3, FILTER_ERRORS},
    {4, FILTER_ERRORS}, {129, FILTER_ANSWERS}, {136, FILTER_NEIGHBOURS},
};
/* Extension headers (RFC 8200 §4.1, 4302, 6275, 7401, 5533): hop-by-hop, routing, fragment, destination,
 * authentication, mobility, HIP, shim6. */
static const uint8_t extensions[] = {0, 43, 44, 60, 51, 135, 139, 140};

#define ROWS(table) table, sizeof table / sizeof *table

/* From the protocol number in the accumulator: to the label for ports, to that for ICMP, or through, or out.
 */
static void by_protocol(struct program *p, uint32_t want, uint32_t icmp_number, uint32_t ports, uint32_t icmp)
{
    for (size_t i = 0; i < sizeof with_ports / sizeof *with_ports; i++)
        if_equal(p, with_ports[i].value, want & with_ports[i].want ? ports : DROP, NEXT);
    if_equal(p, icmp_number, icmp, want & FILTER_OTHER ? PASS : DROP);
}

/* The destination port in the accumulator decides. */
static void by_port(struct program *p, const struct filter_conf *conf)
{
    put(p, BPF_JMP | BPF_JGE | BPF_K, conf->port_lo, NEXT, DROP);
    put(p, BPF_JMP | BPF_JGT | BPF_K, conf->port_hi, DROP, PASS);
}

static void ipv4(struct program *p, const struct filter_conf *conf, uint32_t at)
{
    uint32_t ports = label(p), icmp = label(p);
    load16(p, at + 6);
    put(p, BPF_JMP | BPF_JSET | BPF_K, 0x1fff, DROP, NEXT); /* fragment offset */
    put(p, BPF_LDX | BPF_B | BPF_MSH, at, NEXT, NEXT);      /* X = header length */
    load8(p, at + 9);
    by_protocol(p, conf->want, IPPROTO_ICMP, ports, icmp);
    place(p, ports);
    put(p, BPF_LD | BPF_H | BPF_IND, at + 2, NEXT, NEXT);
    by_port(p, conf);
    place(p, icmp);
    put(p, BPF_LD | BPF_B | BPF_IND, at, NEXT, NEXT);
    pass_rows(p, conf->want, ROWS(icmp4));
    put(p, BPF_RET | BPF_K, 0, NEXT, NEXT);
}

static void ipv6(struct program *p, const struct filter_conf *conf, uint32_t at)
{
    uint32_t ports = label(p), icmp = label(p);
    load8(p, at + 6);
    for (size_t i = 0; i < sizeof extensions; i++)
        if_equal(p, extensions[i], PASS, NEXT);
    by_protocol(p, conf->want, IPPROTO_ICMPV6, ports, icmp);
    place(p, ports);
    load16(p, at + IP6_HEADER + 2);
    by_port(p, conf);
    place(p, icmp);
    load8(p, at + IP6_HEADER);
    pass_rows(p, conf->want, ROWS(icmp6));
    put(p, BPF_RET | BPF_K, 0, NEXT, NEXT);
}

static void arp(struct program *p, const struct filter_conf *conf, uint32_t at)
{
    if (conf->want & FILTER_NEIGHBOURS) {
        load16(p, at + 6);
        if_equal(p, ARP_REPLY, PASS, NEXT);
    }
    put(p, BPF_RET | BPF_K, 0, NEXT, NEXT);
}

/* Behind the Ethernet type at `at`, which may be one of a VLAN tag: then the same again, four bytes later. */
static void ethernet(struct program *p, const struct filter_conf *conf, uint32_t at, int tags)
{
    uint32_t four = label(p), six = label(p), address = label(p), tag = label(p);
    load16(p, at);
    if_equal(p, ETH_P_IP, four, NEXT);
    if_equal(p, ETH_P_IPV6, six, NEXT);
    if (tags < TAGS) {
        if_equal(p, ETH_P_8021Q, tag, NEXT);
        if_equal(p, ETH_P_8021AD, tag, NEXT);
    }
    if_equal(p, ETH_P_ARP, address, DROP);
    place(p, four);
    ipv4(p, conf, at + 2);
    place(p, six);
    ipv6(p, conf, at + 2);
    place(p, address);
    arp(p, conf, at + 2);
    place(p, tag);
    if (tags < TAGS)
        ethernet(p, conf, at + TAG, tags + 1);
}

static void any_ip(struct program *p, const struct filter_conf *conf)
{
    uint32_t four = label(p), six = label(p);
    load8(p, 0);
    put(p, BPF_ALU | BPF_AND | BPF_K, 0xf0, NEXT, NEXT);
    if_equal(p, 0x40, four, NEXT);
    if_equal(p, 0x60, six, DROP);
    place(p, four);
    ipv4(p, conf, 0);
    place(p, six);
    ipv6(p, conf, 0);
}

/* Labels become distances from the instruction behind the jump. */
static uint8_t distance(const struct program *p, uint32_t from, uint8_t to)
{
    return to == NEXT ? 0 : (uint8_t)(p->at[to] - from - 1);
}

static void finish(struct program *p)
{
    place(p, PASS);
    put(p, BPF_RET | BPF_K, UINT32_MAX, NEXT, NEXT);
    place(p, DROP);
    put(p, BPF_RET | BPF_K, 0, NEXT, NEXT);
    for (uint32_t i = 0; i < p->len; i++) {
        p->out[i].jt = distance(p, i, p->out[i].jt);
        p->out[i].jf = distance(p, i, p->out[i].jf);
    }
}

int filter_scan(const struct filter_conf *conf, struct sock_filter *out, uint32_t cap)
{
    /* A jump reaches 255 instructions; the program is shorter by its FILTER_MAX. */
    struct program p = {.out = out, .cap = cap < FILTER_MAX ? cap : FILTER_MAX, .labels = DROP + 1};
    if (conf->port_lo > conf->port_hi)
        return -EINVAL;
    if (conf->layer == FRAMES_ETHERNET)
        ethernet(&p, conf, 12, 0);
    else
        any_ip(&p, conf);
    finish(&p);
    return p.full ? -E2BIG : (int)p.len;
}
