/* PostgreSQL's answers to a start-up packet: ErrorResponse, an authentication request, or the one byte after
 * SSLRequest. An error names source file, line and routine, which differ by release. PostgreSQL
 * documentation, chapter 55. */
#include "ident/read/read.h"

static bool error_fields(struct rd r, struct cut *c)
{
    char text[256];
    struct wr w = wr_of(text, sizeof text);
    bool severity = false;
    while (rd_left(&r) > 1 && !r.bad) {
        uint8_t field = rd_u8(&r);
        const uint8_t *nul = memchr(r.p, 0, rd_left(&r));
        if (!field || !nul)
            break;
        size_t n = (size_t)(nul - r.p);
        severity |= field == 'S' && n >= 5;
        if (strchr("MFLRC", field) && (size_t)(w.end - w.p) > n + 2) {
            wr_u8(&w, field);
            wr_bytes(&w, r.p, n);
            wr_u8(&w, ';');
        }
        rd_skip(&r, n + 1);
    }
    if (!severity)
        return false;
    cut_copy(c, PART_PGSQL_ERROR, text, wr_len(&w));
    return cut_name(c, "postgresql", 0.95);
}

bool read_postgres(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    static const uint8_t ssl_request[] = {0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F};
    bool asked_ssl =
        a->sent_len == sizeof ssl_request && memcmp(a->sent, ssl_request, sizeof ssl_request) == 0;
    if (asked_ssl && a->len == 1 && strchr("SN", *(const char *)a->data)) {
        cut_info(c, "%s", *(const char *)a->data == 'S' ? "offers TLS" : "no TLS");
        return cut_name(c, "postgresql", 0.8);
    }
    uint8_t kind = rd_u8(&r);
    uint32_t len = rd_u32(&r);
    if (r.bad || len < 8 || len > 8192)
        return false;
    if (kind == 'E')
        return error_fields(rd_of(r.p, rd_left(&r) < len - 4 ? rd_left(&r) : len - 4), c);
    uint32_t method = rd_u32(&r);
    return kind == 'R' && !r.bad && method <= 12 && len <= 64 && cut_name(c, "postgresql", 0.9);
}
