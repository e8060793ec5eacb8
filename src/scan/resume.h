/* An engine and its journal: writing down what is needed to go on after the program was killed, and reading
 * it back. Reading back is a scan of its own that sends nothing: the same answers reach the same code, so
 * records, counts and round trips come out as they did, and all sinks are filled again. Answers to questions
 * from before are not believed (the cookie's key is new): what was under way is asked again. */
#pragma once

#include "scan/journal.h"
#include "scan/scan.h"

/* From now on the engine, new and untouched, writes to j as scan number `part` of its run. Its order must
 * follow from conf alone: the same when it is made again. */
void resume_write(struct scan *s, struct journal *j, uint64_t part);

/* Reads `part` back into a new engine of the same conf, up to its end or the journal's. 0: then
 * resume_go_on(), if it is not done; RESUME_E_NONE: the journal ends before that part, so resume_write() is
 * next; -EINVAL: the journal is not one of this scan; an error of the sink; -ENOMEM. */
#define RESUME_E_NONE 1
int resume_read(struct scan *s, struct journal_reader *r, uint64_t part, nsec now);

/* Writes on behind what was read. */
void resume_go_on(struct scan *s, struct journal *j);

/* Nothing more is written. */
void resume_stop(struct scan *s);

/* Writes down where the engine is. What happened since the last one is lost with the program, so call it
 * twice a second, and keep (journal_take) what it wrote. */
void resume_mark(struct scan *s, nsec now);
