#include "ident/read/read.h"

static bool (*const readers[])(const struct match_answer *a, struct cut *c) = {
#define ROW(name) read_##name,
    READERS(ROW)
#undef ROW
};

bool read_answer(const struct match_answer *a, struct cut *c)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        cut_init(c);
        if (readers[i](a, c))
            return true;
    }
    cut_init(c);
    return false;
}
