/* The simulated network behind a real interface, in real time: what is sent into the other end of a veth pair
 * meets the hosts of the script. For measuring scanners against the same rules, inside network namespaces
 * without a link to the outside. Prints at the end what it lost itself, so that a bench can tell whether it
 * was the bottleneck. */
#include "base/opt.h"
#include "io/ring.h"
#include "sim/sim.h"

#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256, RETRIES = 200, RX_BYTES = 64 << 20, SNAPLEN = 2048 };

struct options {
    const char *interface, *truth;
    uint64_t seed;
    nsec seconds;
};

static const struct opt_row rows[] = {
    {"--if", "IFNAME", OPT_STRING, 0, offsetof(struct options, interface), 0, "the interface to sit behind",
     NULL},
    {"--seed", "N", OPT_U64, 0, offsetof(struct options, seed), 0,
     "which of the networks that the script allows", NULL},
    {"--truth", "FILE", OPT_STRING, 0, offsetof(struct options, truth), 0,
     "write the living hosts and open doors there", NULL},
    {"--seconds", "N", OPT_DURATION, 0, offsetof(struct options, seconds), 0, "end after this time", NULL},
    {0},
};

struct bridge {
    struct sim *sim;
    struct frames *ring;
    int signals;
    uint64_t put, sent, own_drops, late; /* late: answers that left more than 2 ms after their time */
    nsec worst;
};

static nsec now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (nsec)t.tv_sec * NSEC_SEC + t.tv_nsec;
}

/* The MAC of the interface; -errno. */
static int mac_of(const char *interface, uint8_t ret[6])
{
    struct ifreq r = {0};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), e = 0;
    (void)snprintf(r.ifr_name, sizeof r.ifr_name, "%s", interface);
    if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &r) < 0)
        e = -errno;
    else
        memcpy(ret, r.ifr_hwaddr.sa_data, 6);
    if (fd >= 0)
        close(fd);
    return e;
}

/* A route through the interface means that this machine uses it: then it is not ours to play on. */
static bool is_routed(const char *interface)
{
    char line[512], name[64];
    bool found = false;
    FILE *f = fopen("/proc/net/route", "re");
    while (f && fgets(line, sizeof line, f))
        found |= sscanf(line, "%63s", name) == 1 && strcmp(name, interface) == 0;
    if (f)
        (void)fclose(f);
    return found;
}

static int write_truth(const struct sim *s, const char *path)
{
    struct sim_walk w = {0};
    struct sim_door d;
    char text[ADDR_TEXT_MAX];
    FILE *f = fopen(path, "we");
    if (!f)
        return -errno;
    for (struct sim_walk hosts = {0}; sim_walk_hosts(s, &hosts, &d.addr);)
        (void)fprintf(f, "%s host up\n", addr_text(&d.addr, text));
    while (sim_walk_open(s, &w, &d))
        (void)fprintf(f, "%s %s %u%s\n", addr_text(&d.addr, text), d.proto == PROTO_TCP ? "tcp" : "udp",
                      d.port, d.phantom ? " phantom" : "");
    int e = ferror(f) ? -EIO : 0;
    return fclose(f) ? -errno : e;
}

/* Probes from the wire into the network. Returns how many. */
static uint32_t take(struct bridge *b)
{
    struct frame f[BATCH];
    uint32_t n = frames_recv(b->ring, f, BATCH);
    sim_advance(b->sim, now());
    for (uint32_t i = 0; i < n; i++)
        (void)sim_put(b->sim, f[i].data, f[i].len);
    frames_release(b->ring, n);
    b->put += n;
    return n;
}

/* Sends what was copied into the first n reserved frames, as long as the kernel takes some of it. */
static int push(struct bridge *b, struct frame *f, uint32_t n)
{
    uint32_t done = 0;
    for (int tries = 0; done < n && tries < RETRIES; tries++) {
        int k = frames_send(b->ring, f + done, n - done);
        if (k < 0)
            return k;
        done += (uint32_t)k;
        if (k == 0)
            (void)poll(NULL, 0, 1);
    }
    b->sent += done;
    b->own_drops += n - done;
    return 0;
}

/* Answers that are due, onto the wire. Returns how many, or a fatal error. */
static int give(struct bridge *b)
{
    struct frame out[BATCH], in[BATCH];
    uint32_t room = frames_reserve(b->ring, out, BATCH), n = frames_recv(sim_frames(b->sim), in, room);
    nsec t = now();
    for (uint32_t i = 0; i < n; i++) {
        uint32_t len = in[i].len < out[i].len ? in[i].len : out[i].len;
        memcpy(out[i].data, in[i].data, len);
        out[i].len = len;
        b->late += t - in[i].at > 2 * NSEC_MS;
        b->worst = nsec_max(b->worst, t - in[i].at);
    }
    frames_release(sim_frames(b->sim), n);
    int e = n ? push(b, out, n) : 0;
    return e < 0 ? e : (int)n;
}

