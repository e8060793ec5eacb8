/* Devices that answer for many addresses (reason proxy-arp, suspect one-device): collected while hosts go by,
 * one line each at the end. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

#define STANDINS_MAX 64 /* devices; the addresses of further ones are counted together */

struct standins {
    struct standin {
        char mac[18], vendor[64];
        struct addr first, last;
        uint64_t silent, answered; /* addresses that did nothing else; that did */
    } device[STANDINS_MAX + 1];
    size_t count;
};

/* Counts the host if it is one of those. True when it is, and nothing but another address of its device. */
bool standins_take(struct standins *s, const struct record_host *h);

/* Their lines. */
void standins_print(const struct standins *s, struct buf *out);
