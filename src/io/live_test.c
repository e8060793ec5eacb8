/* Real packets in namespaces of the test's own: rings, raw sockets, dialled connections. Suite `live`, needs
 * root. */
#include "base/bytes.h"
#include "io/dial.h"
#include "io/filter.h"
#include "io/raw.h"
#include "io/ring.h"
#include "sys/clock.h"

#include "live.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { OPEN = 8080, CLOSED = 81, OURS = 61000, SYN = 2, RST_ACK = 0x14, SYN_ACK = 0x12, PATIENCE_MS = 5000 };

static pid_t peer;

static const char *const network[] = {
    "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad",
    "ip link add veth0 address 02:00:00:00:00:01 type veth peer name veth1 address 02:00:00:00:00:02",
    "ip link add wire0 type veth peer name wire1",
    "ip link set wire0 up",
    "ip link set wire1 up",
};

static const char *const peer_network[] = {
    "echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad",
    "ip link set veth1 up",
    "ip addr add 198.18.0.2/24 dev veth1",
    "ip -6 addr add 2001:db8::2/64 dev veth1 nodad",
    "ip neigh add 198.18.0.1 lladdr 02:00:00:00:00:01 dev veth1",
    "nft add table inet t",
    "nft add chain inet t in \"{ type filter hook input priority 0; }\"",
    "nft add rule inet t in tcp dport 9001 reject with icmp type host-unreachable",
    "nft add rule inet t in tcp dport 9003 reject with icmp type port-unreachable",
    "nft add rule inet t in tcp dport 9010 reject with icmp type host-prohibited",
    "nft add rule inet t in tcp dport 9013 reject with icmp type admin-prohibited",
    "nft add rule inet t in tcp dport 9020 reject with tcp reset",
    "nft add rule inet t in tcp dport 9030 drop",
    "nft add rule inet t in tcp dport 9041 reject with icmpv6 type admin-prohibited",
    "nft add rule inet t in tcp dport 9044 reject with icmpv6 type port-unreachable",
};

