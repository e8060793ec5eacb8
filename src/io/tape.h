/* A recorder: stands before sources and sinks of frames, lets everything through, and writes it into a
 * capture file: what the kernel took from us, and what its filter let through to us. One file holds all
 * links, as Ethernet (pcap knows one link type a file): IP packets of links without it get a header of zeros,
 * as on the loopback, and a VLAN tag that the kernel took out stands in its place again.
 *
 * Sending and receiving threads may use it at once. A failed write ends the recording, and nothing else. */
#pragma once

#include "io/frames.h"

#define TAPE_LINKS 16

struct tape;

struct tape_conf {
    int fd;              /* of an empty file, open for writing; owned from then on, on success */
    nsec (*clock)(void); /* for what is sent; the clock of `at` of what is received */
    nsec_wall epoch;     /* what that clock's zero is since 1970 */
};

/* 0, -ENOMEM, or -errno. */
int tape_new(const struct tape_conf *conf, struct tape **ret);

/* Frames that are those of `through`, recorded. Owned by the tape; `through` stays the caller's and must live
 * as long, its freeing too. NULL: more than TAPE_LINKS. */
struct frames *tape_before(struct tape *t, struct frames *through);
/* From now on the recorded one is another (io/card.h: the spare). Nothing of the old one may be reserved or
 * unreleased. */
void tape_follow(struct frames *recorded, struct frames *through);

/* Writes out, closes and frees. 0, or the first error: -ENOSPC, -EFBIG, -EIO …: the file ends where it came.
 * NULL is fine. */
int tape_end(struct tape *t);
