#include "watch/detect/priv_gateway.h"

#include "base/bytes.h"
#include "watch/flow/question.h"
#include "wire/icmp6.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>

#define LEASED_IN                                                                                            \
    (10 * NSEC_SEC) /* a second for the look, four messages, up to a second before the first try */

struct gateways *gateways_new(void)
{
    return calloc(1, sizeof(struct gateways));
}

void gateways_free(struct gateways *v)
{
    free(v);
}

size_t gateways_memory(const struct gateways *v)
{
    return sizeof *v;
}

static bool has(const struct addr *list, unsigned n, const struct addr *a)
{
    for (unsigned i = 0; i < n && i < ADDRS; i++)
        if (addr_eq(&list[i], a))
            return true;
    return false;
}

static struct router *router_of(struct gateways *v, uint64_t mac)
{
    for (unsigned i = 0; i < ROUTERS; i++)
        if (v->router[i].mac == mac)
            return &v->router[i];
    return NULL;
}

bool gateways_brings(const struct gateways *v, uint64_t mac)
{
    for (unsigned i = 0; i < ROUTERS; i++)
        if (v->router[i].mac == mac)
            return v->router[i].n_foreign;
    return false;
}

bool gateways_any(const struct gateways *v)
{
    for (unsigned i = 0; i < ROUTERS; i++)
        if (v->router[i].n_foreign)
            return true;
    return false;
}

/* Neither one of its own addresses, nor of a network that it has one in. */
static bool is_beyond(const struct router *x, const struct addr *a)
{
    for (unsigned i = 0; i < x->n_addrs && i < ADDRS; i++)
        if (addr_in(a, &x->addr[i], a->len == 4 ? 24 : 64))
            return false;
    return true;
}

/* Its conversations are those of others: who forges answers to himself has none. */
static bool is_between(const struct router *x)
{
    for (unsigned i = 0; i < FOREIGN; i++)
        if (i >= x->n_foreign || has(x->addr, x->n_addrs, &x->with[i]))
            return false;
    return true;
}

static bool is_way_out(const struct router *x)
{
    for (unsigned i = 0; i < x->n_out && i < FOREIGN; i++)
        if (is_beyond(x, &x->out[i]))
            return true;
    return false;
}

static bool is_router(const struct router *x)
{
    return x->n_addrs && (is_way_out(x) || is_between(x));
}

bool gateway_routes(const struct router *x, const struct addr *at)
{
    return is_router(x) && has(x->addr, x->n_addrs, at);
}

static unsigned spoken_at(uint64_t mac)
{
    return (unsigned)((mac ^ mac >> 24) * UINT64_C(0x9e3779b97f4a7c15) >> 56); /* of 2^8 */
}

/* Its place, or that of the next of which nothing shows that it is a router: every host that others answer
 * comes here. It may have looked for somebody before it brought anything. */
static struct router *place_of(struct gateways *v, uint64_t mac)
{
    struct router *x = router_of(v, mac);
    if (x)
        return x;
    for (unsigned i = 0; i < ROUTERS && (!x || is_router(x)); i++)
        x = &v->router[v->next_router++ % ROUTERS];
    *x = (struct router){.mac = mac};
    const struct spoken *before = &v->spoken[spoken_at(mac)];
    if (before->mac == mac)
        x->addr[x->n_addrs++] = before->addr;
    return x;
}

void gateways_note_frame(struct gateways *v, const struct sight *s)
{
    if (!s->mac || s->kind != SIGHT_PACKET)
        return;
    struct router *x = place_of(v, s->mac);
    if (x->n_foreign == FOREIGN || has(x->foreign, x->n_foreign, &s->src))
        return;
    x->with[x->n_foreign] = s->dst;
    x->foreign[x->n_foreign++] = s->src;
}

/* On a trunk, of each network by itself. */
static uint32_t bit_of(const struct addr *a, uint16_t vlan)
{
    return ((get_u32(a->b + a->len - 4) + vlan) * UINT32_C(2654435761)) >> 18; /* of 2^14 */
}

bool gateway_is_linked(const struct gateways *v, const struct addr *a, uint16_t vlan)
{
    uint32_t bit = bit_of(a, vlan);
    return a->len == 4 && v->linked[bit / 64] >> (bit % 64) & 1;
}

