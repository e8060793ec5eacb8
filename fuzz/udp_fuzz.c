/* What a UDP scan believes: any packet, whoever sent it. Answers are only about hosts that were asked, and
 * only to our ports. */
#include "check.h"
#include "scan/hear.h"

static struct targets *asked(void)
{
    static struct targets *t;
    static const struct targets_conf conf = {.key = {{1}}};
    struct diag d;
    if (!t && (targets_new(&conf, &t) < 0 || targets_add(t, TARGETS_INCLUDE, "198.18.0.9", &d) < 0 ||
               targets_add(t, TARGETS_INCLUDE, "2001:db8::9", &d) < 0 || targets_compile(t, &d) < 0))
        return NULL;
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    /* All ports are ours, so that a source port that fits is found soon. */
    static const struct cookie_conf cookie = {.key = {{1, 2, 3}}, .port_base = 0, .port_span = 1024};
    struct hear h = {.tech = &tech_udp, .cookie = &cookie, .targets = asked()};
    struct frame f = {.data = (uint8_t *)(uintptr_t)data,
                      .len = (uint32_t)len,
                      .wire_len = (uint32_t)len,
                      .csum_unset = true};
    struct reply r;
    if (h.targets && hear_frame(&h, &f, FRAMES_IP, 1, &r)) {
        CHECK(r.heard != HEARD_UNASKED && r.try < COOKIE_TRIES && !r.error);
        CHECK(!r.from.len || r.heard != HEARD_YES || targets_index(h.targets, &r.addr) != TARGETS_NONE);
        CHECK(r.rtt >= -1 && r.rtt <= COOKIE_CLOCK_WRAP);
    }
    return 0;
}
