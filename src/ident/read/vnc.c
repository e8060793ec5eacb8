/* RFB (RFC 6143 §7.1): the version, and the security types when the prober answered it. */
#include "ident/read/read.h"

#include <stdio.h>
#include <string.h>

static const char *security(uint8_t type)
{
    return type == 1                                              ? "no password"
           : type == 2                                            ? "VNC password"
           : type == 16                                           ? "Tight"
           : type == 18                                           ? "TLS"
           : type == 19                                           ? "VeNCrypt"
           : type == 30                                           ? "Apple"
           : type == 40                                           ? "Veyon"
           : type == 5 || type == 6 || type == 129 || type == 133 ? "RealVNC"
                                                                  : NULL;
}

static bool types(struct rd r, struct cut *c)
{
    uint8_t n = rd_u8(&r);
    for (uint8_t i = 0; i < n && i < 8 && rd_left(&r); i++) {
        uint8_t type = rd_u8(&r);
        const char *s = security(type);
        if (s)
            cut_info(c, "%s", s);
        if (type == 40)
            snprintf(c->found.product, sizeof c->found.product, "Veyon");
    }
    return cut_name(c, "vnc", 0.95);
}

bool read_vnc(const struct match_answer *a, struct cut *c)
{
    static const char answer[] = "RFB 003.008\n";
    const uint8_t *p = a->data;
    if (a->proto != PROTO_TCP)
        return false;
    if (a->sent_len == 12 && memcmp(a->sent, answer, 12) == 0 && a->len > 1 && p[0] == a->len - 1)
        return types(rd_of(p, a->len), c);
    if (a->len < 12 || memcmp(p, "RFB 0", 5) != 0 || p[7] != '.' || p[11] != '\n')
        return false;
    cut_info(c, "protocol %c.%c", p[6], p[10]);
    c->unfinished =
        a->sent_len && a->len == 12; /* its greeting, which our words crossed: the answer follows */
    return types(rd_of(p + 12, a->len - 12), c);
}
