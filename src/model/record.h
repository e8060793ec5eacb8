/* The nouns of the program: what a stage says, every output prints, the store keeps (design §2).
 *
 * A struct record is one fact. It is made by record_init(), where every key is unknown, filled by a stage and
 * put into a sink; everything it points to is borrowed for that call only. `record_shape()` describes each
 * type's keys once, in order: JSON, CSV and later SQL are walks over that table, so a new key is one new row.
 *
 * Unknown is: NULL for text, len 0 for addresses, RECORD_NO_U64, NaN, 0 for times, enum value 0 for states
 * and reasons, count 0 for lists, `known` false for nested objects. Unknown keys are absent from outputs. */
#pragma once

#include "base/addr.h"
#include "base/diag.h"
#include "base/nsec.h"
#include "model/reason.h"

#include <math.h>

#define RECORD_NO_U64 UINT64_MAX

enum record_type {
    RECORD_RUN,
    RECORD_HOST,
    RECORD_PORT,
    RECORD_REST,
    RECORD_LISTENER,
    RECORD_ALERT,
    RECORD_FINDING,
    RECORD_DIGEST,
    RECORD_END,
    RECORD_TYPES
};

struct record_strings {
    const char *const *item; /* borrowed */
    size_t count;
};

/* Nested structs without `known`, one after the other; their keys are field.sub, their size record_shape()'s
 * business. */
struct record_list {
    const void *item; /* borrowed */
    size_t count, size;
};

/* A process that holds a door of this machine. */
struct record_process {
    bool known;
    uint64_t pid;
    const char *name, *exe, *cmdline, *user, *unit, *container;
};

struct record_service {
    bool known;
    const char *name; /* by what was heard; IANA's name of the port when `how` = "port" */
    const char *product, *version, *info, *hostname, *os, *device;
    const char *tls;                  /* version of TLS, when it was spoken from the first byte */
    struct record_strings cpe;        /* CPE 2.2 */
    double confidence;                /* 0 … 1 */
    const char *how;                  /* port, banner, probe, tls, manner (silence or hanging up) */
    const char *manner;               /* what was asked but not identified: "silent", "closes", "speaks" */
    struct record_strings tried;      /* the questions, in their order */
    const char *signature, *evidence; /* which signature matched, and the bytes, escaped as in C */
    /* what it lets strangers do: "access=open", "share=public" (ident/access.h) */
    struct record_strings facts;
};

/* What a TLS handshake told. */
struct record_tls {
    bool known;
    const char *version, *cipher, *alpn;
    bool starttls;     /* by the service's own command */
    const char *stack; /* shape of the server's first message */
    uint64_t alert;    /* why the server broke it off (RFC 8446 §6) */
};

struct record_certificate {
    bool known;
    const char *subject, *issuer;
    struct record_strings names;
    uint64_t names_left_out;
    nsec_wall not_before, not_after;
    bool expired, self_signed;
    const char *key, *sha256;
};

/* A technique that this user may not have, and what was done instead. */
struct record_stand_in {
    const char *technique, *instead_of; /* "connect"; "syn", or several: "echo,syn,ack" */
    /* no-net-raw, no-ping-sockets (beside that), connections-only (no technique of the run sends packets) */
    const char *why;
};

struct record_run {
    uint64_t v; /* version of the record format: 1 */
    const char *id, *verb;
    struct record_strings args;
    nsec_wall started;
    const char *version;
    uint64_t seed;
    const char *scope;
    struct record_list stand_ins; /* of struct record_stand_in */
};

/* Which operating system a host seems to be; `name` and what belongs to it only when it is known well
 * enough. */
struct record_os {
    bool known;
    const char *name, *family, *generation, *vendor, *device;
    uint64_t accuracy;              /* % */
    struct record_strings cpe;      /* CPE 2.2 */
    struct record_strings evidence; /* what it is told from: "stack", "service: …", "card: …" */
    struct record_strings guesses;  /* the others, best first: "61% Android 8-14" */
    const char *fingerprint;        /* what was seen, in one line: data/os/README.md */
};

