/* Which of two version numbers is the newer one. There is no one order: Debian defines its own
 * (deb-version(7)), everybody else has habits. Pure functions over text of any content; no allocation. */
#pragma once

/* Debian's order: epoch, upstream version, revision; '~' sorts before everything, even the end. < 0, 0 or >
 * 0. */
int version_debian(const char *a, const char *b);

/* As version_debian(), without the epochs: banners do not tell them. */
int version_debian_no_epoch(const char *a, const char *b);

/* What upstream projects mean: numbers compare as numbers, missing ones are 0 (9.2 = 9.2.0); letters behind a
 * number come after it (1.0.1 < 1.0.1g), as patches do (9.2 < 9.2p1); dev, alpha, beta, pre and rc come
 * before it, in this order, also as a1 and b1. Separators, a leading 'v' and the case of letters do not
 * matter. < 0, 0 or > 0. NVD's ranges name no order, and NISTIR 7696 has none. */
int version_upstream(const char *a, const char *b);
