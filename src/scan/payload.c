#include "scan/payload.h"

#include "base/bytes.h"
#include "scan/priv_payload.h"

#include <string.h>

/* Text services answer a line, others the empty datagram. */
static const uint8_t lines[] = "\r\n\r\n";
static const struct payload general[] = {
    {.name = "empty-lines", .service = "", .send = lines, .len = 4, .back = PAYLOAD_NOT_BACK},
    {.name = "nothing", .service = "", .back = PAYLOAD_NOT_BACK},
};

#define GENERAL (sizeof general / sizeof *general)

/* The first row of a port; how many there are. */
static const struct payload_port *rows(uint16_t port, uint32_t *ret_count)
{
    uint32_t low = 0, high = payload_table_ports_count;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (payload_table_ports[mid].port < port)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t n = 0;
    while (low + n < payload_table_ports_count && payload_table_ports[low + n].port == port)
        n++;
    *ret_count = n;
    return &payload_table_ports[low];
}

bool payload_known(uint16_t port)
{
    uint32_t n;
    (void)rows(port, &n);
    return n > 0;
}

uint32_t payload_count(uint16_t port)
{
    uint32_t n;
    (void)rows(port, &n);
    return n ? n : GENERAL;
}

const struct payload *payload_at(uint16_t port, uint32_t turn)
{
    uint32_t n;
    const struct payload_port *row = rows(port, &n);
    return n ? &payload_table[row[turn % n].payload] : &general[turn % GENERAL];
}

const struct payload *payload_moving(uint32_t i, uint16_t *ret_port)
{
    for (uint32_t k = 0; k < payload_table_ports_count; k++) {
        const struct payload *p = &payload_table[payload_table_ports[k].payload];
        if (p->moves && i-- == 0) {
            *ret_port = payload_table_ports[k].port;
            return p;
        }
    }
    return NULL;
}

static void put_hex(uint8_t *out, uint32_t number)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t) "0123456789abcdef"[number >> (28 - 4 * i) & 15];
}

static bool get_hex(const uint8_t *in, uint32_t *ret)
{
    uint32_t number = 0;
    for (int i = 0; i < 8; i++) {
        const char *digit = in[i] ? strchr("0123456789abcdef", in[i]) : NULL;
        if (!digit)
            return false;
        number = number << 4 | (uint32_t)(digit - "0123456789abcdef");
    }
    *ret = number;
    return true;
}

static uint32_t width(const struct payload *p)
{
    static const uint8_t widths[] = {0, 2, 4, 8};
    return widths[p->id];
}

void payload_write(const struct payload *p, uint32_t number, uint8_t *out)
{
    if (p->len)
        memcpy(out, p->send, p->len);
    switch (p->id) {
    case PAYLOAD_ID2: put_u16(out + p->at, (uint16_t)number); break;
    case PAYLOAD_ID4: put_u32(out + p->at, number); break;
    case PAYLOAD_HEX8: put_hex(out + p->at, number); break;
    default: break;
    }
}

bool payload_fits(const struct payload *p, const uint8_t *answer, size_t len)
{
    if (len < p->want_len)
        return false;
    for (uint32_t i = 0; i < p->want_len; i++)
        if ((answer[i] & p->mask[i]) != (p->want[i] & p->mask[i]))
            return false;
    return true;
}

bool payload_number(const struct payload *p, const uint8_t *answer, size_t len, uint32_t *ret)
{
    if (p->back < 0 || len < (size_t)p->back + width(p))
        return false;
    const uint8_t *at = answer + p->back;
    switch (p->id) {
    case PAYLOAD_ID2: *ret = get_u16(at); return true;
    case PAYLOAD_ID4: *ret = get_u32(at); return true;
    case PAYLOAD_HEX8: return get_hex(at, ret);
    default: return false;
    }
}
