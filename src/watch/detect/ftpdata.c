#include "watch/detect/ftpdata.h"

#include "watch/mix.h"

#include <stdlib.h>

enum { CONTROL = 21, DATA = 20, FIRST_OF_CLIENTS = 1024, PAIRS = 1024 };

enum {
    FAILURES = 20
}; /* data connections in a row that do not come through: after so many a client has given up, or uses others (PASV) */

#define LASTS (3600 * NSEC_SEC) /* since the control connection, or the last data that came through */

struct ftpdata {
    struct mix_key key;
    struct pair {
        uint64_t hash; /* of client and server */
        nsec_wall last;
        uint32_t failures;
    } pair[PAIRS]; /* the newer one of two at a place */
};

struct ftpdata *ftpdata_new(struct hash_key key)
{
    struct ftpdata *f = calloc(1, sizeof *f);
    if (f)
        f->key = mix_key_of(key, 11);
    return f;
}

void ftpdata_free(struct ftpdata *f)
{
    free(f);
}

static uint64_t hash_of(const struct ftpdata *f, const struct addr *client, const struct addr *server)
{
    return mix_addr(&f->key, client, mix_addr(&f->key, server, CONTROL)) | 1;
}

bool ftpdata_note(struct ftpdata *f, const struct contact *c)
{
    bool opened = c->outcome == SIGHT_SUCCESS && !c->half;
    bool finished = opened && (c->stage == CONTACT_FOLLOWED || c->stage == CONTACT_ASKED);
    if (c->technique != TECHNIQUE_SYN)
        return false;
    if (c->port == CONTROL && finished) {
        uint64_t hash = hash_of(f, &c->src, &c->dst);
        f->pair[hash / 2 % PAIRS] = (struct pair){.hash = hash, .last = c->at};
        return false;
    }
    if (c->sport != DATA || c->port < FIRST_OF_CLIENTS)
        return false;
    uint64_t hash = hash_of(f, &c->dst, &c->src);
    struct pair *p = &f->pair[hash / 2 % PAIRS];
    bool called = p->hash == hash && c->at >= p->last && c->at - p->last <= LASTS;
    if (called && opened) {
        p->last = c->at;
        p->failures = 0;
    }
    bool failed = c->first &&
                  (c->outcome == SIGHT_SILENT || c->outcome == SIGHT_REFUSED || c->outcome == SIGHT_BLOCKED);
    return called && (failed ? p->failures++ : p->failures) < FAILURES;
}
