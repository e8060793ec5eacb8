/* vendors_add(): whatever the text, names are bounded and printable enough, and what is found is in the
 * text. */
#include "check.h"
#include "model/vendor.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct vendors *v;
    if (len < 6 || vendors_new(&v) < 0)
        return 0;
    CHECK(vendors_add(v, (const char *)data + 6, len - 6) == 0);
    const char *name = vendors_find(v, data);
    CHECK(!name || (strlen(name) < VENDOR_NAME_MAX && *name));
    CHECK(vendors_count(v) <= len / 8);
    vendors_free(v);
    return 0;
}
