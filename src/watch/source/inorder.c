#include "watch/source/inorder.h"

#include <stdlib.h>
#include <string.h>

/* When the turn of a sight is. */
struct turn {
    nsec_wall at;
    uint32_t run; /* times go on in each; the next begins earlier */
};

struct inorder {
    uint16_t line[2 * INORDER_ROOM]; /* slots where somebody waits, in turn: from `head` to before `tail` */
    unsigned head, tail;
    uint16_t spare[INORDER_ROOM]; /* slots where nobody waits: all but the first tail - head */
    bool ended;
    uint32_t run;
    nsec_wall latest;      /* of this run */
    struct packet *packet; /* owned, a slot's each; NULL: not wanted */
    struct turn turn[INORDER_ROOM];
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

static unsigned waiting(const struct inorder *o)
{
    return o->tail - o->head;
}

static bool before(const struct turn *a, const struct turn *b)
{
    return a->run != b->run ? a->run < b->run : a->at < b->at;
}

/* The place of a turn in the line, behind all that are not later. Most come last. */
static unsigned place_of(const struct inorder *o, const struct turn *t)
{
    unsigned low = o->head, high = o->tail;
    if (low == high || !before(t, &o->turn[o->line[high - 1]]))
        return high;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (before(t, &o->turn[o->line[middle]]))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What is late pushes the numbers of slots aside, 8 KiB at most; a heap of the turns themselves took twice the
 * time, since hardly anything is late. */
static void enter(struct inorder *o, uint16_t slot)
{
    if (o->tail == sizeof o->line / sizeof *o->line) {
        memmove(o->line, o->line + o->head, waiting(o) * sizeof *o->line);
        o->tail -= o->head;
        o->head = 0;
    }
    unsigned i = place_of(o, &o->turn[slot]);
    memmove(&o->line[i + 1], &o->line[i], (o->tail++ - i) * sizeof *o->line);
    o->line[i] = slot;
}

void inorder_put(struct inorder *o, const struct sight s[], unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        bool anew = s[i].at < o->latest - INORDER_SPAN;
        o->run += anew;
        o->latest = anew || s[i].at > o->latest ? s[i].at : o->latest;
        uint16_t slot = o->spare[waiting(o)];
        o->sight[slot] = s[i];
        if (o->packet && s[i].packet)
            o->packet[slot] = *s[i].packet;
        o->turn[slot] = (struct turn){.at = s[i].at, .run = o->run};
        enter(o, slot);
    }
}

void inorder_end(struct inorder *o)
{
    o->ended = true;
}

bool inorder_ready(const struct inorder *o)
{
    if (!waiting(o))
        return false;
    const struct turn *next = &o->turn[o->line[o->head]];
    return o->ended || waiting(o) + SOURCE_CAP > INORDER_ROOM || next->run != o->run ||
           next->at < o->latest - INORDER_SPAN;
}

/* What a packet carries stands right behind it, of the same time. */
unsigned inorder_take(struct inorder *o, struct sight out[], struct packet packets[])
{
    unsigned n = 0;
    do {
        uint16_t slot = o->line[o->head++];
        o->spare[waiting(o)] = slot;
        out[n] = o->sight[slot];
        out[n].outer = out[n].tunnel && n ? &out[n - 1] : NULL;
        if (out[n].packet && o->packet) {
            packets[n] = o->packet[slot];
            out[n].packet = &packets[n];
        }
        n++;
    } while (n < SOURCE_CAP && waiting(o) && o->sight[o->line[o->head]].tunnel);
    return n;
}
