#include "watch/detect/ftpdata.h"

#include "model/portinfo.h"
#include "model/ports.h"
#include "watch/held.h"
#include "watch/mix.h"
#include "watch/shelf.h"

#include <stdlib.h>
#include <string.h>

enum {
    DATA = 20,
    IDENT = 113,
    PORT_MAPPER = 135,
    HELD = 128,
    PAIRS = 1024,
    PIECE = 64 /* pairs saved together */
};

/* Data connections in a row that do not come through: after so many a client has given up, or uses others
 * (PASV). */
enum { FAILURES = 20 };

/* Ports that a server names to a client: a session or two, until it is not asked for half a day. So many are
 * what a scanner has of it, and none of those that services have by custom. */
enum { NAMED = 160 };

/* Where it is seen that they talk: several sessions side by side have so many ports named before the first is asked
 * for, and a moment later. So many more ports asked for without a word before them are no client's. */
enum { WORDS = 4, LATEST = 8, OUT_OF_TURN = 8 };

#define FORGOTTEN (12 * NSEC_HOUR)

#define LASTS       NSEC_HOUR   /* since the control connection, or the last data that came through */
#define CAME_LATELY NSEC_MINUTE /* servers ask at once, and give up within half a minute */

struct pair {
    uint64_t hash; /* of client and server */
    nsec_wall last;
    uint32_t failures;
    uint16_t named; /* so many ports; of who came in: the one that he was asked for in turn, 0: none */
    uint16_t latest[LATEST];    /* of those that were named after words, the last one first */
    uint8_t words, out_of_turn; /* said on the control connection since; ports that were asked for without */
    bool spent;                 /* the port that was asked for last was taken */
    bool begun; /* it was let in, as far as a SYN-ACK shows, and is not known to have taken that */
};

struct ftpdata {
    struct mix_key key;
    struct pair control[PAIRS], came[PAIRS], mapped[PAIRS]; /* the newer one of two at a place */
    struct shelf controls, comers;
    struct held *held;
};

struct ftpdata *ftpdata_new(struct hash_key key)
{
    struct ftpdata *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->key = mix_key_of(key, MIX_FTPDATA);
    f->held = held_new(HELD);
    if (f->held)
        return f;
    ftpdata_free(f);
    return NULL;
}

void ftpdata_free(struct ftpdata *f)
{
    if (f)
        held_free(f->held);
    free(f);
}

size_t ftpdata_memory(const struct ftpdata *f)
{
    return sizeof *f + held_memory(f->held);
}

static uint64_t hash_of(const struct ftpdata *f, const struct addr *client, const struct addr *server)
{
    return mix_addr(&f->key, client, mix_addr(&f->key, server, PORTS_FTP)) | 1;
}

static struct pair *note(struct pair *pairs, uint64_t hash, nsec_wall at, bool begun)
{
    struct pair *p = &pairs[hash / 2 % PAIRS];
    if (p->hash != hash || at - p->last >= FORGOTTEN)
        *p = (struct pair){.hash = hash, .begun = begun};
    p->last = at;
    p->begun &= begun;
    p->spent = false;
    p->failures = 0;
    return p;
}

static void hear(struct pair *p, nsec_wall at)
{
    p->last = at > p->last ? at : p->last;
    if (p->words < WORDS)
        p->words++;
}

static struct pair *find(struct pair *pairs, uint64_t hash, nsec_wall at, nsec lasts)
{
    struct pair *p = &pairs[hash / 2 % PAIRS];
    return p->hash == hash && at >= p->last && at - p->last <= lasts ? p : NULL;
}

/* Of the same, what was asked back at `at`, or is told late: nobody answered meanwhile what was asked then, and others
 * came, or got their data. */
static struct pair *find_lately(struct pair *pairs, uint64_t hash, nsec_wall at, nsec lasts)
{
    return find(pairs, hash, at + CAME_LATELY, lasts + CAME_LATELY);
}

