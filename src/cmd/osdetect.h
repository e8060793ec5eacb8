/* -O: hosts on their way to the outputs are held until it is known which operating system they are, and how
 * predictable. A sink in front of another; doors pass at once, and are remembered: an open and a closed one
 * of each host, and what services say of the system. The questions (ident/os/) are asked by frames as soon as
 * a host is told, beside the scan of others and beside conversations (osdetect_beside()); what is left when
 * those are over, by osdetect_run(). Without frames there is only what services and network cards say. Of
 * hosts that answer nothing any more, the SYN-ACK that the scan got has to do. */
#pragma once

#include "cmd/ways.h"
#include "model/sink.h"

struct drive;
struct drive_frames_source;
struct osdetect;

struct osdetect_conf {
    struct sink *to;               /* borrowed, like all here */
    const struct ways *ways;       /* open links; NULL = nothing is asked */
    const struct neighbours *near; /* MACs */
    const struct cookie_conf *cookie;
    double max_rate;  /* questions a second; 0 = the engine's own */
    bool only_source; /* -S: no other address of this machine is used */
    nsec gap;         /* between questions to a host; 0 = likewise */
};

/* Reads data and, where it is installed, p0f's file: before privileges go. 0, or an exit status after the
 * reason was said. */
int osdetect_new(const struct osdetect_conf *conf, struct osdetect **ret);
void osdetect_free(struct osdetect *o);

/* Records go there from now on. */
void osdetect_to(struct osdetect *o, struct sink *to);
/* Put records here. */
struct sink *osdetect_sink(struct osdetect *o);

/* What a drive needs to ask beside other things; borrowed from o. NULL without frames. Beside a scan only
 * when nobody named a rate that both together must keep: `scans` says whether there is one to come. */
const struct drive_frames_source *osdetect_beside(const struct osdetect *o, bool scans);

/* Asks all hosts that are still held, until they are known, the deadline (0 = none) has passed or a signal
 * came, and passes them on. Those that were not asked pass as they are. 0 or an error of the sink behind. */
int osdetect_run(struct osdetect *o, struct drive *d, nsec deadline);

struct osdetect_counts {
    uint64_t asked, named, questions, unfinished; /* hosts; unfinished: cut short by a deadline or a signal */
};
void osdetect_counts(const struct osdetect *o, struct osdetect_counts *ret);
