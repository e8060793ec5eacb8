#include "ident/workgroup.h"

#include "ident/agenda.h"
#include "ident/hearing.h"
#include "ident/moves.h"

#include <stdio.h>

#define NETBIOS_NS  137
#define NETBIOS_DGM 138

bool workgroup_is_wanted(const struct door *d)
{
    return d->udp && d->port == NETBIOS_DGM && !d->browsed && !d->heard_bytes && d->manner != DOOR_GONE &&
           agenda_udp(NETBIOS_NS) != PROBE_NONE && agenda_udp(NETBIOS_DGM) != PROBE_NONE;
}

struct door_move workgroup_call(struct door *d)
{
    d->stage = STAGE_BROWSING;
    d->browsed = true;
    d->alive = d->clean = false;
    return (struct door_move){
        .what = DOOR_CALL, .wait = moves_patience(d, MOVES_WAIT_CALL), .port = NETBIOS_NS};
}

struct door_move workgroup_step(struct door *d, const struct door_conf *c, const struct talk_event *e,
                                uint8_t *out)
{
    const struct probe_row *p = &probe_table[agenda_udp(NETBIOS_NS)];
    struct found f;
    if (e->bits & TALK_CONNECTED && !e->len)
        return (struct door_move){.what = DOOR_SAY,
                                  .len = probe_fill(p, d->host, out, TALK_SAY_MAX),
                                  .wait = moves_patience(d, 2 * MOVES_WAIT_UDP)};
    struct match_answer a = {.probe = p->name,
                             .proto = PROTO_UDP,
                             .port = NETBIOS_NS,
                             .sent = p->bytes,
                             .sent_len = p->len,
                             .data = e->data,
                             .len = e->len};
    if (!e->len || !match_answer(c->match, &a, &f) || !browse_workgroup(&f, d->workgroup))
        return hearing_end(d);
    d->plain = f; /* one program has both ports */
    snprintf(d->plain.name, sizeof d->plain.name, "netbios-dgm");
    d->plain.info[0] = '\0';
    found_init(&d->best); /* what silence was called is to be heard now */
    d->now = (uint16_t)agenda_udp(NETBIOS_DGM);
    d->again = 0;
    return moves_call(d);
}
