/* A log that somebody still writes to, as one stream over all the files that have its name one after the
 * other. One thread. */
#pragma once

#include "watch/bytes/stream.h"

/* A plain file that grows: its end is -EAGAIN ("no more now"). Looked at whenever the end is reached:
 * - The name belongs to another file (rotation): the old one is read to its end, then those that had the
 *   name in between (beside it, rotated.h, packed or not), then the new one. A line cut short is ended
 *   first. The old one stays open until its successor was written a minute later than it: whole lines
 *   that somebody still writes to it are read when the new one has nothing.
 * - It was cut (also where it has grown beyond that since): what a copy beside it has that was not read
 *   comes first, then it from its beginning.
 * - There is no such file yet, but its folder: until there is one -EAGAIN; then it is read from its
 *   beginning.
 * -errno as stream_open(); -EINVAL: a packed file. A new file that cannot be opened is tried again. "-":
 * standard input until it is closed; its beginning is waited for. A pipe that has a name: it never ends, and nobody is
 * waited for. */
int follow_open(const char *path, struct stream **ret);

/* Where a followed file was read to, as text: a bookmark (bookmark.h), and another of the file that had the
 * name before, while it is open. For whoever goes on after a restart. */
#define FOLLOW_PLACE 128
/* Before the first byte that is not skipped. False: of a pipe, a file that is not followed, or one that is still
 * waited for. */
bool follow_place(const struct stream *s, char ret[FOLLOW_PLACE]);
/* Goes on there instead of at the beginning, before anything was skipped; where the file was renamed, copied
 * or packed meanwhile, in the one beside it that has it now (rotated.h), whose end is followed by those that
 * came after it and by the file of the name. False: it is gone, or the text is none: all stays as it is. */
bool follow_resume(struct stream *s, const char *place);

/* What stream.h says, of a stream that is followed. */
struct follow;
ssize_t follow_peek(struct stream *s, size_t want, const uint8_t **ret);
void follow_skip(struct stream *s, size_t n);
bool follow_ended(const struct stream *s);
int64_t follow_mtime(const struct stream *s);
void follow_free(struct follow *f);
