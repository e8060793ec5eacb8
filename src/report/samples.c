#include "report/samples.h"

#include "report/alerts.h"
#include "report/csv.h"
#include "report/findings.h"
#include "report/grep.h"
#include "report/html.h"
#include "report/jsonl.h"
#include "report/junit.h"
#include "report/normal.h"
#include "report/sarif.h"
#include "report/text.h"
#include "report/xml.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* 2026-11-22T03:54:00.123456Z */
#define STARTED (INT64_C(1795319640) * NSEC_SEC + 123456 * NSEC_US)

/* Escape sequences, markup, quotes, line ends, invalid UTF-8, a right-to-left override, 8-bit CSI, Japanese.
 */
#define HOSTILE                                                                                              \
    "\33[2J\33]0;x\7<b a=\"1\">&amp;'\r\n\t\xff\xc0\xaf\xed\xa0\x80\xe2\x80\xae\xc2\x9b"                     \
    "31m/, 戸締り"

const char *const samples_formats[] = {"text",     "jsonl", "csv",   "xml",  "normal", "grep",
                                       "findings", "sarif", "junit", "html", "alerts", NULL};
const char *const samples_runs[] = {"hostile", "own",     "local",   "empty", "interrupted", "wide",
                                    "full",    "minimal", "systems", "audit", "watch",       NULL};

static bool is_one_of(const char *word, const char *list)
{
    const char *at = strstr(list, word);
    return at && strchr(" ", at[strlen(word)]);
}

bool samples_golden(const char *run, const char *format)
{
    bool finds = is_one_of(format, "findings sarif junit html"),
         audits = is_one_of(run, "empty minimal audit");
    if (strcmp(format, "alerts") == 0 || strcmp(run, "watch") == 0)
        return strcmp(format, "alerts") == 0 && strcmp(run, "watch") == 0;
    return finds ? audits : strcmp(run, "audit") != 0 || is_one_of(format, "jsonl csv");
}

static struct addr at(const char *text)
{
    struct addr a;
    int r = addr_parse(text, &a);
    assert(r == 0);
    (void)r;
    return a;
}

static int put_run(struct sink *s, const char *verb, const char *const *args, size_t n)
{
    struct record r;
    record_init(&r, RECORD_RUN);
    r.run = (struct record_run){.v = 1,
                                .id = "01JD9Z",
                                .verb = verb,
                                .args = {args, n},
                                .started = STARTED,
                                .version = "0.1.0",
                                .seed = 42,
                                .scope = "198.18.0.0/29"};
    return sink_put(s, &r);
}

static struct record port(const char *addr, enum proto proto, uint64_t number, enum state state,
                          enum reason reason)
{
    struct record r;
    record_init(&r, RECORD_PORT);
    r.port.addr = at(addr);
    r.port.proto = proto;
    r.port.port = number;
    r.port.state = state;
    r.port.reason = reason;
    return r;
}

static int put_service(struct sink *s, const char *addr, uint64_t number, const char *name)
{
    struct record r = port(addr, PROTO_TCP, number, STATE_OPEN, REASON_SYN_ACK);
    r.port.technique = "syn";
    r.port.ttl = 63;
    r.port.rtt_ms = 0.4312;
    r.port.tries = 1;
    r.port.service.known = true;
    r.port.service.name = name;
    r.port.service.how = "port";
    return sink_put(s, &r);
}

static int put_rest(struct sink *s, const char *addr, enum proto proto, enum state state, enum reason reason,
                    uint64_t count, const char *ports)
{
    struct record r;
    record_init(&r, RECORD_REST);
    r.rest = (struct record_rest){.addr = at(addr),
                                  .proto = proto,
                                  .state = state,
                                  .reason = reason,
                                  .count = count,
                                  .ports = ports,
                                  .ttl = RECORD_NO_U64};
    return sink_put(s, &r);
}

static int put_host(struct sink *s, const char *addr, enum host_state state, enum reason reason)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    r.host.addr = at(addr);
    r.host.state = state;
    r.host.reason = reason;
    return sink_put(s, &r);
}