/* How predictable a host is. */
struct record_seq {
    bool known;
    const char *class; /* of initial sequence numbers over different ports, the classic words: "64K rule" */
    uint64_t difficulty;
    const char *word; /* of the difficulty: "Trivial joke" … "Good luck!" */
    uint64_t sp, isr, gcd;
    struct record_strings values; /* hexadecimal */
    const char *model;            /* what makes them: fixed, clock, rfc6528, random, repeating */
    const char *ipid, *ipid_closed, *ipid_icmp; /* classes of IP identification numbers: "All zeros" */
    const char *frag; /* identification numbers of IPv6 fragments: constant, shared, counts, each, random */
    const char *ts;   /* timestamps: none, zero, still, global, rfc7323, wild */
    uint64_t ts_hz, uptime_s;
};

/* Closes a host: comes after all port and rest records of that address. */
struct record_host {
    struct addr addr;
    enum host_state state;
    enum reason reason;
    const char *mac, *vendor;
    struct record_strings names;
    double rtt_ms;
    uint64_t distance; /* hops, guessed from the TTL */
    const char *suspect;
    struct record_os os;
    struct record_seq seq;
};

struct record_port {
    struct addr addr;
    enum proto proto;
    uint64_t port;
    enum state state;
    enum reason reason;
    const char *technique;   /* "syn", "connect", … */
    struct addr reason_addr; /* who answered, when it was not the target */
    /* of an answer that is no open door's: "target", "router" (its address is reason_addr), "middlebox": in
     * the target's name, but from another distance than its open doors answer; NULL: unknown, or this
     * machine */
    const char *sender;
    uint64_t ttl;
    double rtt_ms;
    uint64_t tries;
    struct record_service service;
    struct record_tls tls;
    struct record_certificate certificate;
    struct record_process process;
    const char *remark; /* nobody-listens: it is open at our own address, but no socket here holds it */
};

/* The ports of a host that share its most common not-open state. */
struct record_rest {
    struct addr addr;
    enum proto proto;
    enum state state;
    enum reason reason;
    const char *technique; /* "syn", "fin", … */
    struct addr reason_addr;
    const char *sender; /* as in record_port */
    uint64_t ttl;       /* unknown, too, when they differ */
    uint64_t count;
    const char *ports; /* "1-21,23-79" */
};

/* Who gets in now, a word a zone: open, partly, closed, unknown. */
struct record_reach {
    bool known;
    const char *loopback, *link, *private, *public;
};

struct record_listener {
    enum proto proto;
    struct addr addr; /* as bound; 0.0.0.0 or :: for all */
    uint64_t port;
    uint64_t pid;
    const char *process, *exe, *cmdline, *user, *unit, *container;
    const char
        *exposure;      /* loopback, link, private, all; after a look at the firewall also nobody, unknown */
    const char *device; /* SO_BINDTODEVICE */
    nsec_wall since;
    const char *bound;    /* exposure by the address alone */
    const char *firewall; /* none, open, partly, closed, unknown */
    struct record_reach reach;
    const char *netns;   /* network namespace, when it is not that of this program */
    const char *package; /* that owns the executable */
    uint64_t connections, bytes_in,
        bytes_out;           /* TCP: connections accepted that are there now, and what they carried so far */
    const char *socket_unit; /* systemd's, which holds the door for `unit` */
    const char *config;      /* inetd's line, "/etc/inetd.conf:7" */
    const char *remark;      /* unreachable, redirected, unused; of a scan: not-reached */
    nsec_wall last_used;     /* by --watch-use: when somebody was last seen at it */
    uint64_t watched_s;      /* and for how long it was looked at since then, or since the beginning */
};

/* One scan, whatever it took. */
struct record_alert {
    const char *id; /* the same in every record about the same scan */
    /* vertical, horizontal, block, sweep, distributed, backscatter, visit, break-in, surge */
    const char *kind;
    const char *technique; /* "syn", "connect", "udp", "arp", … */
    const char *speed;     /* fast, slow */
    struct addr src;
    struct record_strings srcs; /* distributed: the sources; a prefix as "2001:db8::/64" */
    const char *zone;           /* internal, external: where src is */
    const char *role;           /* what it also is: proxy, mail-relay, … */
    const char *tool;
    double tool_sure;               /* 0 … 1 */
    nsec_wall first, last;          /* of what it tried */
    nsec_wall raised;               /* when the evidence sufficed */
    uint64_t raised_after;          /* and how many targets it had tried by then */
    uint64_t hosts, ports, targets; /* distinct; targets are pairs of both */
    uint64_t tries;
    struct record_strings dst_sample;
    const char *port_list;                       /* "22,80,8000-8999" */
    uint64_t answered, refused, silent, blocked; /* of the targets */
    const char
        *tunnel;  /* in which the first of it was carried: "vxlan 198.18.0.1 > 198.18.0.2"; NULL: in none */
    double score; /* 0 … 100 */
    const char *severity; /* info, low, medium, high, critical */
    bool suppressed;      /* known, excused or folded into others: nobody need look */
    /* told when the evidence sufficed; the same id comes again, with all counts, when it ended */
    bool ongoing;
    bool daily;                 /* the account of one day of a scan that was told before and may go on */
    const char *why;            /* sentences, English */
    struct record_strings said; /* what they are made of, for other languages: "MESSAGE\tARGUMENT\t…" each */
    struct record_strings after;  /* what the ports are that it sought: "6129/tcp NAME; CVE-…" */
    struct record_strings events; /* the first ten, "TIME DST PROTO/PORT OUTCOME" */
    const char *pcap;             /* the file that has packets of it, with `id` in their comments */
    uint64_t packets;             /* how many so far */
};

