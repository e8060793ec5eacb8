/* Where a stage puts its records. The stage does not know what is behind it. */
#pragma once

#include "model/record.h"

struct sink {
    /* Takes one record, borrowed for this call. 0, or negative errno (-ENOSPC, -EPIPE, …) when it could not
     * be kept: fatal for this sink, the caller decides about the run. */
    int (*put)(struct sink *s, const struct record *r);
    /* Everything taken so far is written through. Same errors. */
    int (*flush)(struct sink *s);
    /* Ends the output (closes brackets and files) and frees the sink. Same errors. */
    int (*close)(struct sink *s);
};

static inline int sink_put(struct sink *s, const struct record *r)
{
    return s->put(s, r);
}
