/* Recordings whose packets stand out of the order of their times by at most INORDER_SPAN, as cards with
 * several queues and merged taps write them: an answer before its question is no answer. What was read waits
 * here until nothing earlier is to be expected, and goes on in the order of its times; what is of the same time,
 * in the file's. What is later than that (a clock that was set, files one after the other, packets in no
 * order at all) begins anew: what waits goes on before it. 1 MiB, for recordings that need it. */
#pragma once

#include "watch/source.h"

#define INORDER_SPAN NSEC_SEC
#define INORDER_ROOM 4096 /* sights; when there is no room, the earliest goes on */

struct inorder;

/* `packets`: what was captured of them (keep.h) is kept with them. NULL: no memory. */
struct inorder *inorder_new(bool packets);
void inorder_free(struct inorder *o); /* NULL is nothing */

/* Takes s[0 … n-1], in the file's order; copies. Only while none is ready, and no more than SOURCE_CAP or, in
 * the beginning, INORDER_ROOM. */
void inorder_put(struct inorder *o, const struct sight s[], unsigned n);
/* Nothing will be put any more. */
void inorder_end(struct inorder *o);
/* Whether the next may go on. */
bool inorder_ready(const struct inorder *o);
/* Gives the next packet, with what it carries: so many of out[0 … SOURCE_CAP-1]; what was kept goes into
 * `packets` alike, which may be NULL. Only where one is ready. */
unsigned inorder_take(struct inorder *o, struct sight out[], struct packet packets[]);
