/* Real packets in namespaces of the test's own: AF_XDP, the filter for closed ports' answers, and which way
 * is taken where. Suite `live`, needs root. */
#include "base/bytes.h"
#include "io/card.h"
#include "io/filter.h"
#include "io/hush.h"
#include "io/xdp.h"
#include "sys/clock.h"

#include "live.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { OPEN = 8080, CLOSED = 81, OURS = 61000, SYN = 2, SYN_ACK = 0x12, RST_ACK = 0x14, PATIENCE_MS = 5000 };
enum { EXPERIMENTAL = 0x88b5 }; /* an Ethernet type that nobody else speaks */

static pid_t peer;

static int set_up(void **state)
{
    (void)state;
    live_enter();
    peer = live_peer();
    live_run("ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02");
    live_run("ip link add wire0 type veth peer name wire1 && ip link set wire0 up && ip link set wire1 up");
    live_run("ip link set v1 netns %d && ip link set v0 up && ip addr add 198.18.0.1/24 dev v0", peer);
    live_run("nsenter -t %d -n sh -c 'ip link set v1 up && ip addr add 198.18.0.2/24 dev v1'", peer);
    live_run("nsenter -t %d -n ip neigh add 198.18.0.1 lladdr 02:00:00:00:00:01 dev v1", peer);
    live_run("ip -6 addr add 2001:db8::1/64 dev v0 nodad");
    live_run("nsenter -t %d -n ip -6 addr add 2001:db8::2/64 dev v1 nodad", peer);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    live_peer_end(peer);
    return 0;
}

/* A TCP socket bound to a port of this machine or of the peer's; listening when asked to. */
static int tcp_socket(bool ipv6, uint16_t port, bool listening)
{
    int one = 1, fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    int e = ipv6 ? bind(fd, (struct sockaddr *)&v6, sizeof v6) : bind(fd, (struct sockaddr *)&v4, sizeof v4);
    assert_int_equal(e, 0);
    if (listening)
        assert_int_equal(listen(fd, 1024), 0); /* never accepted from */
    return fd;
}

/* A listener in the peer's namespace: a socket belongs to the namespace that it was made in. */
static int peer_listener(void)
{
    char path[64];
    int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%d/ns/net", peer);
    int there = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(setns(there, CLONE_NEWNET), 0);
    int fd = tcp_socket(false, OPEN, true);
    assert_int_equal(setns(here, CLONE_NEWNET), 0);
    close(here);
    close(there);
    return fd;
}

static int connect_to(const char *to, uint16_t port, uint16_t from)
{
    bool ipv6 = strchr(to, ':');
    int fd = from ? tcp_socket(ipv6, from, false)
                  : socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    inet_pton(AF_INET, to, &v4.sin_addr);
    inet_pton(AF_INET6, to, &v6.sin6_addr);
    int e = ipv6 ? connect(fd, (struct sockaddr *)&v6, sizeof v6)
                 : connect(fd, (struct sockaddr *)&v4, sizeof v4);
    e = e < 0 ? -errno : 0;
    close(fd);
    return e;
}

static uint16_t sum(const uint8_t *p, size_t n, uint32_t start)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        start += get_u16(p + i);
    while (start >> 16)
        start = (start & 0xffff) + (start >> 16);
    return (uint16_t)~start;
}

/* A SYN to the peer in `layer`; returns its length. */
static uint32_t write_syn(uint8_t *at, enum frames_layer layer, uint16_t from, uint16_t port)
{
    static const uint8_t ether[] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
    static const uint8_t ip[] = {0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 198, 18, 0, 1, 198, 18, 0, 2};
    static const uint8_t tcp[] = {0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0x50, SYN, 4, 0, 0, 0, 0, 0};
    uint32_t off = layer == FRAMES_ETHERNET ? sizeof ether : 0;
    memcpy(at, ether, off);
    uint8_t *p = memcpy(at + off, ip, sizeof ip);
    memcpy(p + 20, tcp, sizeof tcp);
    put_u16(p + 20, from);
    put_u16(p + 22, port);
    put_u16(p + 10, sum(p, 20, 0));
    put_u16(p + 36, sum(p + 12, 28, 6 + 20));
    return off + 40;
}

