/* What one door of a host teaches about its others: the host's name, which some want to be asked for by in
 * TLS, and that many of its doors say nothing to anybody, so that forty questions at each are wasted; that it
 * refuses what is closed. In: doors that are done. Out: a name, an intensity. A table of fixed size; hosts
 * that share a place take it over from one another. One thread; no clock, no I/O. */
#pragma once

#include "base/hash.h"
#include "ident/door.h"

#define HOSTS_FRUITLESS                                                                                      \
    16 /* so many doors without a name, and the next are asked the commonest questions only */

struct hosts;

int hosts_new(const struct hash_key *key, struct hosts **ret); /* 0, -ENOMEM */
void hosts_free(struct hosts *h);

/* A door is done. */
void hosts_learn(struct hosts *h, const struct door *d);
/* What the host called itself, borrowed until the next hosts_learn(); NULL = not known. */
const char *hosts_name(const struct hosts *h, const struct addr *a);
/* It was seen to refuse a UDP port that nobody listens at. */
bool hosts_refuses(const struct hosts *h, const struct addr *a);
/* `intensity`, or less where much of this host was asked in vain; 9 (--version-all) stays. */
uint8_t hosts_intensity(const struct hosts *h, const struct addr *a, uint8_t intensity);
