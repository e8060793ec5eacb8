/* Which frames are believed at all, whatever the technique makes of them. */
#include "scan/hear.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct cookie_conf cookie = {
    .key = {{1, 2, 3}}, .port_base = COOKIE_PORT_BASE, .port_span = COOKIE_PORT_SPAN};

/* A segment of 198.18.0.2:80 to the port that asked it, with these flags, behind these tags. */
static bool believed(uint8_t flags, const uint16_t *tci, uint8_t tags, uint16_t taken_out)
{
    struct addr target = addr_v4(0xc6120002), own = addr_v4(0xc6120001);
    struct cookie c = cookie_make(&cookie, &target, 80, PROTO_TCP, 0, 0);
    uint8_t bytes[128];
    struct wr w = wr_of(bytes, sizeof bytes);
    struct eth e = {.type = ETH_TYPE_IP4, .n_tags = tags};
    for (unsigned i = 0; i < tags; i++) {
        e.tag[i].tpid = i + 1u < tags ? ETH_TYPE_QINQ : ETH_TYPE_VLAN;
        e.tag[i].tci = tci[i];
    }
    struct tcp t = {.sport = 80, .dport = c.sport, .seq = 7, .ack = c.seq + 1, .flags = flags};
    eth_build(&w, &e);
    ip4_build(&w, &(struct ip4){.src = target, .dst = own, .ttl = 64, .proto = IPPROTO_TCP}, TCP_LEN);
    tcp_build(&w, &t, NULL, 0, &target, &own);
    assert_false(w.bad);
    const struct frame f = {.data = bytes, .len = (uint32_t)wr_len(&w), .at = NSEC_MS, .vlan = taken_out};
    const struct hear h = {.tech = &tech_syn, .cookie = &cookie};
    struct reply r;
    return hear_frame(&h, &f, FRAMES_ETHERNET, 2, &r);
}

#define SYN_ACK (TCP_SYN | TCP_ACK)

/* What belongs to a VLAN is not for the bare link; a tag of number 0 has only a priority. */
static void vlans(void **state)
{
    (void)state;
    assert_true(believed(SYN_ACK, NULL, 0, FRAMES_NO_VLAN));
    assert_true(believed(SYN_ACK, (const uint16_t[]){7 << 13}, 1, FRAMES_NO_VLAN));
    assert_true(believed(SYN_ACK, NULL, 0, 7 << 13));
    assert_false(believed(SYN_ACK, (const uint16_t[]){5}, 1, FRAMES_NO_VLAN));
    assert_false(believed(SYN_ACK, NULL, 0, 5));
    assert_false(believed(SYN_ACK, (const uint16_t[]){0, 5}, 2, FRAMES_NO_VLAN));
    assert_false(believed(SYN_ACK, (const uint16_t[]){5, 0}, 2, FRAMES_NO_VLAN));
}

/* RFC 9293 §3.5: a SYN that crosses ours has no number of ours in it. */
static void simultaneous_open_proves_nothing(void **state)
{
    (void)state;
    assert_false(believed(TCP_SYN, NULL, 0, FRAMES_NO_VLAN));
    assert_false(believed(TCP_ACK, NULL, 0, FRAMES_NO_VLAN));
    assert_true(believed(TCP_RST | TCP_ACK, NULL, 0, FRAMES_NO_VLAN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(vlans),
                                       cmocka_unit_test(simultaneous_open_proves_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
