#include "priv_conn.h"

#include <stdlib.h>

void conns_init(struct conns *c, uint32_t max)
{
    *c = (struct conns){.max = max, .free = CONN_NONE};
}

void conns_fini(struct conns *c)
{
    free(c->conn);
    free(c->seats);
    *c = (struct conns){0};
}

static uint32_t seat(const struct conns *c, uint64_t flow)
{
    uint32_t i = (uint32_t)flow & c->mask;
    while (c->seats[i] && c->conn[c->seats[i] - 1].flow != flow)
        i = (i + 1) & c->mask;
    return i;
}

uint32_t conns_find(const struct conns *c, uint64_t flow)
{
    if (!c->used)
        return CONN_NONE;
    uint32_t i = seat(c, flow);
    return c->seats[i] ? c->seats[i] - 1 : CONN_NONE;
}

/* Twice as many places, and seats for them at most half full. */
static bool grow(struct conns *c)
{
    uint32_t cap = c->cap ? c->cap * 2 : 1024;
    struct conn *conn = reallocarray(c->conn, cap, sizeof *conn);
    if (conn)
        c->conn = conn;
    uint32_t *seats = calloc((size_t)cap * 2, sizeof *seats);
    if (!conn || !seats) {
        free(seats);
        return false;
    }
    uint32_t *old = c->seats, n_old = old ? c->mask + 1 : 0;
    c->seats = seats;
    c->mask = cap * 2 - 1;
    c->cap = cap;
    for (uint32_t i = 0; i < n_old; i++)
        if (old[i])
            seats[seat(c, conn[old[i] - 1].flow)] = old[i];
    free(old);
    return true;
}

uint32_t conns_add(struct conns *c, uint64_t flow)
{
    uint32_t i = c->free;
    if (c->used >= c->max || (i == CONN_NONE && c->count == c->cap && !grow(c))) {
        c->refused++;
        return CONN_NONE;
    }
    uint32_t generation = 1;
    if (i != CONN_NONE) {
        c->free = c->conn[i].next;
        generation = c->conn[i].generation + 1;
    } else {
        i = c->count++;
    }
    c->used++;
    c->conn[i] = (struct conn){.flow = flow, .generation = generation};
    c->seats[seat(c, flow)] = i + 1;
    return i;
}

void conns_drop(struct conns *c, uint32_t i)
{
    uint32_t gap = seat(c, c->conn[i].flow);
    c->seats[gap] = 0;
    for (uint32_t k = (gap + 1) & c->mask; c->seats[k]; k = (k + 1) & c->mask) {
        uint32_t home = (uint32_t)c->conn[c->seats[k] - 1].flow & c->mask;
        if (((k - home) & c->mask) >= ((k - gap) & c->mask)) {
            c->seats[gap] = c->seats[k];
            c->seats[k] = 0;
            gap = k;
        }
    }
    c->conn[i].generation++;
    c->conn[i].next = c->free;
    c->free = i;
    c->used--;
}
