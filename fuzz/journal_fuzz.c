/* A journal from somebody else: as a whole file, and as the content of one chunk whose sum is right, which an
 * engine then reads back. Whatever it says, reading ends, the valid part is part of the file, and an engine
 * that took it can go on to a complete end. */
#include "check.h"
#include "scan/resume.h"

#include <string.h>

static int nothing(struct sink *s)
{
    (void)s;
    return 0;
}

static int count(struct sink *s, const struct record *r)
{
    (void)s;
    CHECK(r->type == RECORD_PORT || r->type == RECORD_REST || r->type == RECORD_HOST);
    return 0;
}

static void read_file(const uint8_t *data, size_t len)
{
    struct journal_reader r;
    struct journal_entry e;
    if (!journal_open(&r, data, len))
        return;
    while (journal_next(&r, &e)) {
        CHECK(e.kind < JOURNAL_KINDS);
        CHECK(!e.len || inside(e.bytes, e.len, data, len));
    }
    CHECK(r.valid >= JOURNAL_HEAD && r.valid <= len);
}

/* The engine goes on until its end: nobody answers, so only time passes. */
static void go_on(struct scan *s)
{
    struct probe probe[64];
    nsec now = 0, wake;
    for (int steps = 0; !scan_done(s); steps++) {
        CHECK(steps < 100000);
        CHECK(scan_step(s, now, NULL, 0, probe, 64, &wake) >= 0);
        now = wake > now ? wake : now + NSEC_MS;
    }
}

static void resume(const uint8_t *file, size_t len)
{
    struct sink sink = {.put = count, .flush = nothing, .close = nothing};
    struct targets_conf tc = {.key = hash_key_from_seed(1, "t")};
    struct ports_conf pc = {.spec = "1-40", .protocols = 1u << PROTO_TCP};
    struct targets *t;
    struct ports ports;
    struct scan *s;
    struct journal_reader r;
    struct diag d = {0};
    CHECK(targets_new(&tc, &t) == 0 && targets_add(t, TARGETS_INCLUDE, "198.18.0.0/29", &d) == 0);
    CHECK(targets_compile(t, &d) == 0 && ports_parse(&pc, &ports, &d) == 0);
    struct scan_conf conf = {.tech = &tech_syn,
                             .targets = t,
                             .ports = &ports.list[PROTO_TCP],
                             .sink = &sink,
                             .seed = 1,
                             .sentinels = true,
                             .block_targets = 100,
                             .max_rounds = 3,
                             .wait = NSEC_MS,
                             .start_rate = 1e6};
    CHECK(scan_new(&conf, 0, &s) == 0);
    CHECK(journal_open(&r, file, len));
    if (resume_read(s, &r, 0, 0) >= 0)
        go_on(s);
    scan_free(s);
    ports_fini(&ports);
    targets_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    uint8_t file[JOURNAL_HEAD + 16 + 8192] = "tojimar1";
    struct hash_key salt = {0};
    read_file(data, len);
    if (!len || len > 8192)
        return 0;
    uint8_t *chunk = file + JOURNAL_HEAD;
    put_u32(chunk, (uint32_t)len);
    memcpy(chunk + 8, data, len);
    uint64_t h = siphash(&salt, chunk, len + 8);
    put_u32(chunk + 8 + len, (uint32_t)(h >> 32));
    put_u32(chunk + 12 + len, (uint32_t)h);
    read_file(file, JOURNAL_HEAD + 16 + len);
    resume(file, JOURNAL_HEAD + 16 + len);
    return 0;
}
