#include "local/use.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "tojimari use 1"
#define UDP  "udp "

void use_fini(struct use *u)
{
    free(u->door);
    *u = (struct use){0};
}

static int by_door(const struct use_door *a, const struct use_door *b)
{
    int c = addr_cmp(&a->addr, &b->addr);
    c = c ? c : a->port < b->port ? -1 : a->port > b->port;
    c = c ? c : (int)a->udp - (int)b->udp;
    return c ? c : strcmp(a->process, b->process);
}

/* Where it is, or belongs. */
static size_t place(const struct use *u, const struct use_door *d)
{
    size_t low = 0, high = u->doors;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_door(&u->door[middle], d) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct use_door *at(const struct use *u, const struct use_door *d)
{
    size_t i = place(u, d);
    return i < u->doors && by_door(&u->door[i], d) == 0 ? &u->door[i] : NULL;
}

static void forget_oldest(struct use *u)
{
    size_t oldest = 0;
    for (size_t i = 1; i < u->doors; i++)
        if (u->door[i].seen < u->door[oldest].seen)
            oldest = i;
    u->doors--;
    memmove(&u->door[oldest], &u->door[oldest + 1], (u->doors - oldest) * sizeof *u->door);
}

static int add(struct use *u, const struct use_door *d)
{
    if (!u->door)
        u->door = calloc(USE_DOORS, sizeof *u->door);
    if (!u->door)
        return -ENOMEM;
    if (u->doors == USE_DOORS)
        forget_oldest(u);
    size_t i = place(u, d);
    memmove(&u->door[i + 1], &u->door[i], (u->doors - i) * sizeof *u->door);
    u->door[i] = *d;
    u->doors++;
    return 0;
}

/* The number up to the blank at *at, which moves behind it; false when there is none, or it has more than 15
 * digits. */
static bool number(const char **at, uint64_t *ret)
{
    size_t n = strspn(*at, "0123456789");
    if (n < 1 || n > 15 || (*at)[n] != ' ')
        return false;
    *ret = strtoull(*at, NULL, 10);
    *at += n + 1;
    return true;
}

/* "ADDR PORT SEEN USED WATCHED PROCESS", of UDP with "udp" before it; the name may hold anything but a line
 * end and comes last. */
static bool read_line(char *line, struct use_door *ret)
{
    uint64_t port, seen, used;
    struct use_door d = {.udp = strncmp(line, UDP, strlen(UDP)) == 0};
    line += d.udp ? strlen(UDP) : 0;
    char *blank = strchr(line, ' ');
    const char *at = blank ? blank + 1 : line;
    if (blank)
        *blank = 0;
    if (!blank || addr_parse(line, &d.addr) < 0 || !number(&at, &port) || port < 1 || port > UINT16_MAX ||
        !number(&at, &seen) || !number(&at, &used) || !number(&at, &d.watched) ||
        strlen(at) >= sizeof d.process)
        return false;
    d.port = (uint16_t)port;
    d.seen = (int64_t)seen;
    d.used = (int64_t)used;
    memcpy(d.process, at, strlen(at));
    *ret = d;
    return true;
}

int use_read(struct use *u, const char *text, size_t len)
{
    bool head = false;
    int error = 0;
    for (size_t i = 0; i < len && !error;) {
        const char *end = memchr(text + i, '\n', len - i);
        size_t n = end ? (size_t)(end - text) - i : len - i;
        char line[200];
        struct use_door d;
        bool fits = end && n < sizeof line && !memchr(text + i, 0, n);
        memcpy(line, text + i, fits ? n : 0);
        line[fits ? n : 0] = 0;
        if (!head && fits && strcmp(line, HEAD) == 0)
            head = true;
        else if (head && fits && u->doors < USE_DOORS && read_line(line, &d) && !at(u, &d))
            error = add(u, &d);
        else
            u->bad++;
        i += n + 1;
    }
    return error;
}

void use_write(const struct use *u, struct buf *b)
{
    char addr[ADDR_TEXT_MAX];
    buf_puts(b, HEAD "\n");
    for (size_t i = 0; i < u->doors; i++) {
        const struct use_door *d = &u->door[i];
        buf_printf(b, "%s%s %u %" PRId64 " %" PRId64 " %" PRIu64 " %s\n", d->udp ? UDP : "",
                   addr_text(&d->addr, addr), d->port, d->seen, d->used, d->watched, d->process);
    }
}

/* A zone is an index that another boot gives to another interface. A line end in a name would end its
 * line. */
static struct use_door key(const struct local_socket *s)
{
    struct use_door d = {.addr = s->addr, .port = s->port, .udp = s->proto == PROTO_UDP};
    d.addr.zone = 0;
    if (s->process && s->process->name)
        snprintf(d.process, sizeof d.process, "%s", s->process->name);
    for (char *p = d.process; *p; p++)
        if (*p == '\n')
            *p = '?';
    return d;
}

static bool is_watched(const struct local_socket *s)
{
    return s->proto == PROTO_TCP || s->proto == PROTO_UDP;
}

int use_look(struct use *u, const struct local_socket *s, uint64_t seconds, bool busy, int64_t now)
{
    struct use_door wanted = key(s), *d = at(u, &wanted);
    if (!is_watched(s))
        return 0;
    if (!d) {
        int error = add(u, &wanted);
        if (error)
            return error;
        d = at(u, &wanted);
        seconds = 0; /* it may have begun just now */
    }
    d->seen = now;
    d->used = busy ? now : d->used;
    d->watched = busy ? 0 : d->watched + seconds;
    return 0;
}

const struct use_door *use_find(const struct use *u, const struct local_socket *s)
{
    struct use_door wanted = key(s);
    return is_watched(s) ? at(u, &wanted) : NULL;
}

bool use_is_unused(const struct use_door *d)
{
    return d && d->watched >= USE_UNUSED;
}
