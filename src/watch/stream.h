/* The bytes of a file in order, whatever it is packed in: gzip and zstd are unpacked and UTF-16 becomes UTF-8 on the way,
 * stdin and pipes are read. Sources look at the head, then peek and skip. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stream;

/* "-" = stdin. 0; -errno of open; -ENOMEM. An empty file is fine. */
int stream_open(const char *path, struct stream **ret);
/* The same for a plain file that grows: its end is -EAGAIN ("no more now"). Looked at whenever the end is reached:
 * - The name belongs to another file (rotation): the old one is read to its end, then those that had the name in between (beside it, rotated.h, packed or
 *   not), then the new one. A line cut short is ended first. The old one stays open until its successor was written a minute later than it: whole lines
 *   that somebody still writes to it are read when the new one has nothing.
 * - It was cut (also where it has grown beyond that since): what a copy beside it has that was not read comes first, then it from its beginning.
 * -EINVAL: a packed file. A new file that cannot be opened is tried again. "-": standard input until it is closed; its beginning is waited for. */
int stream_follow(const char *path, struct stream **ret);
void stream_free(struct stream *s);

/* Where a followed file was read to, as text: of which file, how far, and what stood just before; and the same of the one that had the name before, while it is open. For whoever goes on after a restart. */
#define STREAM_PLACE 128
/* Before the first byte that is not skipped. False: of a pipe, or a file that is not followed. */
bool stream_place(const struct stream *s, char ret[STREAM_PLACE]);
/* Goes on there instead of at the beginning, before anything was skipped; where the file was renamed, copied or packed meanwhile, in the one beside it
 * that has it now (rotated.h), whose end is followed by those that came after it and by the file of the name. False: it is gone, or the text is none:
 * all stays as it is. */
bool stream_resume(struct stream *s, const char *place);
/* False: there may be more later than the last peek returned. */
bool stream_ended(const struct stream *s);

/* The next bytes, contiguous: at least `want` of them (at most STREAM_WANT_MAX) unless the input ends before; often more, all that
 * are there. Valid until the next call. Returns how many; 0 = the end. -EBADMSG: the packed data are damaged or cut off;
 * -errno of read; -ENOMEM; -EAGAIN: a pipe that does not block has no more now. */
ssize_t stream_peek(struct stream *s, size_t want, const uint8_t **ret);
/* Goes on by n bytes, at most as many as the last peek returned. */
void stream_skip(struct stream *s, size_t n);

#define STREAM_WANT_MAX ((size_t)1 << 20)

/* Modification time of the file, seconds since 1970; 0 for pipes. */
int64_t stream_mtime(const struct stream *s);
