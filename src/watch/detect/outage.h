/* When the way out was broken: nobody outside answered anybody at home for a while, though everyday servers were asked
 * again and again. Whatever else was asked outside meanwhile, by however many, stayed silent for that reason, and who
 * asked for what tells of no plan. Fed with what became of questions from home to the outside, in any order, since
 * flows are told when they end; remembers a day and a half; of a fixed size; the thread of the watch. */
#pragma once

#include "watch/contact.h"

struct outages;

/* NULL when memory is out. */
struct outages *outages_new(void);
void outages_free(struct outages *o); /* NULL is nothing */
size_t outages_memory(const struct outages *o);

/* What became of c. `everyday`: a door that everybody's programs knock at; `again`: its asker had been there before. */
void outages_note(struct outages *o, const struct contact *c, bool everyday, bool again);

/* Whether nobody answered between those two, nor for half a minute, and everyday doors were asked again in vain at
 * least so often by then or soon after. */
bool outages_cover(const struct outages *o, nsec_wall first, nsec_wall last, uint32_t least);
/* Whether that may still turn out: nobody answered since then. */
bool outages_may_cover(const struct outages *o, nsec_wall first);
