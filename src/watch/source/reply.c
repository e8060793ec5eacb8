#include "watch/source/reply.h"

#include <string.h>

/* RFC 1035 4.1.1, 1002 4.2.1.1: the bit that tells responses, one of the operations, and at most a few
 * questions. */
static bool is_dns(const uint8_t *b)
{
    return b[2] & 0x80 && (b[2] >> 3 & 15) <= 8 && get_u16(b + 4) <= 4;
}

/* RFC 5905 7.3: a version, and what is no client's; those of management (RFC 9327 2, and ntpd's private one)
 * have a bit for responses. */
static bool is_ntp(const uint8_t *b)
{
    unsigned mode = b[0] & 7, version = b[0] >> 3 & 7;
    if (mode == 7)
        return b[0] & 0x80;
    if (version < 1 || version > 4)
        return false;
    return mode == 6 ? b[1] & 0x80 : (mode == 1 || mode == 2 || mode == 4 || mode == 5) && b[1] <= 16;
}

/* SNMP (RFC 3416), LDAP (RFC 4511 4.1.1): a sequence. */
static bool is_sequence(const uint8_t *b)
{
    return b[0] == 0x30;
}

/* RFC 4120 5.10: AS-REP, TGS-REP, KRB-ERROR. */
static bool is_kerberos(const uint8_t *b)
{
    return b[0] == 0x6b || b[0] == 0x6d || b[0] == 0x7e;
}

/* RFC 5531 9: a reply. */
static bool is_rpc(const uint8_t *b)
{
    return get_u32(b + 4) == 1;
}

/* RFC 7296 3.1: who is asked has a number of his own, or says that it is a response. */
static bool is_ike(const uint8_t *b)
{
    return get_u32(b + 8) || get_u32(b + 12) || b[19] & 0x20;
}

static bool is_ssdp(const uint8_t *b)
{
    return memcmp(b, "HTTP/", 5) == 0;
}

static bool is_sip(const uint8_t *b)
{
    return memcmp(b, "SIP/2.0 ", 8) == 0;
}

/* RFC 7252 3: of what classes codes are. */
static bool is_coap(const uint8_t *b)
{
    return b[0] >> 6 == 1 && b[1] >> 5 >= 2;
}

/* RFC 9000 17.2: a long header, of a version that there is, or the list of these. */
static bool is_quic(const uint8_t *b)
{
    uint32_t version = get_u32(b + 1);
    return b[0] & 0x80 && (version <= 1 || version == 0x6b3343cf || version >> 16 == 0xff00 || b[1] == 'Q');
}

/* RFC 8489 5: responses; and what a relay hands on in channels (RFC 8656 12). */
static bool is_stun(const uint8_t *b)
{
    return (b[0] >> 6 == 0 && b[0] & 1) || b[0] >> 4 == 4;
}

/* WS-Discovery: XML, with a byte order mark or without. */
static bool is_xml(const uint8_t *b)
{
    return b[0] == '<' || b[0] == 0xef;
}

/* memcached's protocol.txt, "UDP protocol": which of how many, and two bytes of nothing. */
static bool is_memcached(const uint8_t *b)
{
    return get_u16(b + 2) < get_u16(b + 4) && !get_u16(b + 6);
}

/* RakNet: an unconnected pong, what is told while connecting, or frames of a connection. */
static bool is_raknet(const uint8_t *b)
{
    return b[0] == 0x1c || b[0] == 0x06 || b[0] == 0x08 || b[0] >= 0x80;
}

/* Source, Quake and what was made of them: whole, or in parts. */
static bool is_game(const uint8_t *b)
{
    return get_u32(b) == 0xffffffff || get_u32(b) == 0xfeffffff;
}

static const struct row {
    uint16_t port;
    uint8_t least; /* bytes of payload of the shortest answer */
    uint8_t need;  /* captured ones that the test reads */
    bool sure;     /* nothing else comes from there: what fails the test is no answer */
    bool vague;    /* what passes it need not be one, either: questions begin alike */
    bool (*is)(const uint8_t *b);
} rows[] = {
    {53, 12, 6, true, false, is_dns},        {88, 10, 1, true, false, is_kerberos},
    {111, 24, 8, true, false, is_rpc},       {123, 12, 2, true, false, is_ntp},
    {137, 12, 6, true, false, is_dns},       {161, 10, 1, true, false, is_sequence},
    {389, 7, 1, true, false, is_sequence},   {443, 21, 5, false, false, is_quic},
    {500, 28, 20, true, false, is_ike},      {1900, 16, 5, true, false, is_ssdp},
    {3478, 4, 1, true, true, is_stun},       {3702, 16, 1, true, true, is_xml},
    {5060, 16, 8, false, false, is_sip},     {5353, 12, 6, true, false, is_dns},
    {5355, 12, 6, false, false, is_dns},     {5683, 4, 2, true, false, is_coap},
    {11211, 8, 8, true, true, is_memcached}, {19132, 1, 1, true, true, is_raknet},
    {27015, 4, 4, true, true, is_game},      {27960, 4, 4, true, true, is_game},
    {30120, 4, 4, true, true, is_game},
};

/* UPnP Device Architecture 1.3.3: devices answer a search from whatever port they like. No question begins
 * so. */
static bool is_search_answer(struct rd r)
{
    static const uint8_t ok[] = "HTTP/1.1 200 OK\r\n";
    const uint8_t *b = rd_take(&r, sizeof ok - 1);
    return b && memcmp(b, ok, sizeof ok - 1) == 0;
}

/* RFC 5531 9: a call, of version 2. No other of these begins so: DNS would answer to no question, with
 * nothing. */
static bool is_rpc_call(struct rd r)
{
    const uint8_t *b = rd_take(&r, 12);
    return b && get_u32(b + 4) == 0 && get_u32(b + 8) == 2;
}

uint8_t reply_says(uint16_t sport, struct rd r, size_t payload)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows && rows[i].port <= sport; i++) {
        const struct row *w = &rows[i];
        if (w->port != sport)
            continue;
        bool call = w->sure && is_rpc_call(r);
        uint8_t none = call ? SIGHT_SAYS_CALL : w->sure ? SIGHT_SAYS_NO_ANSWER : SIGHT_SAYS_NOTHING;
        if (payload < w->least ||
            (call && w->is != is_ntp)) /* an exact clock's answer has such numbers there */
            return none;
        const uint8_t *b = rd_take(&r, w->need);
        if (!b)
            return SIGHT_SAYS_NOTHING;
        return !w->is(b) ? none : w->vague ? SIGHT_SAYS_NOTHING : SIGHT_SAYS_ANSWER;
    }
    return is_search_answer(r) ? SIGHT_SAYS_ANSWER : SIGHT_SAYS_NOTHING;
}