static void note_linked(struct gateways *v, const struct addr *a, uint16_t vlan)
{
    uint32_t bit = bit_of(a, vlan);
    v->linked[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static void note_way(struct gateways *v, uint64_t mac, const struct addr *to)
{
    struct router *x = place_of(v, mac);
    if (is_beyond(x, to) && !has(x->out, x->n_out < FOREIGN ? x->n_out : FOREIGN, to))
        x->out[x->n_out++ % FOREIGN] = *to;
}

void gateways_note_answer(struct gateways *v, const struct sight *s)
{
    const struct addr *to = s->kind == SIGHT_ERROR ? &s->src : &s->dst; /* of an error, src is who asked */
    if (s->to && s->kind != SIGHT_ARP && !gateway_is_linked(v, to, s->vlan))
        note_way(v, s->to, to);
}

void gateways_note_going(struct gateways *v, const struct sight *s)
{
    const struct router *x = s->to ? place_of(v, s->to) : NULL;
    if (x && x->n_addrs && !has(x->addr, x->n_addrs, &s->src))
        gateways_note_answer(v, s);
}

bool gateways_is_beside(const struct gateways *v, uint64_t mac, const struct addr *a)
{
    const struct spoken *x = &v->spoken[spoken_at(mac)];
    return mac && x->mac == mac && addr_in(a, &x->addr, a->len == 4 ? 24 : 64);
}

void gateways_note_proven(struct gateways *v, const struct sight *s)
{
    if (s->mac && s->kind == SIGHT_PACKET && !gateway_is_linked(v, &s->src, s->vlan))
        note_way(v, s->mac, &s->src);
}

void gateways_note_asker(struct gateways *v, const struct sight *s, uint32_t ledger)
{
    bool cooked = s->mac && !(s->mac >> OWN) && (!s->to || s->to >> OWN) && !s->group;
    if (cooked && s->kind == SIGHT_PACKET)
        v->brought[ledger % BROUGHT] = (struct brought){s->mac, s->to, s->src, ledger, s->vlan};
}

/* A packet from home to an address elsewhere, in a frame for the machine that records: said by its kernel,
 * while at the port of a bridge, which records it first, it was for nobody that is known. */
static bool is_passed_on(const struct sight *s, const struct places *p)
{
    return s->to >> OWN && s->kind == SIGHT_PACKET && places_of(p, &s->src) == ZONE_INSIDE &&
           (s->dst.len == 4 || places_of(p, &s->dst) == ZONE_OUTSIDE);
}

/* A bridge repeats what came in by one port at the others, as if it were the machine's own. */
static bool is_repeated(struct gateways *v, const struct sight *s)
{
    uint32_t bit = bit_of(&s->src, s->vlan);
    bool own = s->mac >> OWN;
    if (!own)
        v->neighbour[bit / 64] |= UINT64_C(1) << (bit % 64);
    return own && v->neighbour[bit / 64] >> (bit % 64) & 1;
}

static void note_addr(struct gateways *v, const struct sight *s)
{
    if (is_repeated(v, s))
        return;
    v->spoken[spoken_at(s->mac)] = (struct spoken){s->mac, s->src};
    struct router *x = s->mac >> OWN ? place_of(v, s->mac) : router_of(v, s->mac);
    if (x && !has(x->addr, x->n_addrs, &s->src))
        x->addr[x->n_addrs++ % ADDRS] = s->src;
}

/* Its place, or that of who handed out least. */
static struct server *server_of(struct gateways *v, const struct addr *a)
{
    struct server *least = &v->server[0];
    for (unsigned i = 0; i < SERVERS; i++) {
        if (addr_eq(&v->server[i].addr, a))
            return &v->server[i];
        if (v->server[i].messages < least->messages)
            least = &v->server[i];
    }
    *least = (struct server){.addr = *a};
    return least;
}

/* Who is given an address tries it first himself (RFC 5227 2.1.1): it was for him that it was looked for right
 * before, in vain. That is as good as the message, which may have gone to him alone. */
static void note_lease(struct gateways *v, const struct sight *s)
{
    for (unsigned i = 0; i < SOUGHT; i++) {
        struct sought *x = &v->sought[i];
        if (!x->by.len || !addr_eq(&x->addr, &s->dst) || x->mac == s->mac || s->at - x->at > LEASED_IN ||
            s->at < x->at)
            continue;
        server_of(v, &x->by)->messages++;
        *x = (struct sought){0};
    }
}

static void note_sought(struct gateways *v, const struct sight *s)
{
    struct sought *x = NULL;
    for (unsigned i = 0; i < SOUGHT && !x; i++)
        if (addr_eq(&v->sought[i].addr, &s->dst) && addr_eq(&v->sought[i].by, &s->src))
            x = &v->sought[i];
    x = x ? x : &v->sought[v->next_sought++ % SOUGHT];
    *x = (struct sought){.addr = s->dst, .by = s->src, .mac = s->mac, .at = s->at};
}

uint64_t gateway_seeker(const struct addr *a)
{
    return UINT64_C(1) << ((get_u32(a->b + a->len - 4) * UINT32_C(2654435761)) >> 26);
}

/* Its place, or that of one whom hardly anybody looks for. */
static struct wanted *wanted_of(struct gateways *v, const struct addr *a)
{
    struct wanted *least = NULL;
    for (unsigned i = 0; i < WANTED; i++) {
        struct wanted *x = &v->wanted[i];
        if (addr_eq(&x->addr, a))
            return x;
        if (!x->says && __builtin_popcountll(x->by) < 2)
            least = x;
    }
    if (least)
        *least = (struct wanted){.addr = *a};
    return least;
}

static void note_wanted(struct gateways *v, const struct sight *s)
{
    struct wanted *x = wanted_of(v, &s->dst);
    v->seekers |= gateway_seeker(&s->src);
    if (x)
        x->by |= gateway_seeker(&s->src);
}

enum { EIGRP = 88, OSPF = 89, VRRP = 112 };

/* Routers tell each other, or all of a link, that they are: RFC 5798 5.1.1, 2328 A.1, 7868 6.1, 4861 4.2. No router
 * passes that on, and no program may send it without a right of its own. */
static bool says_router(const struct sight *s)
{
    bool told = s->proto == VRRP || s->proto == OSPF || s->proto == EIGRP ||
                (s->proto == IPPROTO_ICMPV6 && s->icmp_type == ICMP6_TYPE_ROUTER);
    bool group = s->dst.len == 4 ? get_u32(s->dst.b) >> 8 == 0xe00000 : addr_is_multicast(&s->dst);
    return told && group && s->kind == SIGHT_PACKET && !s->tunnel;
}

static bool hands_out(const struct sight *s)
{
    return s->kind == SIGHT_PACKET && s->proto == IPPROTO_UDP && question_hands_out(s);
}

void gateways_note(struct gateways *v, const struct sight *s, const struct places *p)
{
    if (is_passed_on(s, p))
        note_way(v, s->to, &s->dst);
    bool told = s->mac && (s->kind == SIGHT_ARP || s->proto == IPPROTO_ICMPV6);
    if (says_router(s)) {
        struct wanted *x = wanted_of(v, &s->src);
        if (x)
            x->says = true;
    }
    if (s->kind == SIGHT_ARP) {
        note_linked(v, &s->src, s->vlan);
        note_linked(v, &s->dst, s->vlan);
        if (addr_is_any(&s->src))
            note_lease(v, s);
        else if (!s->reply && !addr_eq(&s->src, &s->dst)) {
            note_sought(v, s);
            note_wanted(v, s);
        }
    } else if (s->proto == IPPROTO_ICMPV6 && s->icmp_type == ICMP6_TYPE_SOLICITATION &&
               !addr_is_any(&s->src)) {
        note_wanted(v, s);
    }
    if (!told && !hands_out(s))
        return;
    bool own = told && s->mac >> OWN; /* the side of the recording router that is not at home, too */
    if (!own && places_of(p, &s->src) != ZONE_INSIDE)
        return;
    if (told)
        note_addr(v, s);
    else
        server_of(v, &s->src)->messages++;
}

static bool are_sound(const struct addr *a, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (!addr_is_sound(&a[i]))
            return false;
    return true;
}

static bool is_sound(const void *place)
{
    bool fine = true;
    const struct gateways *v = place;
    for (unsigned i = 0; fine && i < ROUTERS; i++) {
        const struct router *x = &v->router[i];
        fine = x->n_foreign <= FOREIGN && are_sound(x->foreign, FOREIGN) && are_sound(x->with, FOREIGN) &&
               are_sound(x->addr, ADDRS) && are_sound(x->out, FOREIGN);
    }
    for (unsigned i = 0; fine && i < SERVERS; i++)
        fine = addr_is_sound(&v->server[i].addr);
    for (unsigned i = 0; fine && i < WANTED; i++)
        fine = addr_is_sound(&v->wanted[i].addr) && shelf_is_bool(&v->wanted[i].says);
    return fine;
}

struct region gateways_region(struct gateways *v)
{
    v->shelf = (struct shelf){v, offsetof(struct gateways, shelf), 1, 1, is_sound};
    return shelf_region(&v->shelf, "gateways");
}
