#include "priv_sim.h"

#include <assert.h>
#include <netinet/in.h>
#include <string.h>

/* What tells stacks apart, as far as a scanner can see it. Options of a SYN-ACK are limited to what the SYN
 * offered; MSS always comes. ICMP rations: Linux net/ipv4/icmp.c, 6.x defaults (icmp_ratelimit 1000 ms with
 * burst 6 for each destination; ratelimit 100 ms in IPv6; 1000/s with burst 50 for the whole host). */
struct stack_row {
    uint8_t ttl, n_order, order[6], wscale;
    uint16_t win;
    bool df, counts_ids; /* IPv4 ids: counted up, else 0 */
    bool rst_always;     /* FIN, NULL, Xmas to an open port: RST, as from a closed one */
    bool drops_maimon;   /* FIN+ACK to an open port: nothing */
    /* window of the RST that an ACK to an open port gets: what the window scan looks at */
    uint16_t open_rst_win;
    struct ration icmp4, icmp6, icmp_all;
};

static const struct stack_row stacks[STACKS] = {
    [STACK_LINUX] = {.ttl = 64,
                     .n_order = 5,
                     .wscale = 7,
                     .win = 65160,
                     .df = true,
                     .order = {TCP_OPT_MSS, TCP_OPT_SACK_OK, TCP_OPT_TS, TCP_OPT_NOP, TCP_OPT_WSCALE},
                     .icmp4 = {NSEC_SEC, 6},
                     .icmp6 = {NSEC_SEC / 10, 6},
                     .icmp_all = {NSEC_MS, 50}},
    [STACK_WINDOWS] = {.ttl = 128,
                       .n_order = 6,
                       .wscale = 8,
                       .win = 65535,
                       .df = true,
                       .counts_ids = true,
                       .rst_always = true,
                       .order = {TCP_OPT_MSS, TCP_OPT_NOP, TCP_OPT_WSCALE, TCP_OPT_NOP, TCP_OPT_NOP,
                                 TCP_OPT_SACK_OK}},
    [STACK_BSD] = {.ttl = 64,
                   .n_order = 5,
                   .wscale = 6,
                   .win = 65535,
                   .df = true,
                   .drops_maimon = true,
                   .order = {TCP_OPT_MSS, TCP_OPT_NOP, TCP_OPT_WSCALE, TCP_OPT_SACK_OK, TCP_OPT_TS},
                   .icmp4 = {NSEC_SEC / 200, 200},
                   .icmp6 = {NSEC_SEC / 100, 100}},
    [STACK_ODD] = {.ttl = 255,
                   .n_order = 1,
                   .win = 4096,
                   .counts_ids = true,
                   .open_rst_win = 4096,
                   .order = {TCP_OPT_MSS}},
};

/* A probe at its host, and everything that the answer depends on. */
struct meeting {
    struct sim *s;
    uint32_t live;
    const struct live *l;
    const struct slot *in;
    const struct probe *p;
    const struct rule *rule;
    const struct stack_row *stack;
    struct outcome door;
};

/* A host's TTL as it arrives at the scanner. */
static uint8_t ttl_of(const struct meeting *m)
{
    uint8_t ttl = m->rule->ttl ? m->rule->ttl : m->stack->ttl;
    return ttl > m->rule->hops ? (uint8_t)(ttl - m->rule->hops) : 1;
}

static struct live *host_of(const struct meeting *m)
{
    return &m->s->live[m->live];
}

/* The next identification number; `counts`: whether the stack counts them in this kind of packet. */
static uint16_t next_id(const struct meeting *m, bool counts)
{
    struct live *l = host_of(m);
    if (m->rule->ipid != NUMBERS_IPID_STACK)
        return numbers_next_id(m->rule->ipid, &l->ip_id, &m->s->rng);
    return counts ? l->ip_id++ : 0;
}

static bool df_of(const struct meeting *m)
{
    return m->rule->df_set ? m->rule->df : m->stack->df;
}

/* ---- TCP ---- */

