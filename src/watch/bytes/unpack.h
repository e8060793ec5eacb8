/* What a file is packed in: its bytes go in, those that were packed come out. gzip (RFC 1952) and zstd (RFC
 * 8878), also several members or frames one after the other, and UTF-16 with its mark in front (RFC 2781),
 * which becomes UTF-8. It knows no file: the caller lends a function that reads. One thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    UNPACK_HEAD = 4,       /* bytes of the head that say what it is */
    UNPACK_ROOM = 1 << 18, /* packed bytes that are kept at a time */
};

struct unpack;

/* `head`: the first n bytes of the input, at least UNPACK_HEAD unless it is shorter, at most UNPACK_ROOM;
 * copied. `read` gives what comes behind them, at most `cap` bytes: > 0, 0 = the end, or negative errno,
 * which then is the error of unpack_more(). 0, with *ret = NULL when it is not packed; -ENOMEM. */
int unpack_new(const uint8_t *head, size_t n, ssize_t (*read)(int fd, uint8_t *to, size_t cap), int fd,
               struct unpack **ret);
void unpack_free(struct unpack *u);

/* Unpacks at most `cap` bytes (8 at least). > 0; 0 = the end; -EBADMSG: damaged or cut off; errors of
 * `read`. */
ssize_t unpack_more(struct unpack *u, uint8_t *to, size_t cap);
