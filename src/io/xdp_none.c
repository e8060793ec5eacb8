/* For builds without libxdp and libbpf. */
#include "io/xdp.h"

#include <errno.h>

int xdp_open(const struct ring_conf *conf, struct frames **ret)
{
    (void)conf, (void)ret;
    return -EOPNOTSUPP;
}
