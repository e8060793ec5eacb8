/* RESP, the protocol of Redis and its kin: errors, PONG, and the text of INFO. */
#include "ident/read/read.h"
#include "ident/read/text.h"

bool read_redis(const struct match_answer *a, struct cut *c)
{
    static const char *const starts[] = {"-NOAUTH ",
                                         "-DENIED Redis",
                                         "-ERR unknown command",
                                         "-ERR wrong number of arguments",
                                         "-ERR operation not permitted",
                                         "-NOPERM ",
                                         "-MASTERDOWN ",
                                         "-LOADING ",
                                         "+PONG\r\n",
                                         "-ERR Protocol error",
                                         "-ERR max number of clients",
                                         "-WRONGPASS "};
    struct text all = {a->data, a->len};
    if (a->proto != PROTO_TCP)
        return false;
    if (text_starts(all, "$") && text_find(all, "redis_version:")) {
        cut_part(c, PART_REDIS_INFO, all.p, all.len);
        return cut_name(c, "redis", 0.95);
    }
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text_starts(all, starts[i])) {
            cut_part(c, PART_REDIS_INFO, all.p, all.len);
            return cut_name(c, "redis", 0.85);
        }
    return false;
}
