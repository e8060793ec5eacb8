#include "cmd/rerun.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ARGS_MAX 4096

static void put_string(struct buf *b, const char *text)
{
    buf_put(b, text, strlen(text) + 1);
}

void rerun_write(const struct rerun *r, struct journal *j)
{
    struct buf b;
    buf_init(&b, JOURNAL_BYTES_MAX);
    put_string(&b, r->id);
    put_string(&b, r->folder);
    put_string(&b, r->tech);
    for (int i = 1; i < r->argc; i++)
        put_string(&b, r->argv[i]);
    journal_put(j, &(struct journal_entry){.kind = JOURNAL_RUN,
                                           .v = {JOURNAL_FORMAT, (uint64_t)r->started, r->seed},
                                           .bytes = (const uint8_t *)b.data,
                                           .len = b.len});
    j->out.over |= b.over;
    buf_fini(&b);
}

/* Cuts the strings: id, folder, technique, arguments. */
static int cut(struct rerun *r, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len; i++)
        n += r->strings[i] == 0;
    if (n < 3 || n > ARGS_MAX || r->strings[len - 1] != 0)
        return -EINVAL;
    r->argv = calloc((size_t)n, sizeof *r->argv);
    if (!r->argv)
        return -ENOMEM;
    const char **head[] = {&r->id, &r->folder, &r->tech};
    char *p = r->strings;
    for (int i = 0; i < n; i++, p += strlen(p) + 1) {
        if (i < 3)
            *head[i] = p;
        else
            r->argv[i - 2] = p;
    }
    static char verb[] = "scan";
    r->argv[0] = verb;
    r->argc = n - 2;
    return 0;
}

static void look_ahead(struct rerun *r, struct journal_reader reader)
{
    struct journal_entry e;
    while (journal_next(&reader, &e))
        if (e.kind == JOURNAL_TIME)
            r->elapsed = e.v[0] < INT64_MAX / 4 ? (nsec)e.v[0] : 0;
}

int rerun_read(struct rerun *r, struct journal_reader *reader)
{
    struct journal_entry e;
    *r = (struct rerun){0};
    if (!journal_next(reader, &e) || e.kind != JOURNAL_RUN || e.v[0] != JOURNAL_FORMAT || !e.len)
        return -EINVAL;
    r->started = (nsec_wall)e.v[1];
    r->seed = e.v[2];
    r->strings = malloc(e.len);
    if (!r->strings)
        return -ENOMEM;
    memcpy(r->strings, e.bytes, e.len);
    int error = cut(r, e.len);
    if (error < 0) {
        rerun_fini(r);
        return error;
    }
    look_ahead(r, *reader);
    return 0;
}

void rerun_fini(struct rerun *r)
{
    free(r->strings);
    free(r->argv);
    *r = (struct rerun){0};
}
