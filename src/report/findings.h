/* Findings for people (`audit`): in short what it comes to and in which order to go about it; then each kind
 * of finding once, worst first: what it is, what to do, and the doors that have it, with what was seen of
 * them. Titles and advice are in the user's language where model/glossary.h has them. Bounded: where many
 * doors have the same, the first are named and the rest counted; the outputs for programs and the page
 * (html.h) have them all. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* A sink over `o`, which it owns from then on; it writes at the end (gather.h). NULL when memory is out: `o`
 * is then still the caller's. */
struct sink *findings_new(struct out *o, const struct report_conf *conf);
