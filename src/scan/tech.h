/* A technique: how to ask a door, and how to read what comes back. One const row at the foot of its file; the table in tech.c
 * lists them all. A technique is pure: bytes in, bytes out.
 *
 *   template   the constant bytes of the probe for one path, made once: link header, IP header, transport header with its options
 *   probe      patches target, ports, numbers and checksums into a copy of it
 *   judge      reads a packet that reached us: does it answer a probe of ours (cookie), which one, and what does it say
 *   verdict    what each kind of answer, and silence, means for this technique */
#pragma once

#include "io/filter.h"
#include "scan/cookie.h"
#include "scan/heard.h"
#include "scan/path.h"
#include "wire/packet.h"

#define TECH_FRAME_MAX 128 /* longest template, link header included */
#define TECH_PROBE_MAX                                                                                       \
    1500 /* longest probe; longer than its template when it says different things to different ports */

struct tech_template {
    uint8_t bytes[TECH_FRAME_MAX];
    uint32_t len, ip, transport; /* length; where the IP and the transport header begin */
    uint64_t ip_sum,
        transport_sum; /* running sums (wire/csum.h) over what stays constant, pseudo header included */
};

/* One question. Made by the engine (scan.h). */
struct probe {
    struct addr addr;
    uint64_t id; /* the engine's own number for the target; connect hands it back */
    uint16_t port;
    uint8_t try; /* 0 … COOKIE_TRIES - 1 */
};

/* One believed answer. Made by judge, or from a connection's result. */
struct reply {
    struct addr addr; /* the target that the answer is about; its zone is hear_frame()'s to set */
    struct addr from; /* who sent it, when that was not the target; else len 0 */
    nsec at, rtt;     /* arrival; -1 = unknown */
    uint16_t port;
    uint8_t heard; /* enum heard; HEARD_UNASKED = it could not even be asked, `error` says why */
    uint8_t try;
    uint8_t ttl;    /* of the answer; 0 = unknown */
    uint8_t mac[6]; /* ARP, ND */
    int error;      /* errno of a local failure; 0 = none */
};

struct tech_verdict {
    enum state state;
    enum reason reason; /* REASON_NONE: the ICMP reason of the address family (of rst: port unreachable) */
};

struct tech_ear {
    const struct tech *tech;
    const struct cookie_conf *cookie;
    nsec at; /* when the packet came */
    /* the packet's source is not who sent it, but who may have been asked: only its content can prove that */
    bool guessed;
};

struct tech {
    const char *name;   /* record word: "syn" */
    const char *option; /* "-sS"; NULL = not a user's choice */
    const char *help;   /* N_() */
    enum proto proto;
    bool portless; /* asks hosts, not ports */
    bool rationed; /* refusals are few by nature: most stacks ration ICMP errors (ration.h) */
    /* answers may come from another address than was asked, and can be told by their content */
    bool by_content;
    bool link; /* asks everybody on the link: needs no neighbour's address, but finds it */
    /* through the kernel's connections (io/dial.h), not with frames; the three functions are NULL */
    bool dialled;
    uint8_t flags;  /* TCP techniques: of the probe */
    uint32_t hears; /* FILTER_* (io/filter.h) beside FILTER_USUAL: which packets answer it */
    bool quiet; /* open ports keep silent, closed ones reset; where open ones reset too, it tells nothing */
    struct tech_verdict silence, yes, rst, alt, icmp;
    /* Writes the template. 0, or -EAFNOSUPPORT when it has no form for this family or link. */
    int (*template)(const struct tech *tech, struct tech_template *t, const struct path *path);
    /* In how many rounds a silent port is asked; NULL = as long as anything may have been lost (scan.h). */
    uint32_t (*rounds)(uint16_t port);
    /* The length of a probe; NULL = t->len. */
    uint32_t (*length)(const struct tech_template *t, const struct probe *p);
    /* Writes one probe to `out` (room for TECH_PROBE_MAX, or t->len without `length`). `now` goes into the
     * cookie. */
    void (*probe)(const struct tech_template *t, const struct path *path, const struct cookie_conf *cookie,
                  const struct probe *p, nsec now, uint8_t *out);
    /* True and *ret filled when `packet` answers one of our probes. */
    bool (*judge)(const struct tech_ear *ear, const struct packet *packet, struct reply *ret);
};

extern const struct tech tech_syn, tech_connect, tech_arp, tech_nd, tech_udp, tech_udp_dialled, tech_echo,
    tech_echo_dialled, tech_timestamp, tech_mask;
extern const struct tech tech_sctp_init, tech_sctp_cookie, tech_proto, tech_bounce;
extern const struct tech tech_fin, tech_null, tech_xmas, tech_maimon, tech_ack, tech_window;

/* By record word or option; NULL when there is none. */
const struct tech *tech_find(const char *word);
/* All of them, `*ret_count` rows. */
const struct tech *const *tech_all(unsigned *ret_count);

/* What an ICMP error quotes, and the error as heard; NULL when `p` is none. */
const struct quote *tech_quote(const struct packet *p, enum heard *ret);

/* Fills what such an error says of the target that `ret` is about: heard, TTL, and the sender where that is
 * another one. */
void tech_blame(const struct packet *p, enum heard h, struct reply *ret);

/* State and reason for what was heard. */
struct tech_verdict tech_judge(const struct tech *t, enum heard h, unsigned family);