static int put_end(struct sink *s, bool complete, const char *why, uint64_t up, uint64_t silent,
                   uint64_t doors)
{
    struct record r;
    record_init(&r, RECORD_END);
    r.end = (struct record_end){.complete = complete,
                                .elapsed_s = 12.345678,
                                .probes = 65541,
                                .replies = 65000,
                                .retries = 41,
                                .local_drops = 0,
                                .hosts_up = up,
                                .hosts_silent = silent,
                                .doors_open = doors,
                                .recall_estimate = 0.9996,
                                .recall_low = 0.991,
                                .limited_by = "target",
                                .why = why};
    return sink_put(s, &r);
}

/* Every string is hostile. */
static int hostile(struct sink *s)
{
    static const char *const args[] = {"-p", "1-65535", "--", HOSTILE};
    static const char *const names[] = {HOSTILE, "=cmd|' /C calc'!A0"};
    static const char *const cpes[] = {"cpe:/a:" HOSTILE};
    struct record p = port("198.18.0.2", PROTO_TCP, 80, STATE_OPEN, REASON_SYN_ACK), h;
    p.port.service = (struct record_service){.known = true,
                                             .name = HOSTILE,
                                             .product = HOSTILE,
                                             .version = "=1+1",
                                             .info = HOSTILE,
                                             .hostname = "-x",
                                             .os = "@y",
                                             .device = "+z",
                                             .tls = "TLSv1.3",
                                             .cpe = {cpes, 1},
                                             .confidence = 0.3,
                                             .how = "banner"};
    p.port.reason_addr = at("198.18.0.1");
    int r = put_run(s, "scan", args, sizeof args / sizeof *args);
    r = r ? r : sink_put(s, &p);
    record_init(&h, RECORD_HOST);
    h.host = (struct record_host){.addr = at("198.18.0.2"),
                                  .state = HOST_UP,
                                  .reason = REASON_ARP_REPLY,
                                  .mac = "02:00:00:00:00:02",
                                  .vendor = HOSTILE,
                                  .names = {names, 2},
                                  .rtt_ms = 0.25,
                                  .distance = 1,
                                  .suspect = HOSTILE,
                                  .os = {.known = true,
                                         .name = HOSTILE,
                                         .family = HOSTILE,
                                         .generation = HOSTILE,
                                         .vendor = HOSTILE,
                                         .device = HOSTILE,
                                         .accuracy = 71,
                                         .cpe = {cpes, 1},
                                         .evidence = {names, 2},
                                         .fingerprint = HOSTILE},
                                  .seq = {.known = true,
                                          .class = HOSTILE,
                                          .difficulty = 1,
                                          .word = HOSTILE,
                                          .ipid = HOSTILE,
                                          .ts_hz = RECORD_NO_U64,
                                          .uptime_s = RECORD_NO_U64}};
    r = r ? r : sink_put(s, &h);
    return r ? r : put_end(s, true, NULL, 1, 5, 1);
}

static int put_listener(struct sink *s, const char *addr, enum proto proto, uint64_t number,
                        const char *process, const char *exposure)
{
    struct record r;
    record_init(&r, RECORD_LISTENER);
    r.listener = (struct record_listener){.proto = proto,
                                          .addr = at(addr),
                                          .port = number,
                                          .pid = 800 + number,
                                          .process = process,
                                          .user = "root",
                                          .unit = "x.service",
                                          .connections = RECORD_NO_U64,
                                          .bytes_in = RECORD_NO_U64,
                                          .bytes_out = RECORD_NO_U64,
                                          .watched_s = RECORD_NO_U64,
                                          .exposure = exposure};
    return sink_put(s, &r);
}

static int put_own_port(struct sink *s, enum proto proto, uint64_t number, enum reason reason,
                        const char *process)
{
    struct record r = port("127.0.0.1", proto, number, STATE_OPEN, reason);
    r.port.process = (struct record_process){
        .known = process != NULL, .pid = 800 + number, .name = process, .user = "root", .unit = "x.service"};
    return sink_put(s, &r);
}

