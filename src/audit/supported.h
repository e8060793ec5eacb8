/* Who mends a program: a distribution that is still supported puts fixes into the version that it once took,
 * so that an old number is no fault. Pure; the days are those of the distributions' own announcements. */
#pragma once

#include "model/record.h"

enum supported {
    SUPPORTED_UNKNOWN, /* nothing speaks of a distribution */
    SUPPORTED_NO,      /* its support is over */
    SUPPORTED_PERHAPS, /* a distribution, but which release is not said */
    SUPPORTED_YES,
};

/* By what the service says of its version, of itself and of its system. */
enum supported supported_until(const struct record_service *s, nsec_wall now);
