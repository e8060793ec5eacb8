/* cmd: the verbs. The only place where the parts are wired together, where clocks are read, privileges
 * dropped and text for the user printed. One file a verb; main.c lists them. */
#pragma once

#include "base/diag.h"
#include "report/i18n.h"

#include <stdbool.h>

struct opt_row;

/* Exit status of every verb. */
enum cmd_status {
    CMD_OK = 0,      /* done */
    CMD_LOOK = 1,    /* done, and the answer is "yes, look" */
    CMD_USAGE = 2,   /* the command line or an input file is wrong */
    CMD_PARTIAL = 3, /* ended early or incomplete; what was found is kept */
    CMD_ENV = 4,     /* permission, interface, store */
};

/* Each takes argv[0] = the verb and returns an exit status. */
int cmd_scan(int argc, char **argv);
int cmd_local(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_vulndb(int argc, char **argv);

/* One line on stderr, "tojimari: …", in the user's language. cmd_wrong() returns CMD_USAGE, cmd_failed()
 * CMD_ENV. */
void cmd_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* From now on lines are left out when nobody takes them and the descriptor *stop is readable (report/out.h);
 * borrowed, NULL = no more. */
void cmd_stop_by(const int *stop);
/* From now on such lines go there instead, "tojimari: …" without an end: somebody else has the terminal. NULL
 * = back. Only where stderr is a terminal. */
void cmd_say_into(void (*take)(void *ctx, const char *line), void *ctx);
/* Says what is wrong with the input; that `what` failed, and why. */
int cmd_wrong(const struct diag *d);
int cmd_failed(const char *what, int negative_errno);

/* The option table as help text on stdout: usage line, what the verb does, options by group. */
void cmd_help(const char *usage, const char *about, const struct opt_row *rows);
