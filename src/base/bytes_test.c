#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint8_t message[] = {0x01, 0x02, 0x03, 0x84, 0x05, 0x06, 0x07, 0x88, 0x09, 0x0a, 0x0b,
                                  0x8c, 0x0d, 0x0e, 0x0f, 0x90, 0x11, 0x12, 0x13, 0x94, 0x15, 0x96};

/* What a parser would read from it. */
struct fields {
    uint8_t u8;
    uint16_t u16, le16;
    uint32_t u32, le32;
    uint64_t u64;
    uint8_t taken;
};

static struct fields read_all(struct rd *r)
{
    struct fields f = {.u8 = rd_u8(r)};
    f.u16 = rd_u16(r);
    f.u32 = rd_u32(r);
    f.u64 = rd_u64(r);
    f.le16 = rd_le16(r);
    f.le32 = rd_le32(r);
    const uint8_t *at = rd_take(r, 1);
    f.taken = at ? *at : 0;
    return f;
}

static void known_bytes(void **state)
{
    (void)state;
    struct rd r = rd_of(message, sizeof message);
    assert_int_equal(rd_left(&r), 22);
    struct fields f = read_all(&r);
    assert_false(r.bad);
    assert_int_equal(rd_left(&r), 0);
    assert_int_equal(f.u8, 0x01);
    assert_int_equal(f.u16, 0x0203);
    assert_int_equal(f.u32, 0x84050607);
    assert_true(f.u64 == UINT64_C(0x88090a0b8c0d0e0f));
    assert_int_equal(f.le16, 0x1190);
    assert_int_equal(f.le32, 0x15941312);
    assert_int_equal(f.taken, 0x96);
    assert_int_equal(get_u16(message + 3), 0x8405);
    assert_int_equal(get_u32(message + 3), 0x84050607);
}

/* Cut anywhere: what was whole is read, the rest is zero, and bad says so. The input is a heap block of
 * exactly the cut length, so that a sanitizer sees a byte too many. */
static void every_truncation(void **state)
{
    static const size_t ends[] = {1, 3, 7, 15, 17, 21, 22};
    (void)state;
    for (size_t len = 0; len < sizeof message; len++) {
        uint8_t *cut = malloc(len ? len : 1);
        memcpy(cut, message, len);
        struct rd r = rd_of(cut, len), whole = rd_of(message, sizeof message);
        struct fields f = read_all(&r), all = read_all(&whole);
        assert_true(r.bad);
        assert_int_equal(rd_left(&r), 0);
        assert_true(f.u8 == (len >= ends[0] ? all.u8 : 0));
        assert_true(f.u16 == (len >= ends[1] ? all.u16 : 0));
        assert_true(f.u32 == (len >= ends[2] ? all.u32 : 0));
        assert_true(f.u64 == (len >= ends[3] ? all.u64 : 0));
        assert_true(f.le16 == (len >= ends[4] ? all.le16 : 0));
        assert_true(f.le32 == (len >= ends[5] ? all.le32 : 0));
        assert_int_equal(f.taken, 0);
        assert_int_equal(rd_u8(&r), 0); /* once bad, always bad */
        assert_null(rd_take(&r, 0));
        free(cut);
    }
}

/* A value that did not fit must not swallow what stands there: nothing is read in part. */
static void bad_is_sticky(void **state)
{
    (void)state;
    struct rd r = rd_of(message, 3);
    assert_int_equal(rd_u32(&r), 0);
    assert_true(r.bad);
    assert_int_equal(rd_u8(&r), 0); /* though three bytes were there */
    r = rd_of(message, sizeof message);
    rd_skip(&r, SIZE_MAX);
    assert_true(r.bad);
    assert_int_equal(rd_u16(&r), 0);
}

static void taking_nothing(void **state)
{
    (void)state;
    struct rd r = rd_of(message, 2);
    assert_ptr_equal(rd_take(&r, 0), message);
    rd_skip(&r, 2);
    assert_non_null(rd_take(&r, 0)); /* at the very end too */
    rd_skip(&r, 0);
    struct rd none = rd_sub(&r, 0);
    assert_false(none.bad || r.bad);
    assert_int_equal(rd_left(&none), 0);
    rd_skip(&r, 1);
    assert_true(r.bad);
}

