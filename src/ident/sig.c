#include "ident/sig.h"

#include "base/bytes.h"

#include <ctype.h>
#include <stdio.h>

#define FILLED_MAX 512

/* The template with its groups; false when it uses one that is not there. */
static bool expand(const char *text, const struct sig_groups *g, struct wr *w)
{
    for (; *text; text++) {
        if (*text != '$' || !text[1]) {
            wr_u8(w, (uint8_t)*text);
            continue;
        }
        int n = *++text - '0';
        if (*text == '$') {
            wr_u8(w, '$');
        } else if (n < 0 || n >= g->count || g->offset[2 * n] == SIZE_MAX ||
                   g->offset[2 * n] >= g->offset[2 * n + 1]) {
            return false;
        } else {
            size_t len = g->offset[2 * n + 1] - g->offset[2 * n];
            size_t room = (size_t)(w->end - w->p);
            wr_bytes(w, g->subject + g->offset[2 * n], len < room ? len : room);
        }
    }
    return true;
}

static void fill(char *field, size_t cap, const char *text, const struct sig_groups *g)
{
    char filled[FILLED_MAX];
    struct wr w = wr_of(filled, sizeof filled);
    if (text && expand(text, g, &w) && !w.bad)
        found_text(field, cap, filled, wr_len(&w));
}

/* What CPE 2.3 allows unquoted is a-z 0-9 . _ -, the rest gets a backslash (NISTIR 7695 §6.2; "." and "-" may
 * be quoted, nobody does in practice). */
void sig_cpe(char *out, size_t cap, const char *spec, const char *version)
{
    int colons = 0;
    char v[96];
    struct wr w = wr_of(v, sizeof v - 1);
    for (const char *p = spec; *p; p++)
        colons += *p == ':' && (p == spec || p[-1] != '\\');
    for (const char *p = version; *p; p++) {
        if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
            wr_u8(&w, '\\');
        wr_u8(&w, (uint8_t)tolower((unsigned char)*p));
    }
    v[w.bad ? 0 : wr_len(&w)] = 0;
    if (colons >= 3)
        snprintf(out, cap, "cpe:2.3:%s:*:*:*:*:*:*:*", spec);
    else
        snprintf(out, cap, "cpe:2.3:%s:%s:*:*:*:*:*:*:*", spec, v[0] ? v : "*");
}

void sig_fill(const struct sig *s, const struct sig_groups *g, struct found *ret)
{
    found_init(ret);
    fill(ret->name, sizeof ret->name, s->service, g);
    fill(ret->product, sizeof ret->product, s->product, g);
    fill(ret->version, sizeof ret->version, s->version, g);
    fill(ret->info, sizeof ret->info, s->info, g);
    fill(ret->hostname, sizeof ret->hostname, s->hostname, g);
    fill(ret->os, sizeof ret->os, s->os, g);
    fill(ret->device, sizeof ret->device, s->device, g);
    for (int i = 0, n = 0; i < FOUND_CPES; i++) {
        char spec[96] = "";
        fill(spec, sizeof spec, s->cpe[i], g);
        if (spec[0])
            sig_cpe(ret->cpe[n++], sizeof ret->cpe[0], spec, spec[0] == 'o' ? "" : ret->version);
    }
    snprintf(ret->id, sizeof ret->id, "%s", s->id);
    ret->confidence = s->confidence;
    ret->soft = !ret->product[0];
    ret->span_from = g->offset[0];
    ret->span_len = g->offset[1] > g->offset[0] ? g->offset[1] - g->offset[0] : 0;
}
