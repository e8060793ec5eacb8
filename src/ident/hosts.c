#include "ident/hosts.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES      1024
#define ASKED_MUCH  12 /* questions; who says nothing to these is not lazy */
#define LITTLE_MORE 2  /* intensity: the questions of rarity 1 and 2 */

struct note {
    struct addr addr;
    char name[96];
    uint8_t fruitless;
    bool refuses;
};

struct hosts {
    struct hash_key key;
    struct note note[PLACES];
};

int hosts_new(const struct hash_key *key, struct hosts **ret)
{
    struct hosts *h = calloc(1, sizeof *h);
    if (!h)
        return -ENOMEM;
    h->key = *key;
    *ret = h;
    return 0;
}

void hosts_free(struct hosts *h)
{
    free(h);
}

static size_t place(const struct hosts *h, const struct addr *a)
{
    return siphash(&h->key, a, sizeof *a) % PLACES;
}

static const struct note *find(const struct hosts *h, const struct addr *a)
{
    const struct note *n = &h->note[place(h, a)];
    return addr_eq(&n->addr, a) ? n : NULL;
}

static bool is_host(const char *text)
{
    bool dot = false;
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '.')
            return false;
        dot |= text[i] == '.' && i && text[i + 1];
    }
    return dot && isalpha((unsigned char)text[len - 1]);
}

/* The first name in its certificate that is one host's, else what it called itself; or NULL. */
static const char *name_of(const struct door *d)
{
    for (unsigned k = 0; d->tls && d->tls->certificate && k < d->tls->names; k++)
        if (is_host(d->tls->name[k]))
            return d->tls->name[k];
    return is_host(d->best.hostname) ? d->best.hostname : NULL;
}

void hosts_learn(struct hosts *h, const struct door *d)
{
    struct note *n = &h->note[place(h, &d->addr)];
    const char *name = name_of(d);
    if (!addr_eq(&n->addr, &d->addr))
        *n = (struct note){.addr = d->addr};
    if (name && strlen(name) < sizeof n->name)
        snprintf(n->name, sizeof n->name, "%s", name);
    n->refuses |= d->vouched;
    if (d->best.name[0])
        n->fruitless /= 2;
    else if (d->n_tried >= ASKED_MUCH && n->fruitless < UINT8_MAX)
        n->fruitless++;
}

const char *hosts_name(const struct hosts *h, const struct addr *a)
{
    const struct note *n = find(h, a);
    return n && n->name[0] ? n->name : NULL;
}

bool hosts_refuses(const struct hosts *h, const struct addr *a)
{
    const struct note *n = find(h, a);
    return n && n->refuses;
}

uint8_t hosts_intensity(const struct hosts *h, const struct addr *a, uint8_t intensity)
{
    const struct note *n = find(h, a);
    bool vain = n && n->fruitless >= HOSTS_FRUITLESS;
    return vain && intensity < 9 && intensity > LITTLE_MORE ? LITTLE_MORE : intensity;
}
