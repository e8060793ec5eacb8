/* Findings as a page for people who decide: in short, what to do and in which order, then host by host; in
 * the user's language. One file without scripts or anything from elsewhere, made to be printed too. All text
 * is escaped, and a content policy forbids the rest. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* It owns `o`. NULL when memory is out; then `o` is still the caller's. */
struct sink *html_new(struct out *o, const struct report_conf *conf);
