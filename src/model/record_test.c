#include "model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Bytes that a field of this kind takes. */
static size_t size_of(enum field_kind k, const struct field *sub)
{
    switch (k) {
    case FIELD_STR: return sizeof(const char *);
    case FIELD_STRS: return sizeof(struct record_strings);
    case FIELD_ADDR: return sizeof(struct addr);
    case FIELD_U64: return sizeof(uint64_t);
    case FIELD_F64: return sizeof(double);
    case FIELD_BOOL: return sizeof(bool);
    case FIELD_TIME: return sizeof(nsec_wall);
    case FIELD_STATE: return sizeof(enum state);
    case FIELD_HOST_STATE: return sizeof(enum host_state);
    case FIELD_REASON: return sizeof(enum reason);
    case FIELD_PROTO: return sizeof(enum proto);
    case FIELD_OBJS: return sizeof(struct record_list);
    case FIELD_OBJ: break;
    }
    size_t end = sizeof(bool);
    for (const struct field *f = sub; f->name; f++)
        end = f->offset + size_of(f->kind, f->sub) > end ? f->offset + size_of(f->kind, f->sub) : end;
    return (end + 7) / 8 * 8;
}

static bool always_known(enum field_kind k)
{
    return k == FIELD_BOOL || k == FIELD_HOST_STATE || k == FIELD_PROTO;
}

/* Some value of its kind, other than unknown. */
static void set(const struct field *f, void *base)
{
    static const char *const items[] = {"item"};
    void *at = (char *)base + f->offset;
    switch (f->kind) {
    case FIELD_STR: *(const char **)at = ""; break; /* an empty text is a text */
    case FIELD_STRS: *(struct record_strings *)at = (struct record_strings){items, 1}; break;
    case FIELD_ADDR: *(struct addr *)at = addr_v4(0); break; /* 0.0.0.0 is an address */
    case FIELD_U64: *(uint64_t *)at = 0; break;
    case FIELD_F64: *(double *)at = 0; break;
    case FIELD_TIME: *(nsec_wall *)at = -1; break;
    case FIELD_STATE: *(enum state *)at = STATE_LIMITED; break;
    case FIELD_REASON: *(enum reason *)at = REASON_ANSWERED; break;
    case FIELD_OBJ: *(bool *)at = true; break;
    case FIELD_OBJS: *(struct record_list *)at = (struct record_list){items, 1, sizeof *items}; break;
    case FIELD_BOOL:
    case FIELD_HOST_STATE:
    case FIELD_PROTO: break;
    }
}

static void fresh_records_know_nothing(void **state)
{
    (void)state;
    for (int t = 0; t < RECORD_TYPES; t++) {
        struct record r;
        memset(&r, 0x5a, sizeof r);
        record_init(&r, (enum record_type)t);
        assert_int_equal(r.type, t);
        for (const struct field *f = record_shape(r.type)->fields; f->name; f++) {
            assert_int_equal(field_known(f, &r.run), always_known(f->kind));
            const struct field *sub = f->kind == FIELD_OBJ ? f->sub : NULL;
            for (; sub && sub->name; sub++)
                assert_int_equal(field_known(sub, (char *)&r.run + f->offset), always_known(sub->kind));
        }
    }
    struct record port;
    record_init(&port, RECORD_PORT);
    assert_int_equal(port.port.state, STATE_UNKNOWN);
    assert_true(port.port.port == RECORD_NO_U64 && port.port.ttl == RECORD_NO_U64);
    assert_true(isnan(port.port.rtt_ms) && isnan(port.port.service.confidence));
    assert_true(port.port.process.pid == RECORD_NO_U64);
    assert_false(port.port.service.known || port.port.process.known);
    struct record end;
    record_init(&end, RECORD_END);
    assert_false(end.end.complete);
}

/* Setting one key makes that key known and no other: the table's offsets are right and none overlap. */
static void each_key_is_its_own(void **state)
{
    (void)state;
    for (int t = 0; t < RECORD_TYPES; t++)
        for (const struct field *f = record_shape((enum record_type)t)->fields; f->name; f++) {
            struct record r;
            record_init(&r, (enum record_type)t);
            set(f, &r.run);
            for (const struct field *g = record_shape(r.type)->fields; g->name; g++)
                assert_int_equal(field_known(g, &r.run), g == f || always_known(g->kind));
            for (const struct field *sub = f->kind == FIELD_OBJ ? f->sub : NULL; sub && sub->name; sub++) {
                set(sub, (char *)&r.run + f->offset);
                for (const struct field *g = f->sub; g->name; g++)
                    assert_int_equal(field_known(g, (char *)&r.run + f->offset),
                                     g <= sub || always_known(g->kind));
            }
        }
}