/* Waits for a frame, a signal, or the next event. True when a signal came. */
static bool rest(const struct bridge *b, nsec until)
{
    struct pollfd p[2] = {{.fd = frames_rx_fd(b->ring), .events = POLLIN},
                          {.fd = b->signals, .events = POLLIN}};
    nsec wait = nsec_max(nsec_min(nsec_min(sim_next_event(b->sim), until) - now(), NSEC_SEC), 0);
    struct timespec t = {.tv_sec = (time_t)(wait / NSEC_SEC), .tv_nsec = (long)(wait % NSEC_SEC)};
    (void)ppoll(p, 2, &t, NULL);
    return p[1].revents & POLLIN;
}

static int run(struct bridge *b, nsec until)
{
    for (uint32_t turn = 0; now() < until; turn++) {
        uint32_t took = take(b);
        int gave = give(b);
        if (gave < 0)
            return gave;
        bool busy = took || gave;
        if ((!busy || turn % 1024 == 0) && rest(b, busy ? 0 : until))
            return 0;
    }
    return 0;
}

static void summary(const struct bridge *b)
{
    struct sim_stats s;
    struct frames_stats f;
    sim_stats(b->sim, &s);
    frames_stats(b->ring, &f);
    (void)printf("probes %" PRIu64 "\narrived %" PRIu64 "\nanswers %" PRIu64 "\nsent %" PRIu64
                 "\nlate %" PRIu64 "\nworst-delay-us %" PRId64 "\n",
                 b->put, s.arrived, s.answers, b->sent, b->late, b->worst / NSEC_US);
    for (int i = 0; i < SIM_DROPS_COUNT; i++)
        if (s.drop[i])
            (void)printf("drop %s %" PRIu64 "\n", sim_drop_word((enum sim_drop)i), s.drop[i]);
    uint64_t own = f.rx_ring_drops + f.rx_link_drops + f.tx_link_drops + f.tx_failed + b->own_drops +
                   s.drop[SIM_DROP_MEMORY] + s.drop[SIM_DROP_RX_RING];
    (void)printf("own-drops %" PRIu64 " (receive ring %" PRIu64 ", link in %" PRIu64 ", link out %" PRIu64
                 ", refused %" PRIu64 ", failed %" PRIu64 ", memory %" PRIu64 ", queue %" PRIu64 ")\n",
                 own, f.rx_ring_drops, f.rx_link_drops, f.tx_link_drops, b->own_drops, f.tx_failed,
                 s.drop[SIM_DROP_MEMORY], s.drop[SIM_DROP_RX_RING]);
}

static int wrong(const char *what)
{
    (void)fprintf(
        stderr,
        "tojimari-sim: %s\nusage: tojimari-sim SCRIPT --if IFNAME [--seed N] [--truth FILE] [--seconds N]\n",
        what);
    return 2;
}

static int failed(const char *what, int error)
{
    (void)fprintf(stderr, "tojimari-sim: %s: %s\n", what, strerror(-error));
    return 4;
}

static int serve(struct bridge *b, const struct options *o)
{
    struct ring_conf conf = {.ifindex = (int)if_nametoindex(o->interface),
                             .rx_bytes = RX_BYTES,
                             .snaplen = SNAPLEN,
                             .tx_slots = BATCH};
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    b->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    int e = b->signals < 0 ? -errno : ring_open(&conf, &b->ring);
    if (e < 0)
        return failed(o->interface, e);
    (void)printf("ready\n");
    (void)fflush(stdout); /* a bench waits for this line */
    e = run(b, o->seconds ? now() + o->seconds : NSEC_NEVER);
    summary(b);
    frames_free(b->ring);
    return e < 0 ? failed(o->interface, e) : 0;
}

int main(int argc, char **argv)
{
    struct options o = {0};
    struct opt_list words = {0};
    struct diag d = {0};
    struct bridge b = {0};
    char text[600];
    if (opt_parse(rows, argc, argv, &o, &words, &d) < 0)
        return wrong(diag_text(&d, NULL, text, sizeof text));
    if (words.count != 1 || !o.interface)
        return wrong("one script and --if IFNAME are needed");
    if (is_routed(o.interface))
        return wrong(
            "this machine has a route through that interface; take one end of a veth pair, without addresses");
    struct sim_conf conf = {.seed = o.seed, .start = now(), .real = true};
    int e = mac_of(o.interface, conf.mac);
    if (e < 0)
        return failed(o.interface, e);
    e = sim_load(words.item[0], &conf, &b.sim, &d);
    if (e < 0)
        return d.msg ? wrong(diag_text(&d, NULL, text, sizeof text)) : failed(words.item[0], e);
    int status = 0;
    if (sim_frames(b.sim)->layer != FRAMES_ETHERNET)
        status = wrong("the script's link is not ethernet");
    else if (o.truth && (e = write_truth(b.sim, o.truth)) < 0)
        status = failed(o.truth, e);
    else
        status = serve(&b, &o);
    sim_free(b.sim);
    return status;
}
