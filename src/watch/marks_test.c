/* Which tool made the packets: a scene for each row of data/watch/marks.tsv. */
#include "watch/contact.h"
#include "watch/marks.h"
#include "watch/priv_play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "wire/icmp.h"
#include "wire/icmp6.h"

#define SCANNER "203.0.113.9"

static const char *tool_of(void (*make)(struct sight *, unsigned))
{
    static char tool[16];
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        struct sight s = play_tcp(p, SCANNER, 50000, play_host(4, i * 3), 80, TCP_SYN);
        make(&s, i);
        play_sight(p, &s);
        play_wait(p, 100 * NSEC_MS);
    }
    play_end(p);
    snprintf(tool, sizeof tool, "%s", p->alerts ? p->alert[0].tool : "none");
    play_free(p);
    return tool;
}

static void bare(struct sight *s, uint8_t ttl, uint16_t win, uint64_t opts)
{
    s->ttl = ttl;
    s->win = win;
    s->opts = opts;
    s->ip_len = opts ? s->ip_len : 40;
}

static void masscan(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 1024, 0x2);
    s->ipid = (uint16_t)(addr_u32(&s->dst) ^ s->dport ^ s->seq);
}

/* What masscan would write, had its formula not been tried in vain. */
static void no_masscan(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 1024, 0);
}

/* The same where nobody tells of both numbers. */
static void masscan_in_a_log(struct sight *s, unsigned i)
{
    no_masscan(s, i);
    s->knows &= (uint16_t)~SIGHT_SEQ;
}

static void zmap3(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 65535, 0);
    s->ipid = 54321;
}

static void zmap4(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 250, 65535, 0x213114);
}

static void zmap_from_64(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 50, 65535, 0x213114);
    s->may_split = true;
}

static void zmap_as_linux(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 50, 65535, 0x24813);
    s->may_split = true;
}

/* The capture ends before the last option, of as many bytes. */
static void zmap4_cut(struct sight *s, unsigned i)
{
    zmap4(s, i);
    s->opts = 0x21311;
    s->opts_cut = true;
    s->ip_len = 52;
}

/* The same of a system that has more of them; and of packets of which no option is left, but not for want of
 * any. */
static void longer_cut(struct sight *s, unsigned i)
{
    zmap4_cut(s, i);
    s->ip_len = 64;
}

static void hping3_cut(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 60, 512, 0);
    s->opts_cut = true;
    s->ip_len = 60;
}

/* Behind a router that begins TTLs anew. */
static void windows(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 60, 65535, 0x213114);
}

static void nmap(struct sight *s, unsigned i)
{
    uint32_t t = i % 4;
    bare(s, 50, 1024, 0x2);
    s->seq = 0x12345678 ^ (t << 16 | t);
}

static void mirai(struct sight *s, unsigned i)
{
    bare(s, 60, (uint16_t)(i * 97 + 5), 0);
    s->seq = addr_u32(&s->dst);
}

static void unicornscan(struct sight *s, unsigned i)
{
    s->sport = (uint16_t)(30000 + i * 7);
    s->seq = 0xcafebabe ^ __builtin_bswap32(addr_u32(&s->dst)) ^ (((uint32_t)s->dport << 16) + s->sport);
}

static void unicornscan_big(struct sight *s, unsigned i)
{
    s->sport = (uint16_t)(30000 + i * 7);
    s->seq = 0xcafebabe ^ addr_u32(&s->dst) ^ (((uint32_t)s->dport << 16) + s->sport);
}

static void hping3(struct sight *s, unsigned i)
{
    bare(s, 64, 512, 0);
    s->sport = (uint16_t)(2000 + i);
}

static void naabu(struct sight *s, unsigned i)
{
    bare(s, 250, 1024, 0x2);
    s->seq = i;
}

static void tojimari(struct sight *s, unsigned i)
{
    bare(s, 64, 64240, 0x213114);
    s->sport = (uint16_t)(61000 + i * 37);
    s->ipid = 0;
}

