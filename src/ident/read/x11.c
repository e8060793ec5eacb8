/* X11's answer to a connection set-up (X Window System Protocol, chapter 8), in either byte order. */
#include "ident/read/read.h"

#include <stdio.h>

bool read_x11(const struct match_answer *a, struct cut *c)
{
    const uint8_t *p = a->data;
    if (a->proto != PROTO_TCP || a->len < 8)
        return false;
    bool little = p[2] == 11 && p[3] == 0, big = p[2] == 0 && p[3] == 11;
    if (!(little || big) || p[0] > 2)
        return false;
    if (p[0] == 0) {
        unsigned low = p[little ? 6 : 7], high = p[little ? 7 : 6];
        unsigned words = high << 8 | low; /* the reason's, in units of four bytes */
        if (p[1] < 4 || p[1] > a->len - 8 || words != (p[1] + 3U) / 4)
            return false;
        cut_info(c, "access denied: %.*s", p[1] < 80 ? p[1] : 80, (const char *)p + 8);
        return cut_name(c, "x11", 0.95);
    }
    struct rd r = rd_of(p + 8, a->len - 8);
    uint32_t release = little ? rd_le32(&r) : rd_u32(&r);
    rd_skip(&r, 12);
    uint16_t len = little ? rd_le16(&r) : rd_u16(&r);
    rd_skip(&r, 14);
    const uint8_t *vendor = rd_take(&r, len);
    if (p[0] != 1 || !vendor || len > 128)
        return false;
    cut_part(c, PART_X11_VENDOR, vendor, len);
    cut_info(c, "open to everybody; %.*s release %u", len < 60 ? len : 60, (const char *)vendor, release);
    /* X.Org: 1·10⁷ + minor·10⁵ + patch·10³ for 1.x; since 21.1 the year stands where the minor stood
     * (xorg-server's meson.build). */
    if (len >= 17 && memcmp(vendor, "The X.Org Foundat", 17) == 0 && release / 10000000 == 1) {
        unsigned minor = release / 100000 % 100, patch = release / 1000 % 100, last = release % 1000;
        snprintf(c->found.product, sizeof c->found.product, "X.Org X server");
        if (minor >= 21)
            snprintf(c->found.version, sizeof c->found.version, "%u.%u.%u", minor, patch, last);
        else
            snprintf(c->found.version, sizeof c->found.version, "1.%u.%u", minor, patch);
        snprintf(c->found.cpe[0], sizeof c->found.cpe[0], "cpe:2.3:a:x.org:x_server:%.20s:*:*:*:*:*:*:*",
                 c->found.version[0] ? c->found.version : "*");
    }
    return cut_name(c, "x11", 0.95);
}
