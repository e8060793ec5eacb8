/* The reading half of the connect technique: from what became of a connection to a reply. */
#pragma once

#include "io/dial.h"
#include "scan/tech.h"

/* True and *ret when the result says something: an answer, or a local failure (ret->error). False for
 * silence. */
bool connect_reply(const struct dial_result *result, const struct addr *addr, uint16_t port, uint8_t try,
                   nsec now, struct reply *ret);

/* The same of a UDP question: there the target's own "port unreachable" is its refusal. */
bool connect_datagram_reply(const struct dial_result *result, const struct addr *addr, uint16_t port,
                            uint8_t try, nsec now, struct reply *ret);
