/* DNS (RFC 1035): any response; the text of version.bind and version.server, the name of hostname.bind and
 * id.server (RFC 4892), NSID (RFC 5001). mDNS answers: services, the workstation's and the device's TXT. */
#include "ident/read/read.h"

#include <stdio.h>
#include <strings.h>

/* Reads a name into text with dots; follows pointers at most eight times. False when malformed. */
static bool name_at(struct rd whole, struct rd *r, char *out, size_t cap)
{
    struct rd at = *r;
    size_t n = 0;
    bool jumped = false;
    for (int i = 0, jumps = 0; i < 64; i++) {
        uint8_t len = rd_u8(&at);
        if (at.bad)
            return false;
        if (!jumped)
            *r = at;
        if (len >= 0xC0) {
            uint16_t to = (uint16_t)((len & 0x3F) << 8 | rd_u8(&at));
            if (!jumped)
                *r = at;
            jumped = true;
            at = whole;
            rd_skip(&at, to);
            if (++jumps > 8)
                return false;
            continue;
        }
        if (len >= 0x40)
            return false;
        if (!len) {
            out[n < cap ? n : cap - 1] = 0;
            return true;
        }
        const uint8_t *label = rd_take(&at, len);
        if (!label)
            return false;
        if (!jumped)
            *r = at;
        if (n + len + 2 < cap) {
            if (n)
                out[n++] = '.';
            memcpy(out + n, label, len);
            n += len;
        }
    }
    return false;
}

static void txt(struct cut *c, const char *name, struct rd data)
{
    char text[160];
    uint8_t len = rd_u8(&data);
    struct rd first = rd_sub(&data, len);
    if (first.bad)
        return;
    if (strcasecmp(name, "version.bind") == 0 || strcasecmp(name, "version.server") == 0) {
        cut_part(c, PART_DNS_VERSION, first.p, len);
        found_text(text, sizeof text, first.p, len);
        cut_info(c, "says \"%s\"", text);
    } else if (strcasecmp(name, "hostname.bind") == 0 || strcasecmp(name, "id.server") == 0) {
        found_text(c->found.hostname, sizeof c->found.hostname, first.p, len);
    } else if (strstr(name, "_device-info._tcp")) {
        cut_part(c, PART_MDNS_DEVICE, first.p, len);
    } else if (strstr(name, "_workstation._tcp")) {
        cut_part(c, PART_MDNS_WORKSTATION, first.p, len);
    }
}

static void records(struct cut *c, struct rd whole, struct rd r, unsigned count, bool mdns)
{
    char name[256], target[256];
    for (unsigned i = 0; i < count && i < 32; i++) {
        if (!name_at(whole, &r, name, sizeof name))
            return;
        uint16_t type = rd_u16(&r);
        rd_skip(&r, 6);
        uint16_t len = rd_u16(&r);
        struct rd data = rd_sub(&r, len);
        if (data.bad)
            return;
        if (type == 16)
            txt(c, name, data);
        struct rd copy = data;
        if (type == 12 && mdns && name_at(whole, &copy, target, sizeof target)) {
            cut_copy(c, PART_MDNS_SERVICE, target, strlen(target));
            cut_info(c, "%s", target);
        }
    }
}

bool read_dns(const struct match_answer *a, struct cut *c)
{
    struct rd whole = rd_of(a->data, a->len);
    char name[256];
    if (a->proto == PROTO_TCP) {
        uint16_t len = rd_u16(&whole);
        if (whole.bad || len < 12 || len > rd_left(&whole))
            return false;
        whole.end = whole.p + len;
    }
    struct rd r = whole;
    const uint8_t *id = rd_take(&r, 2);
    uint16_t flags = rd_u16(&r), questions = rd_u16(&r), answers = rd_u16(&r), authority = rd_u16(&r),
             more = rd_u16(&r);
    unsigned opcode = flags >> 11 & 15;
    const uint8_t *asked = a->sent;
    size_t skip = a->proto == PROTO_TCP ? 2 : 0;
    bool ours = asked && a->sent_len >= skip + 12 && memcmp(asked + skip, id ? id : asked, 2) == 0;
    if (r.bad || !(flags & 0x8000) || questions > 2 || answers > 64 || authority > 64 || more > 64 ||
        flags & 0x0040)
        return false;
    if (!ours && !(a->port == 5353 && opcode == 0))
        return false;
    if (opcode != 0 && opcode != 2)
        return false;
    for (unsigned i = 0; i < questions; i++) {
        if (!name_at(whole, &r, name, sizeof name))
            return false;
        rd_skip(&r, 4);
    }
    if (r.bad)
        return false;
    bool mdns = a->port == 5353;
    if (flags & 0x0080)
        cut_info(c, "recursion available");
    if (flags & 15)
        cut_info(c, "%s",
                 (flags & 15) == 5   ? "refuses"
                 : (flags & 15) == 4 ? "not implemented"
                 : (flags & 15) == 1 ? "format error"
                                     : "error");
    records(c, whole, r, (unsigned)answers + authority + more, mdns);
    return cut_name(c, mdns ? "mdns" : a->port == 5355 ? "llmnr" : "domain", 0.95);
}
