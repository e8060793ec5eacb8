/* audit: what is dangerous about the doors of a run. Port records go in (rundoors.h), findings come out, worst first: by rules (data/rules/),
 * and by known vulnerabilities where a database of them is there (vulndb.h).
 *
 *     rundoors.h   a run's JSON Lines -> its open doors
 *     priv_rule.h  one rule, one door -> how bad
 *     baseline.h   what somebody has accepted, and until when
 *     match.h      what a banner says x database -> known vulnerabilities
 *
 * It knows neither network nor clock nor language: titles and advice are English, readers translate them by the id
 * (model/glossary.h). One thread. */
#pragma once

#include "audit/rundoors.h"
#include "audit/severity.h"
#include "audit/vulndb.h"

#define AUDIT_CVES_MAX 64 /* that a finding names; the worst */

struct audit;

enum audit_zone { AUDIT_LOOPBACK, AUDIT_PRIVATE, AUDIT_PUBLIC, AUDIT_BY_ADDRESS };

struct audit_conf {
    struct vulndb *db;    /* borrowed; NULL = no known vulnerabilities */
    nsec_wall now;        /* which distributions are still supported? */
    enum audit_zone zone; /* from where the doors can be reached */
    unsigned max;         /* findings kept */
};

/* Judges the doors, which it sorts and borrows until audit_free(). 0 and *ret; negative errno of the
 * database, -ENOMEM. */
int audit_judge(struct rundoors *doors, const struct audit_conf *conf, struct audit **ret);
void audit_free(struct audit *a);

unsigned audit_count(const struct audit *a);
unsigned audit_refused(const struct audit *a);
enum severity audit_severity(const struct audit *a, unsigned i);
/* Finding i as a record; its texts are borrowed until audit_free(). */
void audit_record(const struct audit *a, unsigned i, struct record *ret);