static void nmap_ack(struct sight *s, unsigned i)
{
    bare(s, 50, 1024, 0);
    s->tcp_flags = TCP_ACK;
    s->seq = 0;
    s->ack = 0x12345678 ^ (i % 3 << 16 | i % 3);
}

/* Nobody's number: whoever writes packets by hand leaves it at 0. */
static void by_hand(struct sight *s, unsigned i)
{
    nmap_ack(s, i);
    s->seq = 77 * i + 5;
    s->ack = 0;
}

static void tojimari_fin(struct sight *s, unsigned i)
{
    bare(s, 64, 64240, 0);
    s->tcp_flags = TCP_FIN;
    s->sport = (uint16_t)(61000 + i * 37);
}

static void tojimari_ack(struct sight *s, unsigned i)
{
    tojimari_fin(s, i);
    s->tcp_flags = TCP_ACK;
}

static void nmap_fin(struct sight *s, unsigned i)
{
    nmap(s, i);
    s->tcp_flags = TCP_FIN;
    bare(s, 50, 1024, 0);
}

static void hping3_fin(struct sight *s, unsigned i)
{
    bare(s, 60, 512, 0);
    s->tcp_flags = TCP_FIN;
    s->seq = 77 * i + 5;
}

static void hping3_scan(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 64, 512, 0);
}

static void hping3_ack(struct sight *s, unsigned i)
{
    hping3(s, i);
    s->tcp_flags = TCP_ACK;
    s->ack = s->seq * 7;
}

/* What came a few hops far, without TCP. */
static void talk(struct sight *s, uint8_t proto, uint8_t ttl, uint16_t len)
{
    s->proto = proto;
    s->tcp_flags = proto == IPPROTO_SCTP; /* INIT */
    s->opts = 0;
    s->ttl = ttl;
    s->ip_len = len;
    s->may_split = true;
    s->icmp_type = ICMP_TYPE_ECHO;
    s->seq = 0;
    if (proto == IPPROTO_ICMP)
        s->sport = s->dport = 0;
    s->knows = SIGHT_TTL | SIGHT_IPID | SIGHT_LEN |
               (proto == IPPROTO_UDP    ? SIGHT_SPORT | SIGHT_PAYLOAD
                : proto == IPPROTO_ICMP ? SIGHT_SEQ
                                        : SIGHT_SPORT | SIGHT_FLAGS | SIGHT_SEQ);
}

static void nmap_udp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, (uint8_t)(35 + i * 11 % 23), 28);
}

/* Its echo requests are empty and have sequence number 0. */
static void nmap_echo(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, (uint8_t)(35 + i * 11 % 23), 28);
    s->seq = 0x12345u * (i + 1) << 16;
}

/* TTLs chosen at random may lie close together. */
static void nmap_echo_near(struct sight *s, unsigned i)
{
    nmap_echo(s, i);
    s->ttl = (uint8_t)(43 + i / 3 % 3);
}

/* A system's. */
static void nmap_echo_alike(struct sight *s, unsigned i)
{
    nmap_echo(s, i);
    s->ttl = 61;
}

static void nmap_ping(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, (uint8_t)(35 + i * 11 % 23), 40);
    s->icmp_type = ICMP_TYPE_TIMESTAMP;
}

/* By two ways, one of which is longer; by four, which are nearly alike; from a router to the next. */
static void two_ways(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, i % 2 ? 50 : 53, 28);
}

static void four_ways(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, (uint8_t)(50 + i * 3 % 4), 28);
}

static void traceroute(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, (uint8_t)(1 + i), 28);
}

static void masscan_sctp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_SCTP, 250, 52);
    s->seq = 0x1234567 * (i + 1);
    s->ipid = (uint16_t)(addr_u32(&s->dst) ^ s->dport ^ s->seq);
}

static void system_sctp(struct sight *s, unsigned i)
{
    masscan_sctp(s, i);
    s->ipid++;
}

