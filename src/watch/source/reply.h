/* Whether what comes from a service's port by UDP can be that service's answer. In: the port, and the payload
 * as far as it was captured; out: an enum sight_says. A scan from port 53 or 123 passes filters, not this.
 * Pure; any thread. */
#pragma once

#include "base/bytes.h"
#include "watch/sight.h"

/* `payload` = bytes of it on the wire; what of them was captured is in `r`. */
uint8_t reply_says(uint16_t sport, struct rd r, size_t payload);