/* Open, and no socket of this machine holds it. */
static int put_nobodys(struct sink *s, uint64_t number)
{
    struct record r = port("127.0.0.1", PROTO_TCP, number, STATE_OPEN, REASON_CONN_ACCEPTED);
    r.port.remark = "nobody-listens";
    return sink_put(s, &r);
}

/* This machine: some listening sockets are covered by open ports (whose process may be unknown), two are not;
 * one port is nobody's. */
static int own(struct sink *s)
{
    int r = put_run(s, "scan", NULL, 0);
    r = r ? r : put_listener(s, "0.0.0.0", PROTO_TCP, 22, "sshd", "all");
    r = r ? r : put_listener(s, "::", PROTO_TCP, 80, "nginx", "all");
    r = r ? r : put_listener(s, "127.0.0.1", PROTO_UDP, 323, "chronyd", "loopback");
    r = r ? r : put_listener(s, "0.0.0.0", PROTO_TCP, 5432, "postgres", "private");
    r = r ? r : put_listener(s, "::1", PROTO_TCP, 22, "sshd6", "loopback");
    r = r ? r : put_own_port(s, PROTO_UDP, 323, REASON_SOCKET_TABLE, "chronyd");
    r = r ? r : put_own_port(s, PROTO_TCP, 80, REASON_CONN_ACCEPTED, NULL);
    r = r ? r : put_own_port(s, PROTO_TCP, 22, REASON_CONN_ACCEPTED, "sshd");
    r = r ? r : put_nobodys(s, 8443);
    r = r ? r
          : put_rest(s, "127.0.0.1", PROTO_TCP, STATE_CLOSED, REASON_CONN_REFUSED, 65532,
                     "1-21,23-79,81-8442,8444-65535");
    r = r ? r : put_host(s, "127.0.0.1", HOST_UP, REASON_LOCALHOST);
    return r ? r : put_end(s, true, NULL, 1, 0, 3);
}

static int local(struct sink *s)
{
    int r = put_run(s, "local", NULL, 0);
    r = r ? r : put_listener(s, "0.0.0.0", PROTO_TCP, 22, "sshd", "all");
    r = r ? r : put_listener(s, "fe80::1%1", PROTO_UDP, 546, "戸締り", "link");
    struct record e;
    record_init(&e, RECORD_END);
    e.end.complete = true;
    e.end.elapsed_s = 0.02;
    return r ? r : sink_put(s, &e);
}

static int empty(struct sink *s)
{
    static const char *const args[] = {"198.18.0.0/29"};
    int r = put_run(s, "scan", args, 1);
    return r ? r : put_end(s, true, NULL, 0, 6, 0);
}

/* Ends without host and end records, the higher address first. */
static int interrupted(struct sink *s)
{
    static const char *const args[] = {"198.18.0.0/29"};
    int r = put_run(s, "scan", args, 1);
    r = r ? r : put_service(s, "198.18.0.5", 443, "https");
    r = r ? r : put_service(s, "198.18.0.3", 22, "ssh");
    r = r ? r : put_rest(s, "198.18.0.3", PROTO_TCP, STATE_FILTERED, REASON_NO_RESPONSE, 10, "1-10");
    return r ? r : put_service(s, "198.18.0.3", 21, "ftp");
}

/* All 65,535 ports, all kinds of rest, states in the wrong order, a host that is up without ports, one that
 * is down. */
