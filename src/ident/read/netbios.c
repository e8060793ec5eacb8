/* NetBIOS over TCP/IP (RFC 1002): the node status response, and the session service's answers. */
#include "ident/read/read.h"

#include <stdio.h>

static bool status(struct rd r, struct cut *c)
{
    rd_skip(&r, 2);
    uint16_t flags = rd_u16(&r), questions = rd_u16(&r), answers = rd_u16(&r);
    rd_skip(&r, 4);
    uint8_t len = rd_u8(&r);
    rd_skip(&r, (size_t)len + 1);
    uint16_t type = rd_u16(&r);
    rd_skip(&r, 8);
    uint8_t count = rd_u8(&r);
    if (r.bad || !(flags & 0x8000) || questions || answers != 1 || type != 0x21)
        return false;
    for (uint8_t i = 0; i < count && i < 32 && rd_left(&r) >= 18; i++) {
        const uint8_t *name = rd_take(&r, 15);
        uint8_t suffix = rd_u8(&r);
        bool group = rd_u16(&r) & 0x8000;
        char text[32];
        found_text(text, sizeof text, name, 15);
        if (!group && suffix == 0 && !c->found.hostname[0])
            snprintf(c->found.hostname, sizeof c->found.hostname, "%s", text);
        if (group && suffix == 0)
            cut_info(c, "workgroup %s", text);
        if (suffix == 0x1C && group)
            cut_info(c, "domain controller");
    }
    const uint8_t *mac = rd_take(&r, 6);
    static const uint8_t none[6];
    if (mac && memcmp(mac, none, 6) != 0) {
        cut_info(c, "MAC %02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    } else if (mac) { /* nmbd has no address to tell (source3/nmbd/nmbd_incomingrequests.c) */
        snprintf(c->found.product, sizeof c->found.product, "Samba nmbd");
        snprintf(c->found.cpe[0], sizeof c->found.cpe[0], "cpe:2.3:a:samba:samba:*:*:*:*:*:*:*:*");
    }
    return cut_name(c, "netbios-ns", 0.95);
}

bool read_netbios(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    if (a->proto == PROTO_UDP)
        return (a->port == 137 || a->len > 56) && a->sent_len >= 50 &&
               memcmp(a->sent, a->data, a->len > 1 ? 2 : 0) == 0 && status(r, c);
    uint8_t kind = rd_u8(&r), flags = rd_u8(&r);
    uint16_t len = rd_u16(&r);
    uint8_t code = rd_u8(&r);
    bool positive = kind == 0x82 && len == 0 && a->len == 4;
    bool negative = kind == 0x83 && len == 1 && a->len == 5 && code >= 0x80;
    if (flags || !(positive || negative))
        return false;
    return cut_name(c, "netbios-ssn", 0.9);
}
