/* yajl finds the pieces, jansson keeps the value at hand; a value is put together on a stack of open
 * containers. */
#include "audit/priv_jsonstream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#define NESTING_MAX 64
/* yajl reads a token from its beginning again with every piece: one that never ends would take for ever. */
#define TOKEN_MAX (1 << 20)

struct jsonstream {
    struct jsonstream_conf conf;
    yajl_handle yajl;
    unsigned depth; /* of open containers */
    /* owned: [0] is the value at hand; the others are borrowed from their parents */
    json_t *open[NESTING_MAX];
    char *key[NESTING_MAX]; /* at each depth; owned */
    unsigned opened;        /* containers in `open` */
    size_t value_bytes;     /* consumed since the value began, at the end of the last piece */
    size_t nodes;           /* of the value at hand */
    size_t token_bytes;     /* fed since the last token ended */
    uint64_t line;
    int error;
};

static int fail(struct jsonstream *s, int error)
{
    s->error = error;
    return 0; /* yajl: stop */
}

/* One node more of the value at hand. */
static bool counted(struct jsonstream *s)
{
    return ++s->nodes <= s->conf.nodes_max || fail(s, -EFBIG);
}

static const char *key_here(const struct jsonstream *s)
{
    return s->depth < NESTING_MAX && s->key[s->depth] ? s->key[s->depth] : "";
}

/* Puts a value where it belongs: into its parent, or to the caller when it is complete. */
static int put(struct jsonstream *s, json_t *value)
{
    s->token_bytes = 0;
    if (!value)
        return fail(s, -ENOMEM);
    json_t *parent = s->opened ? s->open[s->opened - 1] : NULL;
    if (parent && !counted(s)) {
        json_decref(value);
        return 0;
    }
    if (!parent) {
        int error = s->depth == s->conf.depth ? s->conf.each(s->conf.ctx, key_here(s), value) : 0;
        json_decref(value);
        return error ? fail(s, error) : 1;
    }
    int wrong = json_is_object(parent) ? json_object_set_new(parent, key_here(s), value)
                                       : json_array_append_new(parent, value);
    return wrong ? fail(s, -ENOMEM) : 1;
}

static int begin(struct jsonstream *s, json_t *(*make)(void))
{
    s->token_bytes = 0;
    if (s->depth + 1 >= NESTING_MAX)
        return fail(s, -EBADMSG);
    if (s->opened || s->depth == s->conf.depth) {
        json_t *value = make();
        if (!value)
            return fail(s, -ENOMEM);
        s->open[s->opened++] = value;
        if (s->opened == 1)
            s->value_bytes = s->nodes = 0;
    }
    s->depth++;
    return 1;
}

static int end(struct jsonstream *s)
{
    free(s->key[s->depth]);
    s->key[s->depth] = NULL;
    s->depth--;
    if (!s->opened)
        return 1;
    json_t *value = s->open[--s->opened];
    s->open[s->opened] = NULL;
    return put(s, value);
}

static int on_null(void *ctx)
{
    return put(ctx, json_null());
}

static int on_boolean(void *ctx, int value)
{
    return put(ctx, json_boolean(value));
}

static int on_number(void *ctx, const char *text, size_t len)
{
    char number[64];
    if (len >= sizeof number)
        return fail(ctx, -EBADMSG);
    memcpy(number, text, len);
    number[len] = 0;
    if (strpbrk(number, ".eE"))
        return put(ctx, json_real(strtod(number, NULL)));
    return put(ctx, json_integer(strtoll(number, NULL, 10)));
}

static int on_string(void *ctx, const unsigned char *text, size_t len)
{
    return put(ctx, json_stringn_nocheck((const char *)text, len)); /* yajl checked that it is UTF-8 */
}

static int on_key(void *ctx, const unsigned char *text, size_t len)
{
    struct jsonstream *s = ctx;
    char *key = strndup((const char *)text, len);
    s->token_bytes = 0;
    free(s->key[s->depth]);
    s->key[s->depth] = key;
    return key ? 1 : fail(s, -ENOMEM);
}

static int on_object(void *ctx)
{
    return begin(ctx, json_object);
}

static int on_array(void *ctx)
{
    return begin(ctx, json_array);
}

static int on_end(void *ctx)
{
    return end(ctx);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_end,
};

struct jsonstream *jsonstream_new(const struct jsonstream_conf *conf)
{
    struct jsonstream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->conf = *conf;
    s->line = 1;
    s->yajl = yajl_alloc(&callbacks, NULL, s);
    if (!s->yajl) {
        free(s);
        return NULL;
    }
    return s;
}

void jsonstream_free(struct jsonstream *s)
{
    if (!s)
        return;
    yajl_free(s->yajl);
    for (unsigned i = 0; i < NESTING_MAX; i++)
        free(s->key[i]);
    /* Containers get into their parents when they are complete: what is still open is owned one by one. */
    for (unsigned i = 0; i < NESTING_MAX; i++)
        json_decref(s->open[i]);
    free(s);
}

int jsonstream_feed(struct jsonstream *s, const void *bytes, size_t n)
{
    if (s->error)
        return s->error;
    s->value_bytes += n;
    s->token_bytes += n;
    yajl_status status = n ? yajl_parse(s->yajl, bytes, n) : yajl_complete_parse(s->yajl);
    size_t read = n ? yajl_get_bytes_consumed(s->yajl) : 0;
    for (const char *p = bytes, *last = p + read; n && p < last && (p = memchr(p, '\n', (size_t)(last - p)));
         p++)
        s->line++;
    if (status == yajl_status_error && !s->error)
        s->error = -EBADMSG;
    if (!s->error && (s->token_bytes > TOKEN_MAX || (s->opened && s->value_bytes > s->conf.value_max)))
        s->error = -EFBIG;
    return s->error;
}

uint64_t jsonstream_line(const struct jsonstream *s)
{
    return s->line;
}
