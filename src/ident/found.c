#include "ident/found.h"

#include "base/bytes.h"
#include "ident/frame.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

void found_init(struct found *f)
{
    memset(f, 0, sizeof *f);
}

/* Length of the well-formed UTF-8 character at p (RFC 3629: no surrogates, nothing overlong), 0 = none. */
static size_t utf8_len(const uint8_t *p, size_t left)
{
    size_t n = p[0] < 0x80                   ? 1
               : p[0] >= 0xC2 && p[0] < 0xE0 ? 2
               : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
               : p[0] >= 0xF0 && p[0] < 0xF5 ? 4
                                             : 0;
    if (!n || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool beyond = (p[0] == 0xED && p[1] >= 0xA0) || (p[0] == 0xF4 && p[1] >= 0x90);
    bool control = n == 2 && p[0] == 0xC2 && p[1] < 0xA0; /* C1: a terminal may obey them */
    return overlong || beyond || control ? 0 : n;
}

void found_text(char *field, size_t cap, const void *data, size_t len)
{
    const struct rd in = rd_of(data, len);
    const uint8_t *p = in.p, *end = in.end;
    size_t n = 0;
    while (p < end) {
        size_t one = utf8_len(p, (size_t)(end - p));
        size_t width = one ? one : 1;
        if (n + width >= cap)
            break;
        if (one > 1)
            memcpy(field + n, p, one);
        else if (!one)
            field[n] = '?';
        else
            field[n] = *p < 0x20 || *p == 0x7F ? ' ' : (char)*p;
        if (!(width == 1 && field[n] == ' ' && (n == 0 || field[n - 1] == ' ')))
            n += width;
        p += width;
    }
    while (n && field[n - 1] == ' ')
        n--;
    memset(field + n, 0, cap - n);
}

static bool fill(char *into, size_t cap, const char *from)
{
    if (into[0] || !from[0])
        return false;
    snprintf(into, cap, "%s", from);
    return true;
}

/* http and what runs over it, SMB by its own port and by NetBIOS's: two views of one thing. */
static bool same_protocol(const char *a, const char *b)
{
    static const struct {
        const char *name;
        int thing;
    } views[] = {{"http", 1},   {"http-proxy", 1},   {"ipp", 1},
                 {"upnp", 1},   {"etcd-client", 1},  {"etcd-server", 1},
                 {"docker", 1}, {"microsoft-ds", 2}, {"netbios-ssn", 2}};
    int of_a = 0, of_b = 0;
    if (!a[0] || !b[0] || strcmp(a, b) == 0)
        return true;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        of_a = strcmp(a, views[i].name) == 0 ? views[i].thing : of_a;
        of_b = strcmp(b, views[i].name) == 0 ? views[i].thing : of_b;
    }
    return of_a && of_a == of_b;
}

/* "Prometheus Blackbox Exporter" and "blackbox_exporter": one, when the shorter is the longer's end, word by
 * word. */
static bool same_product(const char *a, const char *b)
{
    size_t i = strlen(a), k = strlen(b);
    if (!i || !k)
        return i == k;
    for (; i && k; i--, k--) {
        char x = a[i - 1] == '_' ? ' ' : a[i - 1], y = b[k - 1] == '_' ? ' ' : b[k - 1];
        if (tolower((unsigned char)x) != tolower((unsigned char)y))
            return false;
    }
    size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return (!i && !k) || (shorter > 7 && (i ? a[i - 1] == ' ' : b[k - 1] == ' '));
}

/* Who names it better: a product beats none, unless it would be another protocol's, by a weak guess. */
static bool better(const struct found *a, const struct found *b)
{
    bool a_named = a->product[0], b_named = b->product[0];
    bool a_frame = a_named && frame_of(a->product), b_frame = b_named && frame_of(b->product);
    if (a_named && b_named && a_frame != b_frame && same_protocol(a->name, b->name))
        return b_frame; /* the application, not what it is built on */
    if (a_named == b_named)
        return a->confidence > b->confidence;
    const struct found *named = a_named ? a : b, *bare = a_named ? b : a;
    bool weak = !same_protocol(a->name, b->name) && named->confidence < bare->confidence;
    return weak ? a == bare : a == named;
}

bool found_merge(struct found *into, const struct found *more)
{
    struct found low = *more;
    bool changed = false;
    if (better(more, into)) {
        low = *into;
        *into = *more;
        changed = true;
    }
    if (!same_protocol(into->name, low.name))
        return changed;
    changed |= fill(into->name, sizeof into->name, low.name);
    if (same_product(into->product, low.product)) {
        changed |= fill(into->version, sizeof into->version, low.version);
        if (low.version[0] && strcmp(into->version, low.version) == 0 && low.cpe[0][0])
            memcpy(into->cpe, low.cpe, sizeof into->cpe);
    }
    if (!into->info[0] && frame_of(low.product) && !frame_of(into->product))
        frame_note(low.product, low.version, into->info, sizeof into->info);
    /* What is known to be wrong with it is looked up by its CPE: a page's title does not hide that. */
    if (frame_of(low.product) && !frame_of(into->product) && !into->version[0] && !into->cpe[0][0])
        memcpy(into->cpe, low.cpe, sizeof into->cpe);
    changed |= fill(into->info, sizeof into->info, low.info);
    changed |= fill(into->hostname, sizeof into->hostname, low.hostname);
    changed |= fill(into->os, sizeof into->os, low.os);
    changed |= fill(into->device, sizeof into->device, low.device);
    bool settled = !low.soft && same_product(into->product, low.product);
    into->soft = !into->product[0] || (into->soft && !settled);
    return changed;
}

/* cpe:2.3:a:vendor:product:version:… -> cpe:/a:vendor:product:version, empty ("*") parts dropped. A quoted
 * character ("\:") is percent-encoded there (NISTIR 7695 §6.1). */
const char *found_cpe22(const char *cpe23, char *out, size_t cap)
{
    struct wr w = wr_of(out, cap ? cap - 1 : 0);
    const char *p = cpe23;
    if (strncmp(p, "cpe:2.3:", 8) == 0)
        p += 8;
    wr_bytes(&w, "cpe:/", 5);
    size_t keep = wr_len(&w);
    for (int part = 0; part < 4 && *p; part++) {
        if (part)
            wr_u8(&w, ':');
        bool any = !(*p == '*' && (p[1] == ':' || !p[1]));
        for (; *p && *p != ':'; p++) {
            char quoted[4];
            if (*p == '\\' && p[1] && ++p && ispunct((unsigned char)*p) && !strchr("._-", *p))
                wr_bytes(&w, quoted, (size_t)snprintf(quoted, sizeof quoted, "%%%02x", (unsigned char)*p));
            else if (any)
                wr_u8(&w, (uint8_t)*p);
        }
        if (any && !w.bad)
            keep = wr_len(&w);
        p += *p == ':';
    }
    if (cap)
        out[w.bad ? 0 : keep] = 0;
    return out;
}
