#include "watch/ledger/tally.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *budget_take(struct budget *b, size_t n)
{
    void *p = n <= b->max - b->used ? calloc(1, n) : NULL;
    if (p)
        b->used += n;
    else
        b->refused++;
    return p;
}

void budget_give(struct budget *b, void *p, size_t n)
{
    if (p)
        b->used -= n;
    free(p);
}

static bool register_add(uint8_t *registers, uint64_t hash)
{
    uint8_t *at = &registers[hash % TALLY_REGISTERS];
    uint64_t rest = hash / TALLY_REGISTERS | UINT64_C(1) << 56;
    uint8_t rank = (uint8_t)(__builtin_ctzll(rest) + 1);
    bool grown = rank > *at;
    if (grown)
        *at = rank;
    return grown;
}

/* Only the upper half of a hash is kept while exact, so only it counts later: the same element must fall on
 * the same register. */
static uint64_t spread(uint32_t half)
{
    uint64_t x = (half + 1) * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

bool tally_add(struct tally *t, uint64_t hash, struct budget *b)
{
    if (t->registers)
        return register_add(t->registers, spread((uint32_t)(hash >> 32)));
    uint32_t n = t->n < TALLY_SPARSE ? t->n : TALLY_SPARSE;
    for (uint32_t i = 0; i < n; i++)
        if (t->sparse[i] == (uint32_t)(hash >> 32))
            return false;
    if (t->n < TALLY_SPARSE) {
        t->sparse[t->n++] = (uint32_t)(hash >> 32);
        return true;
    }
    t->registers = t->n == TALLY_SPARSE ? budget_take(b, TALLY_REGISTERS) : NULL;
    t->n++;
    if (!t->registers)
        return true;
    for (uint32_t i = 0; i < TALLY_SPARSE; i++)
        register_add(t->registers, spread(t->sparse[i]));
    register_add(t->registers, spread((uint32_t)(hash >> 32)));
    return true;
}

bool tally_merge(struct tally *to, const struct tally *from, struct budget *b)
{
    for (uint32_t i = 0; !from->registers && i < from->n && i < TALLY_SPARSE; i++)
        tally_add(to, (uint64_t)from->sparse[i] << 32, b);
    if (!from->registers)
        return true;
    if (!to->registers) {
        struct tally old = *to;
        to->registers = budget_take(b, TALLY_REGISTERS);
        if (!to->registers)
            return false;
        to->n = TALLY_SPARSE + 1;
        for (uint32_t i = 0; i < old.n && i < TALLY_SPARSE; i++)
            register_add(to->registers, spread(old.sparse[i]));
    }
    for (int i = 0; i < TALLY_REGISTERS; i++)
        if (from->registers[i] > to->registers[i])
            to->registers[i] = from->registers[i];
    return true;
}

uint32_t tally_count(const struct tally *t)
{
    if (!t->registers)
        return t->n;
    uint64_t parts = 0; /* of 2^-54: what a register is worth */
    unsigned zeros = 0;
    double m = TALLY_REGISTERS;
    for (int i = 0; i < TALLY_REGISTERS; i++) {
        parts += (UINT64_C(1) << 54) >> (t->registers[i] < 54 ? t->registers[i] : 54);
        zeros += t->registers[i] == 0;
    }
    double sum = (double)parts / (double)(UINT64_C(1) << 54);
    double e = 0.7213 / (1 + 1.079 / m) * m * m / sum;
    if (e <= 2.5 * m && zeros)
        e = m * log(m / zeros);
    uint32_t n = e < UINT32_MAX - 1 ? (uint32_t)(e + 0.5) : UINT32_MAX;
    return n > TALLY_SPARSE ? n : TALLY_SPARSE + 1;
}

void tally_fini(struct tally *t, struct budget *b)
{
    budget_give(b, t->registers, TALLY_REGISTERS);
    *t = (struct tally){0};
}

bool portset_has(const struct portset *p, uint16_t port)
{
    if (p->bits)
        return p->bits[port >> 3] >> (port & 7) & 1;
    for (uint32_t i = 0; i < p->n && i < PORTSET_SPARSE; i++)
        if (p->sparse[i] == port)
            return true;
    return false;
}

uint32_t portset_between(const struct portset *p, uint32_t from, uint32_t end)
{
    uint32_t n = 0;
    for (uint32_t i = from / 8; p->bits && i < end / 8; i++)
        n += (uint32_t)__builtin_popcount(p->bits[i]);
    for (uint32_t i = 0; !p->bits && i < p->n && i < PORTSET_SPARSE; i++)
        n += p->sparse[i] >= from && p->sparse[i] < end;
    return n;
}

static void bit_set(struct portset *p, uint16_t port)
{
    p->bits[port >> 3] = (uint8_t)(p->bits[port >> 3] | 1u << (port & 7));
}

bool portset_add(struct portset *p, uint16_t port, struct budget *b)
{
    if (portset_has(p, port))
        return false;
    if (p->n < PORTSET_SPARSE) {
        p->sparse[p->n++] = port;
        return true;
    }
    if (!p->bits) {
        p->bits = budget_take(b, PORTSET_BYTES);
        if (!p->bits)
            return false; /* it stays at what was exact */
        for (unsigned i = 0; i < PORTSET_SPARSE; i++)
            bit_set(p, p->sparse[i]);
    }
    bit_set(p, port);
    p->n++;
    return true;
}

void portset_merge(struct portset *to, const struct portset *from, struct budget *b)
{
    if (to->bits && from->bits) {
        for (unsigned i = 0; i < PORTSET_BYTES; i++)
            to->bits[i] |= from->bits[i];
        to->n = portset_between(to, 0, 65536);
        return;
    }
    for (uint32_t i = 0; !from->bits && i < from->n; i++)
        portset_add(to, from->sparse[i], b);
    for (uint32_t port = 0; from->bits && port < 65536; port++)
        if (portset_has(from, (uint16_t)port))
            portset_add(to, (uint16_t)port, b);
}

void portset_fini(struct portset *p, struct budget *b)
{
    budget_give(b, p->bits, PORTSET_BYTES);
    *p = (struct portset){0};
}

uint32_t portset_next(const struct portset *p, uint32_t from)
{
    uint32_t best = 65536;
    if (p->bits) {
        for (; from < 65536; from++) {
            if (!(from & 7))
                while (from < 65536 && !p->bits[from >> 3])
                    from += 8;
            if (from < 65536 && p->bits[from >> 3] >> (from & 7) & 1)
                return from;
        }
        return best;
    }
    for (uint32_t i = 0; i < p->n && i < PORTSET_SPARSE; i++)
        if (p->sparse[i] >= from && p->sparse[i] < best)
            best = p->sparse[i];
    return best;
}

const char *portset_text(const struct portset *p, char *out, size_t cap)
{
    size_t at = 0;
    out[0] = 0;
    for (uint32_t i = portset_next(p, 0); i < 65536;) {
        uint32_t last = i, after;
        while ((after = portset_next(p, last + 1)) == last + 1 && after < 65536)
            last = after;
        char range[24];
        int n = last > i ? snprintf(range, sizeof range, "%s%u-%u", at ? "," : "", i, last)
                         : snprintf(range, sizeof range, "%s%u", at ? "," : "", i);
        if (at + (size_t)n + sizeof ",…" > cap) {
            snprintf(out + at, cap - at, ",…");
            break;
        }
        memcpy(out + at, range, (size_t)n + 1);
        at += (size_t)n;
        i = after;
    }
    return out;
}

/* A number, whether the large form follows, and that or the sparse one. */
static size_t pack(uint32_t n, const void *sparse, size_t small, const uint8_t *large, size_t big,
                   uint8_t *to)
{
    memcpy(to, &n, 4);
    to[4] = large != NULL;
    memcpy(to + 5, large ? large : sparse, large ? big : small);
    return 5 + (large ? big : small);
}

static size_t unpack(uint32_t *n, void *sparse, size_t small, uint8_t **large, size_t big,
                     const uint8_t *from, size_t len, struct budget *b)
{
    size_t need = len < 5 ? SIZE_MAX : 5 + (from[4] ? big : small);
    if (len < need || from[4] > 1)
        return 0;
    if (from[4]) {
        *large = budget_take(b, big);
        if (!*large)
            return 0;
    }
    memcpy(n, from, 4);
    memcpy(from[4] ? *large : sparse, from + 5, need - 5);
    return need;
}

size_t tally_pack(const struct tally *t, uint8_t *to)
{
    return pack(t->n, t->sparse, sizeof t->sparse, t->registers, TALLY_REGISTERS, to);
}

size_t tally_unpack(struct tally *t, const uint8_t *from, size_t n, struct budget *b)
{
    return unpack(&t->n, t->sparse, sizeof t->sparse, &t->registers, TALLY_REGISTERS, from, n, b);
}

size_t portset_pack(const struct portset *p, uint8_t *to)
{
    return pack(p->n, p->sparse, sizeof p->sparse, p->bits, PORTSET_BYTES, to);
}

size_t portset_unpack(struct portset *p, const uint8_t *from, size_t n, struct budget *b)
{
    size_t used = unpack(&p->n, p->sparse, sizeof p->sparse, &p->bits, PORTSET_BYTES, from, n, b);
    if (p->bits ? p->n == portset_between(p, 0, 65536) : p->n <= PORTSET_SPARSE)
        return used;
    portset_fini(p, b);
    return 0;
}
