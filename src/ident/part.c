#include "ident/part.h"

static const struct {
    const char *name, *recog, *service;
} parts[PART_KINDS] = {
#define ROW(word, name, recog, service) {name, recog, service},
    PARTS(ROW)
#undef ROW
};

const char *part_name(enum part_kind k)
{
    return parts[k].name;
}

const char *part_recog(enum part_kind k)
{
    return parts[k].recog;
}

const char *part_service(enum part_kind k)
{
    return parts[k].service;
}