static void masscan_ping(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, 250, 76);
    s->seq = 0x1234567 * (i + 1);
}

static void zmap_ping(struct sight *s, unsigned i)
{
    masscan_ping(s, i);
    s->ttl = 60;
    s->ip_len = 48;
}

static void zmap_timed_ping(struct sight *s, unsigned i)
{
    zmap_ping(s, i);
    s->ip_len = 40;
}

/* A system's, that was told to send as much. */
static void short_ping(struct sight *s, unsigned i)
{
    zmap_ping(s, i);
    s->seq = 0x4d2u << 16 | i;
}

static void zmap3_ping(struct sight *s, unsigned i)
{
    masscan_ping(s, i);
    s->ip_len = 40;
    s->ipid = 54321;
}

static void router_ping(struct sight *s, unsigned i)
{
    masscan_ping(s, i);
    s->ip_len = 100;
}

static void zmap_udp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, 60, 48);
    s->payload = 20;
    s->sport = (uint16_t)(32768 + i * 7919 % 28233);
    s->unsummed = true;
}

static void unsummed(struct sight *s, unsigned i)
{
    zmap_udp(s, i);
    s->sport = 40000;
}

static void summed(struct sight *s, unsigned i)
{
    zmap_udp(s, i);
    s->unsummed = false;
}

static void masscan_udp(struct sight *s, unsigned i)
{
    (void)i;
    talk(s, IPPROTO_UDP, 250, 28);
}

/* With words of some service; of a system that counts its packets; of one that does what the server NTP does. */
static void masscan_ntp(struct sight *s, unsigned i)
{
    masscan_udp(s, i);
    s->dport = 123;
    s->payload = 48;
}

static void counted(struct sight *s, unsigned i)
{
    masscan_ntp(s, i);
    s->ipid = (uint16_t)(300 + i * 3);
}

static void time_server(struct sight *s, unsigned i)
{
    masscan_ntp(s, i);
    s->sport = 123;
}

/* The same over IPv6, of which all begin at 255. */
static void by_ipv6(struct sight *s, uint8_t proto, uint16_t len)
{
    static const struct addr scanner = {.b = {0x20, 0x01, 0x0d, 0xb8, 7, [15] = 9}, .len = 16};
    struct addr host = {.b = {0xfd, [14] = s->dst.b[2], [15] = s->dst.b[3]}, .len = 16};
    talk(s, proto, 250, len);
    s->src = scanner;
    s->dst = host;
    s->may_split = false;
    s->knows &= (uint16_t)~SIGHT_IPID;
    s->icmp_type = ICMP6_TYPE_ECHO;
}

static void masscan_dns6(struct sight *s, unsigned i)
{
    (void)i;
    by_ipv6(s, IPPROTO_UDP, 79);
    s->dport = 53;
    s->payload = 31;
}

static void nmap_dns6(struct sight *s, unsigned i)
{
    masscan_dns6(s, i);
    s->payload = 12;
}

static void resolver6(struct sight *s, unsigned i)
{
    masscan_dns6(s, i);
    s->payload = (uint16_t)(28 + i % 9);
}

static void in_a_log(struct sight *s)
{
    s->kind = SIGHT_LOG;
    s->action = SIGHT_DROPPED;
    s->knows &= (uint16_t)~SIGHT_PAYLOAD;
}

static void nmap_dns6_in_a_log(struct sight *s, unsigned i)
{
    nmap_dns6(s, i);
    in_a_log(s);
    s->ip_len = 60;
}

static void nmap_echo6(struct sight *s, unsigned i)
{
    by_ipv6(s, IPPROTO_ICMPV6, 48);
    s->knows |= SIGHT_SEQ;
    s->seq = 0x12345u * (i + 1) << 16;
}

static void masscan_echo6(struct sight *s, unsigned i)
{
    nmap_echo6(s, i);
    s->ip_len = 96;
}

/* Each door twice, the second time from a port a little above, or the same; traceroutes one after the other, from
 * ports that are their processes' numbers. */