static void send_syn_from(struct frames *f, uint16_t from, uint16_t port)
{
    struct frame out;
    assert_int_equal(frames_reserve(f, &out, 1), 1);
    out.len = write_syn(out.data, f->layer, from, port);
    assert_int_equal(frames_send(f, &out, 1), 1);
}

static void send_syn(struct frames *f, uint16_t port)
{
    send_syn_from(f, OURS, port);
}

/* TCP flags of the first answer from `port`. */
static uint8_t heard_from(struct frames *f, uint16_t port)
{
    for (nsec end = clock_mono() + PATIENCE_MS * NSEC_MS; clock_mono() < end;) {
        struct pollfd p = {.fd = frames_rx_fd(f), .events = POLLIN};
        struct frame got;
        poll(&p, 1, PATIENCE_MS);
        while (frames_recv(f, &got, 1) == 1) {
            uint32_t off = f->layer == FRAMES_ETHERNET ? 14 : 0;
            bool match = got.len >= off + 40 && got.data[off] == 0x45 && got.data[off + 9] == 6 &&
                         get_u16(got.data + off + 20) == port;
            uint8_t flags = match ? got.data[off + 33] : 0;
            frames_release(f, 1);
            if (flags)
                return flags;
        }
    }
    fail_msg("nothing heard from port %u", port);
    return 0;
}

static struct card_conf card_at(const char *device, bool ethernet)
{
    return (struct card_conf){.ifindex = (int)if_nametoindex(device),
                              .ethernet = ethernet,
                              .want = FILTER_USUAL,
                              .port_lo = OURS,
                              .port_hi = OURS,
                              .tcp_lo = OURS,
                              .tcp_hi = OURS};
}

/* The kernel gives a queue back a little after its socket was closed: the test before may still hold it. One
 * that failed holds it for good; a try takes a tenth of a second, so it is time that is limited. */
#define RETURNED (10 * NSEC_SEC)

static struct frames *open_xdp(const char *device)
{
    struct ring_conf conf = {.ifindex = (int)if_nametoindex(device)};
    struct frames *f = NULL;
    int e = xdp_open(&conf, &f);
    for (nsec end = clock_mono() + RETURNED; e == -EBUSY && clock_mono() < end; e = xdp_open(&conf, &f))
        poll(NULL, 0, 10);
    assert_int_equal(e, 0);
    assert_string_equal(f->ops->name, "xdp");
    assert_int_equal(f->layer, FRAMES_ETHERNET);
    assert_int_equal(f->mtu, 1500);
    return f;
}

static void open_first(const struct card_conf *conf, struct card *ret)
{
    assert_int_equal(card_open(conf, ret), 0);
    for (nsec end = clock_mono() + RETURNED; ret->xdp_error == -EBUSY && clock_mono() < end;) {
        card_fini(ret);
        poll(NULL, 0, 10);
        assert_int_equal(card_open(conf, ret), 0);
    }
}

static void xdp_asks_and_hears(void **state)
{
    (void)state;
    int open_door = peer_listener();
    struct frames *f = open_xdp("v0");
    send_syn(f, CLOSED);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    send_syn(f, OPEN);
    assert_int_equal(heard_from(f, OPEN), SYN_ACK);
    frames_free(f);
    close(open_door);
}

/* Every frame arrives, in order and whole, though each room is used many times over. */
static void xdp_sends_all(void **state)
{
    (void)state;
    enum { N = 50000, BATCH = 200 };
    static const struct sock_filter ours[] = {
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, 12},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, EXPERIMENTAL},
        {BPF_RET | BPF_K, 0, 0, UINT32_MAX},
        {BPF_RET | BPF_K, 0, 0, 0},
    };
    struct ring_conf to_conf = {
        .ifindex = (int)if_nametoindex("wire1"), .filter = ours, .filter_len = 4, .rx_bytes = 64 << 20};
    struct frames *from = open_xdp("wire0"), *to;
    struct frame out[BATCH], got[BATCH];
    struct frames_stats s;
    assert_int_equal(ring_open(&to_conf, &to), 0);
    uint32_t sent = 0, heard = 0;
    for (nsec end = clock_mono() + 20 * NSEC_SEC; heard < N && clock_mono() < end;) {
        uint32_t n = sent < N ? frames_reserve(from, out, BATCH) : 0;
        for (uint32_t i = 0; i < n; i++) {
            out[i].len = 60 + (sent + i) % 1400;
            memset(out[i].data, 0xff, 12);
            put_u16(out[i].data + 12, EXPERIMENTAL);
            put_u32(out[i].data + 14, sent + i);
            memset(out[i].data + 18, (int)((sent + i) & 0xff), out[i].len - 18);
        }
        for (uint32_t done = 0; done < n;) {
            int r = frames_send(from, out + done, n - done);
            assert_true(r >= 0);
            done += (uint32_t)r;
        }
        sent += n;
        uint32_t r = frames_recv(to, got, BATCH);
        for (uint32_t i = 0; i < r; i++, heard++) {
            assert_int_equal(get_u32(got[i].data + 14), heard);
            assert_int_equal(got[i].wire_len, 60 + heard % 1400);
            assert_int_equal(got[i].data[got[i].len - 1], heard & 0xff);
        }
        frames_release(to, r);
    }
    assert_int_equal(heard, N);
    frames_stats(from, &s);
    assert_int_equal(s.tx, N);
    assert_int_equal(s.tx_failed + s.tx_refused + s.tx_link_drops, 0);
    frames_free(from);
    frames_free(to);
}

