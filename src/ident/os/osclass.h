/* Traits and other evidence -> which system it is, as ranked guesses with an accuracy that means something.
 *
 * Each record is weighed against the evidence: a trait counts for it by how few families share the value seen (what everybody
 * does proves nothing), and against it when the record says otherwise. The accuracy is 99 % less
 *
 *   what does not fit       the share of weight on which record and host disagree
 *   what is not known       a record that says little, or a host that shows little, cannot be sure of
 *   who else it could be    the distance to the best record of another family
 *
 * so that above 90 % nothing may be missing in all three; and never above it for a system that is only known from what others
 * published, not from packets that this program saw. */
#pragma once

#include "ident/os/osdata.h"

#define OSCLASS_GUESSES 5
#define OSCLASS_KNOWN   50 /* %: below that the system is unknown */
#define OSCLASS_NAME    128

/* What services, cards and others say. */
struct osclass_word {
    const char *text; /* "Ubuntu 22.04", "Windows Server 2019", "Apple, Inc." */
    double sure;      /* 0 … 1 */
};

struct osclass_evidence {
    const struct traits *traits; /* NULL = none */
    const struct osclass_word *said;
    unsigned n_said;
    const char *maker; /* of the network card, or NULL */
};

struct osclass_guess {
    const struct osdata_record *record; /* borrowed from the data */
    double score;
    unsigned accuracy; /* % */
};

struct osclass_verdict {
    bool known;              /* the first guess is good enough */
    char name[OSCLASS_NAME]; /* "Linux 4.20-6.x"; of several generations that fit alike all of them */
    char generation[OSCLASS_NAME];
    const char *family, *device, *vendor,
        *cpe; /* of the first guess; borrowed; cpe only of a single generation */
    unsigned accuracy;
    /* best first; accuracy > 0. Of a known one without those that `name` tells */
    struct osclass_guess guess[OSCLASS_GUESSES];
    unsigned guesses;
};

void osclass_judge(const struct osdata *d, const struct osclass_evidence *e, struct osclass_verdict *ret);
