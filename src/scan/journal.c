#include "scan/journal.h"

#include "scan/heard.h"

#define MAGIC "tojimar1"
#define FRAME 16 /* bytes of a chunk beside its entries: length, number, hash */

/* What follows the kind of an entry. */
static const struct shape {
    uint8_t numbers, addrs;
    bool bytes;
} shapes[JOURNAL_KINDS] = {
    [JOURNAL_RUN] = {3, 0, true},        [JOURNAL_RANGE] = {1, 2, false},
    [JOURNAL_NAME] = {0, 1, true},       [JOURNAL_PORTS] = {1, 0, true},
    [JOURNAL_PAIRS] = {0, 1, true},      [JOURNAL_READY] = {11, 0, false},
    [JOURNAL_PART] = {4, 0, false},      [JOURNAL_BLOCK] = {1, 0, false},
    [JOURNAL_ROUND] = {1, 0, false},     [JOURNAL_DOOR] = {5, 1, false},
    [JOURNAL_HOST] = {3, 0, false},      [JOURNAL_FAILED] = {1, 0, false},
    [JOURNAL_STATE] = {2, 0, true},      [JOURNAL_MARK] = {JOURNAL_MARKS, 0, false},
    [JOURNAL_BLOCK_END] = {1, 0, false}, [JOURNAL_AGAIN] = {1, 0, false},
    [JOURNAL_PART_END] = {0, 0, false},  [JOURNAL_TIME] = {1, 0, false},
    [JOURNAL_RUN_END] = {0, 0, false},   [JOURNAL_VOICE] = {3, 1, false},
};

static void put_number(struct buf *b, uint64_t v)
{
    uint8_t out[10];
    size_t n = 0;
    for (; v >= 128; v >>= 7)
        out[n++] = (uint8_t)(v | 128);
    out[n++] = (uint8_t)v;
    buf_put(b, out, n);
}

static uint64_t read_number(struct rd *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t c = rd_u8(r);
        v |= (uint64_t)(c & 127) << shift;
        if (!(c & 128)) {
            r->bad |= shift == 63 && c > 1;
            return v;
        }
    }
    r->bad = true;
    return 0;
}

static void put_addr(struct buf *b, const struct addr *a)
{
    put_number(b, a->len);
    buf_put(b, a->b, a->len);
    if (a->len == 16)
        put_number(b, a->zone);
}

static struct addr read_addr(struct rd *r)
{
    struct addr a = {0};
    uint64_t len = read_number(r);
    if (len != 0 && len != 4 && len != 16) {
        r->bad = true;
        return a;
    }
    const uint8_t *at = rd_take(r, (size_t)len);
    if (at && len)
        memcpy(a.b, at, (size_t)len);
    uint64_t zone = len == 16 ? read_number(r) : 0;
    r->bad |= zone > UINT32_MAX;
    a.zone = (uint32_t)zone;
    a.len = (uint8_t)len;
    return a;
}

static void open_chunk(struct journal *j)
{
    uint8_t head[8] = {0};
    j->chunk = j->out.len;
    buf_put(&j->out, head, sizeof head);
}

/* A chunk without entries leaves nothing behind. */
static void close_chunk(struct journal *j)
{
    uint8_t hash[8];
    if (j->out.over || j->out.len < j->chunk + 8)
        return;
    size_t entries = j->out.len - j->chunk - 8;
    uint8_t *at = (uint8_t *)j->out.data + j->chunk;
    if (!entries) {
        j->out.len = j->chunk;
        return;
    }
    put_u32(at, (uint32_t)entries);
    put_u32(at + 4, j->number++);
    uint64_t h = siphash(&j->salt, at, entries + 8);
    put_u32(hash, (uint32_t)(h >> 32));
    put_u32(hash + 4, (uint32_t)h);
    buf_put(&j->out, hash, sizeof hash);
}

static void next_chunk(struct journal *j)
{
    close_chunk(j);
    open_chunk(j);
}

void journal_begin(struct journal *j, struct hash_key salt)
{
    *j = (struct journal){.salt = salt};
    buf_init(&j->out, JOURNAL_PENDING_MAX);
    buf_put(&j->out, MAGIC, 8);
    buf_put(&j->out, salt.b, sizeof salt.b);
    open_chunk(j);
}

void journal_continue(struct journal *j, struct hash_key salt, uint32_t number)
{
    *j = (struct journal){.salt = salt, .number = number};
    buf_init(&j->out, JOURNAL_PENDING_MAX);
    open_chunk(j);
}

void journal_fini(struct journal *j)
{
    buf_fini(&j->out);
}

