#include "priv_parse.h"

static bool port_number(const char **at, uint16_t *ret)
{
    unsigned v = 0;
    const char *s = *at;
    for (; *s >= '0' && *s <= '9' && v <= 65535; s++)
        v = v * 10 + (unsigned)(*s - '0');
    bool fine = s != *at && v <= 65535;
    *at = s;
    *ret = (uint16_t)v;
    return fine;
}

static int read_ports(struct parse *p, struct door *door)
{
    if (lex_accept(&p->l, "rest"))
        return 0;
    const char *at = p->l.word;
    if (p->l.kind != LEX_WORD || !*at)
        return lex_expected(&p->l, "ports such as 22,80-90, or 'rest'");
    door->ports = p->s->n_ports;
    for (;;) {
        struct ports range;
        bool fine = port_number(&at, &range.lo);
        range.hi = range.lo;
        if (fine && *at == '-') {
            at++;
            fine = port_number(&at, &range.hi) && range.lo <= range.hi;
        }
        if (!fine || (*at && *at != ','))
            return lex_expected(&p->l, "ports such as 22,80-90, or 'rest'");
        int error;
        struct ports *slot =
            parse_append(p, &p->s->ports, &p->s->n_ports, SCRIPT_RANGES_MAX, sizeof range, &error);
        if (!slot)
            return error;
        *slot = range;
        door->n_ports++;
        if (!*at++)
            break;
    }
    lex_next(&p->l);
    return 0;
}

#define BIT(proto) (1u << (proto))
#define ANY        (BIT(PROTO_COUNT) - 1)

static const struct {
    const char *word;
    enum verdict verdict;
    unsigned protos; /* BIT(PROTO_…) */
} verdicts[] = {
    {"open", VERDICT_OPEN, ANY},
    {"closed", VERDICT_CLOSED, ANY},
    {"silent", VERDICT_SILENT, ANY},
    {"filtered", VERDICT_SILENT, ANY},
    {"reject", VERDICT_REJECT, ANY},
    {"mute", VERDICT_MUTE, BIT(PROTO_UDP) | BIT(PROTO_IP)},
    {"tarpit", VERDICT_TARPIT, BIT(PROTO_TCP)},
    {"syn-proxy", VERDICT_PROXY, BIT(PROTO_TCP)},
};

static int read_verdict(struct parse *p, struct door *door)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        bool fits = verdicts[i].protos & BIT(door->proto);
        if (fits && lex_accept(&p->l, verdicts[i].word)) {
            door->verdict = verdicts[i].verdict;
            return door->verdict == VERDICT_REJECT ? reject_read(p, &door->reject) : 0;
        }
    }
    return lex_expected(&p->l, "what the port does, such as open, closed or silent");
}

static int read_door_options(struct parse *p, struct door *door)
{
    bool filter = door->verdict == VERDICT_SILENT || door->verdict == VERDICT_REJECT;
    for (int r = 0; p->l.kind == LEX_WORD;) {
        if (door->verdict == VERDICT_REJECT && lex_accept(&p->l, "from"))
            r = parse_addr(p, &door->from);
        else if (door->verdict == VERDICT_REJECT && lex_accept(&p->l, "ttl"))
            r = parse_u8(p, 1, 255, &door->ttl);
        else if (filter && door->proto == PROTO_TCP && lex_accept(&p->l, "stateless"))
            door->stateless = true;
        else if (door->verdict == VERDICT_OPEN && door->proto == PROTO_UDP && lex_accept(&p->l, "if-data"))
            door->picky = true;
        else
            r = lex_expected(&p->l, "the end of the statement");
        if (r)
            return r;
    }
    return 0;
}

int doors_read(struct parse *p, enum proto proto)
{
    struct door door = {.proto = proto, .chance = CHANCE_ALWAYS};
    int r = 0;
    if (p->l.kind == LEX_WORD && strchr(p->l.word, '%')) {
        r = lex_percent(&p->l, &door.chance);
        if (r == 0 && !lex_accept(&p->l, "of"))
            r = lex_expected(&p->l, "'of' and ports");
    }
    if (r == 0)
        r = read_ports(p, &door);
    if (r == 0)
        r = read_verdict(p, &door);
    if (r == 0)
        r = read_door_options(p, &door);
    if (r)
        return r;
    if (door.verdict == VERDICT_REJECT && !reject_exists(&door, p->rule))
        return lex_fail(&p->l, N_("this way to reject does not exist here: %s"),
                        reject_row(door.reject)->word);
    if (door.from.len && door.from.len != p->rule->net.len)
        return lex_fail(&p->l, N_("the address after 'from' is of another family than the host"), NULL);
    struct door *slot = parse_append(p, &p->s->door, &p->s->n_door, SCRIPT_DOORS_MAX, sizeof door, &r);
    if (!slot)
        return r;
    *slot = door;
    p->rule->n_doors++;
    return 0;
}
