#include "io/pcap.h"

#include "io/priv_linktype.h"
#include "io/priv_slots.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HELD = 64, /* frames that recv() may have given out and not got back */
    SLOTS = 256,
    SLOT = 2048,
    SNAPLEN = 262144, /* libpcap's own maximum: it refuses longer frames */
};

struct pcap_file {
    struct frames f;
    pcap_t *pcap;
    pcap_dumper_t *dumper; /* NULL when reading */
    FILE *file;            /* writing: the dumper's, not owned */
    int dlt;
    uint8_t *held[HELD]; /* owned copies, since libpcap keeps only one frame */
    uint32_t room[HELD], first, count;
    bool ended;
    struct slots *slots;
    nsec_wall now;
    struct frames_stats stats;
};

static struct pcap_file *file_of(struct frames *f)
{
    return (struct pcap_file *)f;
}

static int no_fd(struct frames *f)
{
    (void)f;
    return -1;
}

static nsec stamp(const struct pcap_pkthdr *h)
{
    int64_t t;
    /* pcapng has 64-bit times: a forged one must not overflow. tv_usec holds nanoseconds here. */
    if (__builtin_mul_overflow((int64_t)h->ts.tv_sec, NSEC_SEC, &t) ||
        __builtin_add_overflow(t, h->ts.tv_usec, &t) || t < 0)
        return 0;
    return t;
}

/* A copy of the frame in the next free place; false when memory is out. */
static bool keep(struct pcap_file *p, const struct pcap_pkthdr *h, const uint8_t *data, struct frame *ret)
{
    uint32_t i = (p->first + p->count) % HELD;
    if (p->room[i] < h->caplen) {
        uint8_t *grown = realloc(p->held[i], h->caplen);
        if (!grown)
            return false;
        p->held[i] = grown;
        p->room[i] = h->caplen;
    }
    if (h->caplen)
        memcpy(p->held[i], data, h->caplen);
    *ret = (struct frame){
        .data = p->held[i], .len = h->caplen, .wire_len = h->len, .at = stamp(h), .vlan = FRAMES_NO_VLAN};
    return true;
}

static uint32_t pcap_recv(struct frames *f, struct frame *out, uint32_t n)
{
    struct pcap_file *p = file_of(f);
    uint32_t got = 0;
    while (got < n && p->count < HELD && !p->ended && !p->dumper) {
        struct pcap_pkthdr *h;
        const uint8_t *data;
        struct frame frame;
        int r = pcap_next_ex(p->pcap, &h, &data);
        if (r != 1 || !keep(p, h, data, &frame)) {
            p->ended = true;
            p->stats.last_error = r == 1 ? ENOMEM : r == PCAP_ERROR_BREAK ? 0 : EBADMSG;
        } else if (linktype_strip(p->dlt, &frame)) {
            out[got++] = frame;
            p->count++;
        } else {
            p->stats.rx_skipped++;
        }
    }
    p->stats.rx += got;
    return got;
}

static void pcap_release(struct frames *f, uint32_t n)
{
    struct pcap_file *p = file_of(f);
    n = n < p->count ? n : p->count;
    p->first = (p->first + n) % HELD;
    p->count -= n;
}

static uint32_t pcap_reserve(struct frames *f, struct frame *out, uint32_t n)
{
    struct pcap_file *p = file_of(f);
    return p->slots ? slots_reserve(p->slots, out, n) : 0;
}

/* What stdio knows of a failed write; it keeps no errno, so an unknown one is called EIO. */
static int write_error(struct pcap_file *p)
{
    if (!ferror(p->file))
        return 0;
    p->stats.last_error = errno ? errno : EIO;
    return -p->stats.last_error;
}

static int pcap_send(struct frames *f, const struct frame *in, uint32_t n)
{
    struct pcap_file *p = file_of(f);
    if (!p->dumper)
        return 0;
    for (uint32_t i = 0; i < n; i++) {
        struct pcap_pkthdr h = {.ts = {.tv_sec = p->now / NSEC_SEC, .tv_usec = p->now % NSEC_SEC},
                                .caplen = in[i].len,
                                .len = in[i].wire_len > in[i].len ? in[i].wire_len : in[i].len};
        errno = 0;
        pcap_dump((u_char *)p->dumper, &h, in[i].data);
        int r = write_error(p);
        if (r < 0)
            return r;
        p->stats.tx++;
    }
    return (int)n;
}

