/* NTP, mode 7 (ntpd before 4.2.7p26): MON_GETLIST_1, the list of recent clients. Who answers can be made to flood others (CVE-2013-5211);
 * a single packet is asked for, and the first of the answer is enough. */
#include "ident/access/dialogue.h"

enum access_do access_ntp(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh) {
        wr_bytes(out, "\x17\x00\x03\x2a", 4); /* version 2, mode 7; XNTPD, MON_GETLIST_1 */
        wr_zero(out, 44);
        return ACCESS_SAY;
    }
    uint8_t mode = rd_u8(&in);
    rd_skip(&in, 1);
    uint8_t implementation = rd_u8(&in), request = rd_u8(&in);
    uint16_t items = rd_u16(&in);
    if (in.bad)
        return ACCESS_HEAR;
    bool answer = (mode & 0x87) == 0x87 && implementation == 3 && request == 0x2a;
    if (answer && items >> 12 == 0 && items & 0xfff)
        dialogue_fact(a, "monlist");
    return ACCESS_END;
}