/* Frames that cannot be sent are counted, others beside them go out, and their room is not lost. */
static void xdp_refuses_wrong_frames(void **state)
{
    (void)state;
    struct frames *f = open_xdp("wire0");
    struct frames_stats s;
    struct frame out[4], again[4];
    for (int round = 0; round < 2000; round++) {
        assert_int_equal(frames_reserve(f, out, 4), 4);
        assert_int_equal(frames_reserve(f, again, 4), 4);
        for (int i = 0; i < 4; i++) {
            assert_ptr_equal(out[i].data, again[i].data);
            assert_int_equal(out[i].len, 1518);
            memset(out[i].data, 0xff, 12);
            put_u16(out[i].data + 12, EXPERIMENTAL);
        }
        out[0].len = 13;
        out[1].len = out[3].len = 60;
        out[2].len = 1519;
        assert_int_equal(frames_send(f, out, 4), 4);
    }
    frames_stats(f, &s);
    assert_int_equal(s.tx, 4000);
    assert_int_equal(s.tx_failed, 4000);
    assert_int_equal(s.last_error, EMSGSIZE);
    frames_free(f);
}

static void xdp_link_goes_down(void **state)
{
    (void)state;
    live_run("ip link add gone0 type veth peer name gone1 && ip link set gone0 up && ip link set gone1 up");
    struct frames *f = open_xdp("gone0");
    struct ring_conf conf = {.ifindex = (int)if_nametoindex("gone0")};
    struct frames_stats s;
    struct frame out[3];
    for (int i = 0; i < 2; i++) {
        live_run("ip link set gone0 up");
        assert_int_equal(frames_reserve(f, out, 3), 3);
        for (int k = 0; k < 3; k++) {
            memset(out[k].data, 0xff, 12);
            put_u16(out[k].data + 12, EXPERIMENTAL);
            out[k].len = 60;
        }
        live_run("ip link set gone0 down");
        assert_int_equal(frames_send(f, out, 3), -ENETDOWN);
        assert_int_equal(frames_send(f, out, 3), -ENETDOWN);
        live_run("ip link set gone0 up");
        assert_int_equal(frames_send(f, out, 3), 3); /* and goes on */
    }
    frames_stats(f, &s);
    assert_int_equal(s.tx, 6);
    assert_int_equal(frames_reserve(f, out, 1), 1);
    out[0].len = 60;
    live_run("ip link del gone0");
    int r = frames_send(f, out, 1);
    assert_true(r == -ENXIO || r == -ENODEV || r == -ENETDOWN);
    frames_free(f);
    assert_int_equal(xdp_open(&conf, &f), -ENODEV);
}

static void xdp_not_here(void **state)
{
    (void)state;
    struct frames *f = open_xdp("wire0"), *second;
    struct ring_conf conf = {.ifindex = (int)if_nametoindex("wire0")};
    assert_int_equal(xdp_open(&conf, &second), -EBUSY); /* its only queue */
    frames_free(f);
    conf.zero_copy = true;
    assert_int_equal(xdp_open(&conf, &f), -EOPNOTSUPP);
    live_run("! ip link show wire0 | grep -q xdp"); /* and the program is gone */
    conf.zero_copy = false;
    conf.cooked = true;
    assert_int_equal(xdp_open(&conf, &f), -EOPNOTSUPP);
}

