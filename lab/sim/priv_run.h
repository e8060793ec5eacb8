/* For the tests that run the engine over a script of this folder. */
#pragma once

#include "sim/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* after its needs */
#include <cmocka.h>

/* Runs it; conf.script is a file's name in this folder. Fails unless it can be read and comes to its end
 * within conf.limit. */
static inline struct simrun run_script(struct simrun_conf conf)
{
    char path[512], text[512];
    struct simrun r;
    struct diag d = {0};
    snprintf(path, sizeof path, "%s/%s", SIM_SCRIPTS, conf.script);
    conf.script = path;
    int e = simrun(&conf, &r, &d);
    if (e < 0)
        fail_msg("%s: %d %s", path, e, diag_text(&d, NULL, text, sizeof text));
    assert_false(r.timed_out);
    return r;
}