/* A listening TCP socket of either family; never accepted from: the kernel answers. */
static int listener(const char *text, uint16_t port)
{
    struct addr a;
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    assert_int_equal(addr_parse(text, &a), 0);
    memcpy(&v4.sin_addr, a.b, 4);
    memcpy(&v6.sin6_addr, a.b, 16);
    int fd = socket(a.len == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int r = a.len == 4 ? bind(fd, (struct sockaddr *)&v4, sizeof v4)
                       : bind(fd, (struct sockaddr *)&v6, sizeof v6);
    assert_int_equal(r, 0);
    assert_int_equal(listen(fd, 4096), 0);
    return fd;
}

/* The same in the peer's namespace, held open by a child that goes with this process. */
static void listen_in_peer(const char *text, uint16_t port)
{
    char path[64];
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        snprintf(path, sizeof path, "/proc/%d/ns/net", peer);
        if (setns(open(path, O_RDONLY), CLONE_NEWNET) == 0) {
            listener(text, port);
            if (write(ready[1], "+", 1) == 1)
                pause();
        }
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
}

static int set_up(void **state)
{
    (void)state;
    live_enter();
    peer = live_peer();
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        live_run("%s", network[i]);
    live_run("ip link set veth1 netns %d", peer);
    for (size_t i = 0; i < sizeof peer_network / sizeof *peer_network; i++)
        live_run("nsenter -t %d -n sh -c '%s'", peer, peer_network[i]);
    live_run("ip link set veth0 up && ip addr add 198.18.0.1/24 dev veth0");
    live_run("ip -6 addr add 2001:db8::1/64 dev veth0 nodad");
    listen_in_peer("198.18.0.2", OPEN);
    listen_in_peer("2001:db8::2", OPEN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    live_peer_end(peer);
    return 0;
}

static uint16_t fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static uint32_t add16(const uint8_t *p, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += get_u16(p + i);
    return sum;
}

/* An IPv4 SYN of 40 bytes. */
static uint32_t write_syn(uint8_t *at, size_t cap, const char *from, const char *to, uint16_t port)
{
    struct wr w = wr_of(at, cap);
    struct addr a, b;
    assert_int_equal(addr_parse(from, &a) | addr_parse(to, &b), 0);
    wr_u32(&w, 0x45000028);
    wr_u32(&w, 0x00010000);
    wr_u32(&w, 0x40060000);
    wr_bytes(&w, a.b, 4);
    wr_bytes(&w, b.b, 4);
    wr_u16(&w, OURS);
    wr_u16(&w, port);
    wr_u32(&w, 0x01020304);
    wr_u32(&w, 0);
    wr_u32(&w, 0x50020400);
    wr_u32(&w, 0);
    assert_false(w.bad);
    put_u16(at + 10, fold(add16(at, 20)));
    put_u16(at + 36, fold(add16(at + 12, 28) + 6 + 20));
    return 40;
}

static uint32_t write_ethernet(uint8_t *at, uint16_t type)
{
    memcpy(at, "\2\0\0\0\0\2\2\0\0\0\0\1", 12);
    put_u16(at + 12, type);
    return 14;
}

/* Waits for the frames to say something. */
static void await(struct frames *f)
{
    struct pollfd p = {.fd = frames_rx_fd(f), .events = POLLIN};
    assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
}

/* TCP flags of the first answer from `port`; everything else that passes the filter is looked over. */
static uint8_t heard_from(struct frames *f, uint16_t port)
{
    for (nsec end = clock_mono() + PATIENCE_MS * NSEC_MS; clock_mono() < end;) {
        struct frame got;
        await(f);
        while (frames_recv(f, &got, 1) == 1) {
            uint32_t off = f->layer == FRAMES_ETHERNET ? 14 : 0;
            bool match =
                got.len >= off + 40 && got.data[off + 9] == 6 && get_u16(got.data + off + 20) == port;
            uint8_t flags = match ? got.data[off + 33] : 0;
            nsec age = clock_mono() - got.at;
            frames_release(f, 1);
            assert_true(age >= 0 && age < PATIENCE_MS * NSEC_MS);
            if (flags)
                return flags;
        }
    }
    fail_msg("nothing heard from port %u", port);
    return 0;
}

static struct frames *open_frames(bool raw, const char *device, enum frames_layer layer, uint32_t want)
{
    static struct sock_filter program[FILTER_MAX];
    struct filter_conf filter = {.layer = layer, .want = want, .port_lo = OURS, .port_hi = OURS};
    struct ring_conf conf = {.ifindex = (int)if_nametoindex(device), .filter = program};
    struct frames *f = NULL;
    int n = filter_scan(&filter, program, FILTER_MAX);
    assert_true(n > 0);
    conf.filter_len = (uint16_t)n;
    assert_int_equal(raw ? raw_open(&conf, &f) : ring_open(&conf, &f), 0);
    assert_int_equal(f->layer, layer);
    return f;
}

static void send_syn(struct frames *f, const char *from, const char *to, uint16_t port)
{
    struct frame out;
    assert_int_equal(frames_reserve(f, &out, 1), 1);
    uint32_t off = f->layer == FRAMES_ETHERNET ? write_ethernet(out.data, 0x0800) : 0;
    out.len = off + write_syn(out.data + off, out.len - off, from, to, port);
    assert_int_equal(frames_send(f, &out, 1), 1);
}

static void raw_on_loopback(void **state)
{
    (void)state;
    int fd = listener("127.0.0.1", OPEN);
    struct frames *f = open_frames(true, "lo", FRAMES_IP, FILTER_TCP);
    send_syn(f, "127.0.0.1", "127.0.0.1", CLOSED);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    send_syn(f, "127.0.0.1", "127.0.0.1", OPEN);
    assert_int_equal(heard_from(f, OPEN), SYN_ACK);
    struct frames_stats s;
    struct frame more;
    poll(NULL, 0, 20);
    assert_int_equal(frames_recv(f, &more, 1), 0); /* each once, though the loopback shows all frames twice */
    frames_stats(f, &s);
    assert_int_equal(s.rx, 2);
    assert_int_equal(s.tx, 2);
    assert_int_equal(s.tx_failed + s.rx_ring_drops, 0);
    frames_free(f);
    close(fd);
}

static void ring_on_veth(void **state)
{
    (void)state;
    struct frames *f = open_frames(false, "veth0", FRAMES_ETHERNET, FILTER_TCP);
    assert_int_equal(f->mtu, 1500);
    send_syn(f, "198.18.0.1", "198.18.0.2", CLOSED);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    send_syn(f, "198.18.0.1", "198.18.0.2", OPEN);
    assert_int_equal(heard_from(f, OPEN), SYN_ACK);
    frames_free(f);
}

static void raw_on_veth(void **state)
{
    (void)state;
    struct frames *f = open_frames(true, "veth0", FRAMES_IP, FILTER_TCP);
    send_syn(f, "198.18.0.1", "198.18.0.2", CLOSED);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    struct frame out; /* no packet at all: refused here, and the next one goes on */
    assert_int_equal(frames_reserve(f, &out, 1), 1);
    out.len = 3;
    memset(out.data, 0, 3);
    assert_int_equal(frames_send(f, &out, 1), 1);
    struct frames_stats s;
    frames_stats(f, &s);
    assert_int_equal(s.tx_failed, 1);
    assert_int_equal(s.last_error, EINVAL);
    frames_free(f);
}

/* Both ends here: what one ring sends the other hears, tags taken out by the kernel included; the sender
 * hears nothing of its own. */
static void wire_both_ends(void **state)
{
    (void)state;
    struct ring_conf a = {.ifindex = (int)if_nametoindex("wire0")},
                     b = {.ifindex = (int)if_nametoindex("wire1")};
    struct frames *from, *to;
    struct frame out, got;
    assert_int_equal(ring_open(&a, &from), 0);
    assert_int_equal(ring_open(&b, &to), 0);
    assert_int_equal(frames_reserve(from, &out, 1), 1);
    write_ethernet(out.data, 0x8100);
    put_u16(out.data + 14, 0x6005); /* priority 3, VLAN 5 */
    put_u16(out.data + 16, 0x88b5); /* an experimental type: nobody else speaks it */
    memset(out.data + 18, 0x5a, 482);
    out.len = 500;
    assert_int_equal(frames_send(from, &out, 1), 1);
    bool found = false;
    while (!found) {
        await(to);
        while (frames_recv(to, &got, 1) == 1) {
            if (got.len >= 14 && get_u16(got.data + 12) == 0x88b5) {
                assert_int_equal(got.vlan, 0x6005);
                assert_int_equal(got.wire_len, 496);
                assert_int_equal(got.len, 256);
                found = true;
            }
            frames_release(to, 1);
        }
    }
    while (frames_recv(from, &got, 1) == 1) {
        assert_int_not_equal(get_u16(got.data + 12), 0x88b5);
        frames_release(from, 1);
    }
    frames_free(from);
    frames_free(to);
}

/* Sends much more than the receiver's small ring holds: every frame is heard or counted as lost. */
static void nothing_is_lost_in_silence(void **state)
{
    (void)state;
    enum { N = 102400, BATCH = 64 };
    static const struct sock_filter ours[] = {
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, 12},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0x88b5},
        {BPF_RET | BPF_K, 0, 0, UINT32_MAX},
        {BPF_RET | BPF_K, 0, 0, 0},
    };
    struct ring_conf a = {.ifindex = (int)if_nametoindex("wire0")};
    struct ring_conf b = {
        .ifindex = (int)if_nametoindex("wire1"), .filter = ours, .filter_len = 4, .rx_bytes = 1 << 20};
    struct frames *from, *to;
    struct frame out[BATCH], got[BATCH];
    struct frames_stats sent, heard;
    assert_int_equal(ring_open(&a, &from), 0);
    assert_int_equal(ring_open(&b, &to), 0);
    uint32_t next = 0, high = 0, quiet = 0;
    uint64_t received = 0;
    while (next < N || quiet < 200) {
        uint32_t n = next < N ? frames_reserve(from, out, BATCH) : 0;
        for (uint32_t i = 0; i < n; i++) {
            write_ethernet(out[i].data, 0x88b5);
            put_u32(out[i].data + 14, next + i);
            out[i].len = 60;
        }
        for (uint32_t done = 0; done < n;) {
            int r = frames_send(from, out + done, n - done);
            assert_true(r >= 0);
            done += (uint32_t)r;
        }
        next += n;
        if (next % (BATCH * 50) && next < N)
            continue; /* the reader is slow on purpose */
        uint32_t r = frames_recv(to, got, BATCH);
        for (uint32_t i = 0; i < r; i++) {
            uint32_t number = get_u32(got[i].data + 14);
            assert_true(received == 0 || number > high);
            high = number;
            received++;
        }
        frames_release(to, r);
        if (next >= N && r == 0) {
            poll(NULL, 0, 1); /* blocks come over after a millisecond */
            quiet++;
        } else {
            quiet = 0;
        }
    }
    frames_stats(from, &sent);
    frames_stats(to, &heard);
    assert_int_equal(sent.tx, N);
    assert_int_equal(sent.tx_failed, 0);
    assert_int_equal(heard.rx, received);
    assert_true(heard.rx_ring_drops > 0);
    /* Softirq backlog drops, if any, are counted by the receiving link. */
    assert_int_equal(received + heard.rx_ring_drops + heard.rx_link_drops + sent.tx_link_drops, N);
    frames_free(from);
    frames_free(to);
}

