#include "watch/detect/osprobe.h"

#include "watch/detect.h"
#include "watch/ledger/weigh.h"
#include "wire/icmp.h"
#include "wire/icmp6.h"
#include "wire/tcp.h"

#include <netinet/in.h>

enum { OPT_DIGITS_4 = 0x1000 }; /* at least four options */

/* Flags and window of nmap's TCP probes (nmap's book, "OS detection"); all carry options. */
static const struct {
    uint8_t flags;
    uint16_t win;
} probes[] = {
    {TCP_SYN, 1},
    {TCP_SYN, 63},
    {TCP_SYN, 4},
    {TCP_SYN, 16},
    {TCP_SYN, 512},
    {TCP_SYN, 3},
    {0, 128},
    {TCP_ACK, 1024},
    {TCP_SYN, 31337},
    {TCP_ACK, 32768},
    {TCP_FIN | TCP_PSH | TCP_URG, 65535},
};

/* What begins and ends a connection, and is urgent: by whichever program, with any window and any options. */
enum { ODD_FLAGS = TCP_SYN | TCP_FIN | TCP_PSH | TCP_URG };

enum { KIND_ECHO_CODE = 20, KIND_TIMESTAMP, KIND_INFO, KIND_MASK, KIND_ODD_FLAGS };

static unsigned icmp_kind(const struct sight *s)
{
    switch (s->icmp_type) {
    case ICMP_TYPE_ECHO: return s->icmp_code ? KIND_ECHO_CODE : 0;
    case ICMP_TYPE_TIMESTAMP: return KIND_TIMESTAMP;
    case ICMP_TYPE_INFO: return KIND_INFO;
    case ICMP_TYPE_MASK: return KIND_MASK;
    default: return 0;
    }
}

unsigned osprobe_kind(const struct sight *s)
{
    if (s->kind != SIGHT_PACKET)
        return 0;
    if (s->proto == IPPROTO_ICMP)
        return icmp_kind(s);
    if (s->proto == IPPROTO_ICMPV6)
        return s->icmp_type == ICMP6_TYPE_ECHO && s->icmp_code ? KIND_ECHO_CODE : 0;
    if (s->proto == IPPROTO_TCP && (s->tcp_flags & 0x3f) == ODD_FLAGS && !s->payload)
        return KIND_ODD_FLAGS;
    if (s->proto != IPPROTO_TCP || s->payload || !(s->knows & SIGHT_OPTS) || s->opts < OPT_DIGITS_4 >> 4)
        return 0;
    for (unsigned i = 0; i < sizeof probes / sizeof *probes; i++)
        if (probes[i].flags == (s->tcp_flags & 0x3f) && probes[i].win == s->win)
            return i + 1;
    return 0;
}

bool osprobe_of_nmap(const struct sight *s)
{
    unsigned kind = osprobe_kind(s);
    return kind && kind < KIND_ECHO_CODE;
}

/* Timestamps and masks are asked for by monitors as well, windows are chosen by many; but no system's ping
 * writes a code other than 0 (RFC 792, RFC 4443). */
bool osprobe_suffices(unsigned kind)
{
    return kind == KIND_ECHO_CODE;
}

bool osprobe_found(const struct ledger *g)
{
    return g->technique == TECHNIQUE_OS && portset_has(&g->ports, KIND_ECHO_CODE);
}

static void look(const struct ledger *g, nsec_wall now, struct finding *ret)
{
    (void)now;
    if (!osprobe_found(g))
        return;
    ret->nats = WEIGH_ALARM;
    diag_set(&ret->why, N_("no system's own ping sends echo requests with a code other than 0"), NULL, NULL,
             NULL);
}

const struct detector detect_osprobe = {.look = look};
