/* HTTP and the protocols that took its shape: RTSP, SIP, SSDP, ICY, ICAP. RFC 9112, 7826, 3261, 3507. */
#include "ident/read/ntlm.h"
#include "ident/read/read.h"
#include "ident/read/text.h"

#include <ctype.h>

/* Which part a header field's value is, by protocol. */
struct field_part {
    const char *field;
    enum part_kind http, rtsp, sip, ssdp; /* PART_KINDS = none */
};

static const struct field_part fields[] = {
    {"Server", PART_HTTP_SERVER, PART_RTSP_SERVER, PART_SIP_SERVER, PART_UPNP_SERVER},
    {"User-Agent", PART_KINDS, PART_RTSP_SERVER, PART_SIP_AGENT, PART_KINDS},
    {"X-Powered-By", PART_HTTP_POWERED, PART_KINDS, PART_KINDS, PART_KINDS},
    {"Via", PART_HTTP_VIA, PART_KINDS, PART_KINDS, PART_KINDS},
    {"WWW-Authenticate", PART_HTTP_AUTH, PART_KINDS, PART_KINDS, PART_KINDS},
    {"Proxy-Authenticate", PART_HTTP_AUTH, PART_KINDS, PART_KINDS, PART_KINDS},
    {"Set-Cookie", PART_HTTP_COOKIE, PART_KINDS, PART_KINDS, PART_KINDS},
};

enum shape { SHAPE_NONE, SHAPE_HTTP, SHAPE_RTSP, SHAPE_SIP, SHAPE_SSDP, SHAPE_ICAP };

static enum part_kind part_for(const struct field_part *f, enum shape s)
{
    switch (s) {
    case SHAPE_HTTP:
    case SHAPE_ICAP: return f->http;
    case SHAPE_RTSP: return f->rtsp;
    case SHAPE_SIP: return f->sip;
    default: return f->ssdp;
    }
}

static enum shape shape_of(struct text all, bool udp)
{
    if (text_starts(all, "RTSP/1.") ||
        text_starts(all, "RTSP/2.")) /* web servers repeat the word they were asked with */
        return text_find(all, "\nCSeq:") || text_find(all, "\nPublic:") ? SHAPE_RTSP : SHAPE_HTTP;
    if (text_starts(all, "ICAP/1.0 "))
        return SHAPE_ICAP;
    if (text_starts(all, "SIP/2.0 "))
        return SHAPE_SIP;
    if (text_starts(all, "NOTIFY * HTTP/1.") || (udp && text_starts(all, "HTTP/1.")))
        return SHAPE_SSDP;
    if (text_starts(all, "HTTP/1.") || text_starts(all, "HTTP/2 ") || text_starts(all, "ICY ") ||
        text_starts(all, "HTTP/0.9 ") || text_starts(all, "HTTP "))
        return SHAPE_HTTP;
    return SHAPE_NONE;
}

static void take_auth(struct cut *c, struct text value)
{
    static const char *const schemes[] = {"NTLM ", "Negotiate "};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (text_istarts(value, schemes[i]))
            ntlm_base64(c, value.p + strlen(schemes[i]), value.len - strlen(schemes[i]));
}

/* Cuts the header; what is left of *rest is the body. */
static void take_header(struct cut *c, struct text *rest, enum shape s)
{
    const char *start = rest->p;
    struct text line;
    while ((line = text_line(rest)).p && line.len) {
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            struct text v = text_field(line, fields[i].field);
            enum part_kind kind = part_for(&fields[i], s);
            if (!v.p || kind == PART_KINDS)
                continue;
            cut_part(c, kind, v.p, v.len);
            if (kind == PART_HTTP_AUTH)
                take_auth(c, v);
        }
    }
    if (s == SHAPE_HTTP)
        cut_part(c, PART_HTTP_HEADER, start, (size_t)(rest->p - start));
}

/* What stands between the tag that begins with `open` and `close`. */
static struct text between(struct text body, const char *open, const char *close)
{
    const char *at = text_find(body, open);
    if (!at)
        return (struct text){NULL, 0};
    struct text rest = {at, body.len - (size_t)(at - body.p)};
    const char *from = memchr(rest.p, '>', rest.len);
    if (!from)
        return (struct text){NULL, 0};
    rest = (struct text){from + 1, rest.len - (size_t)(from + 1 - rest.p)};
    const char *end = text_find(rest, close);
    return end ? text_trim((struct text){rest.p, (size_t)(end - rest.p)}) : (struct text){NULL, 0};
}

static struct text generator(struct text body)
{
    struct text none = {NULL, 0};
    const char *at = text_find(body, "name=\"generator\"");
    if (!at)
        return none;
    struct text rest = {at, body.len - (size_t)(at - body.p)};
    const char *end = memchr(rest.p, '>', rest.len);
    rest.len = end ? (size_t)(end - rest.p) : rest.len;
    const char *value = text_find(rest, "content=\"");
    if (!value)
        return none;
    value += strlen("content=\"");
    const char *quote = memchr(value, '"', (size_t)(rest.p + rest.len - value));
    return quote ? (struct text){value, (size_t)(quote - value)} : none;
}

static void take_body(struct cut *c, struct text body)
{
    struct text title = between(body, "<title", "</title"), gen = generator(body), trimmed = text_trim(body);
    cut_part(c, PART_HTTP_TITLE, title.p, title.len);
    cut_part(c, PART_HTTP_GENERATOR, gen.p, gen.len);
    cut_part(c, PART_HTTP_BODY, body.p, body.len);
    if (trimmed.len && (trimmed.p[0] == '{' || trimmed.p[0] == '['))
        cut_part(c, PART_HTTP_JSON, trimmed.p, trimmed.len);
}

#define SHORT_REST 8192 /* bytes that are worth waiting for, whatever the header has told */

/* Is the message cut short? RFC 9112 §6: by Content-Length, by the last chunk, else by the end of the
 * connection. */
static bool cut_short(struct text head, struct text body, bool closed, bool *soon)
{
    struct text rest = head, line;
    bool ended = false;
    while ((line = text_line(&rest)).p) {
        struct text length = text_field(line, "Content-Length"),
                    coding = text_field(line, "Transfer-Encoding");
        ended |= !line.len;
        if (length.p && length.len < 8) {
            size_t want = 0;
            for (size_t i = 0; i < length.len && isdigit((unsigned char)length.p[i]); i++)
                want = 10 * want + (size_t)(length.p[i] - '0');
            *soon = body.len < want && want - body.len <= SHORT_REST;
            return body.len < want && !closed;
        }
        if (coding.p && text_find(coding, "chunked"))
            return !closed && !(body.len >= 5 && memcmp(body.p + body.len - 5, "0\r\n\r\n", 5) == 0);
    }
    return !closed && (!ended || text_starts(head, "HTTP/"));
}

bool read_http(const struct match_answer *a, struct cut *c)
{
    static const char *const names[] = {"", "http", "rtsp", "sip", "upnp", "icap"};
    struct text rest = {a->data, a->len};
    enum shape s = shape_of(rest, a->proto == PROTO_UDP);
    if (s == SHAPE_NONE)
        return false;
    text_line(&rest);
    take_header(c, &rest, s);
    if (s == SHAPE_HTTP)
        take_body(c, rest);
    if (a->proto == PROTO_TCP)
        c->more = cut_short((struct text){a->data, a->len - rest.len}, rest, a->closed, &c->unfinished);
    return cut_name(c, names[s], 0.9);
}
