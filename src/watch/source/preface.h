/* What stands in a line of syslog before what is said: a priority, the name of a file, a time, in the ways of many makers.
 * Each cuts off what it knows, and leaves the line as it is where that is not there. Pure. */
#pragma once

#include "watch/source/logtime.h"

/* "<134>1 " (RFC 5424 6.2.1: true) or "<134>" (RFC 3164 4.1.1). */
bool preface_priority(struct word *line);
/* dmesg(1), where all lines are the kernel's: true, and *ret is when it was said. */
bool preface_stamp(struct word *line, nsec_wall *ret);
/* grep's: a file's name before the time. `reference` as in logtime_read(). */
void preface_file(struct word *line, nsec_wall reference);
/* The time at the beginning, behind IOS' number of the line or IOS-XR's card. True: it was there. */
bool preface_time(struct word *line, nsec_wall reference, nsec_wall *ret);
/* IOS' own clock, behind the relay's. True: it was there. */
bool preface_clock(struct word *line);