static void twice(struct sight *s, unsigned i, uint16_t above)
{
    static struct addr before;
    talk(s, IPPROTO_UDP, 64, 28);
    s->sport = (uint16_t)(i % 2 ? s->sport + above : s->sport);
    s->dst = i % 2 ? before : s->dst;
    before = s->dst;
}

static void nmap_again(struct sight *s, unsigned i)
{
    twice(s, i, 2);
}

static void client_again(struct sight *s, unsigned i)
{
    twice(s, i, 0);
}

static void traced_again(struct sight *s, unsigned i)
{
    twice(s, i, 2);
    s->ttl = 7;
}

static void hping3_udp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, 60, 28);
    s->sport = (uint16_t)(2000 + i);
}

/* By a process for each host, all of which chose alike within a second. */
static void hping3_udps(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, 60, 28);
    s->sport = (uint16_t)(1024 + i / 10 * 613 % 2000);
    s->ipid = (uint16_t)(0x4d2 + i / 10 * 0x1234);
}

static void hping3_udp_in_a_log(struct sight *s, unsigned i)
{
    hping3_udp(s, i);
    in_a_log(s);
}

static void hping3_data(struct sight *s, unsigned i)
{
    hping3_udp(s, i);
    s->payload = 20;
}

/* Counted, as older systems count their ports. */
static void old_system(struct sight *s, unsigned i)
{
    hping3_data(s, i);
    s->ipid = (uint16_t)(100 + i);
}

static void hping3_times(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, 60, 40);
    s->icmp_type = ICMP_TYPE_TIMESTAMP;
    s->seq = 0x4d2u << 16 | i << 8;
}

static void empty_udp(struct sight *s, unsigned i)
{
    hping3_udp(s, 0);
    s->sport = (uint16_t)(40000 + i * 37);
}

static void hping3_ping(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, 60, 28);
    s->seq = 0x4d2u << 16 | i << 8;
}

/* Each by a process of its own: of hping3; of ping, which begins at 1; of who leaves all numbers at 0. */
static void hping3_pings(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, 60, 28);
    s->seq = (0x4d2u + i * 3) << 16;
}

static void pings(struct sight *s, unsigned i)
{
    hping3_pings(s, i);
    s->seq++;
}

static void zeroes(struct sight *s, unsigned i)
{
    hping3_pings(s, i);
    s->seq = 0;
}

static void empty_ping(struct sight *s, unsigned i)
{
    hping3_ping(s, i);
    s->seq = 0x4d2u << 16 | i;
}

static void tojimari_udp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_UDP, 60, 40);
    s->payload = 12;
    s->sport = (uint16_t)(61000 + i * 613 % 4096);
}

/* What a program sends from one port. */
static void one_port(struct sight *s, unsigned i)
{
    tojimari_udp(s, i);
    s->sport = 61111;
}

/* What systems count up, or NATs. */
static void next_port(struct sight *s, unsigned i)
{
    tojimari_udp(s, i);
    s->sport = (uint16_t)(61789 + i * 3);
}

static void nmap_sctp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_SCTP, (uint8_t)(35 + i * 11 % 23), 52);
    s->seq = 0x1234567 * (i + 1);
}

static void tojimari_sctp(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_SCTP, 60, 52);
    s->sport = (uint16_t)(61000 + i * 613 % 4096);
    s->seq = 0x1234567 * (i + 1);
}

static void tojimari_ping(struct sight *s, unsigned i)
{
    talk(s, IPPROTO_ICMP, 60, 36);
    s->seq = (61000 + i * 613 % 4096) << 16 | i;
}

static void tojimari_time(struct sight *s, unsigned i)
{
    tojimari_ping(s, i);
    s->icmp_type = ICMP_TYPE_TIMESTAMP;
    s->ip_len = 40;
}

/* An echo request with as much. */
static void timed_ping(struct sight *s, unsigned i)
{
    tojimari_time(s, i);
    s->icmp_type = ICMP_TYPE_ECHO;
    s->may_split = false;
}

