/* One run of `scan`, from the command line to the last record: what its steps (scan.c, engines.c) share. */
#pragma once

#include "cmd/bounce.h"
#include "cmd/diary.h"
#include "cmd/discovery.h"
#include "cmd/drive.h"
#include "cmd/enrich.h"
#include "cmd/identify.h"
#include "cmd/osdetect.h"
#include "cmd/outputs.h"
#include "cmd/permission.h"
#include "cmd/plan.h"
#include "cmd/rerun.h"
#include "cmd/scanopts.h"
#include "cmd/self.h"
#include "cmd/techniques.h"
#include "cmd/ways.h"
#include "cmd/writer.h"
#include "scan/hosts.h"

/* IPv6 neighbours that nobody named (lookout.h). */
struct lookout {
    bool wanted;
    struct lookout_known {
        struct addr addr;
        int ifindex;
    } * known; /* owned: what the kernel's table knows, with nothing but its word */
    uint32_t count;
    uint32_t strangers;    /* different ones that answered */
    uint64_t refused;      /* answers of more of them than are taken */
    struct targets *heard; /* owned: who answered questions to all */
};

struct run {
    struct scanopts opt;
    int argc;
    char **argv;
    char id[32];
    struct rerun again; /* when it is resumed: the run that it was, whose strings argv and opt borrow */
    struct diary diary;
    struct techniques tech;
    struct discovery discovery;
    struct record_stand_in stand_in[TECHNIQUES_MAX + 3];
    unsigned stand_ins;
    struct lookout lookout;
    bool raw;                     /* packets of our own are sent: links are open */
    struct permission permission; /* owned */
    bool self;                    /* no target was given: this machine */
    uint64_t seed;
    nsec started;   /* less what it took before it was resumed */
    nsec deadline;  /* point in time; 0 = none. A resumed run has its whole time again */
    bool cut_short; /* the deadline came before it was known who is on the links */
    /* owned: whom on links this machine could not ask for; NULL = nobody was asked for yet */
    struct targets *unsent;
    nsec_wall started_wall;
    struct local_table *local;
    struct local_stats local_stats;
    struct views views; /* with `local` */
    struct self own;
    struct plan plan;
    uint32_t shard, shards;
    struct ways ways;
    struct paths paths; /* of `ways`, once they are all known */
    struct cookie_conf cookie;
    int lease; /* owned: holds the source ports of `cookie`; -1 = none */
    struct outputs outputs;
    struct writer *writer;                    /* puts into them; NULL = whoever finds something does */
    char *xml_path, *normal_path, *grep_path; /* owned, from -oA */
    struct report_scan asked[TECHNIQUES_MAX];
    struct buf asked_ports[TECHNIQUES_MAX];
    struct enrich enrich;
    struct identify *identify; /* owned; NULL without -sV */
    struct osdetect *osdetect; /* owned; NULL without -O */
    struct bounce *bounce;     /* of the bounce technique; owned */
    struct dial *dial, *ask;   /* connections and UDP questions of techniques without frames */
    struct tape *tape;         /* --pcap-out; NULL = none */
    struct drive drive;
    struct neighbours neighbours;
    struct makers makers;
    struct suspects *suspects; /* NULL = not looked for */
    struct names *dns;         /* NULL = names are not asked for */
    struct scan_stats stats;
    int status; /* of what could not even begin */
    uint64_t local_drops;
};

/* Where the stages put their records. */
static inline struct sink *run_sink(struct run *r)
{
    return r->identify ? identify_sink(r->identify) : &r->enrich.sink;
}
