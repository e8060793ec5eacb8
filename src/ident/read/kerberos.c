/* Kerberos (RFC 4120): KRB-ERROR with realm and clock; the password service's reply (RFC 3244). */
#include "ident/read/ber.h"
#include "ident/read/read.h"

#include <stdio.h>

/* A request that is too long: MIT's server says so (lib/apputils/net-server.c), others just close. */
#define FIELD_TOOLONG  61
#define CLIENT_UNKNOWN 6

static bool error(struct rd r, struct cut *c, bool *password)
{
    struct ber e, field, value;
    if (!ber_next(&r, &e, true) || e.tag != 0x7E || !ber_next(&e.value, &e, true) || e.tag != 0x30)
        return false;
    bool pvno = false, client = false, text = false, unknown = false;
    for (int i = 0; i < 16 && ber_next(&e.value, &field, true); i++) {
        if (!ber_next(&field.value, &value, true))
            break;
        size_t len = rd_left(&value.value);
        if (field.tag == 0xA6 && len == 1 && *value.value.p == FIELD_TOOLONG)
            snprintf(c->found.product, sizeof c->found.product, "MIT Kerberos");
        if (field.tag == 0xAA && len > 8 && memmem(value.value.p, len, "changepw", 8))
            *password = true;
        client |= field.tag == 0xA8;
        text |= field.tag == 0xAB;
        unknown |= field.tag == 0xA6 && len == 1 && *value.value.p == CLIENT_UNKNOWN;
        if (field.tag == 0xA0)
            pvno = len == 1 && *value.value.p == 5;
        else if (field.tag == 0xA4 && value.tag == 0x18)
            cut_info(c, "clock %.*s", (int)(len < 20 ? len : 20), (const char *)value.value.p);
        else if (field.tag == 0xA9 && value.tag == 0x1B)
            cut_info(c, "realm %.*s", (int)(len < 60 ? len : 60), (const char *)value.value.p);
        else if (field.tag == 0xAC && value.tag == 0x04 && len > 2)
            cut_part(c, PART_KRB_TEXT, value.value.p + 2,
                     len - 2); /* kpasswd: two bytes of result, then words */
        else if (field.tag == 0xAB && value.tag == 0x1B) {
            cut_info(c, "%.*s", (int)(len < 60 ? len : 60), (const char *)value.value.p);
            cut_part(c, PART_KRB_TEXT, value.value.p, len);
        }
    }
    if (client && unknown && !text) /* MIT's adds a text, Active Directory leaves the client out */
        snprintf(c->found.product, sizeof c->found.product, "Heimdal Kerberos");
    return pvno;
}

bool read_kerberos(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    bool password = false;
    if (a->len < 16)
        return false;
    if (*(const uint8_t *)a->data == 0x7E && a->proto == PROTO_UDP)
        return error(r, c, &password) && cut_name(c, password ? "kpasswd" : "kerberos", 0.95);
    if (a->proto == PROTO_TCP) {
        uint32_t len = rd_u32(&r);
        if (len > rd_left(&r) || len < 10)
            return false;
        if (*r.p == 0x7E)
            return error(r, c, &password) && cut_name(c, password ? "kpasswd" : "kerberos", 0.95);
    }
    size_t whole = rd_left(&r);
    uint16_t len = rd_u16(&r), version = rd_u16(&r), ap_rep = rd_u16(&r);
    if (r.bad || len != whole || (version != 1 && version != 0xFF80) || ap_rep > rd_left(&r) || *r.p != 0x7E)
        return false;
    return error(r, c, &password) && cut_name(c, "kpasswd", 0.95);
}
