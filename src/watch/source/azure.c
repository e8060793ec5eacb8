/* Azure's flow logs of network security groups (versions 1 and 2) and of virtual networks (version 4): one
 * JSON document, as long as an hour, in which each connection is a string of commas,
 * "1795319640,198.18.0.9,198.18.0.1,40000,23,T,I,D,B,…" ("Flow logging for network security groups", "Virtual
 * network flow logs"). Every string is a piece: what is between two quotes holds all of a connection, and
 * nothing else looks like one. */
#include "watch/source/lines.h"

#include <ctype.h>
#include <netinet/in.h>

enum field {
    FIELD_AT,
    FIELD_SRC,
    FIELD_DST,
    FIELD_SPORT,
    FIELD_DPORT,
    FIELD_PROTO, /* T, U; version 4: a number */
    FIELD_WAY,   /* I, O */
    FIELD_STATE, /* version 4: B, C, E, D; else A, D: what was done */
    FIELD_STAGE, /* version 2: B, C, E; version 4: the encryption */
    FIELD_SENT,
    FIELD_SENT_BYTES,
    FIELD_ANSWERS,
    FIELDS
};

static bool like(struct word line)
{
    return word_find(line, "\"flowTuples\"") != NULL;
}

/* Up to the next quote, with it, and on over all strings that no connection begins: most are keys. Or what
 * closes the document: no connection has a bracket in it. */
static size_t cut(const char *p, size_t n)
{
    struct word rest = {p, n};
    size_t quote = word_until(rest, "\"");
    bool connection = n && isdigit((unsigned char)*p), closes = n && word_letter("]}\n", p[n - 1]) >= 0;
    if (quote == n)
        return closes ? n : 0;
    do
        rest = (struct word){rest.p + quote + 1, rest.n - quote - 1};
    while (!connection && rest.n && !isdigit((unsigned char)*rest.p) &&
           (quote = word_until(rest, "\"")) < rest.n);
    return n - rest.n;
}

static bool take_protocol(struct word w, uint8_t *ret)
{
    *ret = word_is(w, "T") ? IPPROTO_TCP : IPPROTO_UDP;
    return word_is(w, "T") || word_is(w, "U") || word_protocol(w, ret);
}

/* Seconds; of version 4 ms. */
static bool take_time(struct word w, nsec_wall *ret)
{
    uint64_t v, most = UINT32_MAX;
    if ((w.n != 10 && w.n != 13) || !word_number(w, w.n == 10 ? most : most * 1000, &v))
        return false;
    *ret = (nsec_wall)v * (w.n == 10 ? NSEC_SEC : NSEC_MS);
    return true;
}

/* What went on for a while is told as it goes on, and each time, at the end too, what was sent since the last
 * time: an end without a packet says nothing, the beginning was told. */
static enum line_result take_state(const struct word f[FIELDS], bool counts, struct sight *s)
{
    uint64_t sent = 0, answers = 0;
    bool new = f[FIELD_AT].n == 13;
    struct word stage = new ? f[FIELD_STATE] : f[FIELD_STAGE];
    if (word_is(f[FIELD_STATE], "D")) {
        s->action = SIGHT_DROPPED;
        return LINE_SIGHT;
    }
    if (word_is(stage, "C"))
        return LINE_SKIPPED;
    s->action = SIGHT_PASSED;
    if (!word_is(stage, "E") || !counts || !word_number(f[FIELD_SENT], UINT32_MAX, &sent) ||
        !word_number(f[FIELD_ANSWERS], UINT32_MAX, &answers))
        return word_is(stage, "B") || word_is(f[FIELD_STATE], "A") ? LINE_SIGHT : LINE_BAD;
    if (!sent && !answers)
        return LINE_SKIPPED;
    s->kind = SIGHT_FLOW;
    s->action = SIGHT_ACTION_NONE;
    s->outcome = answers ? SIGHT_SUCCESS : SIGHT_SILENT;
    s->packets = (uint32_t)sent;
    s->answers = (uint32_t)answers;
    s->knows |= SIGHT_COUNTS;
    return LINE_SIGHT;
}

static enum line_result read_piece(struct line_state *state, struct word piece, struct sight *ret)
{
    (void)state;
    if (!piece.n || *piece.p < '0' || *piece.p > '9')
        return LINE_PART; /* most strings are keys */
    struct word f[FIELDS] = {{NULL, 0}};
    struct addr first;
    unsigned n = 0;
    piece.n -= piece.n && piece.p[piece.n - 1] == '"';
    while (n < FIELDS && word_next(&piece, ",", &f[n]))
        n++;
    if (n <= FIELD_STATE || !take_time(f[FIELD_AT], &ret->at) || !word_addr(f[FIELD_SRC], &first))
        return LINE_PART; /* another string, or what stands between two */
    ret->src = first;
    if (!word_addr(f[FIELD_DST], &ret->dst) || ret->src.len != ret->dst.len ||
        !word_port(f[FIELD_SPORT], &ret->sport) || !word_port(f[FIELD_DPORT], &ret->dport) ||
        !take_protocol(f[FIELD_PROTO], &ret->proto))
        return LINE_BAD;
    ret->kind = SIGHT_LOG;
    if (ret->proto == IPPROTO_ICMP || ret->proto == IPPROTO_ICMPV6) {
        ret->icmp_type = ret->proto == IPPROTO_ICMP ? 8 : 128;
        ret->sport = ret->dport = 0;
    } else {
        ret->knows |= SIGHT_SPORT;
    }
    ret->inbound = word_is(f[FIELD_WAY], "I");
    ret->outbound = word_is(f[FIELD_WAY], "O");
    return take_state(f, n == FIELDS, ret);
}

const struct line_form lines_azure = {
    .name = "azure-flow", .like = like, .read = read_piece, .heading = true, .cut = cut};