/* A flood of probes goes out, and the machine's own connections through that interface are as ever. */
static void own_traffic_passes(void **state)
{
    (void)state;
    int open_door = peer_listener();
    struct card_conf conf = card_at("v0", true);
    struct card c;
    struct frame out[64], got[64];
    open_first(&conf, &c);
    assert_true(c.sieved);
    for (int round = 0; round < 20; round++) {
        for (int batch = 0; batch < 20; batch++) {
            uint32_t n = frames_reserve(c.frames, out, 64);
            for (uint32_t i = 0; i < n; i++)
                out[i].len = write_syn(out[i].data, c.frames->layer, OURS, (uint16_t)(100 + i));
            assert_int_equal(frames_send(c.frames, out, n), n);
            frames_release(c.frames, frames_recv(c.frames, got, 64));
        }
        assert_int_equal(connect_to("198.18.0.2", OPEN, 0), 0);
        assert_int_equal(connect_to("198.18.0.2", CLOSED, 0), -ECONNREFUSED);
    }
    card_fini(&c);
    close(open_door);
}

/* The kernel's count of TCP packets that came in. */
static long tcp_in(void)
{
    long n = -1;
    FILE *p = popen("nstat -asz TcpInSegs | awk '/TcpInSegs/ { print $2 }'", "re");
    assert_non_null(p);
    assert_int_equal(fscanf(p, "%ld", &n), 1);
    pclose(p);
    return n;
}

static bool tcp_in_beyond(long n)
{
    for (nsec end = clock_mono() + PATIENCE_MS * NSEC_MS; clock_mono() < end; poll(NULL, 0, 10))
        if (tcp_in() > n)
            return true;
    return false;
}

/* A closed port's answer reaches us and not TCP; an open one's reaches both, and what the machine's own
 * sockets wait for reaches them, even on a port of ours. */
static void resets_are_kept(struct frames *f)
{
    int open_door = peer_listener();
    long before = tcp_in();
    for (int i = 0; i < 10; i++) {
        send_syn(f, CLOSED);
        assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    }
    assert_int_equal(tcp_in() - before, 0);
    send_syn(f, OPEN);
    assert_int_equal(heard_from(f, OPEN), SYN_ACK);
    assert_true(tcp_in_beyond(before));
    for (int step = -1; step <= 1; step += 2) { /* beside our block */
        before = tcp_in();
        send_syn_from(f, (uint16_t)(OURS + step), CLOSED);
        assert_true(tcp_in_beyond(before));
    }
    assert_int_equal(connect_to("198.18.0.2", CLOSED, OURS), -ECONNREFUSED);
    assert_int_equal(connect_to("2001:db8::2", CLOSED, OURS), -ECONNREFUSED);
    close(open_door);
}

static void sieve_keeps_resets(void **state)
{
    (void)state;
    struct card_conf conf = card_at("v0", true);
    struct frames_stats s;
    struct card c, second;
    open_first(&conf, &c);
    assert_true(c.sieved);
    assert_false(c.hushed);
    resets_are_kept(c.frames);
    frames_stats(c.frames, &s);
    assert_true(s.rx >= 11);
    assert_int_equal(card_open(&conf, &second), 0); /* somebody's program is there */
    assert_false(second.sieved);
    assert_true(second.hushed);
    card_fini(&second);
    card_fini(&c);
    live_run("! ip link show v0 | grep -q xdp");
}

/* A closed port's answer, and none of what else the filter lets through (ARP replies). */
static bool is_reset(const struct frame *f)
{
    return f->len >= 54 && get_u16(f->data + 12) == 0x0800 && f->data[23] == 6 && f->data[47] == RST_ACK;
}

/* Asks until the ring has got answers, by a tenth of its blocks: how many that takes is the machine's affair,
 * since a block is handed over after a moment however little there is in it. Nobody reads meanwhile. */
static void ask_until_the_ring_fills(struct frames *f)
{
    struct frame out[64];
    struct frames_stats s = {0};
    for (nsec end = clock_mono() + 60 * NSEC_SEC; s.rx_fill_permille < 100; frames_stats(f, &s)) {
        assert_true(clock_mono() < end);
        uint32_t n = frames_reserve(f, out, 64);
        for (uint32_t i = 0; i < n; i++)
            out[i].len = write_syn(out[i].data, f->layer, OURS, CLOSED);
        assert_true(frames_send(f, out, n) >= 0);
    }
}

