/* Telnet (RFC 854): option negotiation, and the text between. */
#include "ident/read/read.h"
#include "ident/read/text.h"

enum { SE = 240, SB = 250, WILL = 251, DONT = 254, IAC = 255 };

#define GREETING_MAX 1024 /* some greet first and negotiate behind it */

/* Those that are in use. */
static bool is_option(uint8_t option)
{
    static const uint8_t above_50[] = {69, 70, 85, 86, 91, 200, 201, 255};
    return option <= 50 || memchr(above_50, option, sizeof above_50);
}

bool read_telnet(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    char text[2048];
    struct wr w = wr_of(text, sizeof text);
    unsigned options = 0;
    if (a->proto != PROTO_TCP || !memchr(a->data, IAC, a->len < GREETING_MAX ? a->len : GREETING_MAX))
        return false;
    while (rd_left(&r)) {
        uint8_t b = rd_u8(&r);
        if (b != IAC) {
            if (b && wr_len(&w) < sizeof text)
                wr_u8(&w, b);
            continue;
        }
        uint8_t command = rd_u8(&r);
        if (r.bad)
            break;
        if (command >= WILL && command <= DONT) {
            uint8_t option = rd_u8(&r);
            if (!r.bad && !is_option(option))
                return false;
            options += !r.bad;
        } else if (command == SB) {
            while (rd_left(&r) && !(rd_u8(&r) == IAC && rd_left(&r) && *r.p == SE)) {
            }
            options++;
        } else if (command < SE) {
            return false;
        }
    }
    if (!options || (*(const uint8_t *)a->data != IAC && !text_plain((struct text){text, wr_len(&w)})))
        return false;
    cut_copy(c, PART_TELNET_TEXT, text, wr_len(&w));
    return cut_name(c, "telnet", 0.85);
}