static int wide(struct sink *s)
{
    static const char *const args[] = {"-sS", "-sU", "-sO", "-p-", "2001:db8::/125"};
    struct record filtered = port("2001:db8::2", PROTO_TCP, 25, STATE_FILTERED, REASON_ICMP6_ADMIN_PROHIB);
    struct record unsure = port("2001:db8::2", PROTO_UDP, 53, STATE_LIMITED, REASON_RATIONED);
    filtered.port.reason_addr = at("2001:db8::1");
    int r = put_run(s, "scan", args, sizeof args / sizeof *args);
    r = r ? r : sink_put(s, &unsure);
    r = r ? r : sink_put(s, &filtered);
    r = r ? r : put_service(s, "2001:db8::2", 8080, "http-alt");
    r = r ? r : put_service(s, "2001:db8::2", 22, "ssh");
    r = r ? r
          : put_rest(s, "2001:db8::2", PROTO_TCP, STATE_CLOSED, REASON_RST, 65532,
                     "1-21,23-24,26-8079,8081-65535");
    r = r ? r : put_rest(s, "2001:db8::2", PROTO_UDP, STATE_LIMITED, REASON_RATIONED, 65534, "1-52,54-65535");
    r = r ? r : put_rest(s, "2001:db8::2", PROTO_SCTP, STATE_FILTERED, REASON_NO_RESPONSE, 1, "9");
    r = r ? r : put_rest(s, "2001:db8::2", PROTO_IP, STATE_CLOSED, REASON_ICMP_PROTO_UNREACH, 250, "1-250");
    r = r ? r : put_host(s, "2001:db8::2", HOST_UP, REASON_ND_ADVERT);
    r = r ? r : put_rest(s, "2001:db8::3", PROTO_TCP, STATE_CLOSED, REASON_RST, 65535, "1-65535");
    r = r ? r : put_host(s, "2001:db8::3", HOST_UP, REASON_ANSWERED);
    r = r ? r : put_host(s, "2001:db8::4", HOST_DOWN, REASON_NEIGHBOUR_SILENT);
    return r ? r : put_end(s, false, "deadline", 2, 5, 2);
}

static struct record up(const char *addr)
{
    struct record r;
    record_init(&r, RECORD_HOST);
    r.host.addr = at(addr);
    r.host.state = HOST_UP;
    r.host.reason = REASON_ANSWERED;
    return r;
}

/* -O: a system that is known, one that may be two, an unknown one, and classic sequence numbers. */
static int systems(struct sink *s)
{
    static const char *const args[] = {"-O", "198.18.0.0/29"}, *const cpe[] = {"cpe:/o:linux:linux_kernel"},
                             *const why[] = {"service: Debian", "stack: TCP/IP"},
                             *const isn[] = {"0000FA00", "0001F400", "0002EE00", "0003E800"};
    static const char *const guess[] = {"51% Android 8-14", "44% Linux 3.11-4.19"};
    struct record known = up("198.18.0.1"), unknown = up("198.18.0.2");
    int r = put_run(s, "scan", args, 2);
    known.host.os.known = known.host.seq.known = unknown.host.os.known = unknown.host.seq.known = true;
    known.host.os.name = "Linux 4.20-6.x";
    known.host.os.family = known.host.os.vendor = "Linux";
    known.host.os.generation = "4.20-6.x";
    known.host.os.device = "general purpose";
    known.host.os.accuracy = 97;
    known.host.os.cpe = (struct record_strings){cpe, 1};
    known.host.os.evidence = (struct record_strings){why, 2};
    known.host.os.guesses = (struct record_strings){guess, 2};
    known.host.os.fingerprint = unknown.host.os.fingerprint = "v4 o1=MSTNW w1=65160 s1=7 t1=64";
    known.host.seq.class = "truly random";
    known.host.seq.difficulty = 9999999;
    known.host.seq.word = "Good luck!";
    known.host.seq.model = "rfc6528";
    known.host.seq.ipid = known.host.seq.ipid_closed = "All zeros";
    known.host.seq.ipid_icmp = "Randomized";
    known.host.seq.ts = "rfc7323";
    known.host.seq.ts_hz = 1000;
    unknown.host.os.guesses = (struct record_strings){guess, 1};
    unknown.host.seq.class = "64K rule";
    unknown.host.seq.difficulty = unknown.host.seq.gcd = 1;
    unknown.host.seq.word = "Trivial joke";
    unknown.host.seq.values = (struct record_strings){isn, 4};
    unknown.host.seq.model = "clock";
    unknown.host.seq.ipid = "Incremental";
    unknown.host.seq.frag = "shared";
    unknown.host.seq.ts = "global";
    unknown.host.seq.ts_hz = 100;
    unknown.host.seq.uptime_s = 86400 + 3600;
    r = r ? r : sink_put(s, &known);
    r = r ? r : sink_put(s, &unknown);
    return r ? r : put_end(s, true, NULL, 2, 0, 0);
}

