/* -sV: open doors on their way to the outputs are held until it is known who is behind them. A sink in front
 * of another; records of hosts wait for their doors. Conversations run while the scan goes on (drive.h gives
 * turns). */
#pragma once

#include "ident/ident.h"
#include "model/sink.h"

struct identify;

struct identify_conf {
    struct sink *to;     /* borrowed */
    uint8_t intensity;   /* 0 … 9 */
    bool access, active; /* as door_conf */
    struct addr source;  /* -S; len 0 = the kernel chooses */
    int ifindex;         /* -e; 0 = any */
    const char *recog;   /* a folder of Recog's files; NULL = none */
};

/* Everything that needs privilege or new executable memory. 0, or an exit status after the reason was
 * said. */
int identify_new(const struct identify_conf *conf, struct identify **ret);
void identify_free(struct identify *i);

/* Put records here. */
struct sink *identify_sink(struct identify *i);
/* To be watched for reading. */
int identify_fd(const struct identify *i);
/* One turn; *ret_wake = when to call again if identify_fd() stays quiet. 0 or an error of the sink behind. */
int identify_turn(struct identify *i, nsec now, nsec_wall wall, nsec *ret_wake);
/* No door waits. */
bool identify_idle(const struct identify *i);
/* Passes on what is held as it is. 0 or an error of the sink behind. */
int identify_flush(struct identify *i);

struct identify_counts {
    uint64_t asked, named, left_out; /* left_out: more doors than may wait */
};
/* Doors asked, named, left out so far. */
void identify_counts(const struct identify *i, struct identify_counts *ret);
