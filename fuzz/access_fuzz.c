/* Dialogues: whatever a service says, in whatever pieces, each comes to its end, and its facts are clean
 * words within their bounds. The first two bytes choose service and circumstances; then pieces, each behind
 * its length. */
#include "ident/access.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *service, *product;
    bool udp;
} services[] = {
    {"redis", "", false},       {"memcache", "", false},
    {"nats", "", false},        {"mongod", "", false},
    {"mqtt", "", false},        {"cassandra", "", false},
    {"postgresql", "", false},  {"mysql", "", false},
    {"zookeeper", "", false},   {"docker", "", false},
    {"x11", "", false},         {"vnc", "", false},
    {"rsync", "", false},       {"ftp", "", false},
    {"smtp", "", false},        {"http-proxy", "", false},
    {"socks", "", false},       {"microsoft-ds", "", false},
    {"ssh", "", false},         {"mountd", "", false},
    {"mountd", "", true},       {"snmp", "", true},
    {"ntp", "", true},          {"nobody-knows-it", "", false},
    {"http", "Consul", false},  {"netbios-ssn", "Samba", false},
    {"domain", "", true},       {"domain", "", false},
    {"tor-control", "", false}, {"sunrpc", "", false},
    {"nfs", "", false},
};

enum { SERVICES = sizeof services / sizeof *services, TURNS = 400 };

static void check_facts(const struct access *a)
{
    CHECK(a->facts <= ACCESS_FACTS && a->used <= ACCESS_TEXT);
    for (unsigned i = 0; i < a->facts; i++)
        for (const char *p = access_fact(a, i); *p; p++)
            CHECK((unsigned char)*p >= 0x20 && *p != 0x7f);
}

/* The pieces that one answer is made of, up to `n` of them. */
static struct rd answer(struct rd *r, unsigned n, uint8_t *room, size_t cap)
{
    struct wr w = wr_of(room, cap);
    while (n-- && rd_left(r)) {
        size_t len = rd_u8(r);
        len = len < rd_left(r) ? len : rd_left(r);
        const uint8_t *piece = rd_take(r, len);
        if (piece)
            wr_bytes(&w, piece, len);
    }
    return rd_of(room, wr_len(&w));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t heard[1 << 16], out[16384];
    static struct access a;
    struct rd r = rd_of(data, size);
    unsigned which = rd_u8(&r) % SERVICES, how = rd_u8(&r);
    struct access_door door = {.service = services[which].service,
                               .product = services[which].product,
                               .udp = services[which].udp,
                               .addr = {.len = how & 1 ? 16 : 4},
                               .port = how & 2 ? 139 : 445,
                               .active = how & 4,
                               .tls = how & 8,
                               .unix_s = 1795319640};
    if (r.bad || !access_begin(&a, &door))
        return 0;
    enum access_do next = ACCESS_CALL;
    for (unsigned turn = 0; next != ACCESS_END; turn++) {
        CHECK(turn < TURNS);
        struct wr w = wr_of(out, sizeof out);
        bool fresh = next == ACCESS_CALL;
        struct rd in = answer(&r, fresh ? how >> 4 & 1 : 1 + (how >> 5), heard, sizeof heard);
        next = access_step(&a, fresh, !rd_left(&r), in, &w);
        CHECK(next != ACCESS_SAY || (!w.bad && wr_len(&w)));
    }
    check_facts(&a);
    return 0;
}
