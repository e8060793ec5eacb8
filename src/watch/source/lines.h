/* Inputs of lines: logs of firewalls and hosts, Zeek's and Suricata's. A form is a row: how to recognise it,
 * how to read one line. lines.c does the rest: cuts lines of any length, counts what no form understands,
 * notices a log that is itself rate-limited. */
#pragma once

#include "model/ports.h"
#include "watch/source/logtime.h"
#include "watch/source/recognise.h"

#define LINES_LONGEST 16384 /* bytes; longer lines are undecoded */
#define LINES_COLUMNS 64    /* of a form with a heading */

enum line_result {
    LINE_SIGHT,
    LINE_SKIPPED, /* well understood, but nothing to do with us */
    LINE_BAD,
    LINE_PART, /* of what several of them say together */
    LINE_HELD, /* understood, and told later: conns.h, flowpair.h */
};

/* Of an entry in several lines: what was said of it so far. Its text is in the state's. */
struct line_entry {
    nsec_wall at, written;
    char who[64];
    size_t who_n, what_n;
    unsigned whos, whats;
    bool stranger, person; /* it did not come from the kernel; it is a person's */
    char host[64];
    size_t host_n;
};

/* What a form keeps from line to line. */
struct line_state {
    nsec_wall reference; /* for times without a year: when the log was last written */
    /* of a heading: which field of the form stands in which column, 0 = none */
    uint8_t column[LINES_COLUMNS];
    unsigned columns;
    bool headed;
    char text[LINES_LONGEST]; /* of a form that unpacks its lines */
    struct line_entry entry;
    /* the latest time of a line so far; what is of later than `most` has a wrong clock, and moves none. 0: unknown */
    nsec_wall now, most;
    struct word host; /* who says the line, by the log's own word; borrowed from it, n = 0: nobody is named */
    uint32_t own;     /* hostlog.c: the number of the first of those */
    struct word_names names, keys; /* of the form, and of key=value in it; made at the first line */
    struct conns *conns;           /* owned by who owns the state (conns_free()); made when a line needs it */
    struct flowpair *pairs;        /* likewise (flowpair_free()) */
    bool unheld;                   /* there was no memory for one of them */
    bool limited;                  /* set by a form: this line says that others were left out */
    /* set by a form for a firewall's line: the rule's own words, for the rate limit; borrowed from the
     * line */
    struct word prefix;
};

struct line_form {
    const char *name;
    /* True when the first line that is no comment looks like one of this form (n bytes without the
     * newline). */
    bool (*like)(struct word line);
    /* Fills *ret, zeroed, on LINE_SIGHT. */
    enum line_result (*read)(struct line_state *state, struct word line, struct sight *ret);
    /* `like` knows the heading alone, and that decides: lines below it begin with a time, as many forms'
     * do */
    bool heading;
    /* the first lines, LINE_SKIPPED, say what the columns are; to read them again does no harm */
    bool columns;
    /* NULL: pieces are lines. How long the piece at p is, with its end; 0 = that shows only in more than n
     * bytes. Pieces are given to `read` with their ends. */
    size_t (*cut)(const char *p, size_t n);
};

/* Where no flags are told, by the ports: from a service's to where systems begin to take those of who asks
 * (Linux; others begin above). */
static inline bool line_answers(const struct sight *s)
{
    return s->sport && s->sport < PORTS_USER && s->dport >= PORTS_LINUX;
}

/* What each of s->packets datagrams carried on the average, from the bytes of all: those that they carried,
 * or (0: not told, as Zeek does of a lone one) those of their packets. */
static inline uint16_t line_payload(const struct sight *s, uint32_t carried, uint32_t whole)
{
    uint32_t headers = (s->src.len == 4 ? 20u : 40u) + 8u, each = s->packets ? whole / s->packets : 0;
    if (carried && s->packets)
        return (uint16_t)(carried / s->packets);
    return (uint16_t)(each > headers ? each - headers : 0);
}

struct netflow_record;

/* For `read`: holds one direction until the other one comes; ret->at is when it was told, or (most) came. LINE_BAD:
 * its addresses are of two families, or there is no memory. */
enum line_result lines_pair(struct line_state *state, const struct netflow_record *r, struct sight *ret);

extern const struct line_form lines_syslog, lines_appliance, lines_journal, lines_pretty, lines_export,
    lines_paloalto, lines_records, lines_events, lines_azure, lines_vpc, lines_windows, lines_zeek,
    lines_zeek_json, lines_eve, lines_argus, lines_nfdump, lines_web, lines_vsftpd;

/* Rows for source.c: one that looks at the first lines, and one for each form by its name. */
bool lines_like(const uint8_t *head, size_t n);
int lines_open(struct stream *st, const struct source_conf *conf, struct source **ret, struct diag *d);
bool lines_has_form(const char *name);
