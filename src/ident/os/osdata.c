#include "ident/os/osdata.h"

#include "base/grow.h"
#include "ident/os/priv_ostexts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct osdata *data;
    struct osdata_record *now; /* the paragraph that is being read, or NULL */
    struct diag *diag;
    unsigned first; /* records of this text begin there */
};

void osdata_init(struct osdata *d)
{
    *d = (struct osdata){0};
}

void osdata_fini(struct osdata *d)
{
    for (unsigned i = 0; i < d->texts; i++)
        free(d->text[i]);
    free(d->text);
    free(d->record);
    *d = (struct osdata){0};
}

static int begin(struct reader *r, char *line)
{
    size_t n = strlen(line);
    struct osdata *d = r->data;
    if (n < 3 || line[n - 1] != ']')
        return diag_set(r->diag, N_("expected [NAME]"), NULL, NULL, NULL);
    if (d->count == OSDATA_RECORDS_MAX)
        return diag_set(r->diag, N_("too many records"), NULL, NULL, NULL);
    struct osdata_record *more = grow_one(d->record, d->count, sizeof *more);
    if (!more)
        return -ENOMEM;
    d->record = more;
    line[n - 1] = '\0';
    r->now = &d->record[d->count++];
    *r->now = (struct osdata_record){.name = line + 1, .line = r->diag->line};
    return 0;
}

/* Everything of an earlier record that this one does not say otherwise later. */
static int like(struct reader *r, const char *name)
{
    for (unsigned i = 0; i + 1 < r->data->count; i++) {
        const struct osdata_record *o = &r->data->record[i];
        if (strcmp(o->name, name) != 0)
            continue;
        struct osdata_record mine = *r->now;
        *r->now = *o;
        r->now->name = mine.name;
        r->now->line = mine.line;
        r->now->generation = NULL;
        r->now->source = NULL;
        r->now->measured = false;
        r->now->examples = 0;
        return 0;
    }
    return diag_set(r->diag, N_("no record '%s' before this one"), name, NULL, NULL);
}

static int example(struct reader *r, char *value)
{
    struct traits t;
    if (r->now->examples == OSDATA_EXAMPLES_MAX)
        return diag_set(r->diag, N_("too many examples"), NULL, NULL, NULL);
    int e = traits_read(value, strlen(value), &t, r->diag);
    if (e == 0)
        r->now->example[r->now->examples++] = value;
    return e;
}

static int field(struct reader *r, const char *key, char *value)
{
    struct osdata_record *now = r->now;
    const struct {
        const char *key, **into;
    } fields[] = {{"family", &now->family}, {"generation", &now->generation},
                  {"device", &now->device}, {"vendor", &now->vendor},
                  {"cpe", &now->cpe},       {"says", &now->says},
                  {"makers", &now->makers}, {"source", &now->source}};
    for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].key, key) != 0)
            continue;
        *fields[i].into = strcmp(value, "-") != 0 ? value : NULL;
        return 0;
    }
    enum traits_key k = traits_find(key, strlen(key));
    if (k == TRAITS_COUNT)
        return diag_set(r->diag, N_("unknown key '%s'"), key, NULL, NULL);
    now->list[k] = strcmp(value, "*") != 0 ? value : NULL;
    return 0;
}

static int entry(struct reader *r, char *line)
{
    char *value = strchr(line, ' ');
    if (!r->now)
        return diag_set(r->diag, N_("expected [NAME]"), NULL, NULL, NULL);
    if (!value || !value[1])
        return diag_set(r->diag, N_("'%s' has no value"), line, NULL, NULL);
    *value++ = '\0';
    if (strcmp(line, "like") == 0)
        return like(r, value);
    if (strcmp(line, "example") == 0)
        return example(r, value);
    if (strcmp(line, "measured") == 0) {
        r->now->measured = true;
        r->now->source = value;
        return 0;
    }
    return field(r, line, value);
}

/* What every record must say. */
static int check(struct reader *r)
{
    for (unsigned i = r->first; i < r->data->count; i++) {
        const struct osdata_record *o = &r->data->record[i];
        r->diag->line = o->line;
        if (!o->family || !o->source)
            return diag_set(r->diag, N_("record '%s' says no %s"), o->name, o->family ? "source" : "family",
                            NULL);
    }
    return 0;
}

static int read_lines(struct reader *r, char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t n = 0;
        while (at + n < len && text[at + n] != '\n')
            n++;
        r->diag->line++;
        text[at + n] = '\0'; /* there is room for one behind the last line */
        char *line = text + at;
        at += n + 1;
        if (strlen(line) != n)
            return diag_set(r->diag, N_("a zero byte in the text"), NULL, NULL, NULL);
        while (n && line[n - 1] == ' ')
            line[--n] = '\0';
        int e = !n || line[0] == '#' ? 0 : line[0] == '[' ? begin(r, line) : entry(r, line);
        if (e < 0)
            return e;
    }
    return check(r);
}

static char *keep_text(struct osdata *d, const char *text, size_t len)
{
    char **more = reallocarray(d->text, d->texts + 1, sizeof *more), *copy = more ? malloc(len + 1) : NULL;
    if (more)
        d->text = more;
    if (!copy)
        return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return d->text[d->texts++] = copy;
}

int osdata_read(struct osdata *d, const char *name, const char *text, size_t len, struct diag *diag)
{
    struct reader r = {.data = d, .diag = diag, .first = d->count};
    *diag = (struct diag){0};
    strncpy(diag->file, name, sizeof diag->file - 1);
    if (len > OSDATA_BYTES_MAX)
        return diag_set(diag, N_("the file is too long"), NULL, NULL, NULL);
    char *copy = keep_text(d, text, len);
    int e = copy ? read_lines(&r, copy, len) : -ENOMEM;
    if (e < 0)
        d->count = r.first;
    return e;
}

int osdata_own(struct osdata *d)
{
    struct diag diag;
    int e = 0;
    for (unsigned i = 0; i < ostexts_count && e == 0; i++)
        e = osdata_read(d, ostexts[i].name, ostexts[i].text, ostexts[i].len, &diag);
    return e;
}
