/* Rows of the tables that people see: ports and listening sockets, headings in the user's language, text from
 * the wire escaped. A table is begun here, filled row by row, and printed and freed by the caller. */
#pragma once

#include "model/record.h"
#include "report/table.h"

/* Initialises t and writes the headings: PORT STATE SERVICE VERSION REASON PROCESS USER UNIT CONTAINER. */
void rows_begin_ports(struct table *t);
/* One row of it. */
void rows_port(struct table *t, const struct record_port *p);
/* "rst", "icmp-admin-prohibited from 198.18.0.254": why, and who said it when that was not the target. */
void rows_reason(struct buf *b, enum reason reason, const struct addr *from, const char *sender);
/* PORT ADDRESS REACHED BY PROCESS USER UNIT CONTAINER. */
void rows_begin_listeners(struct table *t);
/* One row of it. */
void rows_listener(struct table *t, const struct record_listener *l);
