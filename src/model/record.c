#include "model/record.h"

#include <string.h>

#define F(type, member, k)                                                                                   \
    {                                                                                                        \
#member, k, offsetof(struct record_##type, member), NULL                                             \
    }
#define FOBJ(type, member, list)                                                                             \
    {                                                                                                        \
#member, FIELD_OBJ, offsetof(struct record_##type, member), list                                     \
    }
#define FOBJS(type, member, list)                                                                            \
    {                                                                                                        \
#member, FIELD_OBJS, offsetof(struct record_##type, member), list                                    \
    }
#define END                                                                                                  \
    {                                                                                                        \
        NULL, 0, 0, NULL                                                                                     \
    }

static const struct field process_fields[] = {
    F(process, pid, FIELD_U64),       F(process, name, FIELD_STR),
    F(process, exe, FIELD_STR),       F(process, cmdline, FIELD_STR),
    F(process, user, FIELD_STR),      F(process, unit, FIELD_STR),
    F(process, container, FIELD_STR), END};

static const struct field service_fields[] = {F(service, name, FIELD_STR),
                                              F(service, product, FIELD_STR),
                                              F(service, version, FIELD_STR),
                                              F(service, info, FIELD_STR),
                                              F(service, hostname, FIELD_STR),
                                              F(service, os, FIELD_STR),
                                              F(service, device, FIELD_STR),
                                              F(service, tls, FIELD_STR),
                                              F(service, cpe, FIELD_STRS),
                                              F(service, confidence, FIELD_F64),
                                              F(service, how, FIELD_STR),
                                              F(service, manner, FIELD_STR),
                                              F(service, tried, FIELD_STRS),
                                              F(service, signature, FIELD_STR),
                                              F(service, evidence, FIELD_STR),
                                              F(service, facts, FIELD_STRS),
                                              END};

static const struct field tls_fields[] = {F(tls, version, FIELD_STR),
                                          F(tls, cipher, FIELD_STR),
                                          F(tls, alpn, FIELD_STR),
                                          F(tls, starttls, FIELD_BOOL),
                                          F(tls, stack, FIELD_STR),
                                          F(tls, alert, FIELD_U64),
                                          END};

static const struct field certificate_fields[] = {F(certificate, subject, FIELD_STR),
                                                  F(certificate, issuer, FIELD_STR),
                                                  F(certificate, names, FIELD_STRS),
                                                  F(certificate, names_left_out, FIELD_U64),
                                                  F(certificate, not_before, FIELD_TIME),
                                                  F(certificate, not_after, FIELD_TIME),
                                                  F(certificate, expired, FIELD_BOOL),
                                                  F(certificate, self_signed, FIELD_BOOL),
                                                  F(certificate, key, FIELD_STR),
                                                  F(certificate, sha256, FIELD_STR),
                                                  END};

static const struct field reach_fields[] = {F(reach, loopback, FIELD_STR), F(reach, link, FIELD_STR),
                                            F(reach, private, FIELD_STR), F(reach, public, FIELD_STR), END};

static const struct field stand_in_fields[] = {
    F(stand_in, technique, FIELD_STR), F(stand_in, instead_of, FIELD_STR), F(stand_in, why, FIELD_STR), END};

static const struct field run_fields[] = {F(run, v, FIELD_U64),
                                          F(run, id, FIELD_STR),
                                          F(run, verb, FIELD_STR),
                                          F(run, args, FIELD_STRS),
                                          F(run, started, FIELD_TIME),
                                          F(run, version, FIELD_STR),
                                          F(run, seed, FIELD_U64),
                                          F(run, scope, FIELD_STR),
                                          FOBJS(run, stand_ins, stand_in_fields),
                                          END};

static const struct field os_fields[] = {F(os, name, FIELD_STR),
                                         F(os, family, FIELD_STR),
                                         F(os, generation, FIELD_STR),
                                         F(os, vendor, FIELD_STR),
                                         F(os, device, FIELD_STR),
                                         F(os, accuracy, FIELD_U64),
                                         F(os, cpe, FIELD_STRS),
                                         F(os, evidence, FIELD_STRS),
                                         F(os, guesses, FIELD_STRS),
                                         F(os, fingerprint, FIELD_STR),
                                         END};

static const struct field seq_fields[] = {F(seq, class, FIELD_STR),     F(seq, difficulty, FIELD_U64),
                                          F(seq, word, FIELD_STR),      F(seq, sp, FIELD_U64),
                                          F(seq, isr, FIELD_U64),       F(seq, gcd, FIELD_U64),
                                          F(seq, values, FIELD_STRS),   F(seq, model, FIELD_STR),
                                          F(seq, ipid, FIELD_STR),      F(seq, ipid_closed, FIELD_STR),
                                          F(seq, ipid_icmp, FIELD_STR), F(seq, frag, FIELD_STR),
                                          F(seq, ts, FIELD_STR),        F(seq, ts_hz, FIELD_U64),
                                          F(seq, uptime_s, FIELD_U64),  END};

