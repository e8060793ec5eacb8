/* The little of BER (X.690) that LDAP, SNMP and Kerberos need: tag, definite length, value. */
#pragma once

#include "base/bytes.h"

struct ber {
    uint8_t tag; /* one byte; high tag numbers are not used by these protocols */
    struct rd value;
};

/* The next element of r. False (and r bad) at the end, for an indefinite length or one beyond the input. When
 * `cut` is set the last element may be cut short: it is given as far as it goes. */
bool ber_next(struct rd *r, struct ber *ret, bool cut);
/* The next element, which must have this tag: its value; else a bad cursor. */
struct rd ber_enter(struct rd *r, uint8_t tag);
/* An INTEGER's value of at most 8 bytes; longer ones make r bad. */
int64_t ber_int(struct rd *r, uint8_t tag);