/* At the port at which nmap looks for hosts. */
static void tojimari_40125(struct sight *s, unsigned i)
{
    tojimari_udp(s, i);
    s->dport = 40125;
}

static void nmap_40125(struct sight *s, unsigned i)
{
    one_port(s, i);
    s->dport = 40125;
}

static void system_ping(struct sight *s, unsigned i)
{
    tojimari_ping(s, i);
    s->ip_len = 84;
}

static void naabu_by_kernel(struct sight *s, unsigned i)
{
    naabu(s, i * 2); /* others of its questions are in another ledger */
    s->ttl = 60;
}

static void nping(struct sight *s, unsigned i)
{
    (void)i;
    bare(s, 60, 1480, 0);
}

static void nping_fin(struct sight *s, unsigned i)
{
    nping(s, i);
    s->tcp_flags = TCP_FIN;
}

static void nmap_xmas_data(struct sight *s, unsigned i)
{
    nmap_ack(s, i);
    s->tcp_flags = TCP_FIN | TCP_PSH | TCP_URG;
    s->seq = s->ack;
    s->ack = 0;
    s->payload = 24;
}

static void nmap_ack_data(struct sight *s, unsigned i)
{
    nmap_ack(s, i);
    s->payload = 24;
}

/* The first sixteen bytes of their headers. */
static void nmap_tiny(struct sight *s, unsigned i)
{
    nmap(s, i);
    s->fragment = true;
    s->ip_len = 36;
    s->opts = 0;
    s->knows &= (uint16_t)~SIGHT_OPTS;
}

static void hping3_tiny(struct sight *s, unsigned i)
{
    nmap_tiny(s, i);
    s->ttl = 64;
    s->win = 512;
    s->seq = 77 * i * i + 5;
    s->sport = (uint16_t)(2000 + i);
}

static void kernel(struct sight *s, unsigned i)
{
    s->sport = (uint16_t)(40000 + i * 3);
}

/* A dozen hosts, here and there, all of which answer. */
static struct play *answered(const char *src, void (*make)(struct sight *, unsigned))
{
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 12; i++, play_wait(p, 20 * NSEC_MS)) {
        char dst[16];
        snprintf(dst, sizeof dst, "%s", play_host(4, i * 7 % 32));
        struct sight s = play_tcp(p, src, 0, dst, 0, 0);
        make(&s, i);
        play_sight(p, &s);
        play_icmp(p, dst, src, 0);
    }
    return p;
}

/* Nobody is missing, but no system pings like that. */
static void answered_pings(void **state)
{
    (void)state;
    play_expect(answered(SCANNER, nmap_echo_near), SCANNER, "sweep", "ping");
    play_expect(answered("10.0.0.9", nmap_echo_near), "10.0.0.9", "sweep", "ping");
    play_quiet(answered(SCANNER, nmap_echo_alike));
    play_quiet(answered("10.0.0.9", nmap_echo_alike));
}

