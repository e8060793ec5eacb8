/* What nmap's three formats (-oX, -oN, -oG) have in common: its words for our records. Never translated. */
#pragma once

#include "report/fmt.h"
#include "report/group.h"

/* nmap's state. It has no "limited": there, silence is "filtered" for TCP and "open|filtered" for the others.
 */
const char *nmapish_state(enum proto proto, enum state s);
/* "OpenSSH 9.2 (protocol 2.0)", as far as known; appended raw. */
void nmapish_version(struct buf *b, const struct record_service *s);
/* Rests that share nmap's state, as nmap has one <extraports> a state. */
struct nmapish_rest {
    size_t first; /* the first such rest; start with {0}, add 1 before the next call */
    const char *state;
    uint64_t count; /* of all of them */
};
/* Finds the next state among a host's rests. False at the end. */
bool nmapish_next_rest(const struct group_host *h, struct nmapish_rest *at);
/* The command line, raw: "tojimari", the verb and its arguments with blanks between. */
void nmapish_args(struct buf *b, const struct record_run *r);
/* When the run ended: its start and e->elapsed_s; its start when that is unknown or e is NULL. */
nsec_wall nmapish_finished(const struct group *g, const struct record_end *e);
/* "12.35", seconds; "0.00" when unknown. Returns out. */
const char *nmapish_elapsed(const struct record_end *e, char out[FMT_MAX]);
/* "4 IP addresses (1 host up) scanned in 0.04 seconds" */
void nmapish_summary(struct buf *b, const struct group *g, const struct record_end *e);
/* Hosts that did not answer, for all formats: what `end` says, or what came as down. */
uint64_t nmapish_down(const struct group *g, const struct record_end *e);
/* The same for hosts that are up. */
uint64_t nmapish_up(const struct group *g, const struct record_end *e);
/* "# tojimari 0.1.0 scan initiated … as: …" and "# tojimari done at …", the first and last line of -oN and
 * -oG. */
int nmapish_comment_run(struct group *g, const struct record_run *r);
int nmapish_comment_end(struct group *g, const struct record_end *e);
