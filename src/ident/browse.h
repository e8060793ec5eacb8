/* The datagram service of NetBIOS answers only who knows its workgroup (RFC 1002 §4.4, MS-BRWS §2.2.3): the
 * name service at port 137 of the same host tells it. Pure. */
#pragma once

#include "ident/found.h"

#define BROWSE_NAME_MAX 16 /* 15 characters and the NUL (RFC 1001 §14.1) */

/* The workgroup in what the name service said; false: it told none. */
bool browse_workgroup(const struct found *f, char ret[BROWSE_NAME_MAX]);
/* Puts the workgroup in place of WORKGROUP<1D> into a request of len bytes. False: that is not in it. */
bool browse_fill(uint8_t *request, size_t len, const char *workgroup);