/* Frames stay as they are until released, however much comes after them; then the ring goes on. */
static void held_frames_stay(void **state)
{
    (void)state;
    enum { N = 3000 };
    static struct frame got[N];
    struct ring_conf a = {.ifindex = (int)if_nametoindex("wire0")};
    struct ring_conf b = {.ifindex = (int)if_nametoindex("wire1"), .rx_bytes = 128 << 10, .rx_only = true};
    struct frames *from, *to;
    struct frame out;
    assert_int_equal(ring_open(&a, &from), 0);
    assert_int_equal(ring_open(&b, &to), 0);
    for (int round = 0; round < 3; round++) {
        uint32_t held = 0, number = 0;
        for (uint32_t i = 0; i < N; i++) {
            assert_int_equal(frames_reserve(from, &out, 1), 1);
            write_ethernet(out.data, 0x88b5);
            put_u32(out.data + 14, i);
            out.len = 200;
            assert_int_equal(frames_send(from, &out, 1), 1);
            held += frames_recv(to, got + held, N - held);
        }
        for (int i = 0; i < 50; i++) { /* the last block comes over after a millisecond */
            poll(NULL, 0, 1);
            held += frames_recv(to, got + held, N - held);
        }
        /* A full ring, and no frame twice. How much fits depends on the machine: a block is handed over when
         * it is full, or after a millisecond, however little a slow sender put into it. */
        assert_true(held > 0 && held < N);
        for (uint32_t i = 0; i < held; i++)
            if (get_u16(got[i].data + 12) == 0x88b5) {
                assert_true(get_u32(got[i].data + 14) == number);
                number++;
            }
        assert_true(number > 0);
        for (uint32_t i = 0; i < held; i += 7)
            frames_release(to, held - i < 7 ? held - i : 7);
        frames_release(to, 1); /* more than was given out: nothing happens */
    }
    frames_free(from);
    frames_free(to);
}

