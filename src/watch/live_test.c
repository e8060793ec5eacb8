/* A ring that is too small for what comes while nobody reads: every packet is either seen or said to be lost.
 * Suite `live`, needs root. */
#include "watch/source/live.h"

#include "live.h"

#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { SENT = 20000, RING = 1 << 20, PATIENCE_MS = 3000, BATCH = 256 };

static const char *const network[] = {
    "ip link add w0 address 02:00:00:00:00:01 type veth peer name w1 address 02:00:00:00:00:02",
    "ip link set w0 up",
    "ip link set w1 up",
};

static void send_all(void)
{
    uint8_t frame[54] = {2,    0, 0, 0,  0, 2,  2, 0, 0, 0,   0,  1, 8,    0,   0x45, 0, 0,
                         40,   0, 7, 0,  0, 64, 6, 0, 0, 198, 18, 0, 9,    198, 18,   0, 1,
                         0xa0, 0, 0, 80, 0, 0,  0, 1, 0, 0,   0,  0, 0x50, 2,   4};
    struct sockaddr_ll to = {
        .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex("w0"), .sll_halen = 6};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    assert_true(fd >= 0);
    for (unsigned i = 0; i < SENT; i++)
        assert_int_equal(sendto(fd, frame, sizeof frame, 0, (struct sockaddr *)&to, sizeof to), sizeof frame);
    assert_int_equal(close(fd), 0);
}

static void losses_are_counted(void **state)
{
    (void)state;
    nsec to_wall = 0;
    struct live_conf conf = {.ifindex = (int)if_nametoindex("w1"), .room = RING, .to_wall = &to_wall};
    struct source *s;
    uint64_t ours = 0;
    assert_int_equal(live_open(&conf, &s), 0);
    to_wall = INT64_C(1) << 60; /* the clock is set, and from then on told */
    send_all();
    for (bool more = true; more;) {
        struct sight in[BATCH];
        struct pollfd p = {.fd = s->fd, .events = POLLIN};
        bool ended = false;
        more =
            poll(&p, 1, ours ? 100 : PATIENCE_MS) > 0; /* the last block is handed over within milliseconds */
        for (int n; (n = source_read(s, in, BATCH, &ended)) > 0;)
            for (int i = 0; i < n; i++) {
                ours += in[i].proto == IPPROTO_TCP;
                assert_true(in[i].at >= to_wall);
            }
    }
    source_count(s);
    assert_in_range(ours, 1, SENT - 1);
    assert_true(s->stats.lost > 0);
    assert_true(ours + s->stats.lost >= SENT); /* the kernel's own packets may be among the lost */
    source_free(s);
}

int main(void)
{
    live_enter();
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        live_run("%s", network[i]);
    const struct CMUnitTest tests[] = {cmocka_unit_test(losses_are_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
