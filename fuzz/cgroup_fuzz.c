/* cgroup_parse(): whatever the text, names are bounded, and nothing is in them that the text does not
 * hold. */
#include "check.h"
#include "local/cgroup.h"

#include <string.h>

static void check_name(const char *name, size_t len)
{
    CHECK(memchr(name, 0, CGROUP_NAME_MAX) && strlen(name) <= len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct cgroup g;
    cgroup_parse((const char *)data, len, &g);
    check_name(g.unit, len);
    check_name(g.container, len);
    CHECK(!g.unit[0] || memmem(data, len, ".s", 2));
    return 0;
}
