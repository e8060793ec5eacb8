/* Loads responder.bpf.o onto an interface and says at the end what arrived; or lists the truth.
 *
 *   responder IF responder.bpf.o SEED [DEAD OPEN SILENT]      until SIGINT or SIGTERM; then one line "key value …"
 *   responder --list NET PORTS SEED [DEAD OPEN SILENT]        open doors, "address port" a line; PORTS is 80 or 1-1000
 *
 * DEAD, OPEN, SILENT: shares of 65,536 (rule.h); default 0 6554 0: every tenth door open, the others closed.
 *
 *   responder --gro IF                                        generic receive offload on
 *   responder --murmur IF                                     an ARP question to nobody, five times a second, until killed
 *
 * A veth takes frames from XDP only when its end polls (NAPI). --gro in the asking namespace switches that on without an XDP
 * program there, so whoever wants AF_XDP can attach his own. Real links are never quite silent; masscan 1.3.2 counts on that
 * and waits for ever for one more frame where they are, hence --murmur. */
#include "counts.h"
#include "rule.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#define CPUS_MAX 1024

static int fail(const char *what, int e)
{
    fprintf(stderr, "responder: %s: %s\n", what, strerror(e < 0 ? -e : e));
    return 4;
}

static struct rule rule_read(char **word, int n)
{
    struct rule r = {.open = 6554};
    __u32 *to[] = {&r.seed, &r.dead, &r.open, &r.silent};
    for (int i = 0; i < n && i < 4; i++)
        *to[i] = (__u32)strtoul(word[i], NULL, 10);
    return r;
}

static int list(const char *net, const char *ports, const struct rule *r)
{
    unsigned a[4], bits = 32, low, high;
    if (sscanf(net, "%u.%u.%u.%u/%u", &a[0], &a[1], &a[2], &a[3], &bits) < 4 || bits > 32)
        return fail(net, EINVAL);
    int n = sscanf(ports, "%u-%u", &low, &high);
    if (n < 1 || low > 65535)
        return fail(ports, EINVAL);
    if (n == 1)
        high = low;
    __u32 mask = bits ? ~0u << (32 - bits) : 0, first = (a[0] << 24 | a[1] << 16 | a[2] << 8 | a[3]) & mask;
    for (__u64 at = first; at <= (first | ~mask); at++) {
        __u32 address = rule_address(r, 0, 0, 0xffff, (__u32)at);
        for (__u32 port = low; port <= high; port++)
            if (rule_door(r, address, (__u16)port) == RULE_OPEN)
                printf("%u.%u.%u.%u %u\n", (unsigned)(at >> 24), (unsigned)(at >> 16 & 255),
                       (unsigned)(at >> 8 & 255), (unsigned)(at & 255), port);
    }
    return 0;
}

static int gro(const char *name)
{
    struct ethtool_value on = {.cmd = ETHTOOL_SGRO, .data = 1};
    struct ifreq request = {.ifr_data = (void *)&on};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int e = fd < 0 || ioctl(fd, SIOCETHTOOL, &request) < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return e ? fail(name, e) : 0;
}

static int murmur(const char *name)
{
    /* Who has 198.18.3.254, tell 198.18.3.253? Of a protocol that the kernel knows: it counts others as
     * dropped. */
    static const __u8 frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,   0xfe, 8, 6,
                                   0,    1,    8,    0,    6,    4,    0, 1, 2, 0, 0,   0,    0, 0xfe,
                                   198,  18,   3,    253,  0,    0,    0, 0, 0, 0, 198, 18,   3, 254};
    struct sockaddr_ll to = {
        .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(name), .sll_halen = 6};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    while (fd >= 0 && sendto(fd, frame, sizeof frame, 0, (struct sockaddr *)&to, sizeof to) > 0)
        usleep(200000);
    return fail(name, errno);
}

