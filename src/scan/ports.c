#include "scan/ports.h"

#include "model/portinfo.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 64 /* longer is no service name (IANA's have up to 32 bytes with our own) */

/* One text being read: `sets` collects by protocol what its elements mean. */
struct reader {
    const char *text, *at;
    uint32_t protocols; /* of the elements that follow: IP alone or not at all */
    struct ports_set *sets;
    struct diag *d;
};

static int wrong(struct reader *r, const char *at, const char *msg, const char *a, const char *b)
{
    r->d->column = (unsigned)(at - r->text) + 1;
    return diag_set(r->d, msg, a, b, NULL);
}

/* The highest number there is. */
static uint32_t top(const struct reader *r)
{
    return r->protocols == 1u << PROTO_IP ? 255 : 65535;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\t')
        r->at++;
}

/* Copies the element at r->at for a message. */
static const char *quote(const char *at, char out[NAME_MAX_LEN])
{
    size_t n = strcspn(at, ",]");
    if (n >= NAME_MAX_LEN)
        n = NAME_MAX_LEN - 1;
    memcpy(out, at, n);
    out[n] = 0;
    return out;
}

/* A decimal port. More digits than needed are an error of their own: 010 means 8 to some programs. */
static int number(struct reader *r, uint32_t *ret)
{
    char text[NAME_MAX_LEN];
    const char *start = r->at;
    uint32_t v = 0;
    if (*start == '0' && is_digit(start[1]))
        return wrong(r, start, N_("'%s': a port number has no leading zeros"), quote(start, text), NULL);
    while (is_digit(*r->at) && v <= 65535)
        v = v * 10 + (uint32_t)(*r->at++ - '0');
    if (v > top(r) && top(r) == 255)
        return wrong(r, start, N_("'%s': protocol numbers end at 255"), quote(start, text), NULL);
    if (v > 65535)
        return wrong(r, start, N_("'%s': port numbers end at 65535"), quote(start, text), NULL);
    *ret = v;
    return 0;
}

/* N, N-M, -M, N-, -. Open at the left begins at 1, so that port 0 is never scanned by accident. */
static int numbers(struct reader *r, uint32_t *ret_first, uint32_t *ret_last)
{
    char text[NAME_MAX_LEN];
    const char *start = r->at;
    uint32_t first = top(r) == 255 ? 0 : 1, last = top(r);
    int e = is_digit(*r->at) ? number(r, &first) : 0;
    if (e < 0)
        return e;
    if (*r->at != '-') {
        last = first;
    } else {
        r->at++;
        e = is_digit(*r->at) ? number(r, &last) : 0;
        if (e < 0)
            return e;
    }
    if (first > last)
        return wrong(r, start, N_("'%s': the range runs backwards; write the smaller port first"),
                     quote(start, text), NULL);
    *ret_first = first;
    *ret_last = last;
    return 0;
}

static void add_range(struct reader *r, uint32_t first, uint32_t last, bool named_only)
{
    for (int proto = 0; proto < PORTS_PROTOCOLS; proto++) {
        if (!(r->protocols >> proto & 1))
            continue;
        for (uint32_t port = first; port <= last; port++)
            if (!named_only || portinfo_name((enum proto)proto, (uint16_t)port))
                ports_set_add(&r->sets[proto], (uint16_t)port);
    }
}

struct name_hits {
    struct reader *r;
    uint32_t count;
};

static bool take_named(void *ctx, enum proto proto, uint16_t port, const char *name)
{
    struct name_hits *hits = ctx;
    (void)name;
    if (proto < PORTS_PROTOCOLS && hits->r->protocols >> proto & 1) {
        ports_set_add(&hits->r->sets[proto], port);
        hits->count++;
    }
    return true;
}

static int name(struct reader *r)
{
    char text[NAME_MAX_LEN];
    const char *start = r->at;
    size_t n = strcspn(start, ",[] \t");
    struct name_hits hits = {.r = r};
    quote(start, text);
    if (n < NAME_MAX_LEN) {
        text[n] = 0;
        portinfo_find(text, take_named, &hits);
    }
    if (!hits.count)
        return wrong(
            r, start,
            N_("'%s' is no service that is known for the protocols scanned; expected a port number, a range or a service name"),
            text, NULL);
    r->at += n;
    return 0;
}

/* [first-last] */
static int bracket(struct reader *r)
{
    char text[NAME_MAX_LEN];
    const char *start = r->at++;
    uint32_t first, last;
    skip_blanks(r);
    if (!is_digit(*r->at) && *r->at != '-')
        return wrong(r, r->at, N_("expected a port range after '['"), NULL, NULL);
    int e = numbers(r, &first, &last);
    if (e < 0)
        return e;
    skip_blanks(r);
    if (*r->at != ']')
        return wrong(r, r->at, N_("'%s': expected ']' here"), quote(start, text), NULL);
    r->at++;
    add_range(r, first, last, true);
    return 0;
}

