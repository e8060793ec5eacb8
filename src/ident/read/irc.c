/* IRC (RFC 1459, 2812): numeric replies, notices before registration, PING, ERROR. */
#include "ident/read/read.h"
#include "ident/read/text.h"

#include <ctype.h>

static bool is_line(struct text line)
{
    if (text_starts(line, "NOTICE AUTH ") || text_starts(line, "NOTICE * :") ||
        text_starts(line, "ERROR :Closing"))
        return true;
    if (!line.len || line.p[0] != ':')
        return false;
    const char *space = memchr(line.p, ' ', line.len);
    struct text rest = {space ? space + 1 : NULL, space ? line.len - (size_t)(space + 1 - line.p) : 0};
    bool numeric = rest.len > 4 && isdigit((unsigned char)rest.p[0]) && isdigit((unsigned char)rest.p[1]) &&
                   isdigit((unsigned char)rest.p[2]) && rest.p[3] == ' ';
    return numeric || (rest.len && (text_starts(rest, "NOTICE ") || text_starts(rest, "CAP ")));
}

bool read_irc(const struct match_answer *a, struct cut *c)
{
    struct text rest = {a->data, a->len}, all = rest, line = text_line(&rest);
    if (a->proto != PROTO_TCP || !line.p || !is_line(line))
        return false;
    cut_part(c, PART_IRC_REPLY, all.p, all.len);
    c->more = !text_find(all, " 004 ") && !text_find(all, "ERROR ");
    if (line.p[0] == ':') {
        const char *space = memchr(line.p, ' ', line.len);
        if (memchr(line.p, '.', (size_t)(space - line.p)))
            found_text(c->found.hostname, sizeof c->found.hostname, line.p + 1, (size_t)(space - line.p - 1));
    }
    return cut_name(c, "irc", 0.9);
}
