#include "sys/priv.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>

static bool has(unsigned capability)
{
    return capng_get_caps_process() == 0 && capng_have_capability(CAPNG_EFFECTIVE, capability);
}

bool priv_net_raw(void)
{
    return has(CAP_NET_RAW);
}

bool priv_net_admin(void)
{
    return has(CAP_NET_ADMIN);
}

/* Everything but `keep` (a capability; -1 = none). */
static int drop(int keep)
{
    if (capng_get_caps_process() < 0)
        return -EPERM;
    /* The bounding set can be emptied only by those who may set capabilities; for the others no_new_privs
     * closes the way back as well. */
    capng_select_t which =
        capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS;
    capng_clear(which);
    if (keep >= 0 && capng_update(CAPNG_ADD,
                                  CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_INHERITABLE |
                                      (which == CAPNG_SELECT_BOTH ? CAPNG_BOUNDING_SET : 0),
                                  (unsigned)keep) < 0)
        return -EPERM;
    if (which == CAPNG_SELECT_BOTH && capng_apply(CAPNG_SELECT_BOUNDS) < 0)
        return -EPERM;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L) < 0 && errno != EINVAL)
        return -errno;
    if (capng_apply(CAPNG_SELECT_CAPS) < 0)
        return -EPERM;
    if (keep >= 0 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (long)keep, 0L, 0L) < 0)
        return -errno;
    return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0 ? -errno : 0;
}

int priv_drop(void)
{
    return drop(-1);
}

int priv_drop_but_net_admin(void)
{
    return priv_net_admin() ? drop(CAP_NET_ADMIN) : -EPERM;
}

int priv_drop_but_reading(void)
{
    return drop(has(CAP_DAC_READ_SEARCH) ? CAP_DAC_READ_SEARCH
                : has(CAP_DAC_OVERRIDE)  ? CAP_DAC_OVERRIDE
                                         : -1);
}
