/* Rules in one form, whichever program wrote them. */
#pragma once

#include "local/firewall.h"

#include <net/if.h>
#include <stdint.h>

/* Numbers and addresses, big-endian, the last bytes used. */
struct fw_value {
    uint8_t b[16];
};

struct fw_range {
    struct fw_value low, high;
};

enum fw_field {
    FW_UNKNOWN, /* something that is not understood: may hold or not */
    FW_TRUE,
    FW_FALSE,
    FW_FAMILY, /* 4 or 16 */
    FW_PROTO,
    FW_SRC, /* `family` says of which */
    FW_DST,
    FW_SPORT,
    FW_PORT,
    FW_ICMP6_TYPE,
    FW_HOPLIMIT,   /* of IPv6 */
    FW_OURS,       /* the destination is a unicast address of this machine */
    FW_DEVICE,     /* `names` */
    FW_DEVICE_OUT, /* the same of what leaves */
    FW_CT_STATE,   /* `bits` of fw_ct */
    FW_TCP_FLAGS,  /* ranges[0].low: mask, .high: value */
};

/* States of connection tracking; a packet that it has not seen yet is "invalid" (nft_ct_get_eval() of the
 * kernel). */
enum fw_ct {
    FW_CT_NEW = 1,
    FW_CT_ESTABLISHED = 2,
    FW_CT_RELATED = 4,
    FW_CT_INVALID = 8,
    FW_CT_UNTRACKED = 16,
};

typedef char fw_name[64];

struct fw_match {
    enum fw_field field;
    bool negate;
    uint8_t family;         /* FW_SRC, FW_DST */
    uint8_t bits;           /* FW_CT_STATE */
    struct fw_range *range; /* owned; any of them */
    size_t ranges;
    fw_name *name; /* owned; devices; a trailing '*' stands for anything */
    size_t names;
};

enum fw_verdict {
    FW_CONTINUE,
    FW_ACCEPT,
    FW_DROP,
    FW_RETURN,
    FW_JUMP,
    FW_GOTO,
    FW_NOTRACK,   /* goes on, without connection tracking */
    FW_ELSEWHERE, /* destination NAT, queue, a target that is not understood: anything may happen */
};

struct fw_rule {
    struct fw_match *match; /* owned; all of them */
    size_t matches;
    enum fw_verdict verdict;
    int target; /* index of a chain; -1 = there is none of that name */
};

/* In the order in which a packet passes them: three on the way in, three on the way out. */
enum fw_hook {
    FW_HOOK_NONE,
    FW_HOOK_INGRESS,
    FW_HOOK_PREROUTING,
    FW_HOOK_INPUT,
    FW_HOOK_OUTPUT,
    FW_HOOK_POSTROUTING,
    FW_HOOK_EGRESS,
};

struct fw_chain {
    uint8_t family; /* 4, 16; 0 = both (inet, netdev) */
    fw_name table, name;
    enum fw_hook hook;
    int priority;
    bool drop;              /* policy */
    bool nat;               /* sees the first packet of a connection only */
    struct fw_match device; /* ingress, egress: `names` */
    struct fw_rule *rule;
    size_t rules;
};

struct firewall {
    struct fw_chain *chain;
    size_t chains, total, unread, ranges;
    int *base; /* indexes of chains with a hook, in the kernel's order */
    size_t bases;
    bool bridge, arp; /* rules of those families, which are not read, might drop something */
    struct {
        uint8_t family;
        fw_name table;
    } taken[16]; /* tables of iptables' nf_tables variant */
    size_t takens;
};

/* A value of a number, of an address. */
struct fw_value fw_number(uint64_t n);
struct fw_value fw_address(const struct addr *a);

/* A chain by name, made when it is not there. Its index, -ENOMEM, -ENAMETOOLONG. */
int fw_chain(struct firewall *f, uint8_t family, const char *table, const char *name);
/* Appends a rule; takes over what `rule` owns, whatever it returns. 0, -ENOMEM, -E2BIG. */
int fw_add_rule(struct firewall *f, int chain, struct fw_rule *rule);
/* Appends a match to a rule; takes over what it owns, whatever it returns. 0 or -ENOMEM. */
int fw_add_match(struct fw_rule *rule, struct fw_match match);
/* Appends a match that needs nothing but its field: FW_UNKNOWN, FW_TRUE, FW_FALSE, FW_OURS. 0 or -ENOMEM. */
int fw_add_constant(struct fw_rule *rule, enum fw_field field);
/* Adds to what a match holds: low to high, both included (0 or -ENOMEM); a device's name, copied (0, -ENOMEM,
 * -ENAMETOOLONG: 64 bytes and more). */
int fw_add_range(struct fw_match *m, struct fw_value low, struct fw_value high);
int fw_add_name(struct fw_match *m, const char *name);
/* *to is overwritten. 0 or -ENOMEM. */
int fw_copy_rule(const struct fw_rule *from, struct fw_rule *to);
/* Free what they own; fine after a zeroed struct. */
void fw_match_fini(struct fw_match *m);
void fw_rule_fini(struct fw_rule *r);
/* Puts the hooks in order, and the ranges of each match; after the last rule. 0 or -ENOMEM. */
int fw_sort(struct firewall *f);