/* The same of packets that are not TCP's, */
static void talkers(void **state)
{
    (void)state;
    assert_string_equal(tool_of(nmap_udp), "nmap");
    assert_string_equal(tool_of(nmap_ping), "nmap");
    assert_string_equal(tool_of(nmap_echo), "nmap");
    assert_string_equal(tool_of(nmap_echo_near), "nmap");
    assert_string_equal(tool_of(two_ways), "");
    assert_string_equal(tool_of(four_ways), "");
    assert_string_equal(tool_of(traceroute), "");
    assert_string_equal(tool_of(masscan_sctp), "masscan");
    assert_string_equal(tool_of(system_sctp), "");
    assert_string_equal(tool_of(masscan_ping), "masscan");
    assert_string_equal(tool_of(masscan_udp), "masscan");
    assert_string_equal(tool_of(masscan_ntp), "masscan");
    assert_string_equal(tool_of(hping3_udp_in_a_log), "hping3");
    assert_string_equal(tool_of(nmap_dns6_in_a_log), "nmap");
    assert_string_equal(tool_of(counted), "");
    assert_string_equal(tool_of(time_server), "");
    assert_string_equal(tool_of(zmap_ping), "zmap");
    assert_string_equal(tool_of(zmap_timed_ping), "zmap");
    assert_string_equal(tool_of(short_ping), "");
    assert_string_equal(tool_of(zmap3_ping), "zmap");
    assert_string_equal(tool_of(router_ping), "");
    assert_string_equal(tool_of(zmap_udp), "zmap");
    assert_string_equal(tool_of(unsummed), "");
    assert_string_equal(tool_of(summed), "");
    assert_string_equal(tool_of(hping3_udp), "hping3");
    assert_string_equal(tool_of(hping3_udps), "hping3");
    assert_string_equal(tool_of(hping3_data), "hping3");
    assert_string_equal(tool_of(hping3_times), "hping3");
    assert_string_equal(tool_of(old_system), "");
    assert_string_equal(tool_of(empty_udp), "");
    assert_string_equal(tool_of(hping3_ping), "hping3");
    assert_string_equal(tool_of(hping3_pings), "hping3");
    assert_string_equal(tool_of(pings), "");
    assert_string_equal(tool_of(zeroes), "");
    assert_string_equal(tool_of(empty_ping), "");
    assert_string_equal(tool_of(tojimari_udp), "tojimari");
    assert_string_equal(tool_of(one_port), "");
    assert_string_equal(tool_of(next_port), "");
    assert_string_equal(tool_of(tojimari_sctp), "tojimari");
    assert_string_equal(tool_of(tojimari_ping), "tojimari");
    assert_string_equal(tool_of(system_ping), "");
    assert_string_equal(tool_of(tojimari_time), "tojimari");
    assert_string_equal(tool_of(timed_ping), "");
    assert_string_equal(tool_of(tojimari_40125), "tojimari");
    assert_string_equal(tool_of(nmap_40125), "nmap");
}

/* those of IPv6, which has no identification and of which all begin at 255, and such as are asked again, */
static void scarce(void **state)
{
    (void)state;
    assert_string_equal(tool_of(masscan_dns6), "masscan");
    assert_string_equal(tool_of(nmap_dns6), "nmap");
    assert_string_equal(tool_of(resolver6), "");
    assert_string_equal(tool_of(nmap_echo6), "nmap");
    assert_string_equal(tool_of(masscan_echo6), "masscan");
    assert_string_equal(tool_of(nmap_again), "nmap");
    assert_string_equal(tool_of(client_again), "");
    assert_string_equal(tool_of(traced_again), "");
}

/* and of such that carry data or come in pieces. */
static void unusual(void **state)
{
    (void)state;
    assert_string_equal(tool_of(naabu_by_kernel), "naabu");
    assert_string_equal(tool_of(nping), "nping");
    assert_string_equal(tool_of(nping_fin), "nping");
    assert_string_equal(tool_of(nmap_xmas_data), "nmap");
    assert_string_equal(tool_of(nmap_ack_data), "nmap");
    assert_string_equal(tool_of(nmap_tiny), "nmap");
    assert_string_equal(tool_of(hping3_tiny), "hping3");
}

