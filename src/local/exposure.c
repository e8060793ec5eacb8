#include "local/exposure.h"

static enum exposure of_multicast(const struct addr *a)
{
    if (a->len == 4)
        return a->b[0] == 239                 ? EXPOSURE_PRIVATE
               : addr_u32(a) >> 8 == 0xe00000 ? EXPOSURE_LINK
                                              : EXPOSURE_ALL;
    unsigned scope = a->b[1] & 0xf;
    return scope <= 1   ? EXPOSURE_LOOPBACK
           : scope == 2 ? EXPOSURE_LINK
           : scope <= 8 ? EXPOSURE_PRIVATE
                        : EXPOSURE_ALL;
}

enum exposure exposure_of(const struct addr *addr, uint32_t ifindex)
{
    if (ifindex == EXPOSURE_LO || addr_is_loopback(addr))
        return EXPOSURE_LOOPBACK;
    if (addr_is_multicast(addr))
        return of_multicast(addr);
    if (addr_is_linklocal(addr) || (addr->len == 4 && addr_u32(addr) == UINT32_MAX))
        return EXPOSURE_LINK;
    return addr_is_private(addr) ? EXPOSURE_PRIVATE : EXPOSURE_ALL;
}

const char *exposure_word(enum exposure e)
{
    static const char *const words[EXPOSURE_COUNT] = {"all",      "private", "link",
                                                      "loopback", "nobody",  "unknown"};
    return (unsigned)e < EXPOSURE_COUNT ? words[e] : "";
}