/* Begins a segment, writes it, and notes it for the scanner's kernel. */
static struct answer segment(const struct meeting *m, const struct tcp *t, uint8_t ttl)
{
    struct live *l = host_of(m);
    struct addr from = l->addr;
    uint8_t opts[TCP_OPTS_MAX];
    struct wr measure = wr_of(opts, sizeof opts);
    tcp_opts_build(&measure, &t->opts);
    struct reply how = {.from = &from,
                        .ttl = ttl,
                        .proto = IPPROTO_TCP,
                        .df = df_of(m),
                        .id = next_id(m, m->stack->counts_ids)};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, TCP_LEN + wr_len(&measure));
    tcp_build(&a.w, t, NULL, 0, &a.from, &a.to);
    if (a.slot != POOL_NONE) {
        struct probe *note = &pool_at(&m->s->pool, a.slot)->probe;
        note->proto = IPPROTO_TCP;
        note->known = true;
        note->sport = t->sport;
        note->dport = t->dport;
        note->seq = t->seq;
        note->ack = t->ack;
        note->tcp_flags = t->flags;
    }
    return a;
}

static struct tcp turned_round(const struct meeting *m, uint8_t flags)
{
    return (struct tcp){.sport = m->p->dport, .dport = m->p->sport, .flags = flags};
}

static void send_segment(const struct meeting *m, const struct tcp *t)
{
    struct answer a = segment(m, t, ttl_of(m));
    reply_send(m->s, &a);
}

/* How far a segment moves the sequence number (RFC 9293 §3.4). */
static uint32_t segment_len(const struct probe *p)
{
    return p->data_len + (uint32_t) !!(p->tcp_flags & TCP_SYN) + (uint32_t) !!(p->tcp_flags & TCP_FIN);
}

/* The reset of RFC 9293 §3.10.7.1 for a segment that belongs to no connection. ttl 0 = the host's own. */
static void reset(const struct meeting *m, uint16_t win, uint8_t ttl)
{
    struct live *l = host_of(m);
    if (!bucket_take(&l->rst, &m->rule->rst, m->s->now)) {
        l->stats.rationed++;
        sim_drop_packet(m->s, SIM_DROP_RST_RATION);
        return;
    }
    struct tcp t = turned_round(m, TCP_RST);
    t.win = win;
    if (m->p->tcp_flags & TCP_ACK) {
        t.seq = m->p->ack;
    } else {
        t.flags |= TCP_ACK;
        t.ack = m->p->seq + segment_len(m->p);
    }
    struct answer a = segment(m, &t, ttl ? ttl : ttl_of(m));
    reply_send(m->s, &a);
}

static void silence(const struct meeting *m)
{
    sim_drop_packet(m->s, SIM_DROP_SILENT);
}

/* Options in the stack's order, or as the script says, less what the SYN did not offer. An option goes
 * together with the NOPs before it. */
static void synack_options(const struct meeting *m, uint64_t flow, struct tcp_opts *o)
{
    static const char letters[] = "ENMWS...T";
    const struct rule *rule = m->rule;
    uint8_t nops = 0;
    size_t n = rule->shape[0] ? strlen(rule->shape) : m->stack->n_order;
    for (size_t i = 0; i < n; i++) {
        uint8_t kind =
            rule->shape[0] ? (uint8_t)(strchr(letters, rule->shape[i]) - letters) : m->stack->order[i];
        bool offered = kind == TCP_OPT_MSS || kind == TCP_OPT_EOL ||
                       (kind == TCP_OPT_TS && m->p->has_ts && rule->stamps != NUMBERS_STAMPS_NONE) ||
                       (kind == TCP_OPT_SACK_OK && m->p->has_sack) ||
                       (kind == TCP_OPT_WSCALE && m->p->has_wscale);
        if (kind == TCP_OPT_NOP) {
            nops++;
            continue;
        }
        for (; nops; nops--)
            if (offered)
                o->order[o->n_order++] = TCP_OPT_NOP;
        if (offered)
            o->order[o->n_order++] = kind;
    }
    bool v4 = m->p->family == 4;
    o->mss = rule->mss ? rule->mss : (uint16_t)(m->s->script.mtu - (v4 ? IP4_LEN : IP6_LEN) - TCP_LEN);
    o->wscale = rule->shape[0] ? rule->wscale : m->stack->wscale;
    o->ts_val = rule->stamps == NUMBERS_STAMPS_STACK
                    ? (uint32_t)(m->s->now / NSEC_MS) + (uint32_t)m->l->ip_id * 65536u
                    : numbers_stamp(rule->stamps, rule->stamps_hz, flow, m->s->now - m->s->start);
    o->ts_ecr = m->p->ts_val;
}

