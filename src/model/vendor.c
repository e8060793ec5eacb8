#include "model/vendor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    uint64_t prefix; /* the assigned bits on top of 48, then their number: longer ones are other entries */
    uint32_t name;   /* where it begins in `names` */
};

struct vendors {
    struct entry *entry; /* owned, sorted by prefix */
    size_t count, cap;
    char *names; /* owned */
    size_t names_len, names_cap;
};

/* One field of a line: where its bytes are, quotes still in it. */
struct field {
    const char *at;
    size_t len;
    bool quoted;
};

int vendors_new(struct vendors **ret)
{
    struct vendors *v = calloc(1, sizeof *v);
    if (v)
        *ret = v;
    return v ? 0 : -ENOMEM;
}

void vendors_free(struct vendors *v)
{
    if (!v)
        return;
    free(v->entry);
    free(v->names);
    free(v);
}

size_t vendors_count(const struct vendors *v)
{
    return v->count;
}

/* Reads a field from `at` on, and says what ended it: ',' '\n' or 0 for the end of the text. */
static char take_field(const char **at, const char *end, struct field *ret)
{
    const char *p = *at;
    bool quoted = p < end && *p == '"', inside = quoted;
    const char *start = p += quoted;
    while (p < end && (inside || (*p != ',' && *p != '\n'))) {
        inside ^= *p == '"' && quoted;
        p++;
    }
    *ret = (struct field){.at = start, .len = (size_t)(p - start), .quoted = quoted};
    char by = p < end ? *p : 0;
    *at = p < end ? p + 1 : p;
    return by;
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static uint64_t key_of(uint64_t bits48, unsigned bits)
{
    uint64_t mask = ~UINT64_C(0) << (48 - bits);
    return (bits48 & mask) << 8 | bits;
}

/* "70B3D5F2F" is 36 bits. False for anything but 6, 7 or 9 hexadecimal digits. */
static bool read_prefix(const struct field *f, uint64_t *ret)
{
    uint64_t v = 0;
    if (f->len != 6 && f->len != 7 && f->len != 9)
        return false;
    for (size_t i = 0; i < f->len; i++) {
        int d = digit(f->at[i]);
        if (d < 0)
            return false;
        v = v << 4 | (unsigned)d;
    }
    unsigned bits = (unsigned)f->len * 4;
    *ret = key_of(v << (48 - bits), bits);
    return true;
}

static void *room(void *array, size_t used, size_t more, size_t *cap, size_t size)
{
    if (used + more <= *cap)
        return array;
    size_t bigger = *cap ? *cap * 2 : 4096;
    while (bigger < used + more)
        bigger *= 2;
    void *p = reallocarray(array, bigger, size);
    if (p)
        *cap = bigger;
    return p;
}

/* Copies a name: without its quotes (RFC 4180: two in a row stand for one), control characters and blanks at
 * its ends. */
static size_t copy_name(char *out, const struct field *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->len && n < VENDOR_NAME_MAX - 1; i++) {
        char c = f->at[i];
        if (f->quoted && c == '"' && (i + 1 == f->len || f->at[++i] != '"'))
            break;
        if ((unsigned char)c < ' ' || (c == ' ' && n == 0))
            continue;
        out[n++] = c;
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n++] = 0;
    return n;
}

static int keep(struct vendors *v, uint64_t prefix, const struct field *name)
{
    void *entry = room(v->entry, v->count, 1, &v->cap, sizeof *v->entry);
    if (!entry)
        return -ENOMEM;
    v->entry = entry;
    void *names = room(v->names, v->names_len, VENDOR_NAME_MAX, &v->names_cap, 1);
    if (!names)
        return -ENOMEM;
    v->names = names;
    size_t n = copy_name(v->names + v->names_len, name);
    if (n == 1)
        return 0; /* nobody */
    v->entry[v->count++] = (struct entry){.prefix = prefix, .name = (uint32_t)v->names_len};
    v->names_len += n;
    return 0;
}

/* Assignments given twice are told by the text that was there first. */
static int by_prefix(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->prefix != y->prefix ? (x->prefix > y->prefix ? 1 : -1)
                                  : (x->name > y->name) - (x->name < y->name);
}

static void sort(struct vendors *v)
{
    size_t n = 0;
    if (!v->count)
        return;
    qsort(v->entry, v->count, sizeof *v->entry, by_prefix);
    for (size_t i = 0; i < v->count; i++)
        if (!n || v->entry[n - 1].prefix != v->entry[i].prefix)
            v->entry[n++] = v->entry[i];
    v->count = n;
}

int vendors_add(struct vendors *v, const char *csv, size_t len)
{
    const char *at = csv, *end = csv + (len < VENDOR_TEXT_MAX ? len : VENDOR_TEXT_MAX);
    int e = 0;
    while (at < end && e == 0 && v->count < VENDOR_MAX) {
        struct field f, prefix = {0}, name = {0};
        uint64_t key;
        char by = ',';
        for (unsigned i = 0; by == ','; i++) {
            by = take_field(&at, end, &f);
            if (i == 1)
                prefix = f;
            else if (i == 2)
                name = f;
        }
        if (read_prefix(&prefix, &key))
            e = keep(v, key, &name);
    }
    sort(v);
    return e;
}

static const struct entry *find(const struct vendors *v, uint64_t prefix)
{
    size_t lo = 0, hi = v->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (v->entry[mid].prefix < prefix)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < v->count && v->entry[lo].prefix == prefix ? &v->entry[lo] : NULL;
}

const char *vendors_find(const struct vendors *v, const uint8_t mac[6])
{
    static const uint8_t lengths[] = {36, 28, 24};
    uint64_t bits = 0;
    for (int i = 0; i < 6; i++)
        bits = bits << 8 | mac[i];
    for (unsigned i = 0; i < sizeof lengths; i++) {
        const struct entry *e = find(v, key_of(bits, lengths[i]));
        if (e)
            return v->names + e->name;
    }
    return NULL;
}
