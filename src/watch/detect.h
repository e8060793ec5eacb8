/* Detectors. Each is a file in detect/ and a row in detect.c: it looks at a ledger and says how much speaks
 * for a scanner, in nats, and why, in a sentence. They see one suspect at a time, except campaign.h, decoy.h,
 * callers.h and surge.h, which look across. Pure: a verdict depends on the ledger and the time only. */
#pragma once

#include "base/diag.h"
#include "watch/ledger/ledger.h"

struct finding {
    float nats;      /* 0 = nothing */
    struct diag why; /* one sentence, set when nats > 0 */
    bool hint;       /* worth a look by itself, but no evidence beside others */
};

struct detector {
    void (*look)(const struct ledger *g, nsec_wall now, struct finding *ret);
};

/* The strongest finding, strengthened by half of what the others say; what roles and circumstances excuse is
 * verdict.h's. */
struct finding detect_ledger(const struct ledger *g, nsec_wall now);

/* What its pace and its order say alone, in nats, where nobody hears what it finds: at its last contact, as a pace is
 * forgotten. */
float detect_pace(const struct ledger *g, nsec_wall now);

/* detect/sequence.c: the sequential test's sum (weigh.h). */
extern const struct detector detect_sequence;
/* detect/burst.c: more new doors in 10 s … 1 h than honest hosts ever need, whatever came back. */
extern const struct detector detect_burst;
/* detect/order.c: addresses or ports in sequence, or a net asked densely. */
extern const struct detector detect_order;
/* detect/manners.c: how it treats those who let it in: breaks the handshake off, or leaves without a word. */
extern const struct detector detect_manners;
/* detect/everyday.c: too many of the everyday servers that it visits do not exist. */
extern const struct detector detect_everyday;
/* detect/share.c: too large a part of its new doors stayed shut, in whatever order. */
extern const struct detector detect_share;
/* detect/spread.c: one service of many hosts where nobody else goes. */
extern const struct detector detect_spread;
/* detect/rounds.c: from host to host by doors of which clients know few, whatever they answer. */
extern const struct detector detect_rounds;
/* Whether it set out for such hosts since it was told last. */
bool detect_rounds_anew(const struct ledger *g);
/* detect/unanswered.c: an everyday service by UDP, asked for at many hosts that do not have it. */
extern const struct detector detect_unanswered;
/* detect/strangers.c: such a service of hosts all over the Internet, several of which say that they do not have it. */
extern const struct detector detect_strangers;
/* detect/tool.c: from inside, packets that only scanning tools write. */
extern const struct detector detect_tool;
/* detect/breadth.c: more services of one host than anybody uses, whatever they answered. */
extern const struct detector detect_breadth;
/* detect/passing.c: in haste from door to door, and it wants nothing of those that open. */
extern const struct detector detect_passing;
/* detect/osprobe.c: a probe that suffices by itself. */
extern const struct detector detect_osprobe;
/* detect/rarity.c: doors that hardly anybody else asks at; many hosts to a port, or ports to a host, where
 * outcomes are unknown. */
extern const struct detector detect_rarity, detect_lopsided;

/* How many targets at least, before this ledger may alarm at all. */
unsigned detect_least(const struct ledger *g);

/* Shape of what was tried: "vertical", "horizontal", "block" or "sweep". */
const char *detect_kind(const struct ledger *g);
/* By UDP: how many everyday services stayed shut of which everybody knows few (weigh_few()); so many nobody was told
 * of. */
enum { DETECT_FEW_SHUT = 24 };
uint32_t detect_few_shut(const struct ledger *g);
/* In how many of the blocks of 1,024 ports some are, from `from` to before `end`, both multiples of 1,024. */
uint32_t detect_blocks(const struct portset *p, unsigned from, unsigned end);
/* Distinct hosts: exact where the targets tell it (one port, or none), else estimated, and never more than targets. */
uint32_t detect_hosts(const struct ledger *g);
/* "syn", "connect", "ack", …: how it was asked. */
const char *detect_technique(const struct ledger *g);
const char *detect_technique_word(uint8_t technique);
/* The same of what the sources of a plan did together; m: what their packets have in common. */
struct campaign;
const char *detect_technique_of_plan(const struct campaign *c, const struct marks_verdict *m);
/* 0 … 100 from nats, 100 (1 - 2^(-nats / 8)): 8 are worth 50, 16 are worth 75; and the severity that a score
 * means for a suspect of this zone: medium from 50, high (from outside: still medium) from 75. */
unsigned detect_score(float nats);
unsigned detect_severity(unsigned score, uint8_t zone);