static void raw_through_tun(void **state)
{
    (void)state;
    struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI, .ifr_name = "tun0"};
    uint8_t packet[128], answer[40];
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(ioctl(fd, TUNSETIFF, &r), 0);
    live_run("ip link set tun0 up && ip addr add 198.18.77.1/24 dev tun0");
    struct frames *f = open_frames(true, "tun0", FRAMES_IP, FILTER_TCP);
    send_syn(f, "198.18.77.1", "198.18.77.2", CLOSED);
    bool seen = false;
    while (!seen) { /* the kernel itself sends router solicitations */
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
        ssize_t n = read(fd, packet, sizeof packet);
        seen = n == 40 && packet[0] == 0x45 && get_u16(packet + 22) == CLOSED;
    }
    write_syn(answer, sizeof answer, "198.18.77.2", "198.18.77.1", OURS);
    put_u16(answer + 20, CLOSED);
    answer[33] = RST_ACK;
    assert_int_equal(write(fd, answer, sizeof answer), sizeof answer);
    assert_int_equal(heard_from(f, CLOSED), RST_ACK);
    frames_free(f);

    /* The same by the cooked ring alone. */
    struct ring_conf conf = {.ifindex = (int)if_nametoindex("tun0"), .cooked = true};
    assert_int_equal(ring_open(&conf, &f), 0);
    send_syn(f, "198.18.77.1", "198.18.77.3", CLOSED);
    for (seen = false; !seen;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
        ssize_t n = read(fd, packet, sizeof packet);
        seen = n == 40 && packet[0] == 0x45 && packet[19] == 3;
    }
    frames_free(f);
    close(fd);
}