/* "T:" changes what follows. */
static int letter(struct reader *r)
{
    static const struct {
        char letter;
        enum proto proto;
    } letters[] = {{'T', PROTO_TCP}, {'U', PROTO_UDP}, {'S', PROTO_SCTP}, {'P', PROTO_IP}};
    char text[2] = {*r->at, 0};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (letters[i].letter == (*r->at & ~0x20)) {
            r->protocols = UINT32_C(1) << letters[i].proto;
            r->at += 2;
            return 0;
        }
    }
    return wrong(r, r->at,
                 N_("'%s:' is no protocol; expected T: (TCP), U: (UDP), S: (SCTP) or P: (IP protocols)"),
                 text, NULL);
}

static int element(struct reader *r)
{
    char text[NAME_MAX_LEN];
    uint32_t first, last;
    int e = 0;
    skip_blanks(r);
    if (*r->at && r->at[1] == ':')
        e = letter(r);
    if (e < 0)
        return e;
    skip_blanks(r);
    const char *start = r->at;
    size_t digits = strspn(start, "0123456789-");
    if (*start == 0 || *start == ',')
        return wrong(r, start, N_("nothing where a port is expected; write something like 22,80,1000-2000"),
                     NULL, NULL);
    if (*start == '[')
        e = bracket(r);
    else if (digits && strchr(", \t", start[digits])) { /* strchr finds the end of the text too */
        e = numbers(r, &first, &last);
        if (e == 0)
            add_range(r, first, last, false);
    } else {
        e = name(r); /* may begin with a digit: 3com-tsmux */
    }
    if (e < 0)
        return e;
    skip_blanks(r);
    if (*r->at && *r->at != ',')
        return wrong(r, r->at, N_("'%s': expected a comma or the end here"), quote(r->at, text), NULL);
    return 0;
}

static int read_spec(const char *spec, uint32_t protocols, struct ports_set sets[PORTS_PROTOCOLS],
                     struct diag *d)
{
    if (protocols != 1u << PROTO_IP)
        protocols &= ~(1u << PROTO_IP);
    struct reader r = {.text = spec, .at = spec, .protocols = protocols, .sets = sets, .d = d};
    for (;;) {
        int e = element(&r);
        if (e < 0)
            return e;
        if (!*r.at)
            return 0;
        r.at++;
    }
}

/* The n most popular; when the table of known ports ends, unknown ones by number. */
static void read_top(uint32_t n, uint32_t protocols, struct ports_set sets[PORTS_PROTOCOLS])
{
    for (int proto = 0; proto < PORTS_PROTOCOLS; proto++) {
        if (!(protocols >> proto & 1))
            continue;
        uint32_t known = portinfo_rank_count((enum proto)proto), taken = 0;
        for (uint16_t number = 0; proto == PROTO_IP && number < 256; number++, taken = UINT32_MAX)
            ports_set_add(&sets[proto], number);
        for (uint32_t i = 0; i < known && taken < n; i++, taken++)
            ports_set_add(&sets[proto], portinfo_rank((enum proto)proto, i));
        for (uint32_t port = 1; port < 65536 && taken < n; port++) {
            if (!ports_set_has(&sets[proto], (uint16_t)port)) {
                ports_set_add(&sets[proto], (uint16_t)port);
                taken++;
            }
        }
    }
}

static void append(struct ports_list *l, uint16_t port)
{
    l->index[port] = (uint16_t)l->count;
    l->port[l->count++] = port;
}

/* Of IP protocols: what hosts speak (UDP says so by an error that is rationed), then what routers do. */
static const uint8_t protocols_ranked[] = {
    IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_TCP,  IPPROTO_ICMPV6, IPPROTO_SCTP,  IPPROTO_IGMP,  IPPROTO_GRE,
    IPPROTO_ESP, IPPROTO_AH,   IPPROTO_IPV6, IPPROTO_IPIP,   89 /* OSPF */, 103 /* PIM */, 112 /* VRRP */};

static uint32_t rank_count(enum proto proto)
{
    return proto == PROTO_IP ? sizeof protocols_ranked : portinfo_rank_count(proto);
}

static uint16_t rank(enum proto proto, uint32_t i)
{
    return proto == PROTO_IP ? protocols_ranked[i] : portinfo_rank(proto, i);
}

