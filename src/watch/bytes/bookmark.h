/* Where a file was read to, so that it is found again, whatever name it has by then: which file, how far, and
 * what stands just before. A copy, or a packed one, has the same bytes there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stream;

struct bookmark {
    uint64_t ino, at;
    uint64_t hash; /* of the bytes before `at`, at most STREAM_BEFORE of them */
};

#define BOOKMARK_TEXT 64 /* bytes, with the zero */

/* Of an open plain file, at `at` bytes. False: it cannot be read there. */
bool bookmark_of_file(int fd, uint64_t at, struct bookmark *ret);
/* Of a stream that was read from its beginning, at what was skipped last. False: what stands before is not
 * there any more. */
bool bookmark_of_stream(const struct stream *s, struct bookmark *ret);
/* Of n bytes (at most STREAM_BEFORE) that stood before `at` in the file that fd is open at. */
bool bookmark_of_bytes(int fd, uint64_t at, const uint8_t *before, size_t n, struct bookmark *ret);

/* As text. */
void bookmark_print(const struct bookmark *b, char ret[BOOKMARK_TEXT]);
/* Reads one or two; returns how many, 0 = the text is none. */
unsigned bookmark_parse(const char *text, struct bookmark ret[2]);

/* Whether an open plain file is the one. */
bool bookmark_holds(int fd, const struct bookmark *b);
/* The stream from there on, if it is in the file at `path`, whatever that is packed in. NULL: no, or out of
 * memory. */
struct stream *bookmark_open(const char *path, const struct bookmark *b);
/* Whether it is the name of a packed file: to look for a place in it takes long. */
bool bookmark_is_packed(const char *path);