static void no_input_at_all(void **state)
{
    (void)state;
    struct rd r = rd_of(NULL, 0);
    assert_int_equal(rd_left(&r), 0);
    struct rd sub = rd_sub(&r, 0);
    assert_false(r.bad || sub.bad);
    assert_int_equal(rd_u8(&r), 0);
    assert_true(r.bad);
}

static void cursors_within_cursors(void **state)
{
    (void)state;
    struct rd r = rd_of(message, 8), sub = rd_sub(&r, 3);
    assert_int_equal(rd_left(&sub), 3);
    assert_int_equal(rd_u16(&sub), 0x0102);
    assert_int_equal(rd_u16(&sub), 0); /* its own end, not its parent's */
    assert_true(sub.bad);
    assert_false(r.bad);
    assert_int_equal(rd_u8(&r), 0x84);
    sub = rd_sub(&r, 5);
    assert_true(sub.bad && r.bad);
    assert_int_equal(rd_left(&sub), 0);
    assert_int_equal(rd_u8(&sub), 0);
    assert_int_equal(rd_u8(&r), 0);
}

static void write_all(struct wr *w)
{
    wr_u8(w, 0x01);
    wr_u16(w, 0x0203);
    wr_u32(w, 0x84050607);
    wr_bytes(w, message + 7, 3);
    wr_zero(w, 2);
    uint8_t *room = wr_room(w, 2);
    if (room)
        put_u16(room, 0x0a0b);
}

static const uint8_t written[] = {1, 2, 3, 0x84, 5, 6, 7, 0x88, 9, 10, 0, 0, 10, 11};

static void writes_known_bytes(void **state)
{
    (void)state;
    uint8_t out[sizeof written + 1];
    memset(out, 0xee, sizeof out);
    struct wr w = wr_of(out, sizeof out);
    write_all(&w);
    assert_false(w.bad);
    assert_int_equal(wr_len(&w), sizeof written);
    assert_memory_equal(out, written, sizeof written);
    assert_int_equal(out[sizeof written], 0xee);
    put_u32(out, 0xdeadbeef);
    assert_int_equal(get_u32(out), 0xdeadbeef);
}

/* Too little room, by any amount: bad, nothing beyond the end, and nothing more after the first that did not
 * fit. */
static void writes_into_every_room(void **state)
{
    static const size_t steps[] = {0, 1, 3, 7, 10, 12, 14};
    (void)state;
    for (size_t cap = 0; cap < sizeof written; cap++) {
        uint8_t *out = malloc(cap ? cap : 1);
        struct wr w = wr_of(out, cap);
        write_all(&w);
        size_t fits = 0;
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            fits = steps[i] <= cap ? steps[i] : fits;
        assert_true(w.bad);
        assert_int_equal(wr_len(&w), fits);
        assert_memory_equal(out, written, fits);
        wr_u8(&w, 0xff); /* would fit */
        assert_int_equal(wr_len(&w), fits);
        assert_null(wr_room(&w, 0));
        assert_null(wr_room(&w, SIZE_MAX));
        free(out);
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    static const uint32_t values[] = {0,      1,      0x7f,    0x80,       0xff,       0x100,     0x7fff,
                                      0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        uint8_t out[7];
        struct wr w = wr_of(out, sizeof out);
        wr_u8(&w, (uint8_t)values[i]);
        wr_u16(&w, (uint16_t)values[i]);
        wr_u32(&w, values[i]);
        struct rd r = rd_of(out, wr_len(&w));
        assert_int_equal(rd_u8(&r), (uint8_t)values[i]);
        assert_int_equal(rd_u16(&r), (uint16_t)values[i]);
        assert_int_equal(rd_u32(&r), values[i]);
        assert_false(w.bad || r.bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bytes),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(bad_is_sticky),
        cmocka_unit_test(taking_nothing),
        cmocka_unit_test(no_input_at_all),
        cmocka_unit_test(cursors_within_cursors),
        cmocka_unit_test(writes_known_bytes),
        cmocka_unit_test(writes_into_every_room),
        cmocka_unit_test(what_is_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
