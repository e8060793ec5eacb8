/* For builds without libbpf. */
#include "io/sieve.h"

#include <errno.h>

int sieve_open(struct frames *in, int ifindex, uint16_t port_lo, uint16_t port_hi, struct frames **ret)
{
    (void)in, (void)ifindex, (void)port_lo, (void)port_hi, (void)ret;
    return -EOPNOTSUPP;
}
