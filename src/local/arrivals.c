#include "local/arrivals.h"

#include "base/bytes.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>

/* Up to the destination port; each jump is told by how many instructions it passes over. */
static const struct sock_filter head[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
    /* What leaves (over lo it also comes in), and what a card in promiscuous mode hears of others, does not
     * arrive. */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, PACKET_OTHERHOST, 11, 0),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 7, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 8),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0), /* not the first fragment */
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
    BPF_STMT(BPF_JMP | BPF_JA, 4),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6), /* IPv6 */
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, 0),
    BPF_STMT(BPF_LDX | BPF_IMM, 40),
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
};
enum { HEAD = sizeof head / sizeof *head };

unsigned arrivals_program(const uint16_t *port, size_t ports, struct sock_filter out[ARRIVALS_PROGRAM])
{
    static const struct sock_filter pass = BPF_STMT(BPF_RET | BPF_K, ARRIVALS_BYTES),
                                    drop = BPF_STMT(BPF_RET | BPF_K, 0);
    unsigned n = HEAD;
    memcpy(out, head, sizeof head);
    for (size_t i = 0; i < ports && ports <= ARRIVALS_PORTS; i++) {
        out[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port[i], 0, 1);
        out[n++] = pass;
    }
    out[n++] = ports > ARRIVALS_PORTS ? pass : drop;
    return n;
}

bool arrivals_parse(const void *data, size_t n, struct addr *ret_dst, uint16_t *ret_port)
{
    struct rd r = rd_of(data, n);
    uint8_t first = rd_u8(&r);
    bool wide = first >> 4 == 6;
    size_t head_len = wide ? 40 : 4u * (first & 15);
    if (r.bad || (!wide && (first >> 4 != 4 || head_len < 20)))
        return false;
    rd_skip(&r, wide ? 5 : 8);
    bool udp = rd_u8(&r) == IPPROTO_UDP;
    rd_skip(&r, wide ? 17 : 6);
    const uint8_t *dst = rd_take(&r, wide ? 16 : 4);
    rd_skip(&r, wide ? 0 : head_len - 20);
    rd_skip(&r, 2);
    uint16_t port = rd_u16(&r);
    if (r.bad || !udp)
        return false;
    *ret_dst =
        wide ? addr_v6(dst)
             : addr_v4((uint32_t)dst[0] << 24 | (uint32_t)dst[1] << 16 | (uint32_t)dst[2] << 8 | dst[3]);
    *ret_port = port;
    return true;
}
