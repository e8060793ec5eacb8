#include "watch/source/logged.h"

#include "base/bytes.h"
#include "watch/source/sayings.h"

#include <linux/netfilter/nfnetlink_log.h>

enum {
    NFLOG_HEADER = 4, /* family, version, group */
    ATTR_HEADER = 4,  /* length with this header, type */
    /* struct pfloghdr of OpenBSD, and of the others, who took it over: its length without padding, the action,
     * and the way. What came after `dir` differs. */
    PFLOG_LENGTH = 0,
    PFLOG_ACTION = 2,
    PFLOG_DIR = 60,
    PF_PASS = 0,
    PF_DROP = 1,
    PF_IN = 1,
    PF_OUT = 2,
};

static uint64_t be64(const uint8_t *b)
{
    return (uint64_t)get_u32(b) << 32 | get_u32(b + 4);
}

static nsec_wall time_of(const uint8_t *b, size_t n)
{
    uint64_t sec = n == sizeof(struct nfulnl_msg_packet_timestamp) ? be64(b) : 0;
    bool shown = sec && sec < (uint64_t)(INT64_MAX / 2 / NSEC_SEC);
    return shown ? (nsec_wall)sec * NSEC_SEC + (nsec_wall)(be64(b + 8) % 1000000) * NSEC_US : 0;
}

static void take_attr(unsigned type, const uint8_t *b, size_t n, struct logged *ret)
{
    const char *text = (const char *)b;
    switch (type) {
    case NFULA_PREFIX: ret->action = saying_action((struct word){text, strnlen(text, n)}); break;
    case NFULA_TIMESTAMP: ret->at = time_of(b, n); break;
    case NFULA_SEQ: ret->seq = n == 4 ? get_u32(b) : 0; break;
    case NFULA_IFINDEX_INDEV: ret->in = true; break;
    case NFULA_IFINDEX_OUTDEV: ret->out = true; break;
    default: break;
    }
}

/* Lengths and types are in the byte order of the machine that logged; types are
 * below 128, beside a flag for those that have others in them. */
static uint16_t host(const uint8_t b[2], bool big)
{
    return big ? get_u16(b) : (uint16_t)(b[1] << 8 | b[0]);
}

bool logged_nflog(const uint8_t *data, size_t len, struct logged *ret)
{
    struct rd r = rd_of(data, len);
    *ret = (struct logged){.action = SIGHT_ACTION_NONE};
    rd_skip(&r, NFLOG_HEADER);
    while (rd_left(&r) >= ATTR_HEADER) {
        const uint8_t *head = rd_take(&r, ATTR_HEADER);
        bool big = !(head[2] & 0x7f);
        size_t whole = host(head, big), n = whole - ATTR_HEADER, here = n < rd_left(&r) ? n : rd_left(&r);
        unsigned type = host(head + 2, big);
        if (whole < ATTR_HEADER)
            return false;
        const uint8_t *value = rd_take(&r, here);
        if (type == NFULA_PAYLOAD) {
            ret->packet = value;
            ret->len = here;
            ret->wire = n;
        } else if (here == n) {
            take_attr(type, value, n, ret);
        }
        size_t pad = -n & 3;
        rd_skip(&r, pad < rd_left(&r) ? pad : rd_left(&r));
    }
    ret->sent = ret->out && !ret->in;
    return ret->packet != NULL;
}

/* What goes out may have been forwarded: pf does not say. */
static bool read_pflog(const uint8_t *b, size_t len, size_t wire, struct logged *ret)
{
    size_t head = len > PFLOG_DIR && b[PFLOG_LENGTH] > PFLOG_DIR ? (b[PFLOG_LENGTH] + 3u) & ~3u : SIZE_MAX;
    if (len < head)
        return false;
    uint8_t action = b[PFLOG_ACTION], dir = b[PFLOG_DIR];
    *ret = (struct logged){
        .packet = b + head,
        .len = len - head,
        .wire = wire > head ? wire - head : 0,
        .action = action == PF_PASS   ? SIGHT_PASSED
                  : action == PF_DROP ? SIGHT_DROPPED
                                      : SIGHT_ACTION_NONE,
        .in = dir == PF_IN,
        .out = dir == PF_OUT,
    };
    return true;
}

bool logged_read(unsigned linktype, const uint8_t *data, size_t len, size_t wire, struct logged *ret)
{
    return linktype == LINK_PFLOG ? read_pflog(data, len, wire, ret) : logged_nflog(data, len, ret);
}

void logged_note(const struct logged *l, struct sight *s)
{
    if (s->kind != SIGHT_PACKET)
        return;
    s->kind = SIGHT_LOG;
    s->action = (uint8_t)l->action;
    sight_way(s, l->in && !l->out, l->out && !l->in);
    s->sent = l->sent;
}