/* More answers than the sieve's memory holds (20,000): the rest comes the usual way. */
static void sieve_overflows_into_the_ring(void **state)
{
    (void)state;
    struct card_conf conf = card_at("v0", true);
    struct frame got[64];
    struct card c;
    uint32_t resets = 0;
    open_first(&conf, &c);
    assert_true(c.sieved);
    ask_until_the_ring_fills(c.frames);
    for (uint32_t n; (n = frames_recv(c.frames, got, 64)) > 0; frames_release(c.frames, n))
        for (uint32_t i = 0; i < n; i++)
            resets += is_reset(&got[i]);
    assert_true(resets > 20000); /* all that the sieve held, and it had to be full for the ring to get any */
    card_fini(&c);
}

static void hush_keeps_resets(void **state)
{
    (void)state;
    struct frames *f = open_xdp("v0");
    int ifindex = (int)if_nametoindex("v0"), hush = hush_open(ifindex, OURS, OURS);
    assert_true(hush >= 0);
    resets_are_kept(f);
    close(hush);
    long before = tcp_in(); /* nothing is held back any more */
    send_syn(f, CLOSED);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    assert_true(tcp_in_beyond(before));
    frames_free(f);
    assert_int_equal(hush_open(9999, OURS, OURS), -ENODEV);
}

static void card_takes_what_works(void **state)
{
    (void)state;
    struct card_conf conf = card_at("v0", true);
    struct card first, second;
    open_first(&conf, &first);
    assert_string_equal(first.frames->ops->name, "xdp");
    assert_int_equal(first.xdp_error, 0);
    assert_non_null(first.spare);
    assert_int_equal(card_open(&conf, &second), 0); /* the queue is taken */
    assert_string_equal(second.frames->ops->name, "ring");
    assert_int_equal(second.xdp_error, -EBUSY);
    card_fini(&second);
    card_fini(&first);

    conf.zero_copy = true; /* asked for, and not to be had on veth */
    open_first(&conf, &first);
    assert_string_equal(first.frames->ops->name, "xdp");
    assert_int_equal(first.xdp_error, -EOPNOTSUPP);
    card_fini(&first);

    conf = card_at("lo", false);
    open_first(&conf, &first);
    assert_string_equal(first.frames->ops->name, "raw");
    assert_false(first.hushed);
    assert_false(card_fall_back(&first));
    card_fini(&first);

    conf.ifindex = 9999;
    assert_int_equal(card_open(&conf, &first), -ENODEV);
    card_fini(&first);
    conf = card_at("v0", true);
    conf.port_lo = OURS + 1;
    assert_int_equal(card_open(&conf, &first), -EINVAL);
}

static void card_falls_back(void **state)
{
    (void)state;
    struct card_conf conf = card_at("v0", true);
    struct frames_stats s;
    struct card c;
    open_first(&conf, &c);
    assert_true(card_fall_back(&c));
    assert_false(card_fall_back(&c));
    assert_string_equal(c.frames->ops->name, "raw");
    assert_int_equal(c.frames->layer, FRAMES_IP);
    assert_int_equal(c.frames->mtu, 1500);
    send_syn(c.frames, CLOSED);
    assert_int_equal(heard_from(c.frames, CLOSED), RST_ACK);
    frames_stats(c.frames, &s);
    assert_int_equal(s.tx, 1);
    assert_true(s.rx >= 1);
    card_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xdp_asks_and_hears),
        cmocka_unit_test(xdp_sends_all),
        cmocka_unit_test(xdp_refuses_wrong_frames),
        cmocka_unit_test(xdp_link_goes_down),
        cmocka_unit_test(xdp_not_here),
        cmocka_unit_test(own_traffic_passes),
        cmocka_unit_test(sieve_keeps_resets),
        cmocka_unit_test(sieve_overflows_into_the_ring),
        cmocka_unit_test(hush_keeps_resets),
        cmocka_unit_test(card_takes_what_works),
        cmocka_unit_test(card_falls_back),
    };
    return cmocka_run_group_tests_name("io/card_live", tests, set_up, tear_down);
}
