/* FIRST's EPSS scores: "#model_version:…", "cve,epss,percentile", then a line each. Always whole. */
#include "audit/priv_vulndb.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 256

static bool like(const char *head)
{
    return strncmp(head, "#model_version", 14) == 0 || strncmp(head, "cve,epss", 8) == 0;
}

static int put_line(struct feed_state *state, char *line)
{
    char *comma = strchr(line, ','), *end;
    if (!comma || line[0] == '#' || strncmp(line, "cve,", 4) == 0)
        return 0;
    *comma = 0;
    double score = strtod(comma + 1, &end);
    if (!feed_is_cve(line) || end == comma + 1 || !(score >= 0 && score <= 1)) {
        state->imported->refused++;
        return 0;
    }
    int error;
    sqlite3_stmt *s = vulndb_statement(state->db, VULNDB_PUT_EPSS, &error);
    if (!s)
        return error;
    sqlite3_bind_text(s, 1, line, -1, SQLITE_STATIC);
    sqlite3_bind_double(s, 2, score);
    error = vulndb_run(s);
    state->imported->records += !error;
    return error;
}

struct line {
    char text[LINE_MAX_BYTES];
    size_t len;
};

static int bytes(struct feed_state *state, const char *in, size_t n)
{
    if (!state->own && !(state->own = calloc(1, sizeof(struct line))))
        return -ENOMEM;
    struct line *line = state->own;
    int error = 0;
    if (!n && line->len)
        return -EBADMSG; /* the last line has no end: cut off */
    for (size_t i = 0; i < n && !error; i++) {
        if (in[i] != '\n') {
            if (line->len + 1 >= LINE_MAX_BYTES)
                return -EBADMSG;
            line->text[line->len++] = in[i];
            continue;
        }
        line->text[line->len] = 0;
        line->len = 0;
        error = put_line(state, line->text);
    }
    return error;
}

static void close_feed(struct feed_state *state)
{
    free(state->own);
}

const struct feed feed_epss = {
    .name = "epss", .like = like, .clean = "DELETE FROM epss", .bytes = bytes, .close = close_feed};
