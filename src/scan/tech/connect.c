/* TCP connect scan: the kernel makes the connections (io/dial.h), so anybody may use it. It has no packets of
 * its own: cmd/ hands each probe to dial_start() and each result to connect_reply(). */
#include "scan/tech/connect.h"
#include "base/diag.h"

bool connect_reply(const struct dial_result *result, const struct addr *addr, uint16_t port, uint8_t try,
                   nsec now, struct reply *ret)
{
    *ret = (struct reply){.addr = *addr, .port = port, .at = now, .rtt = result->rtt, .try = try};
    switch (result->outcome) {
    case DIAL_OPEN: ret->heard = HEARD_YES; return true;
    case DIAL_CAUGHT:
        ret->heard = HEARD_ALT;
        ret->from = result->from;
        return true;
    case DIAL_REFUSED: ret->heard = HEARD_RST; return true;
    case DIAL_TIMEOUT: return false;
    case DIAL_LOCAL: ret->error = result->error; return true;
    case DIAL_ICMP: break;
    }
    ret->heard = (uint8_t)heard_icmp(addr->len == 4 ? 4 : 6, result->icmp_type, result->icmp_code);
    if (result->from.len && !addr_eq(&result->from, addr))
        ret->from = result->from;
    return !heard_silent((enum heard)ret->heard);
}

bool connect_datagram_reply(const struct dial_result *result, const struct addr *addr, uint16_t port,
                            uint8_t try, nsec now, struct reply *ret)
{
    if (!connect_reply(result, addr, port, try, now, ret))
        return false;
    if (ret->heard == HEARD_PORT_UNREACH && !ret->from.len)
        ret->heard = HEARD_RST;
    return true;
}

const struct tech tech_connect = {
    .name = "connect",
    .option = "-sT",
    .help = N_("TCP connect scan: through the kernel, for everybody (the default without privilege)"),
    .proto = PROTO_TCP,
    .dialled = true,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_CONN_ACCEPTED},
    .rst = {STATE_CLOSED, REASON_CONN_REFUSED},
    .alt = {STATE_FILTERED, REASON_LOCAL_PROXY},
    .icmp = {STATE_FILTERED, REASON_NONE},
};
