/* What a port tells of who asks there, whatever comes of it: what everybody's programs knock at, what peers take, of what
 * clients have a list, where one comes in. */
#include "watch/ledger/priv_weigh.h"

#include "model/ports.h"

static const uint16_t everyday_tcp[] = {25,  53,  80,  110,  143,  443,  465,  587,
                                        853, 993, 995, 5222, 5223, 5228, 8080, 8443};
static const uint16_t everyday_udp[] = {53,  67,  68,  69,   123,  137,  138,  161,  162,
                                        443, 500, 514, 1900, 3478, 3702, 4500, 5353, 5355};

/* Doors that programs keep for their like on the same net, whom they hear of by broadcast or from their
 * maker: Windows' Delivery Optimization, Dropbox, Syncthing, Steam. Who was told of is often asleep; a whole
 * net of them is nothing to alarm of. */
static const uint16_t everyday_near[] = {7680, 17500, 22000, 27036};

/* What programs among peers take if nobody says otherwise: eMule, BitTorrent (of each maker, besides a range
 * that many share), Bitcoin, Lightning, Dash, Syncthing, Cosmos, Ethereum, IPFS, Monero, Tor. */
static const uint16_t peers_own[] = {4001, 4662,  8333,  8999,  9001,  9030,  9735,
                                     9999, 16881, 18080, 22000, 26656, 30303, 51413};
enum { BITTORRENT_FIRST = 6881, BITTORRENT_LAST = 6999 };

static bool one_of(const uint16_t *list, size_t n, uint16_t port)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == port)
            return true;
    return false;
}

uint16_t weigh_common(unsigned i)
{
    return i < sizeof everyday_udp / sizeof *everyday_udp ? everyday_udp[i] : 0;
}

bool weigh_everyday(uint8_t technique, uint16_t port, uint8_t src_zone, enum zone dst_zone)
{
    if (src_zone != ZONE_INSIDE)
        return false;
    if (technique == TECHNIQUE_UDP)
        return (port >= PORTS_USER && dst_zone == ZONE_OUTSIDE) ||
               one_of(everyday_udp, sizeof everyday_udp / sizeof *everyday_udp, port);
    /* ACK and FIN|ACK too: a laptop that wakes up asks after all its connections of yesterday. */
    bool tcp = technique == TECHNIQUE_SYN || technique == TECHNIQUE_ACK || technique == TECHNIQUE_MAIMON;
    if (dst_zone == ZONE_INSIDE)
        return technique == TECHNIQUE_SYN &&
               one_of(everyday_near, sizeof everyday_near / sizeof *everyday_near, port);
    return tcp && one_of(everyday_tcp, sizeof everyday_tcp / sizeof *everyday_tcp, port);
}

bool weigh_all_everyday(const struct portset *ports, uint8_t technique)
{
    bool all = ports->n > 0;
    for (uint32_t port = portset_next(ports, 0); all && port <= UINT16_MAX;
         port = portset_next(ports, port + 1))
        all = weigh_everyday(technique, (uint16_t)port, ZONE_INSIDE, ZONE_OUTSIDE);
    return all;
}

bool weigh_was_everyday(const struct ledger *g)
{
    return !g->everyday && !g->inside && weigh_all_everyday(&g->ports, g->technique);
}

bool weigh_few(const struct ledger *g, const struct contact *c, bool home)
{
    static const uint16_t web[] = {53, 80, 443, 8080, 8443}, to_clients[] = {68, 137, 138},
                          homes[] = {67, 69, 161, 162, 514, 1900, 3702, 5353, 5355};
    if (!g->everyday || g->zone != ZONE_INSIDE)
        return false;
    if (g->technique == TECHNIQUE_UDP)
        return home ? !one_of(to_clients, sizeof to_clients / sizeof *to_clients, c->port)
                    : one_of(homes, sizeof homes / sizeof *homes, c->port);
    return home || (g->technique == TECHNIQUE_SYN && !one_of(web, sizeof web / sizeof *web, c->port));
}

/* Names, TFTP, time, SNMP, IKE, logs, SQL Server, SSDP, WS-Discovery, SIP, mDNS, CoAP, memcached. */
static const uint16_t sought[] = {53,   69,   123,  161,  500,  514,  1434,
                                  1900, 3702, 4500, 5060, 5353, 5683, 11211};

bool weigh_sought(const struct ledger *g, const struct contact *c, bool home)
{
    return g->technique == TECHNIQUE_UDP && g->everyday && g->zone == ZONE_INSIDE && !home && !g->hearsay &&
           c->sport != c->port && !addr_is_private(&c->dst) &&
           one_of(sought, sizeof sought / sizeof *sought, c->port);
}

bool weigh_peers_own(uint16_t port)
{
    return (port >= BITTORRENT_FIRST && port <= BITTORRENT_LAST) ||
           one_of(peers_own, sizeof peers_own / sizeof *peers_own, port);
}

/* Names, Kerberos and LDAP, whose clients are told of all servers at once: RFC 1123 6.1.3.3, 4120 7.2.3, 2782. */
bool weigh_is_directory(uint16_t port)
{
    static const uint16_t ports[] = {53, 88, 389, 464, 636, 3268, 3269};
    return one_of(ports, sizeof ports / sizeof *ports, port);
}

/* Doors where one comes in with a name and a password, or as a neighbour of whom none is asked: shares,
 * consoles, remote desktops. A client knows few hosts of each; programs that go from host to host by
 * themselves know no others. */
static const uint16_t entrances[] = {22,  23,   135,  139,  445,  512,  513,
                                     514, 2323, 3389, 5555, 5900, 5985, 5986};

bool weigh_is_entrance(uint16_t port)
{
    return one_of(entrances, sizeof entrances / sizeof *entrances, port);
}

bool weigh_has_entrance(const struct ledger *g)
{
    bool has = false;
    for (size_t i = 0; i < sizeof entrances / sizeof *entrances; i++)
        has |= portset_has(&g->ports, entrances[i]);
    return has;
}
