/* JVN iPedia's RSS (jvndb*.rdf): for each CVE the title in Japanese and where JVN tells more.
 * https://jvndb.jvn.jp/en/feed/: <item><title/><link/><sec:references source="CVE" id="CVE-…"/></item> */
#include "audit/priv_vulndb.h"

#include "base/buf.h"

#include <errno.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#define IDS_MAX 64 /* CVEs of one item */

struct jvn {
    struct feed_state *state;
    XML_Parser parser;
    struct buf text, title, link;
    char ids[IDS_MAX][24];
    unsigned count;
    bool item;
    int error;
};

static bool like(const char *head)
{
    return strstr(head, "<rdf:RDF") && strstr(head, "jvn");
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static void begin(void *ctx, const char *name, const char **attributes)
{
    struct jvn *j = ctx;
    buf_clear(&j->text);
    name = local(name);
    if (strcmp(name, "item") == 0) {
        j->item = true;
        j->count = 0;
        buf_clear(&j->title);
        buf_clear(&j->link);
    } else if (j->item && strcmp(name, "references") == 0 && j->count < IDS_MAX) {
        const char *id = attribute(attributes, "id");
        if (feed_is_cve(id))
            memcpy(j->ids[j->count++], id, strlen(id) + 1);
    }
}

static void put_item(struct jvn *j)
{
    struct feed_state *state = j->state;
    if (!j->count || !j->title.len)
        state->imported->refused++;
    for (unsigned i = 0; i < j->count && j->title.len && !j->error; i++) {
        sqlite3_stmt *s = vulndb_statement(state->db, VULNDB_PUT_TITLE_JA, &j->error);
        if (!s)
            return;
        sqlite3_bind_text(s, 1, j->ids[i], -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 2, buf_text(&j->title), -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 3, j->link.len ? buf_text(&j->link) : NULL, -1, SQLITE_STATIC);
        j->error = vulndb_run(s);
        state->imported->records += !j->error;
    }
}

static void end(void *ctx, const char *name)
{
    struct jvn *j = ctx;
    name = local(name);
    if (j->item && strcmp(name, "title") == 0)
        buf_puts(&j->title, buf_text(&j->text));
    else if (j->item && strcmp(name, "link") == 0)
        buf_puts(&j->link, buf_text(&j->text));
    else if (strcmp(name, "item") == 0) {
        j->item = false;
        put_item(j);
    }
    if (j->error)
        XML_StopParser(j->parser, XML_FALSE);
}

static void characters(void *ctx, const char *text, int n)
{
    struct jvn *j = ctx;
    buf_put(&j->text, text, (size_t)n);
}

static struct jvn *open_parser(struct feed_state *state)
{
    struct jvn *j = calloc(1, sizeof *j);
    if (!j)
        return NULL;
    j->state = state;
    j->parser = XML_ParserCreate(NULL);
    if (!j->parser) {
        free(j);
        return NULL;
    }
    buf_init(&j->text, 4096);
    buf_init(&j->title, 1024);
    buf_init(&j->link, 1024);
    XML_SetUserData(j->parser, j);
    XML_SetElementHandler(j->parser, begin, end);
    XML_SetCharacterDataHandler(j->parser, characters);
    return j;
}

static int bytes(struct feed_state *state, const char *in, size_t n)
{
    if (!state->own && !(state->own = open_parser(state)))
        return -ENOMEM;
    struct jvn *j = state->own;
    enum XML_Status status = XML_Parse(j->parser, in, (int)n, n == 0);
    return j->error ? j->error : status == XML_STATUS_OK ? 0 : -EBADMSG;
}

static void close_feed(struct feed_state *state)
{
    struct jvn *j = state->own;
    if (!j)
        return;
    XML_ParserFree(j->parser);
    buf_fini(&j->text);
    buf_fini(&j->title);
    buf_fini(&j->link);
    free(j);
}

const struct feed feed_jvn = {.name = "jvn", .like = like, .bytes = bytes, .close = close_feed};
