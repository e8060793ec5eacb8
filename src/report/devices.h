/* Devices with several addresses: hosts whose records have the same MAC, collected while they go by and told
 * at the end. IPv4 and IPv6 addresses of one machine come together so. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

#define DEVICES_MAX 16384 /* addresses that are remembered; further ones are not */

struct devices {
    struct device_addr {
        char mac[18];
        struct addr addr;
        const char *vendor; /* owned */
    } * item;               /* owned */
    size_t count;
};

/* Notes a host that is up. 0 or -ENOMEM. */
int devices_take(struct devices *d, const struct record_host *h);
void devices_fini(struct devices *d);

/* One line for each device with two addresses or more; nothing when there is none. */
void devices_print(struct devices *d, struct buf *out);
