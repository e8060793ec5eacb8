#include "io/priv_linktype.h"

#include "base/bytes.h"

#include <linux/if_ether.h>
#include <pcap/dlt.h>

/* Where the protocol stands in the header: an Ethernet type, an address family, or nowhere (the packet says
 * it itself). */
enum says { SAYS_NOTHING, SAYS_ETHERTYPE, SAYS_FAMILY };

static const struct row {
    int dlt;
    enum frames_layer layer;
    uint8_t header; /* bytes to take off */
    enum says says;
    uint8_t at; /* offset of an Ethernet type */
} rows[] = {
    {DLT_EN10MB, FRAMES_ETHERNET, 0, SAYS_NOTHING, 0},
    {DLT_RAW, FRAMES_IP, 0, SAYS_NOTHING, 0},
    {101 /* LINKTYPE_RAW */, FRAMES_IP, 0, SAYS_NOTHING, 0},
    {DLT_IPV4, FRAMES_IP, 0, SAYS_NOTHING, 0},
    {DLT_IPV6, FRAMES_IP, 0, SAYS_NOTHING, 0},
    {DLT_LINUX_SLL, FRAMES_IP, 16, SAYS_ETHERTYPE, 14},
    {DLT_LINUX_SLL2, FRAMES_IP, 20, SAYS_ETHERTYPE, 0},
    {DLT_NULL, FRAMES_IP, 4, SAYS_FAMILY, 0},
    {DLT_LOOP, FRAMES_IP, 4, SAYS_FAMILY, 0},
};

static const struct row *find(int dlt)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].dlt == dlt)
            return &rows[i];
    return NULL;
}

bool linktype_known(int dlt, enum frames_layer *ret_layer)
{
    const struct row *row = find(dlt);
    if (row)
        *ret_layer = row->layer;
    return row;
}

static bool is_ip(uint16_t ethertype)
{
    return ethertype == ETH_P_IP || ethertype == ETH_P_IPV6;
}

/* AF_INET is 2 everywhere; AF_INET6 is 10, 24, 28 or 30, as the writing system had it, in that system's byte
 * order (DLT_NULL) or the network's (DLT_LOOP). So: one byte at one end. */
static bool is_ip_family(const uint8_t b[4])
{
    uint8_t v = b[0] ? b[0] : b[3];
    return !b[1] && !b[2] && (!b[0] || !b[3]) && (v == 2 || v == 10 || v == 24 || v == 28 || v == 30);
}

bool linktype_strip(int dlt, struct frame *f)
{
    const struct row *row = find(dlt);
    struct rd r = rd_of(f->data, f->len);
    const uint8_t *head = row ? rd_take(&r, row->header) : NULL;
    if (!head)
        return false;
    if (row->says == SAYS_FAMILY && !is_ip_family(head))
        return false;
    if (row->says == SAYS_ETHERTYPE) {
        uint16_t type = get_u16(head + row->at);
        if (type == ETH_P_8021Q || type == ETH_P_8021AD) {
            f->vlan = rd_u16(&r);
            type = rd_u16(&r);
        }
        if (r.bad || !is_ip(type))
            return false;
    }
    uint32_t off = f->len - (uint32_t)rd_left(&r);
    f->data += off;
    f->len -= off;
    f->wire_len = f->wire_len > off ? f->wire_len - off : 0;
    return true;
}
