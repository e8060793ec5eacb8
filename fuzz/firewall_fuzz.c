/* Rules of a packet filter, first byte: which program's. Judging ends, and says something; what it says of a
 * zone holds for a sender of it. */
#include "check.h"
#include "local/firewall.h"

#include <netinet/in.h>

static void judge(const struct firewall *f)
{
    struct firewall_packet p = {.src = addr_v4(0xc6120002),
                                .dst = addr_v4(0xc6120001),
                                .proto = IPPROTO_TCP,
                                .sport = 50000,
                                .port = 22,
                                .device = "eth0"};
    struct firewall_senders one = {p.src, p.src};
    unsigned outcome = firewall_judge(f, &p);
    enum firewall_answer answer = firewall_zone(f, &p, &one, 1);
    CHECK(outcome >= FIREWALL_PASS && outcome <= (FIREWALL_PASS | FIREWALL_DROP));
    CHECK(outcome != FIREWALL_PASS || answer != FIREWALL_CLOSED);
    CHECK(outcome != FIREWALL_DROP || answer != FIREWALL_OPEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct firewall *f = firewall_new();
    struct diag d = {0};
    if (!f || !len) {
        firewall_free(f);
        return 0;
    }
    const char *text = (const char *)data + 1;
    int error = data[0] == 'n'   ? firewall_add_nft(f, text, len - 1, &d)
                : data[0] == '6' ? firewall_add_iptables(f, 16, text, len - 1, &d)
                                 : firewall_add_iptables(f, 4, text, len - 1, &d);
    if (!error)
        judge(f);
    firewall_free(f);
    return 0;
}
