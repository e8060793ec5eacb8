/* Packets as answers to -O: the first byte says which question they claim to answer. Each is patched so that
 * it proves itself, as a hostile host's would, and then read; whatever it says, the traits are text that can
 * be read back. Bytes of later packets follow, each behind its length. */
#include "check.h"
#include "ident/os/traits.h"

#include <string.h>

static const struct asks_conf conf = {.key = {{1, 2, 3}}, .port_base = 61000, .port_span = 4096};

static struct asks_host host(void)
{
    return (struct asks_host){.addr = addr_v4(0xc6120002),
                              .source = addr_v4(0xc6120001),
                              .open = 22,
                              .closed = 23,
                              .udp_closed = 40000,
                              .ttl = 64};
}

/* Makes the packet come from the host, to our port, with our number. */
static void aim(const struct asks_host *h, enum asks_question q, uint8_t *p, size_t len)
{
    uint8_t asked[ASKS_LEN_MAX];
    struct wr w = wr_of(asked, sizeof asked);
    bool needed;
    asks_build(&conf, h, q, 0, &w);
    size_t header = len ? (size_t)(p[0] & 15) * 4 : 0;
    if (header < IP4_LEN || len < header + 8)
        return;
    memcpy(p + IP4_AT_SRC, h->addr.b, 4);
    if (q < ASKS_UDP && p[IP4_AT_PROTO] == 6 && len >= header + TCP_LEN) {
        put_u16(p + header, asks_door(h, q, &needed));
        memcpy(p + header + 2, asked + IP4_LEN, 2);
        put_u32(p + header + TCP_AT_ACK, get_u32(asked + IP4_LEN + TCP_AT_SEQ) + 1);
    } else if (p[IP4_AT_PROTO] == 1 && p[header] == ICMP_TYPE_UNREACHABLE) {
        size_t room = len - header - 8, whole = wr_len(&w);
        memcpy(p + header + 8, asked, room < whole ? room : whole);
    } else if (p[IP4_AT_PROTO] == 1 && len >= header + 16) {
        memcpy(p + header + 4, asked + IP4_LEN + 4, 12);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct asks_host h = host();
    struct asks_answer a[ASKS_COUNT] = {0};
    struct traits_numbers n;
    struct traits t, back;
    struct diag d = {0};
    struct buf b;
    struct rd r = rd_of(data, len);
    while (rd_left(&r) > 2) {
        enum asks_question q = (enum asks_question)(rd_u8(&r) % ASKS_COUNT4), is;
        uint8_t packet[256];
        size_t size = rd_u8(&r);
        size = size < rd_left(&r) ? size : rd_left(&r);
        struct asks_answer one;
        struct packet p;
        unsigned try;
        memcpy(packet, rd_take(&r, size), size);
        aim(&h, q, packet, size);
        if (packet_parse(packet, size, PACKET_IP, false, &p) != PACKET_OK ||
            !asks_hear(&conf, &h, &p, &is, &try, &one))
            continue;
        CHECK(is < ASKS_COUNT && try < ASKS_TRIES);
        a[is] = one;
        a[is].sent = (nsec)is * NSEC_MS;
        a[is].at = a[is].sent + 1;
    }
    traits_numbers(a, 4, false, &n);
    traits_of(a, &n, &h, 255, &t);
    buf_init(&b, 4096);
    traits_text(&t, &b);
    CHECK(!b.over && traits_read(buf_text(&b), b.len, &back, &d) == 0 && memcmp(&t, &back, sizeof t) == 0);
    buf_fini(&b);
    (void)traits_read((const char *)data, len, &back, &d);
    return 0;
}