static void link_goes_down(void **state)
{
    (void)state;
    live_run("ip link add gone0 type veth peer name gone1 && ip link set gone0 up && ip link set gone1 up");
    struct ring_conf conf = {.ifindex = (int)if_nametoindex("gone0")};
    struct frames *f;
    struct frame out[2], got;
    struct frames_stats s;
    assert_int_equal(ring_open(&conf, &f), 0);
    assert_int_equal(frames_reserve(f, out, 2), 2);
    out[0].len = out[1].len = 60;
    write_ethernet(out[0].data, 0x88b5);
    write_ethernet(out[1].data, 0x88b5);
    assert_int_equal(frames_send(f, out, 2), 2);
    live_run("ip link set gone0 down");
    assert_int_equal(frames_reserve(f, out, 2), 2);
    out[0].len = out[1].len = 60;
    assert_int_equal(frames_send(f, out, 2), -ENETDOWN);
    await(f);
    while (frames_recv(f, &got, 1) == 1)
        frames_release(f, 1);
    frames_stats(f, &s);
    assert_int_equal(s.last_error, ENETDOWN);
    assert_int_equal(s.tx, 2);
    struct frames *second;
    assert_int_equal(ring_open(&conf, &second), -ENETDOWN);
    live_run("ip link set gone0 up");
    assert_int_equal(frames_send(f, out, 2), 2); /* and goes on */
    live_run("ip link del gone0");
    int r = frames_send(f, out, 2);
    assert_true(r == -ENXIO || r == -ENODEV || r == -ENETDOWN);
    assert_int_equal(ring_open(&conf, &second), -ENODEV);
    frames_free(f);
}

static struct dial_result dial_one(struct dial *d, const char *to, uint16_t port, nsec patience)
{
    struct dial_result r;
    struct addr a;
    nsec now = clock_mono();
    assert_int_equal(addr_parse(to, &a), 0);
    assert_int_equal(dial_start(d, &a, port, port, now, now + patience), 0);
    assert_int_equal(dial_open_count(d), 1);
    while (dial_poll(d, clock_mono(), &r, 1) == 0) {
        struct pollfd p = {.fd = dial_fd(d), .events = POLLIN};
        nsec left = dial_wake(d) - clock_mono();
        if (left > 0)
            poll(&p, 1, (int)(left / NSEC_MS) + 1);
    }
    assert_int_equal(r.cookie, port);
    assert_int_equal(dial_open_count(d), 0);
    return r;
}