/* A known vulnerability of what a finding is about. */
struct record_cve {
    const char *id;
    double cvss;        /* 0 … 10 */
    bool kev;           /* known to be exploited (CISA) */
    double epss;        /* 0 … 1: chance to be exploited within 30 days */
    const char *status; /* vulnerable, possible */
};

/* A door that should be looked at, and what to do about it. */
struct record_finding {
    const char *id;       /* `tojimari explain ID` tells more */
    const char *severity; /* info, low, medium, high, critical */
    struct addr addr;
    enum proto proto;
    uint64_t port;
    const char *title, *evidence, *advice; /* English */
    struct record_strings refs;
    struct record_list cve; /* of struct record_cve, worst first */
};

/* A day of watching is over: what was told since the last one, with `daily` alerts, is its account. */
struct record_digest {
    nsec_wall from, to;
    uint64_t inside, outside;      /* scans that were active that day, by where they came from */
    uint64_t flows, evicted;       /* that day */
    uint64_t left_out;             /* to hooks: alerts that they were not given one by one, */
    struct record_strings gravest; /* ids of some of these */
};

struct record_end {
    bool complete;
    double elapsed_s;
    uint64_t probes, replies, retries, local_drops;
    uint64_t hosts_up, hosts_silent, doors_open;
    double recall_estimate, recall_low;
    uint64_t packets, flows, alerts, undecoded, evicted, backscatter; /* watch */
    uint64_t tunnel_claims; /* watch: packets in tunnels of strangers that said they were from home */
    uint64_t limited;       /* watch: lines of logs that stand at a rate limit of the log itself */
    uint64_t cut;           /* watch: packets of TCP that were captured without their flags */
    const char *limited_by; /* card, receiver, target, host, subnet, next-hop, path, user */
    const char *why;        /* when not complete: interrupted, deadline, interface-down, … */
};

struct record {
    enum record_type type;
    union {
        struct record_run run;
        struct record_host host;
        struct record_port port;
        struct record_rest rest;
        struct record_listener listener;
        struct record_alert alert;
        struct record_finding finding;
        struct record_digest digest;
        struct record_end end;
    };
    /* What the record says in sentences (alert: `why`), for text in any language. No key of outputs;
     * borrowed. */
    const struct diag *said;
    size_t saids;
    bool
        again; /* alert: known, perhaps as grave as now, and told once more: there is something new. No key of outputs */
    struct record_strings after_said; /* alert: `after` in the user's language, in the same way */
};

enum field_kind {
    FIELD_STR,
    FIELD_STRS,
    FIELD_ADDR,
    FIELD_U64,
    FIELD_F64,
    FIELD_BOOL,
    FIELD_TIME,
    FIELD_STATE,
    FIELD_HOST_STATE,
    FIELD_REASON,
    FIELD_PROTO,
    FIELD_OBJ, /* a nested struct whose first member is `bool known` */
    FIELD_OBJS /* struct record_list of nested structs */
};

struct field {
    const char *name; /* NULL ends a list */
    enum field_kind kind;
    size_t offset; /* into the type's struct */
    const struct field *sub;
};

struct shape {
    const char *name; /* value of "type" */
    const struct field *fields;
    size_t size;
};

/* The keys of a type. Offsets count from &record->run (the union). Static. */
const struct shape *record_shape(enum record_type type);

/* Every key unknown. */
void record_init(struct record *r, enum record_type type);

/* The same for one struct of that shape, zeroed before. */
void record_forget(const struct field *fields, void *base);

/* True when the field at `base` has a value. */
bool field_known(const struct field *f, const void *base);