static const struct field host_fields[] = {
    F(host, addr, FIELD_ADDR),  F(host, state, FIELD_HOST_STATE), F(host, reason, FIELD_REASON),
    F(host, mac, FIELD_STR),    F(host, vendor, FIELD_STR),       F(host, names, FIELD_STRS),
    F(host, rtt_ms, FIELD_F64), F(host, distance, FIELD_U64),     F(host, suspect, FIELD_STR),
    FOBJ(host, os, os_fields),  FOBJ(host, seq, seq_fields),      END};

static const struct field port_fields[] = {F(port, addr, FIELD_ADDR),
                                           F(port, proto, FIELD_PROTO),
                                           F(port, port, FIELD_U64),
                                           F(port, state, FIELD_STATE),
                                           F(port, reason, FIELD_REASON),
                                           F(port, technique, FIELD_STR),
                                           F(port, reason_addr, FIELD_ADDR),
                                           F(port, sender, FIELD_STR),
                                           F(port, ttl, FIELD_U64),
                                           F(port, rtt_ms, FIELD_F64),
                                           F(port, tries, FIELD_U64),
                                           FOBJ(port, service, service_fields),
                                           FOBJ(port, tls, tls_fields),
                                           FOBJ(port, certificate, certificate_fields),
                                           FOBJ(port, process, process_fields),
                                           F(port, remark, FIELD_STR),
                                           END};

static const struct field rest_fields[] = {F(rest, addr, FIELD_ADDR),
                                           F(rest, proto, FIELD_PROTO),
                                           F(rest, state, FIELD_STATE),
                                           F(rest, reason, FIELD_REASON),
                                           F(rest, technique, FIELD_STR),
                                           F(rest, reason_addr, FIELD_ADDR),
                                           F(rest, sender, FIELD_STR),
                                           F(rest, ttl, FIELD_U64),
                                           F(rest, count, FIELD_U64),
                                           F(rest, ports, FIELD_STR),
                                           END};

static const struct field listener_fields[] = {
    F(listener, proto, FIELD_PROTO),     F(listener, addr, FIELD_ADDR),     F(listener, port, FIELD_U64),
    F(listener, pid, FIELD_U64),         F(listener, process, FIELD_STR),   F(listener, exe, FIELD_STR),
    F(listener, cmdline, FIELD_STR),     F(listener, user, FIELD_STR),      F(listener, unit, FIELD_STR),
    F(listener, container, FIELD_STR),   F(listener, exposure, FIELD_STR),  F(listener, device, FIELD_STR),
    F(listener, since, FIELD_TIME),      F(listener, bound, FIELD_STR),     F(listener, firewall, FIELD_STR),
    FOBJ(listener, reach, reach_fields), F(listener, netns, FIELD_STR),     F(listener, package, FIELD_STR),
    F(listener, connections, FIELD_U64), F(listener, bytes_in, FIELD_U64),  F(listener, bytes_out, FIELD_U64),
    F(listener, socket_unit, FIELD_STR), F(listener, config, FIELD_STR),    F(listener, remark, FIELD_STR),
    F(listener, last_used, FIELD_TIME),  F(listener, watched_s, FIELD_U64), END};

static const struct field alert_fields[] = {F(alert, id, FIELD_STR),
                                            F(alert, kind, FIELD_STR),
                                            F(alert, technique, FIELD_STR),
                                            F(alert, speed, FIELD_STR),
                                            F(alert, src, FIELD_ADDR),
                                            F(alert, srcs, FIELD_STRS),
                                            F(alert, zone, FIELD_STR),
                                            F(alert, role, FIELD_STR),
                                            F(alert, tool, FIELD_STR),
                                            F(alert, tool_sure, FIELD_F64),
                                            F(alert, first, FIELD_TIME),
                                            F(alert, last, FIELD_TIME),
                                            F(alert, raised, FIELD_TIME),
                                            F(alert, raised_after, FIELD_U64),
                                            F(alert, hosts, FIELD_U64),
                                            F(alert, ports, FIELD_U64),
                                            F(alert, targets, FIELD_U64),
                                            F(alert, tries, FIELD_U64),
                                            F(alert, dst_sample, FIELD_STRS),
                                            F(alert, port_list, FIELD_STR),
                                            F(alert, answered, FIELD_U64),
                                            F(alert, refused, FIELD_U64),
                                            F(alert, silent, FIELD_U64),
                                            F(alert, blocked, FIELD_U64),
                                            F(alert, tunnel, FIELD_STR),
                                            F(alert, score, FIELD_F64),
                                            F(alert, severity, FIELD_STR),
                                            F(alert, suppressed, FIELD_BOOL),
                                            F(alert, ongoing, FIELD_BOOL),
                                            F(alert, daily, FIELD_BOOL),
                                            F(alert, why, FIELD_STR),
                                            F(alert, said, FIELD_STRS),
                                            F(alert, after, FIELD_STRS),
                                            F(alert, events, FIELD_STRS),
                                            F(alert, pcap, FIELD_STR),
                                            F(alert, packets, FIELD_U64),
                                            END};

