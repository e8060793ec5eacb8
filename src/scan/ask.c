#include "scan/ask.h"

#include <errno.h>
#include <stdlib.h>

int ask_init(struct ask *a, const struct tech *tech, const struct paths *paths,
             const struct neighbours *neighbours, const struct cookie_conf *cookie)
{
    *a = (struct ask){.tech = tech, .paths = paths, .neighbours = neighbours, .cookie = cookie};
    a->template = calloc(paths->count ? paths->count : 1, sizeof *a->template);
    if (!a->template)
        return -ENOMEM;
    for (uint32_t i = 0; i < paths->count; i++)
        if (tech->template(tech, &a->template[i], &paths -> path[i]) < 0)
            a->template[i].len = 0;
    return 0;
}

void ask_fini(struct ask *a)
{
    free(a->template);
    a->template = NULL;
}

/* Only unicast techniques need to know the neighbour; ARP and ND are what finds it. */
static bool needs_neighbour(const struct ask *a, const struct path *path)
{
    return path->kind == PATH_DIRECT && !a->tech->portless;
}

const struct path *ask_path(struct ask *a, const struct probe *p, int *ret_error)
{
    const struct path *path = paths_find(a->paths, &p->addr, &a->hint);
    *ret_error = -ENETUNREACH;
    if (!path)
        return NULL;
    *ret_error = -EAFNOSUPPORT;
    if (!a->template[path - a->paths->path].len)
        return NULL;
    *ret_error = -EHOSTUNREACH;
    if (needs_neighbour(a, path) && !neighbours_get(a->neighbours, &p->addr))
        return NULL;
    *ret_error = 0;
    return path;
}

uint32_t ask_write(const struct ask *a, const struct path *path, const struct probe *p, nsec now,
                   uint8_t *out)
{
    const struct tech_template *t = &a->template[path - a->paths->path];
    a->tech->probe(t, path, a->cookie, p, now, out);
    const uint8_t *mac = needs_neighbour(a, path) ? neighbours_get(a->neighbours, &p->addr) : NULL;
    if (mac)
        memcpy(out, mac, 6);
    return t->len;
}
