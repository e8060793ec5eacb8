/* A conversation with a stranger who does anything at any time: it ends, stays within its bounds and says
 * only clean text. Input: protocol, port, then events: a byte of bits, a length, bytes of data. */
#include "check.h"
#include "ident/door.h"

#include <string.h>

static struct door_conf conf = {.intensity = 9, .access = true, .active = true};

static void begin(void)
{
    struct match_db_conf mc = {0};
    struct match_db *db;
    struct diag d = {0};
    CHECK(match_db_new(&mc, &db, &d) == 0 && match_new(db, &conf.match) == 0);
}

/* What the next bytes of the input make happen after this move; silence when there are none. */
static struct talk_event happens(const struct door_move *m, const uint8_t **p, const uint8_t *end)
{
    struct talk_event e = {.bits = m->what == DOOR_CALL ? TALK_CONNECTED : TALK_LATE};
    if (end - *p < 2)
        return e;
    unsigned bits = (*p)[0];
    size_t n = (*p)[1];
    *p += 2;
    n = n < (size_t)(end - *p) ? n : (size_t)(end - *p);
    e.bits = bits ? bits : e.bits;
    if (m->what == DOOR_CALL)
        e.bits = bits & TALK_FAILED ? TALK_FAILED : (bits & TALK_CLOSED) | TALK_CONNECTED;
    e.data = *p;
    e.len = n;
    e.bits |= n ? TALK_DATA : 0;
    *p += n;
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint8_t say[TALK_SAY_MAX];
    struct door d;
    if (!conf.match)
        begin();
    if (len < 3)
        return 0;
    const uint8_t *p = data + 3, *end = data + len;
    struct addr a = addr_v4(0xc6120002);
    nsec now = 0;
    struct door_move m =
        door_begin(&d, &conf, &a, data[0] & 1, (uint16_t)(data[1] << 8 | data[2]), 0, data[0] & 2, now);
    while (m.what != DOOR_END) {
        struct talk_event e = happens(&m, &p, end);
        struct tls_facts facts = {
            .up = (e.bits & TALK_SECURE) != 0, .certificate = true, .subject = "CN=x", .issuer = "CN=x"};
        CHECK(m.what != DOOR_SAY || m.len <= sizeof say);
        CHECK(m.wait > 0 && m.wait <= DOOR_SLOW);
        now += e.bits & TALK_LATE ? m.wait : NSEC_MS;
        CHECK(now <= 4 * DOOR_TIME); /* what it is, and then what it lets strangers do */
        m = door_step(&d, &conf, &e, &facts, now, 0, say);
    }
    CHECK(d.n_tried <= DOOR_TRIED && d.n_evidence <= DOOR_EVIDENCE && d.calls <= DOOR_CALLS + 1);
    door_fini(&d);
    return 0;
}