static const nsec repeat_gap[] = {NSEC_SEC,      2 * NSEC_SEC,  4 * NSEC_SEC, 8 * NSEC_SEC,
                                  16 * NSEC_SEC, 32 * NSEC_SEC, 64 * NSEC_SEC};

static void set_timer(struct sim *s, uint32_t conn, nsec at)
{
    struct event e = {
        .at = at, .kind = EVENT_CONN, .what = conn, .generation = s->conns.conn[conn].generation};
    if (!heap_put(&s->heap, e))
        sim_drop_packet(s, SIM_DROP_MEMORY);
}

static void forget(struct sim *s, uint32_t conn)
{
    if (s->conns.conn[conn].answer != POOL_NONE)
        pool_put(&s->pool, s->conns.conn[conn].answer);
    conns_drop(&s->conns, conn);
}

/* A SYN to something that accepts: SYN-ACK, remembered so that it can be repeated. */
static void accept_syn(const struct meeting *m, uint64_t flow)
{
    struct sim *s = m->s;
    struct tcp t = turned_round(m, TCP_SYN | TCP_ACK);
    t.seq = numbers_next_isn(m->rule->isn, &host_of(m)->isn, flow, s->now, &s->rng);
    t.ack = m->p->seq + 1;
    if (m->door.verdict == VERDICT_OPEN) {
        t.win = m->rule->shape[0] ? m->rule->win : m->stack->win;
        synack_options(m, flow, &t.opts);
    }
    struct answer a = segment(m, &t, ttl_of(m));
    uint32_t slot = reply_finish(s, &a), conn = CONN_NONE;
    if (slot == POOL_NONE)
        return;
    uint32_t kept = s->script.repeats ? sim_copy(s, slot) : POOL_NONE;
    conn = conns_add(&s->conns, flow);
    if (conn != CONN_NONE) {
        struct conn *c = &s->conns.conn[conn];
        c->live = m->live;
        c->answer = kept;
        c->snd_nxt = t.seq + 1;
        c->rcv_nxt = t.ack;
        set_timer(s, conn, s->now + repeat_gap[0]);
    } else if (kept != POOL_NONE) {
        pool_put(&s->pool, kept);
    }
    sim_return(s, slot, true);
}

void answer_timer(struct sim *s, uint32_t conn, uint32_t generation)
{
    struct conn *c = &s->conns.conn[conn];
    if (c->generation != generation)
        return;
    if (c->open || c->answer == POOL_NONE || c->tries >= s->script.repeats) {
        forget(s, conn);
        return;
    }
    c->tries++;
    set_timer(s, conn, s->now + repeat_gap[c->tries]);
    uint32_t again = s->live[c->live].down ? POOL_NONE : sim_copy(s, c->answer);
    if (again != POOL_NONE)
        sim_return(s, again, true);
}

static void plain_ack(const struct meeting *m, const struct conn *c, uint8_t flags)
{
    struct tcp t = turned_round(m, flags);
    t.seq = c->snd_nxt;
    t.ack = c->rcv_nxt;
    t.win = m->door.verdict == VERDICT_TARPIT ? 0 : 502;
    send_segment(m, &t);
}

