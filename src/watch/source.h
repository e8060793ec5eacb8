/* Where sights come from. Every kind of input (a capture file, a firewall's log, Zeek, a live card) is a file
 * in watch/source/ that fills in a `struct source` with three functions. Batches; never blocks where it has a
 * descriptor to wait for; whatever it could not read is counted, never guessed. One thread. */
#pragma once

#include "base/diag.h"
#include "watch/keep.h"
#include "watch/sight.h"

#include <stdbool.h>
#include <string.h>

struct source_stats {
    uint64_t packets;   /* packets or lines seen */
    uint64_t sights;    /* given out */
    uint64_t undecoded; /* packets or lines that are damaged or of no known form */
    uint64_t cut;       /* packets of TCP of which too little was captured to know their flags */
    uint64_t skipped;   /* well understood, but nothing to do with us (not IP, not a connection) */
    uint64_t lost;      /* the source says of itself that it lost so many */
    uint64_t limited;   /* lines that show that a rate limit of the log was at work (UFW's 3 a minute) */
    int last_error;     /* errno: EBADMSG = the file is cut off or damaged; 0 = fine */
    const char *format; /* what it turned out to be: "pcap", "pcapng", "ufw", "zeek-conn"; static */
};

struct source;

#define SOURCE_CAP 3 /* as many as one packet may be: a tunnel's, and what it carries */

#define SOURCE_PLACE 160 /* follow.h, and how many bytes behind that */

struct source_ops {
    /* Fills out[0 … n-1], n <= cap (SOURCE_CAP at least), and returns n. 0 and *ended: nothing will ever come
     * again. 0 without: not now. Negative errno: fatal for this source (what it gave before stays good). */
    int (*read)(struct source *s, struct sight out[], unsigned cap, bool *ended);
    void (*free)(struct source *s);
    /* Brings stats.lost and stats.last_error up to date by asking the kernel, some 20 us: for once a second,
     * and before the end. NULL: they always are. */
    void (*count)(struct source *s);
    /* Of logs that are followed: where it was read to, and going on there, with what was held back
     * (stream.h). NULL: nothing of the kind. */
    bool (*place)(const struct source *s, char ret[SOURCE_PLACE]);
    bool (*resume)(struct source *s, const char *place);
    /* Nobody will read again: gives, like read(), what was held back until more was known of it; 0 = no more.
     * NULL: nothing is ever held. */
    int (*rest)(struct source *s, struct sight out[], unsigned cap);
    bool packets; /* its sights are of packets, which source_keep() keeps */
};

/* Sources embed this as their first member. */
struct source {
    const struct source_ops *ops;
    struct source_stats stats;
    /* set by who reads it and wants them: as many as `cap` of every read; borrowed. NULL: not wanted */
    struct packet *packets;
    bool more; /* set by read(): it stopped before its end with less than `cap` */
    int fd;    /* polls readable when read() has something; -1: just call it */
};

static inline int source_read(struct source *s, struct sight out[], unsigned cap, bool *ended)
{
    return s->ops->read(s, out, cap, ended);
}

/* For sources of packets: keeps what was captured of the n-th sight. */
static inline void source_keep(const struct source *s, unsigned n, struct sight *of, unsigned linktype,
                               const uint8_t *data, size_t len, size_t wire)
{
    if (!s->packets)
        return;
    struct packet *p = &s->packets[n];
    p->wire = (uint32_t)wire;
    p->linktype = (uint16_t)linktype;
    p->len = (uint16_t)(len < PACKET_BYTES ? len : PACKET_BYTES);
    memcpy(p->data, data, p->len);
    of->packet = p;
}

static inline void source_count(struct source *s)
{
    if (s->ops->count)
        s->ops->count(s);
}

static inline int source_rest(struct source *s, struct sight out[], unsigned cap)
{
    return s->ops->rest ? s->ops->rest(s, out, cap) : 0;
}

static inline void source_free(struct source *s)
{
    if (s)
        s->ops->free(s);
}

/* How to open one. */
struct source_conf {
    bool follow;        /* logs: go on at the end of the file, over rotation and truncation */
    const char *format; /* one that source_has_format(); NULL = find out from the first bytes */
    /* Lines without a year are never of the future: of when the file was written, or of now where nobody
     * knows (pipes). Asked as long as the source lives; NULL: they are never asked for. */
    nsec_wall (*now)(void);
};

/* Whether there is such a format, as --format names it. */
bool source_has_format(const char *name);

/* Opens a file ("-" = stdin) as what its first bytes say it is: gzip and zstd are taken off, then each row of
 * the table in source.c is asked. 0; -EINVAL with *d for a file of no known form; -errno of open; -ENOMEM. */
int source_open(const char *path, const struct source_conf *conf, struct source **ret, struct diag *d);
