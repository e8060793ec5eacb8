/* May this run ask what it is about to ask? A scope (scan/scope.h) says so: --scope FILE, else the file that
 * TOJIMARI_SCOPE names, else /etc/tojimari/scope where there is one; without any, everything may be asked. A
 * scan of this machine itself sends nothing into any network and needs no permission. */
#pragma once

#include "base/buf.h"
#include "cmd/scanopts.h"
#include "scan/scope.h"
#include "sys/link.h"

struct permission {
    const char *file; /* the scope that holds, borrowed from the options or the environment; NULL = none */
    struct scope *scope;
    struct buf text; /* owned, as is `scope` */
    char today[NSEC_TEXT_MAX];
    nsec end; /* point in time: the first of the permissions ends that were needed; 0 = none does */
};

/* Finds and reads the scope. 0 or an exit status after the reason was said. */
int permission_read(struct permission *p, const struct scanopts *o);
void permission_fini(struct permission *p);

/* 0 or an exit status after the reason was said. This machine's own addresses need none (links NULL: they
 * do). p->end and *deadline (0 = none) are brought forward to when the first of the permissions ends that
 * this needs. */
int permission_check(struct permission *p, const struct targets *asked, const struct links *links,
                     nsec *deadline);
/* Is the time over of what was checked? */
bool permission_ended(const struct permission *p);
/* For what turns up later. */
bool permission_allows(const struct permission *p, const struct addr *a);
