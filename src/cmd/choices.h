/* What was chosen for a run of `scan`, on its command line or by the run that it resumes: techniques,
 * targets, ways. Each step fills its part of the run, in this order. 0, or an exit status after the reason
 * was said. */
#pragma once

#include "cmd/run.h"

/* Is @local among the targets, so that neighbours are looked for on every link? */
bool choices_name_local(const struct scanopts *o);

/* Which part of how many (--shard); which techniques, and what they ask; whom; by which ways. */
int choices_shard(struct run *r);
int choices_techniques(struct run *r);
int choices_targets(struct run *r); /* this machine, or those given */
int choices_ways(struct run *r);

/* Who holds which door of this machine: looks through all of /proc, so only where own doors are asked. 0 or
 * negative errno. */
int choices_local(struct run *r);

/* Says who is not asked, since there is no way there. */
void choices_say_unreachable(const struct run *r);

/* --dry-run: prints all that. CMD_OK. */
int choices_dry_run(const struct run *r);
