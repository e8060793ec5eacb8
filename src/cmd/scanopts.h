/* The command line of `scan`: nmap's dialect as a table (base/opt.h) into a plain struct. */
#pragma once

#include "base/opt.h"

#define SCANOPTS_SYN     1u
#define SCANOPTS_CONNECT 2u

struct scanopts {
    bool help, no_discovery, no_dns, fast, open_only, all_states, dry_run, ipv6, ipv4, verbose, debug;
    bool versions, version_light, version_all, everything;
    uint64_t version_intensity;
    bool no_sentinels, no_confine, no_store;
    uint32_t techniques; /* SCANOPTS_* */
    const char *ports, *exclude_ports;
    uint64_t top_ports;
    struct opt_list lists, excludes, exclude_lists; /* -iL, --exclude, --excludefile */
    const char *interface, *source;
    uint64_t source_port, ttl;
    double min_rate, max_rate, recall;
    uint64_t max_retries;
    nsec deadline, wait, proof;
    uint64_t seed;
    const char *shard;
    const char *normal, *xml, *grep, *all, *json, *csv;
    uint64_t status_fd;
    const char *targets_from, *resume;
    struct opt_list words; /* targets */
};

extern const struct opt_row scanopts_rows[];

/* Unset numbers are UINT64_MAX, unset rates and times 0. 0, or -EINVAL with *d. */
int scanopts_parse(int argc, char **argv, struct scanopts *ret, struct diag *d);

#define SCANOPTS_UNSET UINT64_MAX
