/* RFC 4253 §4.2: SSH-protoversion-softwareversion SP comments; lines may stand before it. */
#include "ident/read/read.h"
#include "ident/read/text.h"

bool read_ssh(const struct match_answer *a, struct cut *c)
{
    struct text rest = {a->data, a->len}, line;
    for (int i = 0; i < 20 && (line = text_line(&rest)).p; i++) {
        if (!text_starts(line, "SSH-") || line.len < 8)
            continue;
        const char *dash = memchr(line.p + 4, '-', line.len - 4);
        if (!dash || dash - line.p > 10)
            return false;
        cut_info(c, "protocol %.*s", (int)(dash - line.p - 4), line.p + 4);
        cut_part(c, PART_SSH_SOFTWARE, dash + 1, line.len - (size_t)(dash + 1 - line.p));
        return cut_name(c, "ssh", 0.95);
    }
    return false;
}
