/* Closing doors, or saying how: the command for each (cmd/closing.h), run when that is wanted and agreed
 * to. */
#pragma once

#include "cmd/house.h"

struct shut_conf {
    const uint16_t *port; /* borrowed: the doors in question, whatever their protocol and namespace */
    unsigned ports;
    bool run;  /* not only said */
    bool yes;  /* without asking; else there must be a terminal to ask on */
    bool text; /* commands that are not run are said on standard output */
};

/* Each command once: a service may hold several of the doors. 0, or an exit status when a door stays open
 * against the wish, after the reason was said. */
int shut_each(const struct shut_conf *conf, const struct house *h);