static void numbers_that_are_none(void **state)
{
    (void)state;
    struct record r;
    record_init(&r, RECORD_PORT);
    const struct field *f = record_shape(RECORD_PORT)->fields;
    while (strcmp(f->name, "rtt_ms") != 0)
        f++;
    r.port.rtt_ms = INFINITY; /* no JSON number either */
    assert_false(field_known(f, &r.run));
    r.port.rtt_ms = -0.0;
    assert_true(field_known(f, &r.run));
}

/* The keys are the design's, in its order: whoever changes one here breaks other people's files. */
static void keys_of_each_type(void **state)
{
    static const char *const keys[RECORD_TYPES][40] = {
        [RECORD_RUN] = {"run", "v", "id", "verb", "args", "started", "version", "seed", "scope", "stand_ins"},
        [RECORD_HOST] = {"host", "addr", "state", "reason", "mac", "vendor", "names", "rtt_ms", "distance",
                         "suspect", "os", "seq"},
        [RECORD_PORT] = {"port", "addr", "proto", "port", "state", "reason", "technique", "reason_addr",
                         "sender", "ttl", "rtt_ms", "tries", "service", "tls", "certificate", "process",
                         "remark"},
        [RECORD_REST] = {"rest", "addr", "proto", "state", "reason", "technique", "reason_addr", "sender",
                         "ttl", "count", "ports"},
        [RECORD_LISTENER] = {"listener", "proto",       "addr",     "port",      "pid",         "process",
                             "exe",      "cmdline",     "user",     "unit",      "container",   "exposure",
                             "device",   "since",       "bound",    "firewall",  "reach",       "netns",
                             "package",  "connections", "bytes_in", "bytes_out", "socket_unit", "config",
                             "remark",   "last_used",   "watched_s"},
        [RECORD_ALERT] = {"alert",   "id",         "kind",         "technique", "speed",      "src",
                          "srcs",    "zone",       "role",         "tool",      "tool_sure",  "first",
                          "last",    "raised",     "raised_after", "hosts",     "ports",      "targets",
                          "tries",   "dst_sample", "port_list",    "answered",  "refused",    "silent",
                          "blocked", "tunnel",     "score",        "severity",  "suppressed", "ongoing",
                          "daily",   "why",        "said",         "after",     "events",     "pcap",
                          "packets"},
        [RECORD_FINDING] = {"finding", "id", "severity", "addr", "proto", "port", "title", "evidence",
                            "advice", "refs", "cve"},
        [RECORD_DIGEST] = {"digest", "from", "to", "inside", "outside", "flows", "evicted", "left_out",
                           "gravest"},
        [RECORD_END] = {"end",
                        "complete",
                        "elapsed_s",
                        "probes",
                        "replies",
                        "retries",
                        "local_drops",
                        "hosts_up",
                        "hosts_silent",
                        "doors_open",
                        "recall_estimate",
                        "recall_low",
                        "packets",
                        "flows",
                        "alerts",
                        "undecoded",
                        "evicted",
                        "backscatter",
                        "tunnel_claims",
                        "limited",
                        "cut",
                        "limited_by",
                        "why"},
    };
    (void)state;
    for (int t = 0; t < RECORD_TYPES; t++) {
        const struct shape *s = record_shape((enum record_type)t);
        unsigned n = 1;
        assert_string_equal(s->name, keys[t][0]);
        for (const struct field *f = s->fields; f->name; f++, n++) {
            assert_non_null(keys[t][n]);
            assert_string_equal(f->name, keys[t][n]);
        }
        assert_null(keys[t][n]);
    }
}

/* Every byte of a type's struct belongs to a key or is padding: nobody forgot the row of a new member. */
static void every_member_has_a_row(void **state)
{
    (void)state;
    for (int t = 0; t < RECORD_TYPES; t++) {
        const struct shape *s = record_shape((enum record_type)t);
        size_t end = 0;
        for (const struct field *f = s->fields; f->name; f++) {
            size_t size = size_of(f->kind, f->sub);
            assert_true(f->offset >= end && f->offset - end < 8); /* in the order of the struct */
            end = f->offset + size;
        }
        assert_true(end <= s->size && s->size - end < 8);
        assert_true(s->size <= sizeof(struct record) - offsetof(struct record, run));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_records_know_nothing), cmocka_unit_test(each_key_is_its_own),
        cmocka_unit_test(numbers_that_are_none),      cmocka_unit_test(keys_of_each_type),
        cmocka_unit_test(every_member_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