/* The third packet of a handshake came. */
static void opened(const struct meeting *m, uint32_t conn)
{
    struct sim *s = m->s;
    struct conn *c = &s->conns.conn[conn];
    if (m->door.verdict == VERDICT_PROXY) {
        forget(s, conn);
        reset(m, 0, 0);
        return;
    }
    if (c->answer != POOL_NONE)
        pool_put(&s->pool, c->answer);
    c->answer = POOL_NONE;
    c->open = true;
    c->generation++; /* the timer for repeating is void; a new one forgets the connection */
    set_timer(s, conn, s->now + NSEC_MINUTE);
}

/* A segment of a known connection (RFC 9293 §3.10.7.4, as far as a scanner goes). */
static void on_connection(const struct meeting *m, uint32_t conn)
{
    const struct probe *p = m->p;
    struct sim *s = m->s;
    struct conn *c = &s->conns.conn[conn];
    if (p->tcp_flags & TCP_RST) {
        if (p->seq == c->rcv_nxt)
            forget(s, conn);
        return;
    }
    if (p->tcp_flags & TCP_SYN) {
        bool same = !c->open && p->seq + 1 == c->rcv_nxt && !(p->tcp_flags & TCP_ACK);
        uint32_t again = same && c->answer != POOL_NONE ? sim_copy(s, c->answer) : POOL_NONE;
        if (again != POOL_NONE)
            sim_return(s, again, true);
        else
            plain_ack(m, c, TCP_ACK); /* RFC 5961 §4: what is this? */
        return;
    }
    if (!(p->tcp_flags & TCP_ACK))
        return;
    if (!c->open) {
        if (p->ack != c->snd_nxt) {
            reset(m, 0, 0);
            return;
        }
        opened(m, conn);
        if (m->door.verdict == VERDICT_PROXY)
            return;
    }
    uint32_t moved = segment_len(p);
    if (!moved || m->door.verdict == VERDICT_TARPIT)
        return;
    if (p->seq == c->rcv_nxt)
        c->rcv_nxt += moved;
    bool fin = p->tcp_flags & TCP_FIN;
    plain_ack(m, c, fin ? TCP_FIN | TCP_ACK : TCP_ACK);
    if (fin)
        forget(s, conn);
}

/* A segment for a port that accepts connections, but belongs to none. */
static void on_listener(const struct meeting *m, uint64_t flow)
{
    uint8_t f = m->p->tcp_flags;
    bool plain = m->door.verdict == VERDICT_OPEN;
    if (f & TCP_RST)
        silence(m);
    else if (f & TCP_ACK)
        plain && !((f & TCP_FIN) && m->stack->drops_maimon) ? reset(m, m->stack->open_rst_win, 0)
                                                            : silence(m);
    else if ((f & TCP_SYN) && !(f & TCP_FIN))
        accept_syn(m, flow);
    else if (plain && m->stack->rst_always)
        reset(m, 0, 0);
    else
        silence(m);
}

static void icmp_error(const struct meeting *m, uint8_t type, uint8_t code, const struct addr *from,
                       uint8_t ttl);

