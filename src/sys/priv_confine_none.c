/* For builds with sanitizers (Meson chooses): their runtime opens /proc, maps and traces as it likes. */
#include "sys/priv.h"

int priv_confine(const struct priv_conf *conf, unsigned *ret_by)
{
    (void)conf;
    *ret_by = 0;
    return 0;
}
