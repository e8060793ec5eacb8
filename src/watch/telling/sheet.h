/* What every alert is written on, whatever it tells of: its record, room for the texts that the record
 * borrows, sentences that become `why`. One begins it, says what there is to say, and puts it into the
 * sink. */
#pragma once

#include "watch/detect.h"
#include "watch/marks.h"
#include "watch/mix.h"
#include "watch/watch.h"

/* Sentences of one alert, and bytes of their texts: of each with its parts, of one event, of the list of
 * ports, of all sentences. What is longer ends early. */
enum {
    SHEET_SENTENCES = 9,
    SHEET_PARTS = 512,
    SHEET_EVENT = 128,
    SHEET_PORTS = 2048,
    SHEET_WHY = 2048,
    SHEET_SPAN = 24
};

struct sheet {
    struct record record;
    char id[WATCH_ID], event[LEDGER_EVENTS][SHEET_EVENT], dst[LEDGER_EVENTS][ADDR_TEXT_MAX],
        ports[SHEET_PORTS], why[SHEET_WHY];
    char net[ADDR_TEXT_MAX + 8], tunnel[2 * ADDR_TEXT_MAX + 16];
    const char *events[LEDGER_EVENTS], *dsts[LEDGER_EVENTS], *srcs[1];
    const char **sources; /* owned; NULL: none, or memory was out */
    struct diag said[SHEET_SENTENCES];
    char parts[SHEET_SENTENCES][SHEET_PARTS];
    const char *part[SHEET_SENTENCES];
    size_t saids;
};

/* Empties it. `kind`: static. Returns the record's alert, to be filled in. */
struct record_alert *sheet_begin(struct sheet *x, const char *kind, uint8_t zone);
/* The id of an alert (for most, x->id), by an address and what else tells it apart from others: the same as
 * long as the key. */
void sheet_id(const struct mix_key *key, const struct addr *a, uint64_t beside, char ret[WATCH_ID]);
/* Its sources; nets: those of IPv6 that are the first address of a /64 are all of it. Where memory is out they are left
 * out. */
void sheet_sources(struct sheet *x, const struct addr *a, unsigned n, bool nets);
/* Its first events, n <= LEDGER_EVENTS, and whom they asked. */
void sheet_events(struct sheet *x, uint8_t technique, const struct event *first, unsigned n);
/* Its one port. */
void sheet_port(struct sheet *x, uint16_t port);
/* A sentence, with at most three words in it (base/diag.h), copied. */
void sheet_say(struct sheet *x, const char *msg, const char *a, const char *b, const char *c);
void sheet_repeat(struct sheet *x, const struct diag *said);
/* Which tool it was, where that is known. */
void sheet_say_tool(struct sheet *x, const struct marks_verdict *m);
/* Puts it, and frees what it owns. Returns what the sink returns; the severity (enum watch_severity) again in
 * *ret_severity. */
int sheet_put(struct sheet *x, unsigned score, unsigned severity, struct sink *out, unsigned *ret_severity);

/* Whether it asks at ports (or IP protocols, or kinds of probes), and not at hosts alone. */
bool sheet_has_port(uint8_t technique);
/* "1 ms", "4.2 s", "17 min", "3.5 h", "12 d"; never nothing, as what follows took some time. */
void sheet_span(nsec d, char out[SHEET_SPAN]);