/* True when a firewall in front of the port dealt with the packet. */
static bool firewall(const struct meeting *m)
{
    const struct door *d = m->door.door;
    bool filter = m->door.verdict == VERDICT_SILENT || m->door.verdict == VERDICT_REJECT;
    bool syn = (m->p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
    if (!filter || (d && d->stateless && !syn))
        return false;
    if (m->door.verdict == VERDICT_SILENT) {
        silence(m);
        return true;
    }
    assert(d); /* only a door rejects */
    const struct reject *how = reject_row(d->reject);
    bool v4 = m->p->family == 4;
    if (how->type4 || how->type6)
        icmp_error(m, v4 ? how->type4 : how->type6, v4 ? how->code4 : how->code6, &d->from, d->ttl);
    else if (m->p->tcp_flags & TCP_RST)
        silence(m);
    else
        reset(m, 0, d->ttl);
    return true;
}

static void on_tcp(const struct meeting *m)
{
    if (firewall(m))
        return;
    if (m->door.verdict == VERDICT_OPEN || m->door.verdict == VERDICT_TARPIT ||
        m->door.verdict == VERDICT_PROXY) {
        uint64_t flow = sim_flow(m->s, &m->l->addr, m->p);
        uint32_t conn = conns_find(&m->s->conns, flow);
        if (conn != CONN_NONE)
            on_connection(m, conn);
        else
            on_listener(m, flow);
    } else if (m->p->tcp_flags & TCP_RST) {
        silence(m);
    } else {
        reset(m, 0, 0);
    }
}

/* ---- ICMP errors ---- */

/* Whose ration an error counts against, and whether there is a token. */
static bool icmp_allowed(const struct meeting *m, uint32_t sender)
{
    struct sim *s = m->s;
    struct live *l = &s->live[sender];
    const struct rule *r = l->home.rule;
    if (!r) /* a router that no rule describes */
        return true;
    const struct stack_row *stack = &stacks[r->stack];
    const struct ration *own = m->p->family == 4 ? &stack->icmp4 : &stack->icmp6;
    if (bucket_take(&l->icmp, r->icmp_set ? &r->icmp : own, s->now) &&
        bucket_take(&l->icmp_all, &stack->icmp_all, s->now))
        return true;
    l->stats.rationed++;
    sim_drop_packet(s, SIM_DROP_ICMP_RATION);
    return false;
}

/* The beginning of the probe as it looked when it was turned away: its TTL was counted down on the way. */
static size_t quote(const struct meeting *m, uint8_t *out)
{
    bool v4 = m->p->family == 4;
    uint16_t wanted = m->rule && m->rule->quote ? m->rule->quote : m->s->script.quote;
    /* RFC 1812 §4.3.2.3: 576 bytes in all; RFC 4443 §2.4 (c): the minimum MTU of 1280 */
    size_t most = v4 ? 576 - IP4_LEN - ICMP_LEN : 1280 - IP6_LEN - ICMP6_LEN;
    size_t len = m->in->len < most ? m->in->len : most;
    if (wanted && m->p->transport + (size_t)wanted < len)
        len = m->p->transport + (size_t)wanted;
    memcpy(out, m->in->data, len);
    uint8_t hops = m->rule ? m->rule->hops : 0, *ttl = out + (v4 ? IP4_AT_TTL : IP6_AT_HOP);
    uint16_t was = get_u16(ttl);
    *ttl = *ttl > hops ? (uint8_t)(*ttl - hops) : 1;
    if (v4)
        put_u16(out + IP4_AT_CSUM, csum_update16(get_u16(out + IP4_AT_CSUM), was, get_u16(ttl)));
    return len;
}

/* from->len 0: the target itself. ttl 0: the sender's own; that of routers is 255 less half the hops. */
static void icmp_error(const struct meeting *m, uint8_t type, uint8_t code, const struct addr *from,
                       uint8_t ttl)
{
    struct sim *s = m->s;
    bool self = !from->len || addr_eq(from, &m->l->addr);
    struct addr sender = self ? m->l->addr : *from;
    uint32_t sender_live =
        self ? m->live : sim_live(s, &sender); /* may move s->live: m->l is not used below */
    if (sender_live != LIVE_NONE && !icmp_allowed(m, sender_live))
        return;
    uint8_t bytes[1280];
    size_t len = quote(m, bytes);
    uint8_t hops = m->rule ? m->rule->hops : 0;
    struct reply how = {.from = &sender, .ttl = ttl ? ttl : self ? ttl_of(m) : (uint8_t)(255 - hops / 2)};
    how.proto = m->p->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
    how.id = self ? next_id(m, true) : 0;
    struct answer a = reply_begin(s, m->live, m->in, &how, ICMP_LEN + len);
    if (m->p->family == 4) {
        bool too_big = type == ICMP_TYPE_UNREACHABLE && code == ICMP_UNREACHABLE_TOO_BIG;
        icmp_build(
            &a.w, &(struct icmp_msg){
                      .type = type, .code = code, .seq = too_big ? 1280 : 0, .data = bytes, .data_len = len});
    } else {
        uint32_t rest = type == ICMP6_TYPE_TOO_BIG     ? 1280
                        : type == ICMP6_TYPE_PARAMETER ? IP6_AT_PAYLOAD_LEN + 2
                                                       : 0;
        icmp6_build(&a.w,
                    &(struct icmp6_msg){.type = type,
                                        .code = code,
                                        .id = (uint16_t)(rest >> 16),
                                        .seq = (uint16_t)rest,
                                        .data = bytes,
                                        .data_len = len},
                    &a.from, &a.to);
    }
    reply_send(s, &a);
}

static const struct addr nobody = {0};

/* ---- UDP, ICMP and the rest ---- */

/* A service answers with the beginning of the question, its third byte's top bit set: to DNS that is a
 * response with the same id, and whoever hides a cookie in the payload gets it back. */
static void udp_answers(const struct meeting *m)
{
    uint8_t data[64];
    size_t len = m->p->data_len < sizeof data ? m->p->data_len : sizeof data;
    memcpy(data, m->in->data + m->p->transport + UDP_LEN, len);
    if (len > 2)
        data[2] |= 0x80;
    if (len == 0)
        data[len++] = '!';
    struct live *l = host_of(m);
    struct addr from = l->addr;
    struct reply how = {
        .from = &from, .ttl = ttl_of(m), .proto = IPPROTO_UDP, .id = next_id(m, true), .df = df_of(m)};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, UDP_LEN + len);
    udp_build(&a.w, &(struct udp){.sport = m->p->dport, .dport = m->p->sport}, data, len, &a.from, &a.to);
    reply_send(m->s, &a);
}

