/* MongoDB (OP_MSG): the list of databases is for those who are let in; hello is for everybody. */
#include "ident/access/dialogue.h"

/* { listDatabases: 1, nameOnly: true, $db: "admin" } in an OP_MSG, section 0. */
static const uint8_t list[] =
    "\x47\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00\x00\x00\x00\x00\x00"
    "\x32\x00\x00\x00\x10listDatabases\x00\x01\x00\x00\x00\x08nameOnly\x00\x01"
    "\x02$db\x00\x06\x00\x00\x00"
    "admin\x00";

enum access_do access_mongodb(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_bytes(out, list, sizeof list); /* the array's NUL ends the document */
    struct rd r = in;
    if (rd_left(&in) < 16 || rd_le32(&r) > rd_left(&in))
        return ACCESS_HEAR;
    if (dialogue_has(in, "requires authentication") || dialogue_has(in, "Unauthorized") ||
        dialogue_has(in, "not authorized"))
        dialogue_fact(a, "access=password");
    else if (dialogue_has(in, "databases"))
        dialogue_fact(a, "access=open");
    return ACCESS_END;
}