static struct record_list objects(const char *key)
{
    static const struct record_cve cve[] = {{"CVE-2099-10001", 9.8, true, 0.25, "vulnerable"},
                                            {"CVE-2099-10002", 5, false, 0.5, "possible"}};
    static const struct record_stand_in stand_ins[] = {{"connect", "syn", "no-net-raw"}};
    return strcmp(key, "cve") == 0 ? (struct record_list){cve, 2, sizeof *cve}
                                   : (struct record_list){stand_ins, 1, sizeof *stand_ins};
}

/* A value for every key, by the table: a new key is in here at once. */
static void fill(const struct field *fields, char *base)
{
    static const char *const list[] = {"a", "b"};
    for (const struct field *f = fields; f->name; f++) {
        void *to = base + f->offset;
        switch (f->kind) {
        case FIELD_STR: *(const char **)to = f->name; break;
        case FIELD_STRS: *(struct record_strings *)to = (struct record_strings){list, 2}; break;
        case FIELD_ADDR: *(struct addr *)to = at("fe80::1%1"); break;
        case FIELD_U64: *(uint64_t *)to = 1; break;
        case FIELD_F64: *(double *)to = 0.1 + 0.2; break;
        case FIELD_BOOL: *(bool *)to = true; break;
        case FIELD_TIME: *(nsec_wall *)to = STARTED; break;
        case FIELD_STATE: *(enum state *)to = STATE_LIMITED; break;
        case FIELD_HOST_STATE: *(enum host_state *)to = HOST_UP; break;
        case FIELD_REASON: *(enum reason *)to = REASON_RST; break;
        case FIELD_PROTO: *(enum proto *)to = PROTO_UDP; break;
        case FIELD_OBJ:
            *(bool *)to = true;
            fill(f->sub, to);
            break;
        case FIELD_OBJS: *(struct record_list *)to = objects(f->name); break;
        }
    }
}

/* Strings whose values are words of a list or have a form. */
static void words(struct record *r)
{
    switch (r->type) {
    case RECORD_HOST:
        r->host.mac = "02:00:00:00:00:01";
        static const char *const system[] = {"cpe:/o:x:y"}, *const isn[] = {"0000FA00", "0001F400"};
        r->host.os.cpe = (struct record_strings){system, 1};
        r->host.seq.values = (struct record_strings){isn, 2};
        static const char *const guess[] = {"51% Android 8-14"};
        r->host.os.guesses = (struct record_strings){guess, 1};
        r->host.seq.model = "clock";
        r->host.seq.ts = "global";
        r->host.seq.frag = "each";
        break;
    case RECORD_PORT:
        r->port.sender = "middlebox";
        r->port.service.how = "tls";
        r->port.service.manner = "silent";
        static const char *const cpe[] = {"cpe:/a:x:y"};
        r->port.service.cpe = (struct record_strings){cpe, 1};
        static const char *const facts[] = {"access=guest", "share=public"};
        r->port.service.facts = (struct record_strings){facts, 2};
        r->port.remark = "nobody-listens";
        break;
    case RECORD_REST:
        r->rest.sender = "router";
        r->rest.ports = "1,3-5";
        break;
    case RECORD_LISTENER:
        r->listener.exposure = "link";
        r->listener.bound = "all";
        r->listener.remark = "unused";
        r->listener.firewall = "partly";
        r->listener.reach = (struct record_reach){true, "open", "partly", "closed", "unknown"};
        break;
    case RECORD_ALERT:
        r->alert.kind = "vertical";
        r->alert.speed = "slow";
        r->alert.zone = "internal";
        r->alert.severity = "high";
        r->alert.tool_sure = 0.5;
        r->alert.port_list = "1,3-5";
        break;
    case RECORD_FINDING: r->finding.severity = "high"; break;
    case RECORD_END: r->end.limited_by = "path"; break;
    case RECORD_RUN:
    case RECORD_DIGEST:
    case RECORD_TYPES: break;
    }
}