/* As long ago as that, or as early: what came of a question is told later. */
static struct pair *find_about(struct pair *pairs, uint64_t hash, nsec_wall at)
{
    return find(pairs, hash, at + LASTS, 2 * LASTS);
}

/* A log that says no more than that it was asked, or let through. */
static bool is_untold(const struct contact *c)
{
    return c->sight && c->sight->kind == SIGHT_LOG && c->outcome == SIGHT_OUTCOME_UNKNOWN;
}

static bool may_name(struct pair *p)
{
    if (!p || p->named >= NAMED)
        return false;
    p->named++;
    return true;
}

/* At which somebody looks for a service, such as a database: no server names it to a client. */
static bool is_service(uint16_t port)
{
    return portinfo_about(PROTO_TCP, port, "en") != NULL;
}

/* In such a log: a port that the server named a moment ago, to a client of FTP (RFC 959 4.1.2, PASV), or, for
 * each time that it was asked, to one of RPC. */
static bool was_told(struct ftpdata *f, const struct contact *c, uint64_t hash)
{
    if (is_service(c->port))
        return false;
    struct pair *p = c->port >= PORTS_LINUX ? find(f->mapped, hash, c->at, CAME_LATELY) : NULL;
    if (p && !p->spent) {
        p->spent = true;
        return may_name(p);
    }
    return may_name(find(f->control, hash, c->at, LASTS));
}

static bool is_latest(const struct pair *p, uint16_t port)
{
    for (unsigned i = 0; i < LATEST; i++)
        if (p->latest[i] == port)
            return true;
    return false;
}

/* Whether a client's turn has come to ask for a port that is new: they spoke since it asked for the one before. Who tries
 * ports does not wait for that. */
static bool takes_turn(struct pair *p, uint16_t port)
{
    if (!p->words || p->out_of_turn >= OUT_OF_TURN) {
        if (p->out_of_turn < OUT_OF_TURN)
            p->out_of_turn++;
        return false;
    }
    if (!may_name(p))
        return false;
    p->words--;
    if (p->out_of_turn)
        p->out_of_turn--;
    memmove(p->latest + 1, p->latest, sizeof p->latest - sizeof *p->latest);
    p->latest[0] = port;
    return true;
}

/* Where what comes of it is told: a port that the server named to a client of FTP, and that a firewall may have
 * forgotten to let through. Data that come are no failure. */
static bool was_named(struct ftpdata *f, const struct contact *c, uint64_t hash)
{
    bool asks = c->stage == CONTACT_ASKED || c->stage == CONTACT_IMPLIED;
    struct pair *p = find_about(f->control, hash, c->at);
    if (!p)
        return false;
    if (!is_latest(p, c->port))
        return asks && !is_service(c->port) && takes_turn(p, c->port);
    if (c->stage == CONTACT_RESOLVED && c->outcome == SIGHT_SUCCESS && p->named)
        p->named--;
    return true;
}

/* Passive mode. */
static bool follows(struct ftpdata *f, const struct contact *c)
{
    if (c->sport < PORTS_USER || c->port < PORTS_USER)
        return false;
    uint64_t hash = hash_of(f, &c->src, &c->dst);
    return is_untold(c) ? was_told(f, c, hash) : was_named(f, c, hash);
}

static void note_comer(struct ftpdata *f, const struct contact *c)
{
    bool opened = c->outcome == SIGHT_SUCCESS && !c->half;
    bool finished = opened && (c->stage == CONTACT_FOLLOWED || c->stage == CONTACT_ASKED);
    uint64_t hash = hash_of(f, &c->src, &c->dst);
    if (opened && (c->stage == CONTACT_RESOLVED || c->stage == CONTACT_IMPLIED))
        note(f->came, hash, c->at, true);
    if (!finished && !is_untold(c)) /* a log of what a firewall let through never tells more */
        return;
    note(f->came, hash, c->at, false);
    held_call(f->held, &c->dst, &c->src, c->at, CAME_LATELY); /* who asked it back */
    if (c->port == PORTS_FTP) {
        hear(note(f->control, hash, c->at, false), c->at);
        held_call(f->held, &c->dst, &c->src, c->at, LASTS);
    }
    if (c->port == PORT_MAPPER && is_untold(c))
        note(f->mapped, hash, c->at, false);
}

