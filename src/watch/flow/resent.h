/* Lines of a log about one question that was sent again: a system repeats a SYN that is not answered, after 1, 3, 7
 * seconds and on to half a minute (RFC 6298 2, 5.5), and a filter that logs it logs each of them. It is asked once;
 * who comes back to see whether it is still so, as a monitor does, comes from another port. Of fixed size; one
 * thread. */
#pragma once

#include "watch/sight.h"

enum { RESENT_PLACES = 1 << 14 };

struct resent {
    struct resent_place {
        uint32_t tag, second; /* of the newest question there; tag 0: none */
    } place[RESENT_PLACES];
};

/* Whether the question that `s` tells of was told of in the same way half a minute ago or less; `key`: of its flow
 * (flows_key()). It is, from now on. */
bool resent_note(struct resent *r, const struct sight *s, uint64_t key);