static const enum record_type order[] = {RECORD_RUN,     RECORD_PORT,     RECORD_REST,
                                         RECORD_HOST,    RECORD_LISTENER, RECORD_ALERT,
                                         RECORD_FINDING, RECORD_DIGEST,   RECORD_END};

/* One record of each type with every key. */
static int full(struct sink *s)
{
    int e = 0;
    for (size_t i = 0; e == 0 && i < RECORD_TYPES; i++) {
        struct record r;
        record_init(&r, order[i]);
        fill(record_shape(order[i])->fields, (char *)&r.run);
        words(&r);
        e = sink_put(s, &r);
    }
    return e;
}

/* One record of each type with no more than what makes it one. */
static int minimal(struct sink *s)
{
    int e = 0;
    for (size_t i = 0; e == 0 && i < RECORD_TYPES; i++) {
        struct record r;
        record_init(&r, order[i]);
        if (order[i] == RECORD_RUN) {
            r.run.v = 1;
            r.run.verb = "scan";
        } else if (order[i] == RECORD_PORT) {
            r = port("198.18.0.1", PROTO_TCP, 0, STATE_OPEN, REASON_NONE);
        } else if (order[i] == RECORD_REST) {
            r.rest =
                (struct record_rest){.addr = at("198.18.0.1"), .state = STATE_CLOSED, .ttl = RECORD_NO_U64};
        } else if (order[i] == RECORD_HOST) {
            r.host.addr = at("198.18.0.1");
        } else if (order[i] == RECORD_LISTENER) {
            r.listener.addr = at("::");
            r.listener.port = 9;
        } else if (order[i] == RECORD_ALERT) {
            r.alert.id = "1";
            r.alert.kind = "sweep";
            r.alert.severity = "low";
        } else if (order[i] == RECORD_FINDING) {
            r.finding.id = "telnet";
            r.finding.severity = "high";
            r.finding.addr = at("198.18.0.1");
            r.finding.port = 23;
            r.finding.title = "Telnet";
        }
        e = sink_put(s, &r);
    }
    return e;
}

static int put_finding(struct sink *s, const char *severity, const char *addr, uint64_t port_number,
                       const char *id, const char *title)
{
    static const char *const refs[] = {"RFC 854", "https://docs.example/a?b=1&c=\"2\""};
    static const struct record_cve cve[] = {{"CVE-2099-10001", 9.8, true, 0.25, "vulnerable"},
                                            {HOSTILE, NAN, false, NAN, "possible"}};
    struct record r;
    bool known = strcmp(id, "known-vulnerabilities") == 0;
    record_init(&r, RECORD_FINDING);
    r.finding.id = id;
    r.finding.severity = severity;
    r.finding.addr = at(addr);
    r.finding.port = port_number;
    r.finding.title = title;
    r.finding.evidence = "service telnet, heard " HOSTILE;
    r.finding.advice = known ? NULL : "Switch it off.";
    r.finding.refs = (struct record_strings){refs, 2};
    r.finding.cve = (struct record_list){cve, known ? 2 : 0, sizeof *cve};
    return sink_put(s, &r);
}

/* Findings of three hosts, the worst first; one is about a host and no door, one has an id that nobody
 * knows. */
static int audit(struct sink *s)
{
    static const char *const args[] = {"--from", "<run>.jsonl"};
    struct record r;
    int e = put_run(s, "audit", args, 2);
    e = e ? e : put_finding(s, "critical", "2001:db8::7", 6379, "redis", "Redis");
    e = e ? e : put_finding(s, "high", "198.18.0.7", 80, "known-vulnerabilities", "Known vulnerabilities");
    e = e ? e : put_finding(s, "high", "198.18.0.9", 23, "telnet", "Telnet");
    e = e ? e : put_finding(s, "medium", "198.18.0.7", 21, "ftp-cleartext", "FTP without TLS");
    e = e ? e : put_finding(s, "low", "198.18.0.7", RECORD_NO_U64, "not-in-the-book", "Title " HOSTILE);
    e = e ? e : put_finding(s, "info", "198.18.0.9", 139, "netbios", "NetBIOS");
    record_init(&r, RECORD_END);
    r.end.complete = false;
    r.end.why = "interrupted";
    r.end.elapsed_s = 0.25;
    r.end.hosts_up = 4;
    r.end.doors_open = 12;
    return e ? e : sink_put(s, &r);
}

