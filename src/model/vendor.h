/* Who made a network card: the first 24, 28 or 36 bits of a MAC, as the IEEE registered them. In: the text of
 * its registry as CSV ("MA-L,002272,Name of the maker,address…", RFC 4180); out: a name. Pure; the files are
 * read where they are installed (Debian: ieee-data), nothing of them is in the program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define VENDOR_TEXT_MAX (UINT32_C(64) << 20) /* bytes of text that are looked at */
#define VENDOR_MAX                                                                                           \
    (UINT32_C(1) << 18)     /* assignments; all further ones are refused. In 2022 there were 45,000 */
#define VENDOR_NAME_MAX 128 /* bytes of a name, the NUL included; longer ones are cut */

struct vendors;

/* 0 or -ENOMEM. */
int vendors_new(struct vendors **ret);
void vendors_free(struct vendors *v);

/* Takes a registry in. Lines that are none of the three kinds are passed over. 0 or -ENOMEM. May be called
 * several times, and before or after vendors_find(). */
int vendors_add(struct vendors *v, const char *csv, size_t len);

/* The maker, by the longest assignment that fits, or NULL. Borrowed until the next vendors_add(). */
const char *vendors_find(const struct vendors *v, const uint8_t mac[6]);

/* Assignments that are known. */
size_t vendors_count(const struct vendors *v);
