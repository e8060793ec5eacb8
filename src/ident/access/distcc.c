/* distccd: whom it does not let in it hangs up on; who is answered (distcc protocol 1, a job without a compiler) may have anything run. */
#include "ident/access/dialogue.h"

enum access_do access_distcc(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_say(out, "DIST00000001ARGC00000001ARGV00000000DOTI00000000");
    if (!dialogue_starts(in, "DONE00000001"))
        return ACCESS_HEAR;
    dialogue_fact(a, "access=open");
    return ACCESS_END;
}