static void tools(void **state)
{
    (void)state;
    assert_string_equal(tool_of(masscan), "masscan");
    assert_string_equal(tool_of(no_masscan), "");
    assert_string_equal(tool_of(masscan_in_a_log), "masscan");
    assert_string_equal(tool_of(zmap3), "zmap");
    assert_string_equal(tool_of(zmap4), "zmap");
    assert_string_equal(tool_of(zmap_from_64), "zmap");
    assert_string_equal(tool_of(zmap_as_linux), "zmap");
    assert_string_equal(tool_of(zmap4_cut), "zmap");
    assert_string_equal(tool_of(longer_cut), "");
    assert_string_equal(tool_of(hping3_cut), "");
    assert_string_equal(tool_of(windows), "");
    assert_string_equal(tool_of(nmap), "nmap");
    assert_string_equal(tool_of(mirai), "mirai");
    assert_string_equal(tool_of(unicornscan), "unicornscan");
    assert_string_equal(tool_of(unicornscan_big), "unicornscan");
    assert_string_equal(tool_of(hping3), "hping3");
    assert_string_equal(tool_of(naabu), "naabu");
    assert_string_equal(tool_of(tojimari), "tojimari");
    assert_string_equal(tool_of(nmap_ack), "nmap");
    assert_string_equal(tool_of(by_hand), "");
    assert_string_equal(tool_of(tojimari_fin), "tojimari");
    assert_string_equal(tool_of(tojimari_ack), "tojimari");
    assert_string_equal(tool_of(hping3_scan), "hping3");
    assert_string_equal(tool_of(hping3_ack), "hping3");
    assert_string_equal(tool_of(kernel), "");
}

/* What wrote its own SYNs speaks TCP itself to whom it finds, or has the system do it: that makes no connect
 * scan of it. */
static void banners(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    for (unsigned i = 0; i < 30; i++) {
        const char *host = play_host(4, i * 3);
        struct sight s = play_tcp(p, SCANNER, 50000, host, 80, TCP_SYN);
        masscan(&s, i);
        play_sight(p, &s);
        uint8_t back = i % 10 ? TCP_RST | TCP_ACK : TCP_SYN | TCP_ACK;
        struct sight a = play_tcp(p, host, 80, SCANNER, 50000, back);
        a.ack = s.seq + 1;
        play_sight(p, &a);
        if (i % 10 == 0) {
            struct sight on = play_tcp(p, SCANNER, 50000, host, 80, TCP_ACK);
            on.seq = s.seq + 1;
            on.ack = a.seq + 1;
            play_sight(p, &on);
            on.tcp_flags |= TCP_PSH;
            on.payload = 20;
            play_sight(p, &on);
        }
        play_wait(p, 100 * NSEC_MS);
    }
    play_expect(p, SCANNER, "horizontal", "syn");
}

/* Packets that no system sends are told after so many, before more come; what systems may send takes as many as
 * said. */
static void few_packets(void **state)
{
    (void)state;
    static const struct {
        void (*make)(struct sight *, unsigned);
        uint8_t technique, enough;
        const char *tool;
    } rows[] = {{nmap_fin, TECHNIQUE_FIN, 3, "nmap"},           {nmap_ack, TECHNIQUE_ACK, 3, "nmap"},
                {hping3_fin, TECHNIQUE_FIN, 3, "hping3"},       {hping3_ack, TECHNIQUE_ACK, 3, "hping3"},
                {hping3_scan, TECHNIQUE_SYN, 3, "hping3"},      {nmap_sctp, TECHNIQUE_SCTP, 3, "nmap"},
                {nmap_udp, TECHNIQUE_UDP, 5, "nmap"},           {masscan_ntp, TECHNIQUE_UDP, 4, "masscan"},
                {masscan_in_a_log, TECHNIQUE_SYN, 4, "masscan"}};
    struct play *p = play_new(0, false);
    for (unsigned k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct marks m = {0};
        for (unsigned i = 0; i < rows[k].enough; i++) {
            assert_null(marks_judge(&m, rows[k].technique).tool);
            struct sight s = play_tcp(p, SCANNER, 50000, play_host(4, i * 3), 80, TCP_SYN);
            rows[k].make(&s, i);
            marks_add(&m, &s);
        }
        assert_string_equal(marks_judge(&m, rows[k].technique).tool, rows[k].tool);
    }
    play_free(p);
}

/* Five by two ways are too few for more; what was asked again by one of several counts for all, when it was from
 * another port. */
