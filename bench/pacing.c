/* One pacer against the simulated network, in virtual time: how long, how many probes, how many of them wasted, what was found.
 * Linked once with the engine's own pacer and once with each of the others (aimd.c); bench/run puts them side by side.
 *
 *   pacing FOLDER [SEEDS]      FOLDER: of the project; one line for each network and seed, "key value …" */
#include "sim/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct network {
    const char *script, *targets, *ports;
} networks[] = {
    {"lab/sim/policer.sim", "198.18.6.0/24", "1-200"},
    {"lab/sim/lossy-block.sim", "198.18.5.0/24", "1-500"},
    {"lab/sim/issue-block.sim", "198.18.4.0/22", "1-100"},
    {"lab/sim/burst.sim", "198.18.5.0/25", "1-1000"},
    {"bench/queue.sim", "198.18.6.0/24", "1-500"},
};

/* Thrown away by what stands on the path because we came too fast; not what a radio link loses. */
static uint64_t wasted(const struct simrun *r)
{
    return r->net.drop[SIM_DROP_POLICER_OUT] + r->net.drop[SIM_DROP_POLICER_BACK] +
           r->net.drop[SIM_DROP_QUEUE_OUT] + r->net.drop[SIM_DROP_QUEUE_BACK];
}

static int run(const struct network *n, const char *folder, uint64_t seed)
{
    char path[512], text[512];
    snprintf(path, sizeof path, "%s/%s", folder, n->script);
    struct simrun_conf conf = {
        .script = path, .targets = n->targets, .ports = n->ports, .seed = seed, .limit = 600 * NSEC_SEC};
    struct simrun r;
    struct diag d = {0};
    int e = simrun(&conf, &r, &d);
    if (e < 0) {
        fprintf(stderr, "pacing: %s: %s\n", path, diag_text(&d, NULL, text, sizeof text));
        return e;
    }
    printf("network %s seed %" PRIu64 " seconds %.3f probes %" PRIu64 " wasted %" PRIu64 " open %" PRIu64
           " found %" PRIu64 " rate %.0f timed_out %d\n",
           n->script, seed, (double)r.elapsed * 1e-9, r.stats.probes, wasted(&r), r.said.open_true,
           r.said.found, r.stats.rate, r.timed_out);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t seeds = argc > 2 ? strtoull(argv[2], NULL, 10) : 5;
    int e = argc > 1 ? 0 : -1;
    for (size_t i = 0; e == 0 && i < sizeof networks / sizeof *networks; i++)
        for (uint64_t seed = 1; e == 0 && seed <= seeds; seed++)
            e = run(&networks[i], argv[1], seed);
    return e < 0 ? 2 : 0;
}
