/* memcached's text protocol, over UDP behind a frame header of 8 bytes (doc/protocol.txt). */
#include "ident/read/read.h"
#include "ident/read/text.h"

#include <ctype.h>

bool read_memcached(const struct match_answer *a, struct cut *c)
{
    struct text all = {a->data, a->len};
    if (a->proto == PROTO_UDP && all.len > 8 && all.p[4] == 0 && all.p[6] == 0 && all.p[7] == 0)
        all = (struct text){all.p + 8, all.len - 8};
    bool known =
        text_starts(all, "STAT pid ") || text_starts(all, "STAT version ") ||
        (text_starts(all, "VERSION ") && all.len > 10 && all.len < 64 &&
         (isdigit((unsigned char)all.p[8]) || (a->sent_len > 7 && memcmp(a->sent, "version", 7) == 0)) &&
         text_find(all, "\r\n"));
    if (!known)
        return false;
    cut_part(c, PART_MEMCACHED_STATS, all.p, all.len);
    return cut_name(c, "memcache", 0.95);
}
