/* The parts of fw_nft.c: values (fw_nft_value.c), conditions made of them (fw_nft_match.c), and what is done,
 * in which chains (fw_nft.c). JSON is borrowed throughout; an absent member (NULL) is understood by none of
 * them. */
#pragma once

#include "local/priv_firewall.h"

#include <jansson.h>

struct nft {
    struct firewall *f;
    const json_t *list; /* the whole ruleset: named sets are looked up there */
    uint8_t family;     /* of the rule at hand */
    const char *table;
    const char *family_word;
    fw_name own;  /* the table's name among ours: netdev's are told apart from inet's */
    bool strange; /* the rule at hand has a statement that might do anything ("xt": null) */
};

/* The text of a member; NULL = it has none. */
static inline const char *fw_nft_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* The number of a protocol, an address family (4, 16) or a type of ICMPv6. False: no such word. */
bool fw_nft_value_word(const char *word, uint64_t *ret);

/* Adds a value, range, prefix, or all of a set (also one of the rule's table by its name, of up to 65,536
 * elements) to a match, by its `field`. False: not understood, or memory is out; what was added until then
 * stays. */
bool fw_nft_value_add(struct nft *n, struct fw_match *m, const json_t *v);

/* A set ("set") or map ("map") of the rule's table by its name, borrowed; NULL = there is none. */
const json_t *fw_nft_value_named(const struct nft *n, const char *name, const char *kind);
/* Whether rules put elements into a set: what it holds when the packet comes is then not what it holds
 * now. */
bool fw_nft_value_is_changed(const struct nft *n, const char *name);
/* An element, or a set, with a statement of its own (a limit, a quota) does not always hold. */
bool fw_nft_value_has_statement(const json_t *object);

/* Appends to a rule what {"left", "op", "right"} asks of a packet; FW_UNKNOWN where that is not understood. 0
 * or -ENOMEM. */
int fw_nft_match_add(struct nft *n, struct fw_rule *rule, const json_t *match);
/* The same of a key and a value that it must have, as in verdict maps. */
int fw_nft_match_equal(struct nft *n, struct fw_rule *rule, const json_t *left, const json_t *right);
