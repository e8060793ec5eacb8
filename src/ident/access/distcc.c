/* distccd: whom it does not let in it hangs up on. Who is let in may have things run; shown by the compiler's
 * version, for that is all that the job asks for (distcc protocol 1, a C file without a byte): a job without
 * a compiler is dropped without an answer since version 3.2. */
#include "ident/access/dialogue.h"

enum access_do access_distcc(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return dialogue_say(
            out, "DIST00000001ARGC00000006ARGV00000003gccARGV00000002-cARGV00000003x.iARGV00000002-o"
                 "ARGV00000003x.oARGV00000009--versionDOTI00000000");
    if (!dialogue_starts(in, "DONE00000001"))
        return ACCESS_HEAR;
    dialogue_fact(a, "access=open");
    return ACCESS_END;
}
