/* NTP, mode 7 (ntpd before 4.2.7p26): MON_GETLIST_1, the list of recent clients. Who answers can be made to
 * flood others (CVE-2013-5211); a single packet is asked for, and the first of the answer is enough. Then
 * mode 6 (RFC 9327), READVAR: to whom strangers may put questions that only administrators have. */
#include "ident/access/dialogue.h"

static enum access_do ask(bool control, struct wr *out)
{
    if (control) {
        wr_bytes(out, "\x16\x02\x74\x6f", 4); /* version 2, mode 6; READVAR; our number */
        wr_zero(out, 8);
        return ACCESS_SAY;
    }
    wr_bytes(out, "\x17\x00\x03\x2a", 4); /* version 2, mode 7; XNTPD, MON_GETLIST_1 */
    wr_zero(out, 44);
    return ACCESS_SAY;
}

static bool has_list(struct rd in)
{
    uint8_t mode = rd_u8(&in);
    rd_skip(&in, 1);
    uint8_t implementation = rd_u8(&in), request = rd_u8(&in);
    uint16_t items = rd_u16(&in);
    bool answer = !in.bad && (mode & 0x87) == 0x87 && implementation == 3 && request == 0x2a;
    return answer && items >> 12 == 0 && items & 0xfff;
}

/* An answer to READVAR that is no error. */
static bool has_variables(struct rd in)
{
    uint8_t mode = rd_u8(&in), what = rd_u8(&in);
    uint16_t number = rd_u16(&in);
    return !in.bad && (mode & 7) == 6 && (what & 0xdf) == 0x82 && number == 0x746f;
}

enum access_do access_ntp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return ask(a->step == 1, out);
    if (rd_left(&in) < 6 && !a->over)
        return ACCESS_HEAR;
    if (a->step == 0 && has_list(in))
        dialogue_fact(a, "monlist");
    if (a->step == 1 && has_variables(in))
        dialogue_fact(a, "control");
    return a->step++ == 0 ? ACCESS_CALL : ACCESS_END;
}
