/* For builds without libbpf. */
#include "io/hush.h"

#include <errno.h>

int hush_open(int ifindex, uint16_t port_lo, uint16_t port_hi)
{
    (void)ifindex, (void)port_lo, (void)port_hi;
    return -EOPNOTSUPP;
}
