/* Test code: runs that the tests put into every output, and what an output wrote. */
#pragma once

#include "model/sink.h"
#include "report/out.h"
#include "report/report.h"

/* The outputs, by the name of their golden files. */
extern const char *const samples_formats[];
/* The runs: "hostile", "own", "local", "empty", "interrupted", "wide", "full", "minimal", "audit", "watch". */
extern const char *const samples_runs[];
/* Is there a golden file of this run in this format? Outputs for findings see some runs only, and "audit" is
 * not for the others; alerts are of "watch" alone. */
bool samples_golden(const char *run, const char *format);

/* The sink of this format over `o`, colours off; NULL for an unknown one. */
struct sink *samples_sink(const char *format, struct out *o);
/* Puts every record of a run, and closes nothing. 0, the first error of a put, or -EINVAL for an unknown run.
 */
int samples_put(const char *run, struct sink *s);
/* A struct out over memory; *ret_fd reads the same memory after it is closed. */
struct out *samples_memory(int *ret_fd);
/* What stands in fd, with a NUL; the caller frees it. Closes fd. */
char *samples_read(int fd);
