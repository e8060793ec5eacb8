/* For the tests of this folder: made-up netlink messages. */
#pragma once

#include "sys/netlink.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

/* Messages one after the other, as in an answer. */
struct messages {
    _Alignas(struct nlmsghdr) uint8_t data[8192];
    size_t len;
};

/* Begins a message with its family header; attributes follow by mnl_attr_put() until messages_end(). */
static inline struct nlmsghdr *messages_begin(struct messages *m, uint16_t type, const void *header, size_t n)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(m->data + m->len);
    h->nlmsg_type = type;
    memcpy(mnl_nlmsg_put_extra_header(h, n), header, n);
    return h;
}

static inline void messages_end(struct messages *m, const struct nlmsghdr *h)
{
    m->len += NLMSG_ALIGN(h->nlmsg_len);
}

/* Calls `parse` with every truncation of the messages, and with every byte of them set to values that break
 * lengths, each in memory of its exact size, so that a sanitizer sees the first byte read beyond it. */
static inline void messages_torture(const struct messages *m, void (*parse)(const void *, size_t))
{
    static const uint8_t values[] = {0, 1, 3, 4, 0x7f, 0x80, 0xff};
    for (size_t n = 0; n <= m->len; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        memcpy(copy, m->data, n);
        parse(copy, n);
        free(copy);
    }
    for (size_t i = 0; i < m->len; i++)
        for (size_t v = 0; v < sizeof values; v++) {
            uint8_t *copy = malloc(m->len);
            memcpy(copy, m->data, m->len);
            copy[i] = values[v];
            parse(copy, m->len);
            free(copy);
        }
}
