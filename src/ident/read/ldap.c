/* LDAP (RFC 4511): the search for the root DSE, or any other response. */
#include "ident/read/ber.h"
#include "ident/read/read.h"

#include <stdio.h>

static void take(struct cut *c, struct rd name, struct rd values)
{
    struct ber v;
    if (!ber_next(&values, &v, true))
        return;
    size_t n = rd_left(&name), len = rd_left(&v.value);
    const char *text = (const char *)v.value.p;
    if (n == 11 && memcmp(name.p, "dnsHostName", 11) == 0)
        found_text(c->found.hostname, sizeof c->found.hostname, text, len);
    else if (n == 14 && memcmp(name.p, "namingContexts", 14) == 0)
        cut_info(c, "%.*s", (int)(len < 80 ? len : 80), text);
    cut_printf(c, PART_LDAP_RESULT, "%.*s=%.*s", (int)(n < 64 ? n : 64), (const char *)name.p,
               (int)(len < 128 ? len : 128), text);
}

static void entry(struct cut *c, struct rd op)
{
    struct ber dn, list, one;
    if (!ber_next(&op, &dn, true) || !ber_next(&op, &list, true))
        return;
    for (int i = 0; i < 40 && ber_next(&list.value, &one, true); i++) {
        struct ber name, set;
        if (ber_next(&one.value, &name, true) && ber_next(&one.value, &set, true))
            take(c, name.value, set.value);
    }
}

bool read_ldap(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    struct ber message, op;
    if (a->len < 10 || *(const uint8_t *)a->data != 0x30 || !ber_next(&r, &message, true))
        return false;
    int64_t id = ber_int(&message.value, 2);
    if (message.value.bad || id < 0 || id > 255 || !ber_next(&message.value, &op, true))
        return false;
    if (op.tag == 0x64) {
        cut_part(c, PART_LDAP_RESULT, a->data, a->len);
        entry(c, op.value);
    } else if (op.tag != 0x61 && op.tag != 0x65 && op.tag != 0x78) {
        return false;
    } else if (op.tag != 0x64 && (rd_left(&op.value) < 7 || op.value.p[0] != 0x0A)) {
        return false;
    }
    return cut_name(c, "ldap", 0.95);
}
