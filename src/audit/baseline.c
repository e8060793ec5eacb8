#include "audit/baseline.h"

#include "base/grow.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_TEXT_MAX 1024
#define ID_MAX        64

struct accepted {
    char id[ID_MAX];
    struct addr net; /* len 0 = any */
    unsigned bits;
    int proto; /* -1 = any door */
    uint64_t port;
    char until[11]; /* "2027-03-31" */
};

struct baseline {
    struct accepted *item;
    unsigned count, max;
};

struct baseline *baseline_new(unsigned max)
{
    struct baseline *b = calloc(1, sizeof *b);
    if (b)
        b->max = max;
    return b;
}

void baseline_free(struct baseline *b)
{
    if (b)
        free(b->item);
    free(b);
}

static bool read_number(const char *text, uint64_t max, uint64_t *ret)
{
    char *end;
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 5 || text[digits])
        return false;
    *ret = strtoul(text, &end, 10);
    return *ret <= max;
}

static bool read_net(char *text, struct accepted *a)
{
    uint64_t bits;
    char *slash = strchr(text, '/');
    if (strcmp(text, "*") == 0)
        return true;
    if (slash)
        *slash = 0;
    if (addr_parse(text, &a->net) < 0)
        return false;
    bits = 8U * a->net.len;
    if (slash && !read_number(slash + 1, bits, &bits))
        return false;
    a->bits = (unsigned)bits;
    return true;
}

static bool read_port(char *text, struct accepted *a)
{
    char *slash = strchr(text, '/');
    a->proto = -1;
    if (strcmp(text, "*") == 0)
        return true;
    if (!slash)
        return false;
    *slash = 0;
    a->proto = proto_from_word(slash + 1);
    return a->proto >= 0 && read_number(text, UINT16_MAX, &a->port);
}

static bool read_day(const char *text, struct accepted *a)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof form; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i])
            return false;
    }
    memcpy(a->until, text, sizeof a->until);
    return true;
}

static int keep(struct baseline *b, const struct accepted *a)
{
    if (b->count >= b->max)
        return -E2BIG;
    struct accepted *grown = grow_one(b->item, b->count, sizeof *grown);
    if (!grown)
        return -ENOMEM;
    b->item = grown;
    b->item[b->count++] = *a;
    return 0;
}

int baseline_line(struct baseline *b, const char *text, size_t n, struct diag *d)
{
    char line[LINE_TEXT_MAX], *rest = line, *word[4];
    struct accepted a = {0};
    if (n >= sizeof line || memchr(text, 0, n))
        return diag_set(d, N_("the line is too long, or no text"), NULL, NULL, NULL);
    memcpy(line, text, n);
    line[n] = 0;
    for (unsigned i = 0; i < 4; i++) {
        word[i] = strtok_r(i ? NULL : line, " \t\r\n", &rest);
        if (i == 0 && (!word[0] || *word[0] == '#'))
            return 0;
        if (!word[i])
            return diag_set(
                d,
                N_("expected: id, address, port, last day, by whom (telnet 192.0.2.7 23/tcp 2027-03-31 Hanako)"),
                NULL, NULL, NULL);
    }
    if (strlen(word[0]) >= sizeof a.id)
        return diag_set(d, N_("'%s': expected the id of a finding, or *"), word[0], NULL, NULL);
    snprintf(a.id, sizeof a.id, "%s", word[0]);
    if (!read_net(word[1], &a))
        return diag_set(d, N_("'%s': expected an address, a prefix, or *"), word[1], NULL, NULL);
    if (!read_port(word[2], &a))
        return diag_set(d, N_("'%s': expected a port like 23/tcp, or *"), word[2], NULL, NULL);
    if (!read_day(word[3], &a))
        return diag_set(d, N_("'%s': expected a day like 2027-03-31"), word[3], NULL, NULL);
    if (!strtok_r(NULL, " \t\r\n", &rest))
        return diag_set(d, N_("who accepts it? The name stands behind the day"), NULL, NULL, NULL);
    return keep(b, &a);
}

static bool covers(const struct accepted *a, const struct record_finding *f)
{
    if (strcmp(a->id, "*") != 0 && strcmp(a->id, f->id) != 0)
        return false;
    if (a->net.len && (a->net.len != f->addr.len || !addr_in(&f->addr, &a->net, a->bits)))
        return false;
    return a->proto < 0 || (a->proto == (int)f->proto && a->port == f->port);
}

enum baseline_verdict baseline_asks(const struct baseline *b, const struct record_finding *f, nsec_wall now)
{
    char today[NSEC_TEXT_MAX];
    enum baseline_verdict verdict = BASELINE_NEW;
    nsec_rfc3339(now, today);
    for (unsigned i = 0; i < b->count; i++) {
        if (!covers(&b->item[i], f))
            continue;
        if (strncmp(b->item[i].until, today, 10) >= 0)
            return BASELINE_ACCEPTED;
        verdict = BASELINE_RUN_OUT;
    }
    return verdict;
}
