#include "scan/octets.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct reader {
    const char *text, *at, *end;
    struct diag *d;
};

static int wrong(struct reader *r, const char *at, const char *msg)
{
    char text[DIAG_ARG_MAX];
    snprintf(text, sizeof text, "%.*s", (int)(r->end - r->text), r->text);
    r->d->column = (unsigned)(at - r->text) + 1;
    return diag_set(r->d, msg, text, NULL, NULL);
}

static bool digit(const struct reader *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

static bool skip(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static int number(struct reader *r, unsigned *ret)
{
    const char *start = r->at;
    unsigned v = 0;
    while (digit(r) && v <= 255)
        v = v * 10 + (unsigned)(*r->at++ - '0');
    if (*start == '0' && r->at - start > 1)
        return wrong(
            r, start,
            N_("'%s': a number in an address has no leading zeros (some programs read them as octal)"));
    if (v > 255)
        return wrong(r, start, N_("'%s': the numbers of an IPv4 address end at 255"));
    *ret = v;
    return 0;
}

/* N, N-M, -M, N-, -, * */
static int item(struct reader *r, bool set[256])
{
    const char *start = r->at;
    unsigned first = 0, last = 255;
    int e = 0;
    if (!skip(r, '*')) {
        bool left = digit(r);
        if (left)
            e = number(r, &first);
        if (e < 0)
            return e;
        if (!skip(r, '-')) {
            if (!left)
                return wrong(
                    r, start,
                    N_("'%s': expected a number here; an IPv4 address is four numbers with dots between"));
            last = first;
        } else if (digit(r)) {
            e = number(r, &last);
        }
    }
    if (e < 0)
        return e;
    if (first > last)
        return wrong(r, start, N_("'%s': the range runs backwards; write the smaller number first"));
    memset(set + first, true, last - first + 1);
    return 0;
}

static void summarise(const bool set[256], struct octets_one *o)
{
    o->values = o->runs = 0;
    for (unsigned v = 0; v < 256; v++) {
        if (!set[v])
            continue;
        o->value[o->values++] = (uint8_t)v;
        if (v == 0 || !set[v - 1])
            o->run[o->runs++].first = (uint8_t)v;
        o->run[o->runs - 1].last = (uint8_t)v;
    }
}

int octets_parse(const char *text, size_t len, struct octets *ret, struct diag *d)
{
    struct reader r = {.text = text, .at = text, .end = text + len, .d = d};
    for (int i = 0; i < 4; i++) {
        bool set[256] = {false};
        if (i && !skip(&r, '.'))
            return wrong(
                &r, r.at,
                r.at < r.end
                    ? N_("'%s': expected a dot here; an IPv4 address is four numbers with dots between")
                    : N_("'%s' is cut short: an IPv4 address is four numbers with dots between"));
        do {
            int e = item(&r, set);
            if (e < 0)
                return e;
        } while (skip(&r, ','));
        summarise(set, &ret->octet[i]);
    }
    return r.at == r.end ? 0 : wrong(&r, r.at, N_("'%s': expected the end of the address here"));
}

/* The octet in which ranges are runs: after it everything is 0-255, before it every value is a range of its
 * own. */
static int running_octet(const struct octets *o)
{
    int i = 3;
    while (i > 0 && o->octet[i].values == 256)
        i--;
    return i;
}

uint64_t octets_range_count(const struct octets *o)
{
    int running = running_octet(o);
    uint64_t n = o->octet[running].runs;
    for (int i = 0; i < running; i++)
        n *= o->octet[i].values;
    return n;
}

void octets_range(const struct octets *o, uint64_t i, uint32_t *ret_first, uint32_t *ret_last)
{
    int running = running_octet(o);
    const struct octets_one *run = &o->octet[running];
    unsigned shift = 24 - 8 * (unsigned)running;
    uint32_t first = (uint32_t)run->run[i % run->runs].first << shift;
    uint32_t last = (uint32_t)run->run[i % run->runs].last << shift | ((UINT32_C(1) << shift) - 1);
    i /= run->runs;
    for (int k = running - 1; k >= 0; k--) { /* the number i in a mixed base, lowest place first */
        uint32_t v = (uint32_t)o->octet[k].value[i % o->octet[k].values] << (24 - 8 * k);
        i /= o->octet[k].values;
        first |= v;
        last |= v;
    }
    *ret_first = first;
    *ret_last = last;
}
