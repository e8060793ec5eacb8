/* ident_match [--bare] [--recog DIR] [--repeat N] < ANSWERS: what recorded answers are. A line an answer:
 * KEY, probe ("-" = none), tcp or udp, port, 1 inside TLS else 0, bytes sent in hex ("-" = none), bytes
 * received in hex; tabs between. Out: the key, the probe and what was found. For writing signatures and
 * measuring; not installed. */
#include "ident/match.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint8_t *unhex(const char *text, size_t *ret_len)
{
    size_t n = 0;
    uint8_t *out = malloc(strlen(text) / 2 + 1);
    for (; out && isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]); text += 2) {
        char pair[3] = {text[0], text[1], 0};
        out[n++] = (uint8_t)strtoul(pair, NULL, 16);
    }
    *ret_len = n;
    return out;
}

static void show(const char *key, const char *probe, const struct found *f)
{
    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%.2f\n", key, probe, f->name, f->product, f->version,
           f->info, f->hostname, f->os, f->device, f->cpe[0], f->id, f->confidence);
}

static int one(struct match *m, char *line, long repeat)
{
    char *cell[7], *save = NULL;
    for (int i = 0; i < 7; i++)
        if (!(cell[i] = strtok_r(i ? NULL : line, "\t\n", &save)))
            return 1;
    struct found f;
    struct match_answer a = {.probe = strcmp(cell[1], "-") ? cell[1] : "",
                             .proto = strcmp(cell[2], "udp") ? PROTO_TCP : PROTO_UDP,
                             .port = (uint16_t)strtoul(cell[3], NULL, 10),
                             .tls = cell[4][0] == '1',
                             .unix_s = (uint64_t)time(NULL)};
    uint8_t *sent = unhex(cell[5], &a.sent_len), *data = unhex(cell[6], &a.len);
    a.sent = a.sent_len ? sent : NULL;
    a.data = data;
    for (long i = 0; i < repeat; i++)
        (void)match_answer(m, &a, &f);
    show(cell[0], cell[1], &f);
    free(sent);
    free(data);
    return 0;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct match_db_conf conf = {0};
    struct match_db *db;
    struct match *m;
    struct diag d = {0};
    char *line = NULL, text[400];
    size_t cap = 0;
    long repeat = 1, bad = 0, lines = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--bare") == 0)
            conf.bare = true;
        else if (strcmp(argv[i], "--recog") == 0 && i + 1 < argc)
            conf.recog_dir = argv[++i];
        else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
            repeat = strtol(argv[++i], NULL, 10);
    }
    double start = seconds();
    int r = match_db_new(&conf, &db, &d);
    if (r < 0 || (r = match_new(db, &m)) < 0) {
        fprintf(stderr, "%s (%s)\n", diag_text(&d, NULL, text, sizeof text), strerror(-r));
        return 1;
    }
    double ready = seconds();
    while (getline(&line, &cap, stdin) > 0) {
        lines++;
        bad += one(m, line, repeat);
    }
    fprintf(stderr, "%zu signatures (%zu refused) in %.1f ms; %ld answers, %.2f us each\n",
            match_db_count(db), match_db_refused(db), 1e3 * (ready - start), lines,
            1e6 * (seconds() - ready) / ((double)lines * (double)repeat));
    free(line);
    match_free(m);
    match_db_free(db);
    return bad != 0;
}