/* Popular ports first, then by number; empties the set. */
static int make_list(enum proto proto, struct ports_set *set, struct ports_list *l)
{
    uint32_t count = ports_set_count(set), known = rank_count(proto);
    if (!count)
        return 0;
    l->port = calloc(count, sizeof *l->port);
    l->index = calloc(65536, sizeof *l->index);
    if (!l->port || !l->index)
        return -ENOMEM;
    for (uint32_t i = 0; i < known; i++) {
        uint16_t port = rank(proto, i);
        if (ports_set_has(set, port)) {
            ports_set_del(set, port);
            append(l, port);
        }
    }
    for (uint32_t port = 0; port < 65536; port++)
        if (ports_set_has(set, (uint16_t)port))
            append(l, (uint16_t)port);
    return 0;
}

static int read_all(const struct ports_conf *conf, struct ports_set wanted[PORTS_PROTOCOLS],
                    struct ports_set unwanted[PORTS_PROTOCOLS], struct diag *d)
{
    int e = 0;
    bool any = false;
    if (conf->spec)
        e = read_spec(conf->spec, conf->protocols, wanted, d);
    else
        read_top(conf->top ? conf->top : PORTS_DEFAULT, conf->protocols, wanted);
    if (e == 0 && conf->exclude)
        e = read_spec(conf->exclude,
                      conf->protocols == 1u << PROTO_IP ? conf->protocols
                                                        : (UINT32_C(1) << PORTS_PROTOCOLS) - 1,
                      unwanted, d);
    if (e < 0)
        return e;
    for (int proto = 0; proto < PORTS_PROTOCOLS; proto++) {
        for (size_t i = 0; i < sizeof wanted->bits / sizeof *wanted->bits; i++)
            wanted[proto].bits[i] &= ~unwanted[proto].bits[i];
        if (conf->protocols >> proto & 1 && ports_set_count(&wanted[proto]))
            any = true;
    }
    d->column = 0;
    return any ? 0 : diag_set(d, N_("no port is left to scan"), NULL, NULL, NULL);
}

int ports_parse(const struct ports_conf *conf, struct ports *ret, struct diag *d)
{
    struct ports p = {0};
    struct ports_set *sets = calloc(2 * PORTS_PROTOCOLS, sizeof *sets); /* wanted, then unwanted */
    int e = sets ? read_all(conf, sets, sets + PORTS_PROTOCOLS, d) : -ENOMEM;
    for (int proto = 0; e == 0 && proto < PORTS_PROTOCOLS; proto++)
        e = make_list((enum proto)proto, &sets[proto], &p.list[proto]);
    free(sets);
    if (e < 0)
        ports_fini(&p);
    else
        *ret = p;
    return e;
}

int ports_ordered(enum proto proto, const uint16_t *port, uint32_t count, struct ports *ret)
{
    struct ports p = *ret;
    struct ports_list *l = &p.list[proto];
    if (count > 65536 || l->count)
        return -EINVAL;
    if (!count)
        return 0;
    l->port = calloc(count + 1, sizeof *l->port);
    l->index = calloc(65536, sizeof *l->index);
    int e = l->port && l->index ? 0 : -ENOMEM;
    for (uint32_t i = 0; i < count && e == 0; i++) {
        e = ports_index(l, port[i]) == PORTS_NONE ? 0 : -EINVAL;
        append(l, port[i]);
    }
    if (e == 0) {
        *ret = p;
        return 0;
    }
    free(l->port);
    free(l->index);
    return e;
}

void ports_fini(struct ports *p)
{
    for (int proto = 0; proto < PORTS_PROTOCOLS; proto++) {
        free(p->list[proto].port);
        free(p->list[proto].index);
        p->list[proto] = (struct ports_list){0};
    }
}

uint32_t ports_set_count(const struct ports_set *s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < sizeof s->bits / sizeof *s->bits; i++)
        n += (uint32_t)__builtin_popcountll(s->bits[i]);
    return n;
}

void ports_list_set(const struct ports_list *l, struct ports_set *ret)
{
    *ret = (struct ports_set){0};
    for (uint32_t i = 0; i < l->count; i++)
        ports_set_add(ret, l->port[i]);
}

void ports_ranges(const struct ports_set *s, struct buf *out)
{
    const char *comma = "";
    for (uint32_t port = 0; port < 65536; port++) {
        if (port % 64 == 0 && !s->bits[port / 64]) {
            port += 63;
            continue;
        }
        if (!ports_set_has(s, (uint16_t)port))
            continue;
        uint32_t first = port;
        while (port < 65535 && ports_set_has(s, (uint16_t)(port + 1)))
            port++;
        if (first == port)
            buf_printf(out, "%s%u", comma, first);
        else
            buf_printf(out, "%s%u-%u", comma, first, port);
        comma = ",";
    }
}