static void on_udp(const struct meeting *m)
{
    bool picky = m->door.door && m->door.door->picky;
    switch (m->door.verdict) {
    case VERDICT_OPEN: picky && !m->p->data_len ? silence(m) : udp_answers(m); break;
    case VERDICT_CLOSED:
        if (m->p->family == 4)
            icmp_error(m, ICMP_TYPE_UNREACHABLE, ICMP_UNREACHABLE_PORT, &nobody, 0);
        else
            icmp_error(m, ICMP6_TYPE_UNREACHABLE, ICMP6_UNREACHABLE_PORT, &nobody, 0);
        break;
    case VERDICT_REJECT: (void)firewall(m); break;
    default: silence(m); break;
    }
}

static void echo(const struct meeting *m)
{
    const uint8_t *data = m->in->data + m->p->transport + ICMP_LEN;
    struct live *l = host_of(m);
    struct addr from = l->addr;
    bool v4 = m->p->family == 4;
    struct reply how = {
        .from = &from, .ttl = ttl_of(m), .proto = v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6, .id = next_id(m, true)};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, ICMP_LEN + (size_t)m->p->data_len);
    if (v4)
        icmp_build(&a.w, &(struct icmp_msg){.type = ICMP_TYPE_ECHO_REPLY,
                                            .id = m->p->sport,
                                            .seq = m->p->dport,
                                            .data = data,
                                            .data_len = m->p->data_len});
    else
        icmp6_build(&a.w,
                    &(struct icmp6_msg){.type = ICMP6_TYPE_ECHO_REPLY,
                                        .id = m->p->sport,
                                        .seq = m->p->dport,
                                        .data = data,
                                        .data_len = m->p->data_len},
                    &a.from, &a.to);
    reply_send(m->s, &a);
}

static void timestamp(const struct meeting *m)
{
    struct live *l = host_of(m);
    struct addr from = l->addr;
    struct reply how = {.from = &from, .ttl = ttl_of(m), .proto = IPPROTO_ICMP, .id = next_id(m, true)};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, 20);
    uint32_t ms = (uint32_t)(m->s->now / NSEC_MS % 86400000);
    struct icmp_msg reply = {.type = ICMP_TYPE_TIMESTAMP_REPLY,
                             .id = m->p->sport,
                             .seq = m->p->dport,
                             .has_times = true,
                             .times = {get_u32(m->in->data + m->p->transport + ICMP_LEN), ms, ms}};
    icmp_build(&a.w, &reply);
    reply_send(m->s, &a);
}