static void pcap_file_stats(struct frames *f, struct frames_stats *ret)
{
    *ret = file_of(f)->stats;
}

static void pcap_free(struct frames *f)
{
    struct pcap_file *p = file_of(f);
    if (p->dumper)
        pcap_dump_close(p->dumper);
    if (p->pcap)
        pcap_close(p->pcap);
    for (int i = 0; i < HELD; i++)
        free(p->held[i]);
    slots_free(p->slots);
    free(p);
}

static const struct frames_ops pcap_ops = {
    .name = "pcap",
    .rx_fd = no_fd,
    .reserve = pcap_reserve,
    .send = pcap_send,
    .recv = pcap_recv,
    .release = pcap_release,
    .stats = pcap_file_stats,
    .free = pcap_free,
};

/* "-" is a copy of `standard`, so that closing the file leaves the descriptor open. */
static FILE *open_file(const char *path, int standard, const char *mode)
{
    if (strcmp(path, "-") != 0)
        return fopen(path, mode);
    int fd = fcntl(standard, F_DUPFD_CLOEXEC, 3);
    FILE *file = fd < 0 ? NULL : fdopen(fd, mode);
    if (!file && fd >= 0)
        close(fd);
    return file;
}

int pcap_open_read(const char *path, struct frames **ret, struct diag *d)
{
    char why[PCAP_ERRBUF_SIZE];
    FILE *file = open_file(path, STDIN_FILENO, "rbe");
    if (!file)
        return -errno;
    struct pcap_file *p = calloc(1, sizeof *p);
    if (!p) {
        fclose(file);
        return -ENOMEM;
    }
    p->f = (struct frames){.ops = &pcap_ops, .mtu = SNAPLEN};
    p->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
    if (!p->pcap) {
        fclose(file);
        pcap_free(&p->f);
        return diag_set(d, N_("%s is not a capture file (pcap or pcapng): %s"), path, why, NULL);
    }
    p->dlt = pcap_datalink(p->pcap);
    if (!linktype_known(p->dlt, &p->f.layer)) {
        const char *name = pcap_datalink_val_to_name(p->dlt);
        diag_set(
            d,
            N_("%s has link type %s, which cannot be read; Ethernet, raw IP, Linux cooked and loopback can"),
            path, name ? name : "?", NULL);
        pcap_free(&p->f);
        return -EINVAL;
    }
    *ret = &p->f;
    return 0;
}

/* Owns the file if it succeeds. */
static int write_to(FILE *file, enum frames_layer layer, struct frames **ret)
{
    struct pcap_file *p = calloc(1, sizeof *p);
    if (!p)
        return -ENOMEM;
    p->f = (struct frames){.ops = &pcap_ops, .layer = layer, .mtu = SLOT};
    p->file = file;
    p->dlt = layer == FRAMES_ETHERNET ? DLT_EN10MB : DLT_RAW;
    p->pcap = pcap_open_dead_with_tstamp_precision(p->dlt, SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
    int r = slots_new(SLOTS, SLOT, &p->slots);
    p->dumper = p->pcap && r == 0 ? pcap_dump_fopen(p->pcap, file) : NULL;
    if (!p->dumper) {
        pcap_free(&p->f);
        return r < 0 ? r : -ENOMEM;
    }
    *ret = &p->f;
    return 0;
}

int pcap_open_write_fd(int fd, enum frames_layer layer, struct frames **ret)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3); /* fclose() would close it on failure, too */
    FILE *file = own < 0 ? NULL : fdopen(own, "wb");
    if (!file) {
        int error = errno;
        if (own >= 0)
            close(own);
        return -error;
    }
    int r = write_to(file, layer, ret);
    if (r < 0)
        fclose(file);
    else
        close(fd);
    return r;
}

int pcap_open_write(const char *path, enum frames_layer layer, struct frames **ret)
{
    FILE *file = open_file(path, STDOUT_FILENO, "wbe");
    if (!file)
        return -errno;
    int r = write_to(file, layer, ret);
    if (r < 0)
        fclose(file);
    return r;
}

void pcap_set_time(struct frames *f, nsec_wall now)
{
    file_of(f)->now = now;
}

int pcap_flush(struct frames *f)
{
    struct pcap_file *p = file_of(f);
    errno = 0;
    if (fflush(p->file) != 0 && !ferror(p->file))
        return -errno;
    return write_error(p);
}
