/* How long may the answer of a host take that never answered? As a path unknown to us, a second (RFC 6298 §2.1). But
 * networks are routed as a whole, in the Internet at least by /24 and /64: where others of the same network have
 * answered, it is as far away as they are. */
#pragma once

#include "base/nsec.h"
#include "scan/block.h"

#define UNHEARD_KNOWN 3 /* hosts of a network that must have answered */

/* For all hosts of a block that were not heard, which stand there in the order of their addresses: the longest. */
nsec unheard_wait(const struct block *b, struct addr (*host_at)(const void *ctx, uint64_t i),
                  const void *ctx);