/* RFC 950 appendix I. Only old stacks do. */
static void mask(const struct meeting *m)
{
    static const uint8_t mask24[4] = {255, 255, 255, 0};
    struct live *l = host_of(m);
    struct addr from = l->addr;
    struct reply how = {.from = &from, .ttl = ttl_of(m), .proto = IPPROTO_ICMP, .id = next_id(m, true)};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, ICMP_LEN + sizeof mask24);
    icmp_build(&a.w, &(struct icmp_msg){.type = ICMP_TYPE_MASK_REPLY,
                                        .id = m->p->sport,
                                        .seq = m->p->dport,
                                        .data = mask24,
                                        .data_len = sizeof mask24});
    reply_send(m->s, &a);
}

static void on_icmp(const struct meeting *m)
{
    uint8_t type = m->p->icmp_type;
    bool v4 = m->p->family == 4;
    if (m->rule->echo_off || m->l->home.walled)
        silence(m);
    else if (type == (v4 ? (uint8_t)ICMP_TYPE_ECHO : (uint8_t)ICMP6_TYPE_ECHO))
        echo(m);
    else if (v4 && type == ICMP_TYPE_TIMESTAMP && m->in->len >= m->p->transport + 20u)
        timestamp(m);
    else if (v4 && type == ICMP_TYPE_MASK && m->rule->stack == STACK_ODD)
        mask(m);
    else
        silence(m);
}

/* ABORT carries the tag that the other side will know (RFC 9260 §8.4). */
static void sctp_says(const struct meeting *m, uint8_t chunk)
{
    struct live *l = host_of(m);
    struct addr from = l->addr;
    struct reply how = {.from = &from, .ttl = ttl_of(m), .proto = IPPROTO_SCTP, .df = m->stack->df};
    struct sctp s = {.sport = m->p->dport,
                     .dport = m->p->sport,
                     .vtag = m->p->tag,
                     .chunk = chunk,
                     .flags = chunk == SCTP_ABORT && m->p->chunk != SCTP_INIT,
                     .rwnd = 106496,
                     .streams_out = 10,
                     .streams_in = 10};
    if (chunk == SCTP_ABORT && !bucket_take(&l->rst, &m->rule->rst, m->s->now)) {
        l->stats.rationed++;
        sim_drop_packet(m->s, SIM_DROP_RST_RATION);
        return;
    }
    s.init_tag = s.tsn = (uint32_t)(rng_u64(&m->s->rng) >> 32) | 1;
    size_t len = SCTP_LEN + SCTP_CHUNK_LEN + (chunk == SCTP_INIT_ACK ? (size_t)SCTP_INIT_LEN : 0);
    struct answer a = reply_begin(m->s, m->live, m->in, &how, len);
    sctp_build(&a.w, &s, NULL, 0);
    reply_send(m->s, &a);
}

/* Of what belongs to no association: INIT opens one at a listener, COOKIE ECHO with a cookie that is not the
 * listener's is dropped (RFC 9260 §5.1.5), the rest is aborted. */
static void on_sctp(const struct meeting *m)
{
    bool open = m->door.verdict == VERDICT_OPEN;
    if (firewall(m))
        return;
    if (m->p->chunk == SCTP_ABORT || (open && m->p->chunk == SCTP_COOKIE_ECHO))
        silence(m);
    else
        sctp_says(m, open && m->p->chunk == SCTP_INIT ? SCTP_INIT_ACK : SCTP_ABORT);
}

/* A host that speaks a protocol of which nothing is known here says something in it. */
static void speaks(const struct meeting *m)
{
    struct live *l = host_of(m);
    struct addr from = l->addr;
    struct reply how = {.from = &from, .ttl = ttl_of(m), .proto = m->p->proto, .df = m->stack->df};
    struct answer a = reply_begin(m->s, m->live, m->in, &how, 8);
    wr_zero(&a.w, 8);
    reply_send(m->s, &a);
}

