#include "scan/ask.h"

#include <errno.h>
#include <stdlib.h>

static void make_templates(struct ask *a, const struct tech *tech, struct tech_template *out)
{
    for (uint32_t i = 0; i < a->paths->count; i++)
        if (tech->template(tech, &out[i], &a->paths->path[i]) < 0)
            out[i].len = 0;
}

int ask_init(struct ask *a, const struct tech *tech, const struct mix *mix, const struct paths *paths,
             const struct neighbours *neighbours, const struct cookie_conf *cookie)
{
    *a = (struct ask){.tech = tech, .mix = mix, .paths = paths, .neighbours = neighbours, .cookie = cookie};
    size_t kinds = mix ? mix->kinds : 1;
    a->template = calloc(paths->count * kinds + 1, sizeof *a->template);
    if (!a->template)
        return -ENOMEM;
    for (uint32_t i = 0; i < kinds; i++)
        make_templates(a, mix ? mix->kind[i] : tech, a->template + i * paths->count);
    return 0;
}

void ask_fini(struct ask *a)
{
    free(a->template);
    a->template = NULL;
}

/* The technique that asks this probe. */
static const struct tech *tech_of(const struct ask *a, const struct probe *p)
{
    return a->mix ? a->mix->kind[a->mix->question[p->port].kind] : a->tech;
}

static const struct tech_template *template_of(const struct ask *a, const struct path *path,
                                               const struct probe *p)
{
    uint32_t kind = a->mix ? a->mix->question[p->port].kind : 0;
    return &a->template[kind * a->paths->count + (uint32_t)(path - a->paths->path)];
}

/* Only unicast techniques need to know the neighbour; ARP and ND are what finds it. */
static bool needs_neighbour(const struct path *path, const struct tech *tech)
{
    return path->kind == PATH_DIRECT && !tech->link;
}

const struct path *ask_path(struct ask *a, const struct probe *p, int *ret_error)
{
    const struct path *path = paths_find(a->paths, &p->addr, &a->hint);
    *ret_error = -ENETUNREACH;
    if (!path)
        return NULL;
    *ret_error = -EAFNOSUPPORT;
    if (!template_of(a, path, p)->len)
        return NULL;
    *ret_error = -EHOSTUNREACH;
    if (needs_neighbour(path, tech_of(a, p)) && !neighbours_get(a->neighbours, &p->addr))
        return NULL;
    *ret_error = 0;
    return path;
}

uint32_t ask_write(const struct ask *a, const struct path *path, const struct probe *p, nsec now,
                   uint8_t *out)
{
    const struct tech_template *t = template_of(a, path, p);
    const struct tech *tech = tech_of(a, p);
    struct probe asked = *p;
    if (a->mix)
        asked.port = a->mix->question[p->port].port;
    tech->probe(t, path, a->cookie, &asked, now, out);
    const uint8_t *mac = needs_neighbour(path, tech) ? neighbours_get(a->neighbours, &p->addr) : NULL;
    if (mac)
        memcpy(out, mac, 6);
    return tech->length ? tech->length(t, &asked) : t->len;
}
