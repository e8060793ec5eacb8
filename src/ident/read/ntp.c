/* NTP (RFC 5905 §7.3): a server's reply; the variables of control mode 6 (RFC 9327); chrony's command
 * port. */
#include "ident/read/read.h"

#include <ctype.h>
#include <stdio.h>

/* The reference id of a server that serves its own clock: chrony's is 127.127.1.1 (reference.c), ntpd's
 * 127.127.1.0. */
#define CHRONY_LOCAL 0x7F7F0101

static bool control(struct rd r, struct cut *c)
{
    rd_skip(&r, 1);
    uint8_t op = rd_u8(&r);
    rd_skip(&r, 8);
    uint16_t len = rd_u16(&r);
    if (r.bad || !(op & 0x80) || (op & 0x1F) > 12)
        return false;
    size_t n = len < rd_left(&r) ? len : rd_left(&r);
    cut_part(c, PART_NTP_READVAR, r.p, n);
    cut_info(c, op & 0x40 ? "control queries refused" : "answers control queries");
    return cut_name(c, "ntp", 0.95);
}

/* OpenNTPD multiplies the fraction of a second by 2^32 - 1 (util.c), so the lowest bits of its clock are
 * ones. */
static bool whole_ones(const uint8_t *p)
{
    uint32_t received = get_u32(p + 36), sent = get_u32(p + 44);
    return (received & 0x1FF) == 0x1FF && (sent & 0x1FF) == 0x1FF;
}

bool read_ntp(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t first = rd_u8(&r), stratum = rd_u8(&r);
    unsigned mode = first & 7, version = first >> 3 & 7;
    if (r.bad || a->proto != PROTO_UDP || version < 1 || version > 4)
        return false;
    if (mode == 6 && a->len >= 12)
        return (a->sent_len && *(const uint8_t *)a->sent % 8 == 6) && control(rd_of(a->data, a->len), c);
    if (mode != 4 || a->len < 48 || a->len > 100 || stratum > 16 || a->sent_len < 48 ||
        (*(const uint8_t *)a->sent & 7) != 3)
        return false;
    /* Originate must be the transmit time that we sent. */
    if (memcmp((const uint8_t *)a->data + 24, (const uint8_t *)a->sent + 40, 8) != 0)
        return false;
    rd_skip(&r, 10);
    const uint8_t *id = rd_take(&r, 4);
    cut_info(c, "NTPv%u, stratum %u", version, stratum);
    if (id && get_u32(id) == CHRONY_LOCAL)
        snprintf(c->found.product, sizeof c->found.product, "chrony");
    else if (whole_ones(a->data))
        snprintf(c->found.product, sizeof c->found.product, "OpenNTPD");
    else if (id && memcmp(id, "INIT", 4) == 0)
        snprintf(c->found.product, sizeof c->found.product, "ntpd or NTPsec");
    if (stratum <= 1 && id && isupper(id[0]))
        cut_info(c, "source %.4s", (const char *)id);
    return cut_name(c, "ntp", 0.95);
}
