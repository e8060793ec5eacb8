/* Information elements of NetFlow v9 and IPFIX, by their numbers -> the members of a record. For netflow.c. */
#pragma once

#include "watch/source/netflow.h"

/* Numbers of our own beside IANA's. */
enum {
    ELEMENTS_REVERSE = 0x8000, /* the same element, of the other direction (RFC 5103) */
    ELEMENTS_UNKNOWN = 0x7fff, /* of other enterprises */
};

/* "uptime" times wait for the end of the record: the boot time may stand behind them. */
struct elements_times {
    uint64_t start, end;
    bool up;
    nsec_wall boot;
};

/* An address. False: it is none. */
bool elements_address(uint16_t id, const uint8_t *b, size_t len, struct netflow_record *r);
/* A time: of the record at once, or of *t. False: it is none. */
bool elements_time(uint16_t id, uint64_t v, struct netflow_record *r, struct elements_times *t);
/* Any other number; what is of no use to us is passed over. */
void elements_number(uint16_t id, uint64_t v, struct netflow_record *r);
/* ICMP's type and code, as one number. */
void elements_icmp(struct netflow_record *r, uint16_t type_code);
