/* A rule of data/rules/ as a row (tools/gen-rules.py), and whether it matches. Lists of words stand between
 * blanks: " telnet ssh ". */
#pragma once

#include "audit/rundoors.h"
#include "audit/severity.h"

enum rule_zone { RULE_LOOPBACK, RULE_PRIVATE, RULE_PUBLIC, RULE_ZONES }; /* as enum audit_zone */
enum rule_tls { RULE_TLS_ANY, RULE_TLS, RULE_NO_TLS };
enum { RULE_EXPIRED = 1, RULE_SELF_SIGNED = 2, RULE_WEAK_KEY = 4 };

#define RULE_PORTS_MAX 16

struct rule {
    const char *id;
    enum severity severity[RULE_ZONES];
    const char *services;
    struct rule_ports {
        enum proto proto;
        uint16_t first, last;
    } port[RULE_PORTS_MAX];
    unsigned ports;
    bool port_suffices;
    const char *product, *os, *info,
        *below;         /* all but `below`, and isn, ipid, frag, system: alternatives between "|" */
    const char *mended; /* from this version on a distribution may still mend it */
    const char *isn, *ipid, *frag, *system; /* of a host: such a rule judges no door */
    const char *facts, *no_facts, *proof;
    enum rule_tls tls;
    const char *tls_versions;
    unsigned certificate;
    const char *beside, *not_beside;
    struct record_strings refs;
};

extern const struct rule rules_table[];
extern const unsigned rules_table_count;

/* An example: JSON Lines, the door that is judged first. Ends with id NULL. */
struct rule_sample {
    const char *id;
    bool hit;
    const char *lines;
};

extern const struct rule_sample rule_samples[];

/* How bad door i is by this rule in that zone, SEVERITY_NONE = it does not match. `first` … `end` - 1 are the
 * doors of its host. `now`: a version that a distribution still mends is not old. */
enum severity rule_judge(const struct rule *rule, const struct rundoors *doors, unsigned i, unsigned first,
                         unsigned end, enum rule_zone zone, nsec_wall now);
/* How bad the host is by this rule. */
enum severity rule_judge_host(const struct rule *rule, const struct rundoors_host *host, enum rule_zone zone);

/* Was the service heard, and not only guessed by its port number? */
bool rule_heard(const struct record_port *p);