static int put_alert(struct sink *s, const char *kind, const char *src, const char *zone, uint64_t answered)
{
    struct record r;
    record_init(&r, RECORD_ALERT);
    r.alert.kind = kind;
    r.alert.technique = "syn";
    r.alert.zone = zone;
    r.alert.severity = "high";
    r.alert.score = 90;
    r.alert.src = at(src);
    r.alert.first = STARTED;
    r.alert.answered = answered;
    r.alert.ports = 3;
    r.alert.port_list = "22,23,445";
    r.alert.why = "it did so";
    return sink_put(s, &r);
}

/* Alerts, of which several have the same advice; two days. */
static int watch(struct sink *s)
{
    static const char *const args[] = {"--iface", "eth0"};
    struct record r;
    int e = put_run(s, "watch", args, 2);
    e = e ? e : put_alert(s, "vertical", "198.18.0.5", "internal", 0);
    e = e ? e : put_alert(s, "horizontal", "198.18.0.6", "internal", 0);
    e = e ? e : put_alert(s, "horizontal", "198.18.0.7", "internal", 2);
    e = e ? e : put_alert(s, "break-in", "203.0.113.9", "external", 1);
    e = e ? e : put_alert(s, "horizontal", "198.18.0.5", "internal", 0);
    record_init(&r, RECORD_DIGEST);
    r.digest.from = STARTED;
    r.digest.to = STARTED + NSEC_DAY;
    e = e ? e : sink_put(s, &r);
    e = e ? e : put_alert(s, "vertical", "198.18.0.6", "internal", 0);
    record_init(&r, RECORD_END);
    r.end.complete = true;
    return e ? e : sink_put(s, &r);
}

int samples_put(const char *run, struct sink *s)
{
    static int (*const runs[])(struct sink *) = {hostile, own,     local,   empty, interrupted, wide,
                                                 full,    minimal, systems, audit, watch};
    for (size_t i = 0; samples_runs[i]; i++)
        if (strcmp(run, samples_runs[i]) == 0)
            return runs[i](s);
    return -EINVAL;
}

struct sink *samples_sink(const char *format, struct out *o)
{
    static const struct report_scan scan[] = {{"syn", PROTO_TCP, 65535, "1-65535"},
                                              {"udp", PROTO_UDP, 2, "53,161"}};
    static const struct report_conf conf = {.scan = scan, .scans = 2};
    if (strcmp(format, "jsonl") == 0)
        return jsonl_new(o);
    if (strcmp(format, "csv") == 0)
        return csv_new(o);
    static const struct {
        const char *name;
        struct sink *(*make)(struct out *, const struct report_conf *);
    } rows[] = {{"text", text_new},   {"xml", xml_new},           {"normal", normal_new},
                {"grep", grep_new},   {"findings", findings_new}, {"sarif", sarif_new},
                {"junit", junit_new}, {"html", html_new},         {"alerts", alerts_new}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(format, rows[i].name) == 0)
            return rows[i].make(o, &conf);
    return NULL;
}

struct out *samples_memory(int *ret_fd)
{
    int fd = memfd_create("out", MFD_CLOEXEC);
    *ret_fd = dup(fd);
    assert(fd >= 0 && *ret_fd >= 0);
    return out_new(fd);
}

char *samples_read(int fd)
{
    struct stat st; /* not lseek(): the offset is shared with the output */
    int r = fstat(fd, &st);
    assert(r == 0);
    (void)r;
    char *text = calloc(1, (size_t)st.st_size + 1);
    assert(text);
    ssize_t got = pread(fd, text, (size_t)st.st_size, 0);
    assert(got == st.st_size);
    (void)got;
    close(fd);
    return text;
}