static int sum_counts(int fd, struct counts *ret)
{
    static struct counts each[CPUS_MAX];
    __u32 zero = 0;
    int cpus = libbpf_num_possible_cpus();
    *ret = (struct counts){0};
    if (cpus < 0 || cpus > CPUS_MAX || bpf_map_lookup_elem(fd, &zero, each) < 0)
        return -EINVAL;
    for (int i = 0; i < cpus; i++) {
        const struct counts *c = &each[i];
        ret->frames += c->frames;
        ret->syn += c->syn;
        ret->open += c->open;
        ret->closed += c->closed;
        ret->silent += c->silent;
        ret->reset += c->reset;
        ret->neighbour += c->neighbour;
        ret->other += c->other;
        if (c->first && (!ret->first || c->first < ret->first))
            ret->first = c->first;
        if (c->last > ret->last)
            ret->last = c->last;
    }
    return 0;
}

static __u64 slot_sum(int fd, __u32 slot)
{
    static __u64 each[CPUS_MAX];
    __u64 sum = 0;
    int cpus = libbpf_num_possible_cpus();
    if (bpf_map_lookup_elem(fd, &slot, each) == 0)
        for (int i = 0; i < cpus; i++)
            sum += each[i];
    return sum;
}

/* The most SYNs that came in any `n` neighbouring slots, as a rate a second. */
static double best(int fd, const struct counts *c, __u32 n)
{
    __u64 first = c->first / COUNTS_SLOT_NS, last = c->last / COUNTS_SLOT_NS, sum = 0, most = 0;
    if (last - first >= COUNTS_SLOTS)
        first = last - COUNTS_SLOTS + 1;
    for (__u64 i = first; c->syn && i <= last; i++) {
        sum += slot_sum(fd, (__u32)(i % COUNTS_SLOTS));
        if (i >= first + n)
            sum -= slot_sum(fd, (__u32)((i - n) % COUNTS_SLOTS));
        most = sum > most ? sum : most;
    }
    return (double)most / n * (1e9 / COUNTS_SLOT_NS);
}

static void say(int counters, int slots)
{
    struct counts c;
    if (sum_counts(counters, &c) < 0)
        return;
    double seconds = (double)(c.last - c.first) * 1e-9;
    printf(
        "frames %llu syn %llu open %llu closed %llu silent %llu reset %llu neighbour %llu other %llu seconds %.6f "
        "mean_pps %.0f best100ms_pps %.0f best1s_pps %.0f\n",
        c.frames, c.syn, c.open, c.closed, c.silent, c.reset, c.neighbour, c.other, seconds,
        seconds > 0 ? (double)c.syn / seconds : 0, best(slots, &c, 10), best(slots, &c, 100));
    fflush(stdout);
}

static int serve(const char *name, const char *file, const struct rule *rule)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    unsigned ifindex = if_nametoindex(name);
    struct bpf_object *object = bpf_object__open_file(file, NULL);
    if (!ifindex || !object || bpf_object__load(object) < 0)
        return fail(ifindex ? file : name, errno);
    __u32 zero = 0;
    int rules = bpf_object__find_map_fd_by_name(object, "rules");
    int counters = bpf_object__find_map_fd_by_name(object, "counters");
    int slots = bpf_object__find_map_fd_by_name(object, "slots");
    int program = bpf_program__fd(bpf_object__find_program_by_name(object, "respond"));
    int e = bpf_map_update_elem(rules, &zero, rule, BPF_ANY);
    if (e == 0)
        e = bpf_xdp_attach((int)ifindex, program, XDP_FLAGS_DRV_MODE, NULL);
    if (e < 0)
        return fail(name, e);
    puts("ready");
    fflush(stdout);
    int signal;
    sigwait(&ends, &signal);
    say(counters, slots);
    bpf_xdp_detach((int)ifindex, XDP_FLAGS_DRV_MODE, NULL);
    bpf_object__close(object);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--gro") == 0)
        return gro(argv[2]);
    if (argc == 3 && strcmp(argv[1], "--murmur") == 0)
        return murmur(argv[2]);
    bool listing = argc > 1 && strcmp(argv[1], "--list") == 0;
    int words = listing ? 4 : 3;
    if (argc <= words) {
        fputs(
            "responder IF responder.bpf.o SEED [DEAD OPEN SILENT] | --list NET PORTS SEED [DEAD OPEN SILENT] | "
            "--gro IF | --murmur IF\n",
            stderr);
        return 2;
    }
    struct rule rule = rule_read(argv + words, argc - words);
    return listing ? list(argv[2], argv[3], &rule) : serve(argv[1], argv[2], &rule);
}