static void dial_outcomes(void **state)
{
    (void)state;
    static const struct row {
        const char *to;
        uint16_t port;
        enum dial_outcome outcome;
        int error;
        uint8_t type, code;
        const char *from;
    } rows[] = {
        {"198.18.0.2", OPEN, DIAL_OPEN, 0, 0, 0, ""},
        {"198.18.0.2", CLOSED, DIAL_REFUSED, ECONNREFUSED, 0, 0, ""},
        {"198.18.0.2", 9001, DIAL_ICMP, EHOSTUNREACH, 3, 1, "198.18.0.2"},
        {"198.18.0.2", 9003, DIAL_ICMP, ECONNREFUSED, 3, 3, "198.18.0.2"},
        {"198.18.0.2", 9010, DIAL_ICMP, EHOSTUNREACH, 3, 10, "198.18.0.2"},
        {"198.18.0.2", 9013, DIAL_ICMP, EHOSTUNREACH, 3, 13, "198.18.0.2"},
        {"198.18.0.2", 9020, DIAL_REFUSED, ECONNREFUSED, 0, 0, ""},
        {"198.18.0.2", 9030, DIAL_TIMEOUT, 0, 0, 0, ""},
        {"198.19.0.1", 80, DIAL_LOCAL, ENETUNREACH, 0, 0, ""},
        {"198.18.0.3", 80, DIAL_ICMP, EHOSTUNREACH, 3, 1,
         "198.18.0.1"}, /* nobody there: our own kernel says so */
        {"2001:db8::2", OPEN, DIAL_OPEN, 0, 0, 0, ""},
        {"2001:db8::2", CLOSED, DIAL_REFUSED, ECONNREFUSED, 0, 0, ""},
        {"2001:db8::2", 9041, DIAL_ICMP, EACCES, 1, 1, "2001:db8::2"},
        {"2001:db8::2", 9044, DIAL_ICMP, ECONNREFUSED, 1, 4, "2001:db8::2"},
        {"2001:db8:1::1", 80, DIAL_LOCAL, ENETUNREACH, 0, 0, ""},
        {"127.0.0.1", CLOSED, DIAL_REFUSED, ECONNREFUSED, 0, 0, ""},
        {"::1", CLOSED, DIAL_REFUSED, ECONNREFUSED, 0, 0, ""},
    };
    struct dial *d;
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 8}, &d), 0);
    assert_int_equal(dial_wake(d), NSEC_NEVER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char from[ADDR_TEXT_MAX];
        const struct row *w = &rows[i];
        bool silent = w->outcome == DIAL_TIMEOUT;
        struct dial_result r = dial_one(d, w->to, w->port, silent ? 100 * NSEC_MS : 10 * NSEC_SEC);
        addr_text(&r.from, from);
        if (r.outcome != w->outcome || r.error != w->error || r.icmp_type != w->type ||
            r.icmp_code != w->code || strcmp(from, w->from) != 0)
            fail_msg("%s:%u: outcome %d error %d (%s) icmp %u/%u from %s", w->to, w->port, r.outcome, r.error,
                     strerror(r.error), r.icmp_type, r.icmp_code, from);
    }
    dial_free(d);
}

static void dial_by_own_firewall(void **state)
{
    (void)state;
    struct dial *d;
    live_run("nft add table ip o && nft add chain ip o out '{ type filter hook output priority 0; }'");
    live_run("nft add rule ip o out tcp dport 9050 drop && nft add rule ip o out tcp dport 9051 reject");
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 8}, &d), 0);
    struct dial_result r = dial_one(d, "198.18.0.2", 9050, 1500 * NSEC_MS);
    assert_int_equal(r.outcome, DIAL_LOCAL); /* its SYN was repeated, and never left */
    assert_int_equal(r.error, EPERM);
    r = dial_one(d, "198.18.0.2", 9030, 1500 * NSEC_MS);
    assert_int_equal(r.outcome, DIAL_TIMEOUT); /* that of this one did */
    r = dial_one(d, "198.18.0.2", 9051, 10 * NSEC_SEC);
    assert_int_equal(r.outcome, DIAL_LOCAL); /* the ICMP error came from our own address */
    assert_int_equal(r.error, EPERM);
    assert_int_equal(r.from.len, 0);
    live_run("nft delete table ip o");
    dial_free(d);
}

static void dial_source_and_device(void **state)
{
    (void)state;
    struct dial *d;
    struct dial_conf conf = {.max_open = 4, .ifindex = (int)if_nametoindex("veth0")};
    assert_int_equal(addr_parse("198.18.0.1", &conf.source), 0);
    assert_int_equal(dial_new(&conf, &d), 0);
    assert_int_equal(dial_one(d, "198.18.0.2", OPEN, NSEC_SEC).outcome, DIAL_OPEN);
    assert_int_equal(dial_one(d, "2001:db8::2", OPEN, NSEC_SEC).outcome, DIAL_OPEN);
    dial_free(d);
    assert_int_equal(addr_parse("198.18.0.77", &conf.source), 0);
    assert_int_equal(dial_new(&conf, &d), -EADDRNOTAVAIL);
    conf = (struct dial_conf){.max_open = 4, .ifindex = 9999};
    assert_int_equal(dial_new(&conf, &d), -ENODEV);
}

/* Every port of a small range is only ever our own ephemeral port: such a connection to ourselves is no open
 * door. */
