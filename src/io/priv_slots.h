/* The sending half that ring and raw share: frames in preallocated slots, handed to the kernel by sendmmsg().
 * (PACKET_TX_RING is no faster: 0.54 million frames/s over veth against 0.57, Linux 6.18; nor are batches of
 * 256 instead of 64.) */
#pragma once

#include "io/frames.h"

#include <stdatomic.h>
#include <sys/socket.h>

/* Written by the sending thread. */
struct slots_count {
    _Atomic uint64_t tx, refused, failed;
    _Atomic int last_error;
};

struct slots;

/* Where a frame goes: may set msg_name and msg_namelen (what they point to must live until the call returns
 * to slots_send()'s caller), and returns the descriptor to send by, or -errno for a frame that cannot be
 * sent. */
typedef int slots_aim(void *context, uint32_t slot, const struct frame *f, struct msghdr *m);

/* count > 0 slots of `size` bytes. 0 or -ENOMEM. */
int slots_new(uint32_t count, uint32_t size, struct slots **ret);
void slots_free(struct slots *s);
uint32_t slots_reserve(struct slots *s, struct frame *out, uint32_t n);
/* As frames_send(). `slot` given to `aim` is below count and differs between the frames of one call. */
int slots_send(struct slots *s, const struct frame *in, uint32_t n, slots_aim *aim, void *context,
               struct slots_count *c);