static void refuse_protocol(const struct meeting *m)
{
    if (m->l->home.walled)
        silence(m);
    else if (m->p->family == 4)
        icmp_error(m, ICMP_TYPE_UNREACHABLE, ICMP_UNREACHABLE_PROTO, &nobody, 0);
    else
        icmp_error(m, ICMP6_TYPE_PARAMETER, ICMP6_PARAMETER_NEXT_HEADER, &nobody, 0);
}

/* ---- arrival ---- */

static void count_arrival(struct sim *s, struct live *l)
{
    s->stats.arrived++;
    l->stats.arrived++;
    nsec second = (s->now - s->start) / NSEC_SEC;
    if (second != l->second) {
        l->second = second;
        l->in_second = 0;
    }
    if (++l->in_second > l->stats.peak_second)
        l->stats.peak_second = l->in_second;
}

/* The gateway answers for a host that cannot be reached. */
static void from_gateway(const struct meeting *m, uint8_t type, uint8_t code)
{
    int g = world_gateway(&m->s->world, m->l->addr.len);
    struct addr gateway = g >= 0 ? m->s->script.gateway[g].addr : m->l->addr;
    icmp_error(m, type, code, &gateway, 0);
}

static void nobody_home(const struct meeting *m)
{
    const struct reject *how = reject_row(m->rule->dead_row);
    sim_drop_packet(m->s, SIM_DROP_DEAD);
    if (m->rule->dead_reject)
        from_gateway(m, m->p->family == 4 ? how->type4 : how->type6,
                     m->p->family == 4 ? how->code4 : how->code6);
}

static void at_port(struct meeting *m, enum proto proto, void (*on)(const struct meeting *m))
{
    m->door = world_door(&m->s->world, &m->l->home, &m->l->addr, proto, m->p->dport);
    on(m);
}

static void on_protocol(struct meeting *m)
{
    bool v4 = m->p->family == 4;
    uint8_t proto = m->p->proto;
    bool has_ports = proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_SCTP;
    if (!has_ports && proto != (v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
        speaks(m);
    else if (!m->p->known)
        silence(m);
    else if (proto == IPPROTO_TCP)
        at_port(m, PROTO_TCP, on_tcp);
    else if (proto == IPPROTO_UDP)
        at_port(m, PROTO_UDP, on_udp);
    else if (proto == IPPROTO_SCTP)
        at_port(m, PROTO_SCTP, on_sctp);
    else
        on_icmp(m);
}

static void arrived(struct meeting *m)
{
    count_arrival(m->s, host_of(m));
    m->door = world_door(&m->s->world, &m->l->home, &m->l->addr, PROTO_IP, m->p->proto);
    switch (m->door.verdict) {
    case VERDICT_OPEN: on_protocol(m); break;
    case VERDICT_CLOSED: refuse_protocol(m); break;
    case VERDICT_REJECT: (void)firewall(m); break;
    default: silence(m); break;
    }
}

void answer_arrive(struct sim *s, uint32_t slot)
{
    const struct slot *in = pool_at(&s->pool, slot);
    struct meeting m = {.s = s, .live = in->live, .l = &s->live[in->live], .in = in, .p = &in->probe};
    m.rule = m.l->home.rule; /* never NULL: addresses without a rule are dead, and the road ends there */
    m.stack = &stacks[m.rule->stack];
    if (m.l->home.alive && m.p->ttl <= m.rule->hops)
        m.p->family == 4 ? from_gateway(&m, ICMP_TYPE_TIME_EXCEEDED, 0)
                         : from_gateway(&m, ICMP6_TYPE_TIME_EXCEEDED, 0);
    else if (!m.l->home.alive || m.l->down)
        nobody_home(&m);
    else
        arrived(&m);
    pool_put(&s->pool, slot);
}