static void dial_never_itself(void **state)
{
    (void)state;
    struct dial *d;
    live_run("echo '50000 50003' >/proc/sys/net/ipv4/ip_local_port_range");
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 4}, &d), 0);
    for (int i = 0; i < 400; i++)
        assert_int_equal(dial_one(d, "127.0.0.1", (uint16_t)(50000 + i % 4), NSEC_SEC).outcome, DIAL_REFUSED);
    live_run("echo '32768 60999' >/proc/sys/net/ipv4/ip_local_port_range");
    dial_free(d);
}

/* A thousand at once, each answered exactly once. */
static void dial_many(void **state)
{
    (void)state;
    enum { N = 1000 };
    static uint8_t seen[N];
    struct dial *d;
    struct addr to;
    uint32_t started = 0, ended = 0, most = 0;
    assert_int_equal(addr_parse("198.18.0.2", &to), 0);
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 200}, &d), 0);
    assert_int_equal(dial_capacity(d), 200);
    while (ended < N) {
        struct dial_result r[7];
        nsec now = clock_mono();
        while (started < N &&
               dial_start(d, &to, started % 2 ? OPEN : CLOSED, started, now, now + 20 * NSEC_SEC) == 0)
            started++;
        most = dial_open_count(d) > most ? dial_open_count(d) : most;
        uint32_t n = dial_poll(d, clock_mono(), r, 7);
        for (uint32_t i = 0; i < n; i++) {
            assert_true(r[i].cookie < N);
            assert_int_equal(seen[r[i].cookie]++, 0);
            assert_int_equal(r[i].outcome, r[i].cookie % 2 ? DIAL_OPEN : DIAL_REFUSED);
        }
        ended += n;
        if (!n) {
            struct pollfd p = {.fd = dial_fd(d), .events = POLLIN};
            poll(&p, 1, 100);
        }
    }
    assert_true(most <= 200);
    assert_int_equal(dial_open_count(d), 0);
    dial_free(d);
}

/* Few descriptors: first fewer places, then -EAGAIN, never a word about the target. The last of the tests,
 * since a lowered hard limit stays. */
static void dial_few_descriptors(void **state)
{
    (void)state;
    const struct rlimit few = {.rlim_cur = 40, .rlim_max = 40};
    struct dial *d;
    struct addr to;
    int extra[64], n = 0;
    assert_int_equal(addr_parse("198.18.0.2", &to), 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    assert_int_equal(dial_new(&(struct dial_conf){.max_open = 1000}, &d), 0);
    assert_true(dial_capacity(d) > 0 && dial_capacity(d) < 24);
    nsec now = clock_mono();
    assert_int_equal(dial_start(d, &to, 9030, 1, now, now + 50 * NSEC_MS), 0);
    while (n < 64 && (extra[n] = dup(0)) >= 0)
        n++;
    assert_int_equal(dial_start(d, &to, OPEN, 2, now, now + NSEC_SEC), -EAGAIN);
    struct dial_result r;
    while (dial_poll(d, clock_mono(), &r, 1) == 0)
        poll(NULL, 0, 5);
    assert_int_equal(r.cookie, 1);
    assert_int_equal(r.outcome, DIAL_TIMEOUT);
    extra[n++] = dup(0); /* takes the place of that one */
    assert_int_equal(dial_start(d, &to, OPEN, 3, now, now + NSEC_SEC), 0);
    assert_int_equal(dial_wake(d), 0);
    assert_int_equal(dial_poll(d, clock_mono(), &r, 1), 1);
    assert_int_equal(r.outcome, DIAL_LOCAL);
    assert_int_equal(r.error, EMFILE);
    while (n--)
        close(extra[n]);
    dial_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_on_loopback),
        cmocka_unit_test(ring_on_veth),
        cmocka_unit_test(raw_on_veth),
        cmocka_unit_test(wire_both_ends),
        cmocka_unit_test(nothing_is_lost_in_silence),
        cmocka_unit_test(held_frames_stay),
        cmocka_unit_test(raw_through_tun),
        cmocka_unit_test(link_goes_down),
        cmocka_unit_test(dial_outcomes),
        cmocka_unit_test(dial_by_own_firewall),
        cmocka_unit_test(dial_source_and_device),
        cmocka_unit_test(dial_never_itself),
        cmocka_unit_test(dial_many),
        cmocka_unit_test(dial_few_descriptors),
    };
    return cmocka_run_group_tests_name("io/live", tests, set_up, tear_down);
}
