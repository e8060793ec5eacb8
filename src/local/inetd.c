#include "local/inetd.h"

#include "local/priv_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 18, WORD_MAX = 128, WORDS_MAX = 4 };

struct line {
    char word[WORDS_MAX][WORD_MAX]; /* the first words; longer ones are cut, and then match nothing */
    unsigned words;
};

/* The words of the line at *at, which moves on to the next one; false at the end. What follows a '#' at the
 * start is none. */
static bool next_line(const char **at, const char *end, struct line *ret)
{
    if (*at >= end)
        return false;
    const char *stop = memchr(*at, '\n', (size_t)(end - *at)), *p = *at;
    stop = stop ? stop : end;
    *at = stop + 1;
    *ret = (struct line){0};
    while (p < stop && ret->words < WORDS_MAX) {
        size_t n = 0;
        while (p < stop && (*p == ' ' || *p == '\t' || *p == '\r'))
            p++;
        while (p + n < stop && p[n] != ' ' && p[n] != '\t' && p[n] != '\r')
            n++;
        if (n && !(ret->words == 0 && *p == '#'))
            snprintf(ret->word[ret->words++], WORD_MAX, "%.*s", (int)(n < WORD_MAX ? n : WORD_MAX), p);
        else
            p = stop;
        p += n < (size_t)(stop - p) ? n : (size_t)(stop - p);
    }
    return true;
}

/* A number, or a name of services(5). 0 = neither. */
static unsigned port_of(const char *name, enum proto proto)
{
    char *end, buf[4096];
    unsigned long n = strtoul(name, &end, 10);
    struct servent s, *found = NULL;
    if (*name && !*end)
        return n <= UINT16_MAX ? (unsigned)n : 0;
    if (getservbyname_r(name, proto_word(proto), &s, buf, sizeof buf, &found) != 0 || !found)
        return 0;
    return (unsigned)((found->s_port & 0xff) << 8 | (found->s_port >> 8 & 0xff));
}

/* "tcp", "tcp6", "udp46", "tcp,sndbuf=16k". */
static bool speaks(const char *word, enum proto proto)
{
    const char *name = proto_word(proto);
    size_t n = strlen(name);
    return strncmp(word, name, n) == 0 && strspn(word + n, "46") == strcspn(word + n, ",");
}

unsigned inetd_line(const char *text, size_t len, enum proto proto, uint16_t port)
{
    const char *at = text;
    struct line l;
    for (unsigned n = 1; next_line(&at, text + len, &l); n++) {
        const char *colon = strrchr(l.word[0], ':'); /* behind an address to listen at */
        if (l.words == WORDS_MAX && speaks(l.word[2], proto) &&
            port_of(colon ? colon + 1 : l.word[0], proto) == port)
            return n;
    }
    return 0;
}

struct block {
    unsigned line; /* of its beginning; 0 = outside of any */
    unsigned port;
    bool disabled, tcp, udp;
};

static void attribute(struct block *b, const struct line *l)
{
    const char *name = l->word[0], *value = l->word[2];
    if (l->words < 3 || strcmp(l->word[1], "=") != 0)
        return;
    if (strcmp(name, "disable") == 0)
        b->disabled = strcmp(value, "yes") == 0;
    else if (strcmp(name, "port") == 0)
        b->port = port_of(value, PROTO_TCP);
    else if (strcmp(name, "socket_type") == 0 || strcmp(name, "protocol") == 0) {
        b->tcp |= strcmp(value, "stream") == 0 || strcmp(value, "tcp") == 0;
        b->udp |= strcmp(value, "dgram") == 0 || strcmp(value, "udp") == 0;
    }
}

unsigned inetd_block(const char *text, size_t len, enum proto proto, uint16_t port)
{
    const char *at = text;
    struct block b = {0};
    struct line l;
    for (unsigned n = 1; next_line(&at, text + len, &l); n++) {
        if (l.words >= 2 && strcmp(l.word[0], "service") == 0)
            b = (struct block){.line = n, .port = port_of(l.word[1], proto)};
        else if (l.words && strcmp(l.word[0], "}") == 0) {
            bool spoken = proto == PROTO_TCP ? b.tcp : b.udp;
            if (b.line && !b.disabled && spoken && b.port == port)
                return b.line;
            b.line = 0;
        } else if (b.line)
            attribute(&b, &l);
    }
    return 0;
}

bool inetd_is(const char *name)
{
    static const char *const names[] = {"inetd", "xinetd", "inetutils-inetd", "openbsd-inetd"};
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

typedef unsigned (*finder)(const char *text, size_t len, enum proto proto, uint16_t port);

/* With a path among its arguments it may have been told of another file, and what /etc says is none of
 * its. */
static bool is_ours(const struct local_socket *s)
{
    const struct local_process *p = s->process;
    return p && !p->container && inetd_is(p->name) && !(p->cmdline && strstr(p->cmdline, " /")) &&
           !s->config && (s->proto == PROTO_TCP || s->proto == PROTO_UDP);
}

/* One file, for all sockets; `shown`: its name as it is said. */
static int read_file(int folder, const char *name, const char *shown, finder find, struct local_table *t)
{
    char *text = malloc(FILE_MAX);
    if (!text)
        return -ENOMEM;
    ssize_t n = process_file(folder, name, text, FILE_MAX);
    int error = 0;
    for (size_t i = 0; i < t->count && n > 0 && !error; i++) {
        struct local_socket *s = &t->sockets[i];
        unsigned line = is_ours(s) ? find(text, (size_t)n, s->proto, s->port) : 0;
        if (line && asprintf(&s->config, "%s/%s:%u", shown, name, line) < 0) {
            s->config = NULL;
            error = -ENOMEM;
        }
    }
    free(text);
    return error;
}

/* xinetd leaves out names with a dot and those that end in a tilde. */
static int read_folder(const char *etc, struct local_table *t)
{
    char path[300];
    snprintf(path, sizeof path, "%s/xinetd.d", etc);
    DIR *d = opendir(path);
    int error = 0;
    for (struct dirent *e; d && !error && (e = readdir(d));)
        if (!strchr(e->d_name, '.') && e->d_name[strlen(e->d_name) - 1] != '~')
            error = read_file(dirfd(d), e->d_name, path, inetd_block, t);
    if (d)
        closedir(d);
    return error;
}

int inetd_find(const char *etc, struct local_table *t)
{
    bool any = false;
    for (size_t i = 0; i < t->count && !any; i++)
        any = is_ours(&t->sockets[i]);
    int folder = any ? open(etc, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder < 0)
        return 0;
    int error = read_file(folder, "inetd.conf", etc, inetd_line, t);
    error = error ? error : read_file(folder, "xinetd.conf", etc, inetd_block, t);
    close(folder);
    return error ? error : read_folder(etc, t);
}
