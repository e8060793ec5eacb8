/* `tojimari scan` without a target: this machine itself. Which addresses it has, and what listens on them. */
#pragma once

#include "base/opt.h"
#include "local/local.h"
#include "model/sink.h"

struct self {
    char (*word)[ADDR_TEXT_MAX]; /* owned: own addresses as target words */
    unsigned left_out;           /* addresses beyond OPT_LIST_MAX */
    struct opt_list words;       /* over them */
};

/* Own addresses of both families, and addresses of 127.0.0.0/8 that somebody listens on. 0 or an exit
 * status. */
int self_words(const struct local_table *local, struct self *ret);
void self_fini(struct self *s);
