/* Who is there? Off the link, several questions go to each address until one is answered (scan/mix.h); without the right to send
 * packets of our own, connections to a few ports. On the link itself the neighbours are known already (neighbourhood.h). Alone
 * (-sn), or before ports are asked where that pays:
 *
 *   a dead address costs a scan two to four questions a port, discovery some twelve. So networks whose ports are many are looked
 *   through first; a host that is named one by one is simply asked, since one that hides from these questions may
 *   still have an open door. What is asked for (-PE, -PS …) is done in any case, with -Pn nothing. */
#pragma once

#include "base/amap.h"
#include "cmd/plan.h"
#include "cmd/scanopts.h"
#include "scan/mix.h"
#include "scan/scan.h"

#define DISCOVERY_HOSTS_MIN     16     /* fewer addresses off the link are simply asked */
#define DISCOVERY_QUESTIONS_MIN 200000 /* and so are fewer doors than this in all */
#define DISCOVERY_PORTS_MIN     50     /* and fewer a host */

struct run;

struct discovery {
    bool wanted;             /* by options: in any case */
    struct mix mix[2];       /* owned: for IPv4, for IPv6 */
    uint32_t hears;          /* FILTER_* (io/filter.h) of all its questions */
    struct ports ports;      /* owned: for connections */
    struct scan_stats stats; /* of all its scans, in sum */
    /* owned: on the link, but their MAC has many addresses; NULL = not looked for yet */
    struct targets *doubtful;
    struct targets
        *crowd;         /* owned: those among them that are one device with many others; NULL = not known */
    uint64_t crowded;   /* of those, how many are no hosts of their own */
    struct targets *up; /* owned: who answered before a scan; NULL = nobody was asked */
    bool *answered;     /* owned; those of them that did something else, too, by place */
    uint32_t devices;   /* that share their MACs */
    uint64_t link_questions, link_answers; /* of ARP, neighbour discovery and questions to whole links */
    uint64_t same;                         /* addresses that are nothing but another one of a device */
    struct dial *ping;                     /* owned: ping sockets, of kernelside.h; NULL = none */
    char instead[96];                      /* what connections stand in for */
    /* takes in whom a sweep by connections or ping sockets could not ask; NULL = nobody wants to know */
    struct amap *unsent;
    int ping_error;          /* why; 0 = there are, or they were not wanted */
    struct netlink *netlink; /* owned, likewise */
    uint64_t silent;         /* addresses whose ports are not asked, since nobody answered */
};

/* From the options: which questions. 0 or an exit status after the reason was said. */
int discovery_choose(struct discovery *d, const struct scanopts *o);
void discovery_fini(struct discovery *d);

/* One scan of these addresses: by the frames of a mix, or through the kernel by `tech`. Its numbers are added
 * to r->discovery.stats. 0 or an exit status. */
int discovery_sweep(struct run *r, const struct targets *t, const struct tech *tech, const struct mix *mix,
                    struct sink *sink);

/* Will it be done, by what is planned now (without packets of our own: certainly)? */
bool discovery_pays(const struct run *r);

/* What an earlier part of a resumed run had found; takes the sets over. */
void discovery_again(struct discovery *d, const struct plan_found *found);

/* Before a scan: leaves out of r->plan who does not answer. 0 or an exit status. */
int discovery_before(struct run *r);
/* Instead of that, in a resumed run: what it would have said of hosts that are not asked. 0 or an exit
 * status. */
int discovery_tell(struct run *r);
/* Instead of a scan: works out who is to be asked, and then the records of all hosts. 0 or an exit status. */
int discovery_prepare(struct run *r);
int discovery_alone(struct run *r);
