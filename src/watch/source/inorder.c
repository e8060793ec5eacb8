#include "watch/source/inorder.h"

#include <stdlib.h>

/* When a sight's turn is. */
struct turn {
    nsec_wall at;
    uint64_t nth;  /* in the file */
    uint32_t run;  /* times go on in each; the next begins earlier */
    uint32_t slot; /* where it waits */
};

struct inorder {
    struct turn turn[INORDER_ROOM]; /* a heap: [0] is the next */
    uint16_t spare[INORDER_ROOM];   /* slots where nobody waits: all but the first `waiting` */
    unsigned waiting;
    bool ended;
    uint32_t run;
    uint64_t put;
    nsec_wall latest;      /* of this run */
    struct packet *packet; /* owned, a slot's each; NULL: not wanted */
    struct sight sight[INORDER_ROOM];
};

struct inorder *inorder_new(bool packets)
{
    struct inorder *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    for (unsigned i = 0; i < INORDER_ROOM; i++)
        o->spare[i] = (uint16_t)i;
    o->packet = packets ? calloc(INORDER_ROOM, sizeof *o->packet) : NULL;
    if (packets && !o->packet) {
        free(o);
        return NULL;
    }
    return o;
}

void inorder_free(struct inorder *o)
{
    if (!o)
        return;
    free(o->packet);
    free(o);
}

static bool before(const struct turn *a, const struct turn *b)
{
    if (a->run != b->run)
        return a->run < b->run;
    return a->at != b->at ? a->at < b->at : a->nth < b->nth;
}

static void enter(struct inorder *o, struct turn t)
{
    unsigned i = o->waiting++;
    for (; i && before(&t, &o->turn[(i - 1) / 2]); i = (i - 1) / 2)
        o->turn[i] = o->turn[(i - 1) / 2];
    o->turn[i] = t;
}

static struct turn leave(struct inorder *o)
{
    struct turn first = o->turn[0], last = o->turn[--o->waiting];
    unsigned i = 0;
    for (unsigned child = 1; child < o->waiting; child = 2 * i + 1) {
        if (child + 1 < o->waiting && before(&o->turn[child + 1], &o->turn[child]))
            child++;
        if (!before(&o->turn[child], &last))
            break;
        o->turn[i] = o->turn[child];
        i = child;
    }
    o->turn[i] = last;
    return first;
}

void inorder_put(struct inorder *o, const struct sight s[], unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        bool anew = s[i].at < o->latest - INORDER_SPAN;
        o->run += anew;
        o->latest = anew || s[i].at > o->latest ? s[i].at : o->latest;
        uint16_t slot = o->spare[o->waiting];
        o->sight[slot] = s[i];
        if (o->packet && s[i].packet)
            o->packet[slot] = *s[i].packet;
        enter(o, (struct turn){.at = s[i].at, .nth = o->put++, .run = o->run, .slot = slot});
    }
}

void inorder_end(struct inorder *o)
{
    o->ended = true;
}

bool inorder_ready(const struct inorder *o)
{
    const struct turn *next = &o->turn[0];
    return o->waiting && (o->ended || o->waiting + SOURCE_CAP > INORDER_ROOM || next->run != o->run ||
                          next->at < o->latest - INORDER_SPAN);
}

/* What a packet carries stands right behind it, of the same time. */
unsigned inorder_take(struct inorder *o, struct sight out[], struct packet packets[])
{
    unsigned n = 0;
    do {
        unsigned slot = leave(o).slot;
        o->spare[o->waiting] = (uint16_t)slot;
        out[n] = o->sight[slot];
        out[n].outer = out[n].tunnel && n ? &out[n - 1] : NULL;
        if (out[n].packet && o->packet) {
            packets[n] = o->packet[slot];
            out[n].packet = &packets[n];
        }
        n++;
    } while (n < SOURCE_CAP && o->waiting && o->sight[o->turn[0].slot].tunnel);
    return n;
}