static void few_doubts(void **state)
{
    (void)state;
    struct play *p = play_new(0, false);
    struct sight last = {0};
    struct marks all = {0}, one = {0}, few = {0};
    for (unsigned i = 0; i < 5; i++) {
        struct sight s = play_tcp(p, SCANNER, 50000, play_host(4, i * 3), 80, TCP_SYN);
        two_ways(&s, i);
        marks_add(&few, &s);
    }
    assert_null(marks_judge(&few, TECHNIQUE_UDP).tool);
    for (unsigned i = 0; i < 10; i++) {
        struct sight s = play_tcp(p, SCANNER, 50000, play_host(4, i * 3), 80, TCP_SYN);
        client_again(&s, 0);
        marks_add(&one, &s);
        marks_again(&one, &s);
        assert_null(marks_judge(&one, TECHNIQUE_UDP).tool);
        last = s;
    }
    for (unsigned i = 0; i < 3; i++) {
        last.sport++;
        marks_again(&one, &last);
    }
    marks_join(&all, &one);
    assert_string_equal(marks_judge(&all, TECHNIQUE_UDP).tool, "nmap");
    play_free(p);
}

/* From outside, few shut doors are bad luck as long as a system asks; a scanning tool has none. */
static void few_doors(void **state)
{
    (void)state;
    for (unsigned marked = 0; marked < 2; marked++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 4; i++) {
            struct sight s = play_tcp(p, SCANNER, 50000, play_host(4, i * 3), 8080, TCP_SYN);
            if (marked)
                masscan(&s, i);
            play_sight(p, &s);
            play_wait(p, NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, SCANNER, "horizontal");
        assert_non_null(a);
        assert_string_equal(a->tool, marked ? "masscan" : "");
        assert_string_equal(a->severity, marked ? "medium" : "low");
        play_free(p);
    }
}

/* Whose system has business of its own, which it finishes, is asked for by packets that a program writes itself, or by
 * connections like those. */
static void business_besides(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 2; first++)
        for (unsigned own = 0; own < 2; own++) {
            struct play *p = play_new(0, false);
            for (unsigned i = 0; i < 44; i++) {
                if (i % 20 == (first ? 0 : 10))
                    play_ask(p, "10.0.0.66", play_host(3, i), 3306, 'w');
                struct sight s =
                    play_tcp(p, "10.0.0.66", 50000, "10.0.9.9", (uint16_t)(100 + i * 7), TCP_SYN);
                if (own)
                    bare(&s, 55, 1024, SIGHT_OPT_MSS);
                else
                    s.sport = (uint16_t)(40000 + i);
                play_sight(p, &s);
                s = play_tcp(p, "10.0.9.9", s.dport, "10.0.0.66", s.sport, TCP_RST | TCP_ACK);
                s.seq = 0;
                play_sight(p, &s);
                play_wait(p, NSEC_SEC);
            }
            play_expect(p, "10.0.0.66", "vertical", own ? "syn" : "connect");
        }
}

/* Of many sources with one plan, each of which left few packets, all count. */
static void shared_plan(void **state)
{
    (void)state;
    for (unsigned marked = 0; marked < 2; marked++) {
        struct play *p = play_new(0, false);
        for (unsigned i = 0; i < 200; i++) {
            char src[32];
            snprintf(src, sizeof src, "203.0.113.%u", 10 + i % 50);
            struct sight s = play_tcp(p, src, 50000, play_host(5, i), 22, TCP_SYN);
            if (marked)
                masscan(&s, i);
            play_sight(p, &s);
            play_wait(p, 2 * NSEC_SEC);
        }
        play_end(p);
        const struct play_alert *a = play_find(p, NULL, "distributed");
        assert_non_null(a);
        assert_string_equal(a->tool, marked ? "masscan" : "");
        play_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tools),
        cmocka_unit_test(answered_pings),
        cmocka_unit_test(talkers),
        cmocka_unit_test(unusual),
        cmocka_unit_test(banners),
        cmocka_unit_test(few_doors),
        cmocka_unit_test(business_besides),
        cmocka_unit_test(shared_plan),
        cmocka_unit_test(few_packets),
        cmocka_unit_test(few_doubts),
        cmocka_unit_test(scarce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
