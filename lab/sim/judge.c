#include "sim/judge.h"

#include "base/grow.h"
#include "base/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_door(const void *a, const void *b)
{
    const struct judge_door *x = a, *y = b;
    int c = addr_cmp(&x->addr, &y->addr);
    return c ? c : (int)x->port - (int)y->port;
}

static int remember(struct judge_door **list, size_t *count, const struct addr *a, uint16_t port)
{
    struct judge_door *door = grow_one(*list, *count, sizeof *door);
    if (!door)
        return -ENOMEM;
    *list = door;
    (*list)[(*count)++] = (struct judge_door){.addr = *a, .port = port};
    return 0;
}

static void count_verdict(struct judge *j, const struct addr *a, uint16_t port, enum state state)
{
    static const struct hash_key key = {{1}};
    struct {
        struct addr addr;
        uint32_t port, state;
    } said = {.addr = *a, .port = port, .state = (uint32_t)state};
    j->figures.verdicts++;
    j->figures.verdicts_hash += siphash(&key, &said, sizeof said);
}

/* Who said so. */
struct voice_said {
    const struct addr *from;
    const char *sender;
    uint64_t ttl;
};

static void count_speaker(struct judge *j, const struct addr *a, uint16_t port, struct voice_said v)
{
    static const struct hash_key key = {{2}};
    struct {
        struct addr addr, from;
        uint64_t ttl;
        uint32_t port;
        char sender[12];
    } said;
    memset(&said, 0, sizeof said);
    said.addr = *a;
    said.from = *v.from;
    said.ttl = v.ttl;
    said.port = port;
    if (v.sender)
        memcpy(said.sender, v.sender, strnlen(v.sender, sizeof said.sender));
    j->figures.speakers_hash += siphash(&key, &said, sizeof said);
}

static int judge_open(struct judge *j, const struct record_port *p)
{
    struct sim_door truth = sim_truth(j->sim, &p->addr, p->proto, (uint16_t)p->port);
    if (truth.state != STATE_OPEN)
        j->figures.invented++;
    j->figures.phantoms += truth.phantom;
    count_verdict(j, &p->addr, (uint16_t)p->port, STATE_OPEN);
    return remember(&j->door, &j->doors, &p->addr, (uint16_t)p->port);
}

/* What may a technique that does not look for SYN-ACKs say? FIN with ACK is answered by the open ports of
 * most stacks. */
static bool may_say(const struct tech *t, enum state truth, enum state said)
{
    bool answered = said == t->rst.state || (t->alt.state && said == t->alt.state);
    if (truth == STATE_CLOSED)
        return answered;
    if (truth == STATE_OPEN)
        return t->quiet || t->proto == PROTO_SCTP
                   ? said == t->silence.state || (answered && t->flags & TCP_ACK)
                   : answered;
    return said == t->icmp.state || said == t->silence.state;
}

/* Silence is all that a scanner can say of a dead host. */
static void judge_other(struct judge *j, const struct addr *a, enum proto proto, uint16_t port,
                        enum state said, struct voice_said voice)
{
    struct sim_door truth = sim_truth(j->sim, a, proto, port);
    bool agrees = truth.state == said || (truth.state == STATE_UNKNOWN && said == STATE_FILTERED);
    if (j->tech && !j->tech->yes.state)
        agrees = may_say(j->tech, truth.state, said);
    j->figures.limited += said == STATE_LIMITED;
    j->figures.wrong += !agrees && said != STATE_LIMITED;
    count_verdict(j, a, port, said);
    count_speaker(j, a, port, voice);
}

static void judge_rest(struct judge *j, const struct record_rest *rest)
{
    const char *p = rest->ports;
    while (*p) {
        char *end;
        unsigned long a = strtoul(p, &end, 10), b = *end == '-' ? strtoul(end + 1, &end, 10) : a;
        for (unsigned long port = a; port <= b; port++)
            judge_other(j, &rest->addr, rest->proto, (uint16_t)port, rest->state,
                        (struct voice_said){&rest->reason_addr, rest->sender, rest->ttl});
        p = *end == ',' ? end + 1 : end;
    }
}

static int put(struct sink *s, const struct record *r)
{
    struct judge *j = (struct judge *)s;
    j->figures.records++;
    if (r->type == RECORD_REST)
        judge_rest(j, &r->rest);
    if (r->type == RECORD_HOST)
        return remember(&j->host, &j->hosts, &r->host.addr, r->host.state == HOST_UP);
    if (r->type != RECORD_PORT)
        return 0;
    if (r->port.state == STATE_OPEN)
        return judge_open(j, &r->port);
    judge_other(j, &r->port.addr, r->port.proto, (uint16_t)r->port.port, r->port.state,
                (struct voice_said){&r->port.reason_addr, r->port.sender, r->port.ttl});
    return 0;
}

static int nothing(struct sink *s)
{
    (void)s;
    return 0;
}

void judge_init(struct judge *j, const struct sim *sim, enum proto proto)
{
    *j = (struct judge){.sink = {.put = put, .flush = nothing, .close = nothing}, .sim = sim, .proto = proto};
}

void judge_reset(struct judge *j)
{
    j->figures = (struct judge_figures){0};
    j->doors = j->hosts = 0;
}

void judge_fini(struct judge *j)
{
    free(j->door);
    free(j->host);
    j->door = j->host = NULL;
}

static uint64_t repeated(struct judge_door *list, size_t count)
{
    uint64_t n = 0;
    if (count)
        qsort(list, count, sizeof *list, by_door);
    for (size_t i = 1; i < count; i++)
        n += by_door(&list[i - 1], &list[i]) == 0;
    return n;
}

void judge_compare(struct judge *j, bool (*asked)(const void *ctx, const struct addr *a, uint16_t port),
                   const void *ctx)
{
    struct sim_walk w = {0};
    struct sim_door d;
    j->figures.twice = repeated(j->door, j->doors);
    j->figures.hosts_twice = repeated(j->host, j->hosts);
    while (sim_walk_open(j->sim, &w, &d)) {
        struct judge_door key = {.addr = d.addr, .port = d.port};
        if (d.proto != j->proto || !asked(ctx, &d.addr, d.port))
            continue;
        j->figures.open_true++;
        if (j->doors && bsearch(&key, j->door, j->doors, sizeof key, by_door))
            j->figures.found++;
        else
            j->figures.missed++;
    }
}

void judge_hosts(struct judge *j, const struct targets *asked)
{
    struct sim_walk w = {0};
    struct addr a;
    while (asked && sim_walk_hosts(j->sim, &w, &a)) {
        struct judge_door key = {.addr = a, .port = 1};
        if (targets_index(asked, &a) == TARGETS_NONE)
            continue;
        j->figures.hosts_true++;
        if (j->hosts && bsearch(&key, j->host, j->hosts, sizeof key, by_door))
            j->figures.hosts_found++;
        else
            j->figures.hosts_missed++;
    }
    for (size_t i = 0; i < j->hosts; i++)
        j->figures.hosts_invented += j->host[i].port && !sim_alive(j->sim, &j->host[i].addr);
}