static const struct field cve_fields[] = {F(cve, id, FIELD_STR),     F(cve, cvss, FIELD_F64),
                                          F(cve, kev, FIELD_BOOL),   F(cve, epss, FIELD_F64),
                                          F(cve, status, FIELD_STR), END};

static const struct field finding_fields[] = {F(finding, id, FIELD_STR),
                                              F(finding, severity, FIELD_STR),
                                              F(finding, addr, FIELD_ADDR),
                                              F(finding, proto, FIELD_PROTO),
                                              F(finding, port, FIELD_U64),
                                              F(finding, title, FIELD_STR),
                                              F(finding, evidence, FIELD_STR),
                                              F(finding, advice, FIELD_STR),
                                              F(finding, refs, FIELD_STRS),
                                              FOBJS(finding, cve, cve_fields),
                                              END};

static const struct field digest_fields[] = {
    F(digest, from, FIELD_TIME),    F(digest, to, FIELD_TIME),      F(digest, inside, FIELD_U64),
    F(digest, outside, FIELD_U64),  F(digest, flows, FIELD_U64),    F(digest, evicted, FIELD_U64),
    F(digest, left_out, FIELD_U64), F(digest, gravest, FIELD_STRS), END};

static const struct field end_fields[] = {F(end, complete, FIELD_BOOL),
                                          F(end, elapsed_s, FIELD_F64),
                                          F(end, probes, FIELD_U64),
                                          F(end, replies, FIELD_U64),
                                          F(end, retries, FIELD_U64),
                                          F(end, local_drops, FIELD_U64),
                                          F(end, hosts_up, FIELD_U64),
                                          F(end, hosts_silent, FIELD_U64),
                                          F(end, doors_open, FIELD_U64),
                                          F(end, recall_estimate, FIELD_F64),
                                          F(end, recall_low, FIELD_F64),
                                          F(end, packets, FIELD_U64),
                                          F(end, flows, FIELD_U64),
                                          F(end, alerts, FIELD_U64),
                                          F(end, undecoded, FIELD_U64),
                                          F(end, evicted, FIELD_U64),
                                          F(end, backscatter, FIELD_U64),
                                          F(end, tunnel_claims, FIELD_U64),
                                          F(end, limited, FIELD_U64),
                                          F(end, cut, FIELD_U64),
                                          F(end, limited_by, FIELD_STR),
                                          F(end, why, FIELD_STR),
                                          END};

static const struct shape shapes[RECORD_TYPES] = {
    [RECORD_RUN] = {"run", run_fields, sizeof(struct record_run)},
    [RECORD_HOST] = {"host", host_fields, sizeof(struct record_host)},
    [RECORD_PORT] = {"port", port_fields, sizeof(struct record_port)},
    [RECORD_REST] = {"rest", rest_fields, sizeof(struct record_rest)},
    [RECORD_LISTENER] = {"listener", listener_fields, sizeof(struct record_listener)},
    [RECORD_ALERT] = {"alert", alert_fields, sizeof(struct record_alert)},
    [RECORD_FINDING] = {"finding", finding_fields, sizeof(struct record_finding)},
    [RECORD_DIGEST] = {"digest", digest_fields, sizeof(struct record_digest)},
    [RECORD_END] = {"end", end_fields, sizeof(struct record_end)},
};

const struct shape *record_shape(enum record_type type)
{
    return &shapes[type];
}

void record_forget(const struct field *fields, void *base)
{
    for (const struct field *f = fields; f->name; f++) {
        void *at = (char *)base + f->offset;
        if (f->kind == FIELD_U64)
            *(uint64_t *)at = RECORD_NO_U64;
        else if (f->kind == FIELD_F64)
            *(double *)at = NAN;
        else if (f->kind == FIELD_OBJ)
            record_forget(f->sub, at);
    }
}

void record_init(struct record *r, enum record_type type)
{
    memset(r, 0, sizeof *r);
    r->type = type;
    record_forget(shapes[type].fields, &r->run);
}

bool field_known(const struct field *f, const void *base)
{
    const void *at = (const char *)base + f->offset;
    switch (f->kind) {
    case FIELD_STR: return *(const char *const *)at != NULL;
    case FIELD_STRS: return ((const struct record_strings *)at)->count > 0;
    case FIELD_ADDR: return ((const struct addr *)at)->len > 0;
    case FIELD_U64: return *(const uint64_t *)at != RECORD_NO_U64;
    case FIELD_F64: return isfinite(*(const double *)at);
    case FIELD_TIME: return *(const nsec_wall *)at != 0;
    case FIELD_STATE: return *(const enum state *)at != STATE_UNKNOWN;
    case FIELD_REASON: return *(const enum reason *)at != REASON_NONE;
    case FIELD_OBJ: return *(const bool *)at;
    case FIELD_OBJS: return ((const struct record_list *)at)->count > 0;
    case FIELD_BOOL:
    case FIELD_HOST_STATE:
    case FIELD_PROTO: return true;
    }
    return false;
}
