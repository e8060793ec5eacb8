/* Link headers of capture files that are taken off, so that what is left is Ethernet or IP. */
#pragma once

#include "io/frames.h"

/* By libpcap's DLT_* number. False when it cannot be read. */
bool linktype_known(int dlt, enum frames_layer *ret_layer);

/* Moves data, len and wire_len of *f behind the link header and sets vlan. False when the frame is cut inside
 * it or carries something else than IP. */
bool linktype_strip(int dlt, struct frame *f);
