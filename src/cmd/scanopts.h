/* The command line of `scan`: nmap's dialect as a table (base/opt.h) into a plain struct. */
#pragma once

#include "base/opt.h"

#define SCANOPTS_SYN     1u
#define SCANOPTS_CONNECT 2u
#define SCANOPTS_UDP     2048u
#define SCANOPTS_FIN     4u
#define SCANOPTS_NULL    8u
#define SCANOPTS_XMAS    16u
#define SCANOPTS_MAIMON  32u
#define SCANOPTS_ACK     64u
#define SCANOPTS_WINDOW  128u
#define SCANOPTS_SCTP    256u
#define SCANOPTS_COOKIE  512u
#define SCANOPTS_PROTO   1024u
#define SCANOPTS_BOUNCE  4096u

/* Questions of host discovery, in `pings`. */
#define SCANOPTS_PS 0x001u
#define SCANOPTS_PA 0x002u
#define SCANOPTS_PU 0x004u
#define SCANOPTS_PY 0x008u
#define SCANOPTS_PE 0x010u
#define SCANOPTS_PP 0x020u
#define SCANOPTS_PM 0x040u
#define SCANOPTS_PR 0x080u
#define SCANOPTS_PO 0x100u

struct scanopts {
    bool help, only_discovery, no_discovery, no_dns, fast, open_only, all_states, dry_run, ipv6, ipv4,
        verbose, debug;
    bool udp_proof;
    bool versions, version_light, version_all, everything, access, active, systems;
    uint64_t version_intensity;
    bool no_sentinels, no_confine, no_store;
    uint32_t techniques;                                                 /* SCANOPTS_* */
    uint32_t pings;                                                      /* SCANOPTS_P* */
    const char *ping_syn, *ping_ack, *ping_udp, *ping_sctp, *ping_proto; /* port lists; NULL = the default */
    const char *bounce;    /* the server; sets SCANOPTS_BOUNCE */
    const char *scanflags; /* NULL = each technique's own */
    const char *ports, *exclude_ports;
    uint64_t top_ports;
    struct opt_list lists, excludes, exclude_lists; /* -iL, --exclude, --excludefile */
    const char *interface, *source;
    uint64_t source_port, ttl;
    double min_rate, max_rate, recall;
    uint64_t max_retries;
    nsec deadline, wait, proof;
    uint64_t seed;
    nsec scan_delay;
    const char *timing, *scope;
    const char *shard;
    const char *normal, *xml, *grep, *all, *json, *csv;
    const char *pcap_out;
    const char *manifest, *manifest_key;
    nsec manifest_for;
    uint64_t status_fd;
    const char *targets_from, *resume;
    struct opt_list words; /* targets */
};

extern const struct opt_row scanopts_rows[];

/* Unset numbers are UINT64_MAX, unset rates and times 0. 0, or -EINVAL with *d. */
int scanopts_parse(int argc, char **argv, struct scanopts *ret, struct diag *d);

#define SCANOPTS_UNSET UINT64_MAX
