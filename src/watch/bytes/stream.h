/* The bytes of a file in order, whatever it is packed in: gzip and zstd are unpacked and UTF-16 becomes UTF-8
 * on the way, stdin and pipes are read. A log that grows: follow.h. Sources look at the head, then peek and
 * skip. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stream;

/* "-" = stdin. 0; -errno of open; -ENOMEM. An empty file is fine. */
int stream_open(const char *path, struct stream **ret);
void stream_free(struct stream *s);

/* False: there may be more later than the last peek returned. */
bool stream_ended(const struct stream *s);

/* The next bytes, contiguous: at least `want` of them (at most STREAM_WANT_MAX) unless the input ends before;
 * often more, all that are there. Valid until the next call. Returns how many; 0 = the end. -EBADMSG: the
 * packed data are damaged or cut off; -errno of read; -ENOMEM; -EAGAIN: a pipe that does not block has no
 * more now. */
ssize_t stream_peek(struct stream *s, size_t want, const uint8_t **ret);
/* Goes on by n bytes, at most as many as the last peek returned. */
void stream_skip(struct stream *s, size_t n);

#define STREAM_WANT_MAX ((size_t)1 << 20)

/* When the file was last written, seconds since 1970: when it was opened, or, where it is followed, the one that was
 * peeked at last, then. 0 for pipes. */
int64_t stream_mtime(const struct stream *s);

/* The last bytes of a file, at most n of them, whatever was read of it; of a packed one only where that is not longer
 * than STREAM_WANT_MAX. Returns how many; 0: of pipes, of long packed ones, and where it is followed. */
size_t stream_tail(struct stream *s, uint8_t *ret, size_t n);
