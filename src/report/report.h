/* report: records go in, what people and programs read comes out: text, JSON Lines, CSV, and nmap's XML,
 * normal and grepable formats. Every output is a `struct sink`; cmd/ makes as many as were asked for and puts
 * each record into all.
 *
 *     out.h       a file or stdout that keeps its first error
 *     esc.h       hostile text made harmless
 *     jsonl.h     JSON Lines (--json)
 *     csv.h       CSV (--csv)
 *     gather.h    collects findings until the end; under it:
 *       findings.h          what an audit found, for people
 *       sarif.h, junit.h    for trackers of faults, for build servers
 *       html.h              a page for who decides
 *     group.h     collects a host until its `host` record; under it:
 *       text.h      for people, on stdout
 *       xml.h, normal.h, grep.h    nmap's -oX, -oN, -oG
 *     progress.h  the status line, and its JSON form
 *
 * It may not know where records come from, and it reads no clock: times are in records and arguments. Only
 * the text for people is translated (i18n.h); formats that programs read are the same in every language.
 * Everything here belongs to one thread. A sink owns its `struct out`; strings in records are borrowed for
 * the call. */
#pragma once

#include "base/hash.h"
#include "model/reason.h"

/* What was asked, for -oX's <scaninfo>: one a technique and protocol. Borrowed until the sink is closed. */
struct report_scan {
    const char *type; /* nmap's word: "syn", "connect", "udp", "ack", … */
    enum proto proto;
    uint64_t count;    /* ports */
    const char *ports; /* "1-1024,3389" */
};

struct report_conf {
    struct hash_key key; /* for the table of unfinished hosts: addresses come from strangers */
    size_t max_bytes;    /* memory for unfinished hosts; what does not fit is counted and said. 0 = 256 MiB */
    bool open_only;      /* --open: only open (and open|filtered) ports, only hosts that have one */
    const char *fail_on; /* findings: from this severity on a case of JUnit's fails; NULL = "low" */
    unsigned columns;    /* of the page, where prose is broken; 0: findings 80, alerts nowhere */
    bool remembers;      /* alerts: what was told by earlier runs is not told again */
    /* alerts: the files in which --explain finds them, of --state and of --json; NULL = there is none */
    const char *state, *lines;
    bool colour; /* text only: SGR colours. cmd/ decides, from isatty() and NO_COLOR */
    const struct report_scan *scan;
    size_t scans;
};