void journal_put(struct journal *j, const struct journal_entry *e)
{
    const struct shape *s = &shapes[e->kind];
    const struct addr *addr[2] = {&e->a, &e->b};
    put_number(&j->out, (uint64_t)e->kind << 4);
    for (unsigned i = 0; i < s->numbers; i++)
        put_number(&j->out, e->v[i]);
    for (unsigned i = 0; i < s->addrs; i++)
        put_addr(&j->out, addr[i]);
    if (s->bytes) {
        put_number(&j->out, e->len);
        buf_put(&j->out, e->bytes, e->len);
    }
    if (j->out.len - j->chunk >= JOURNAL_CHUNK)
        next_chunk(j);
}

void journal_heard(struct buf *changes, uint64_t *last, uint64_t slot, uint8_t heard)
{
    int64_t step = (int64_t)(slot - *last);
    put_number(changes, ((uint64_t)step << 1 ^ (uint64_t)(step >> 63)) << 4 | heard);
    *last = slot;
}

/* Cut where a number ends: its last byte has no high bit. */
void journal_changes(struct journal *j, const struct buf *changes)
{
    for (size_t at = 0; at < changes->len;) {
        size_t n = changes->len - at < JOURNAL_CHUNK ? changes->len - at : JOURNAL_CHUNK;
        while (changes->data[at + n - 1] & 128)
            n--;
        buf_put(&j->out, changes->data + at, n);
        at += n;
        if (j->out.len - j->chunk >= JOURNAL_CHUNK)
            next_chunk(j);
    }
    j->out.over |= changes->over;
}

const void *journal_take(struct journal *j, size_t *ret_len)
{
    close_chunk(j);
    *ret_len = j->out.len;
    j->chunk = j->out.len;
    return j->out.data;
}

void journal_clear(struct journal *j)
{
    bool over = j->out.over;
    buf_clear(&j->out);
    j->out.over = over;
    open_chunk(j);
}

bool journal_open(struct journal_reader *r, const void *data, size_t len)
{
    *r = (struct journal_reader){.data = data, .len = len, .next = JOURNAL_HEAD, .valid = JOURNAL_HEAD};
    if (len < JOURNAL_HEAD || memcmp(data, MAGIC, 8) != 0)
        return false;
    memcpy(r->salt.b, r->data + 8, sizeof r->salt.b);
    return true;
}

/* Makes the next chunk the one that is read. */
static bool enter_chunk(struct journal_reader *r)
{
    size_t left = r->len - r->next;
    const uint8_t *at = r->data + r->next;
    r->valid = r->next;
    r->torn = left > 0;
    if (left < FRAME)
        return false;
    uint32_t n = get_u32(at);
    if (n == 0 || n > JOURNAL_CHUNK_MAX || n > left - FRAME || get_u32(at + 4) != r->chunks)
        return false;
    uint64_t h = siphash(&r->salt, at, n + 8);
    if (get_u32(at + 8 + n) != (uint32_t)(h >> 32) || get_u32(at + 12 + n) != (uint32_t)h)
        return false;
    r->chunk = rd_of(at + 8, n);
    r->next += n + FRAME;
    r->chunks++;
    return true;
}

static void read_fields(struct rd *r, struct journal_entry *e)
{
    const struct shape *s = &shapes[e->kind];
    for (unsigned i = 0; i < s->numbers; i++)
        e->v[i] = read_number(r);
    if (s->addrs > 0)
        e->a = read_addr(r);
    if (s->addrs > 1)
        e->b = read_addr(r);
    if (!s->bytes)
        return;
    uint64_t n = read_number(r);
    e->bytes = n <= JOURNAL_BYTES_MAX ? rd_take(r, (size_t)n) : NULL;
    e->len = e->bytes ? (size_t)n : 0;
    r->bad |= !e->bytes;
}

static void read_heard(struct journal_reader *r, uint64_t number, struct journal_entry *e)
{
    uint64_t step = number >> 4;
    r->last += step >> 1 ^ -(step & 1);
    e->kind = JOURNAL_HEARD;
    e->v[0] = r->last;
    e->v[1] = number & 15;
}

static bool read_entry(struct journal_reader *r, struct journal_entry *e)
{
    uint64_t number = read_number(&r->chunk), kind = number >> 4;
    *e = (struct journal_entry){0};
    if (number & 15) {
        read_heard(r, number, e);
        return !r->chunk.bad && (number & 15) >= HEARD_YES;
    }
    if (kind == JOURNAL_HEARD || kind >= JOURNAL_KINDS)
        return false;
    e->kind = (enum journal_kind)kind;
    read_fields(&r->chunk, e);
    if (kind == JOURNAL_MARK || kind == JOURNAL_ROUND || kind == JOURNAL_BLOCK)
        r->last = 0;
    return !r->chunk.bad;
}

bool journal_next(struct journal_reader *r, struct journal_entry *ret)
{
    if (!rd_left(&r->chunk) && !enter_chunk(r))
        return false;
    if (read_entry(r, ret))
        return true;
    r->torn = true; /* the sum is right and the content is not: nothing of ours wrote this */
    r->next = r->len;
    r->chunk = rd_of(r->data, 0);
    r->chunks--;
    return false;
}