void ftpdata_hear(struct ftpdata *f, const struct contact *c)
{
    uint64_t hash = hash_of(f, &c->src, &c->dst);
    struct pair *p = find_about(f->control, hash, c->at);
    if (!p &&
        c->said) /* nothing else was seen of that, but the client gets it; of a server no more is known */
        p = note(f->control, hash, c->at, true);
    if (p)
        hear(p, c->at);
}

bool ftpdata_came(struct ftpdata *f, const struct contact *c)
{
    const struct pair *p = find_lately(f->came, hash_of(f, &c->src, &c->dst), c->at, CAME_LATELY);
    return p && !p->begun;
}

bool ftpdata_asks_back(struct ftpdata *f, const struct contact *c)
{
    if (c->technique != TECHNIQUE_SYN || c->outcome == SIGHT_SUCCESS || is_untold(c) ||
        addr_eq(&c->src, &c->dst))
        return false;
    struct pair *p = find(f->came, hash_of(f, &c->dst, &c->src), c->at + CAME_LATELY, 2 * CAME_LATELY);
    if (!p || p->begun)
        return false;
    if (!p->named)
        p->named = c->port;
    return p->named == c->port;
}

bool ftpdata_note(struct ftpdata *f, const struct contact *c)
{
    bool opened = c->outcome == SIGHT_SUCCESS && !c->half;
    if (c->technique != TECHNIQUE_SYN)
        return false;
    note_comer(f, c);
    if (c->port == IDENT && c->sport >= PORTS_USER)
        return find_lately(f->came, hash_of(f, &c->dst, &c->src), c->at, CAME_LATELY);
    if (follows(f, c))
        return true;
    if (c->sport != DATA || c->port < PORTS_USER)
        return false;
    struct pair *p = find_lately(f->control, hash_of(f, &c->dst, &c->src), c->at, LASTS);
    if (p && opened) {
        p->last = c->at > p->last ? c->at : p->last;
        p->failures = 0;
    }
    bool failed = c->first &&
                  (c->outcome == SIGHT_SILENT || c->outcome == SIGHT_REFUSED || c->outcome == SIGHT_BLOCKED);
    return p && !p->begun && (failed ? p->failures++ : p->failures) < FAILURES;
}

/* Whose connection it is; and data that did not come through. */
static bool calls_back(const struct contact *c)
{
    bool asks = c->port == IDENT && c->sport >= PORTS_USER;
    return asks || (c->sport == DATA && c->port >= PORTS_USER && c->outcome != SIGHT_SUCCESS);
}

bool ftpdata_hold(struct ftpdata *f, const struct contact *c)
{
    bool flow = c->technique == TECHNIQUE_SYN && c->stage == CONTACT_ASKED && c->sight &&
                c->sight->kind == SIGHT_FLOW;
    return flow && calls_back(c) && held_take(f->held, c);
}

const struct contact *ftpdata_due(struct ftpdata *f, nsec_wall now)
{
    return held_due(f->held, now);
}

static bool is_sound(const void *place)
{
    const struct pair *p = place;
    return p->last >= 0 && shelf_is_bool(&p->spent) && shelf_is_bool(&p->begun);
}

void ftpdata_regions(struct ftpdata *f, struct region out[FTPDATA_REGIONS])
{
    f->controls = (struct shelf){f->control, sizeof *f->control, PAIRS, PIECE, is_sound};
    f->comers = (struct shelf){f->came, sizeof *f->came, PAIRS, PIECE, is_sound};
    out[0] = shelf_region(&f->controls, "ftp-control");
    out[1] = shelf_region(&f->comers, "ftp-came");
}
