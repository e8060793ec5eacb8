/* SMB: negotiate and session set-up responses of SMB1 ([MS-CIFS]) and SMB2/3 ([MS-SMB2] §2.2.4, 2.2.6). */
#include "ident/read/ntlm.h"
#include "ident/read/read.h"

#include <stdio.h>

static const char *dialect_name(uint16_t d)
{
    return d == 0x0202   ? "2.0.2"
           : d == 0x0210 ? "2.1"
           : d == 0x0300 ? "3.0"
           : d == 0x0302 ? "3.0.2"
           : d == 0x0311 ? "3.1.1"
           : d == 0x02FF ? "2.???"
                         : "2";
}

/* Samba puts its NetBIOS name, as text, where others put a random GUID (source3/smbd/negprot.c). */
static bool guid_is_text(const uint8_t *guid)
{
    size_t n = 0;
    while (n < 16 && guid[n] >= 0x20 && guid[n] < 0x7F)
        n++;
    if (n < 1 || n == 16)
        return n == 16;
    for (size_t i = n; i < 16; i++)
        if (guid[i])
            return false;
    return true;
}

static bool smb2(struct rd r, const struct match_answer *a, struct cut *c)
{
    rd_skip(&r, 8);
    uint32_t status = rd_le32(&r);
    uint16_t command = rd_le16(&r);
    rd_skip(&r, 2);
    uint32_t flags = rd_le32(&r);
    rd_skip(&r, 4 + 8 + 8 + 8 + 16);
    if (r.bad || !(flags & 1)) /* SMB2_FLAGS_SERVER_TO_REDIR ([MS-SMB2] 2.2.1.2) */
        return false;
    (void)status;
    if (command == 0) {
        uint16_t size = rd_le16(&r), mode = rd_le16(&r), dialect = rd_le16(&r);
        rd_skip(&r, 2);
        const uint8_t *guid = rd_take(&r, 16);
        if (!guid || size != 65)
            return false;
        cut_info(c, "SMB %s; signing %s", dialect_name(dialect),
                 mode & 2   ? "required"
                 : mode & 1 ? "optional"
                            : "off");
        if (guid_is_text(guid)) {
            snprintf(c->found.product, sizeof c->found.product, "Samba smbd");
            snprintf(c->found.cpe[0], sizeof c->found.cpe[0], "cpe:2.3:a:samba:samba:*:*:*:*:*:*:*:*");
            found_text(c->found.hostname, sizeof c->found.hostname, guid, strnlen((const char *)guid, 16));
        }
    } else if (command == 1) {
        ntlm_find(c, a->data, a->len);
    }
    return cut_name(c, "microsoft-ds", 0.95);
}

/* The zero-ended texts of a session set-up response: native OS, native LAN manager; UTF-16 or bytes. */
static void natives(struct cut *c, struct rd r, bool wide)
{
    static const enum part_kind kinds[] = {PART_SMB_OS, PART_SMB_LM};
    for (int i = 0; i < 2 && rd_left(&r); i++) {
        char text[64];
        size_t n = 0;
        while (rd_left(&r) >= (wide ? 2u : 1u)) {
            uint16_t ch = wide ? rd_le16(&r) : rd_u8(&r);
            if (!ch)
                break;
            if (n < sizeof text)
                text[n++] = ch < 0x7F && ch >= 0x20 ? (char)ch : '?';
        }
        cut_copy(c, kinds[i], text, n);
    }
}

static bool smb1(struct rd r, const struct match_answer *a, struct cut *c)
{
    const uint8_t *start = r.p;
    rd_skip(&r, 4);
    uint8_t command = rd_u8(&r);
    rd_skip(&r, 4);
    if (!(rd_u8(&r) &
          0x80)) /* SMB_FLAGS_REPLY ([MS-CIFS] 2.2.3.1): else it is a question, perhaps our own come back */
        return false;
    uint16_t flags2 = rd_le16(&r);
    rd_skip(&r, 20);
    uint8_t words = rd_u8(&r);
    struct rd w = rd_sub(&r, 2u * words);
    uint16_t bytes = rd_le16(&r);
    if (r.bad)
        return false;
    if (command == 0x73 && words >= 3) {
        rd_skip(&w, 6);
        uint16_t blob = words == 4 ? rd_le16(&w) : 0;
        ntlm_find(c, a->data, a->len);
        rd_skip(&r, blob);
        if (flags2 & 0x8000 && (r.p - start) % 2)
            rd_skip(&r, 1);
        if (!r.bad)
            natives(c, r, flags2 & 0x8000);
    } else if (command == 0x72) {
        (void)bytes;
        cut_info(c, "SMB 1");
    }
    return cut_name(c, "microsoft-ds", 0.95);
}

static bool message(struct rd r, const struct match_answer *a, struct cut *c)
{
    if (rd_left(&r) < 36)
        return false;
    return memcmp(r.p, "\xFESMB", 4) == 0 ? smb2(r, a, c) : memcmp(r.p, "\xFFSMB", 4) == 0 && smb1(r, a, c);
}

/* A message may follow another: two questions of SMB 1 are put at once (the probe smb1-session). */
bool read_smb(const struct match_answer *a, struct cut *c)
{
    enum { MESSAGES = 2 };
    struct rd r = rd_of(a->data, a->len);
    if (a->proto != PROTO_TCP)
        return false;
    bool known = false;
    for (int i = 0; i < MESSAGES && rd_left(&r) > 4; i++) {
        uint32_t n = rd_u32(&r);
        if (n >> 24)
            break;
        size_t len = n < rd_left(&r) ? n : rd_left(&r); /* the answer may be cut */
        known |= message(rd_of(r.p, len), a, c);
        rd_skip(&r, len);
    }
    if (known && a->port == 139)
        cut_name(c, "netbios-ssn", 0.95);
    return known;
}
