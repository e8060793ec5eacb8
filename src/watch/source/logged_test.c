/* What packet filters record with the packets that they log: known records in both byte orders, cut anywhere. */
#include "watch/source/logged.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PACKET = 40 };

/* Group 5; the packet's header, the prefix "drop", from interface 2, its number 77, the packet. */
static size_t make_nflog(uint8_t *b, bool big)
{
    static const struct {
        uint8_t type, len;
        const char *value;
    } attrs[] = {
        {1, 4, "\x08\0\1\0"}, {10, 5, "drop"}, {4, 4, "\0\0\0\2"}, {12, 4, "\0\0\0\x4d"}, {9, PACKET, NULL}};
    size_t n = 4;
    memcpy(b, "\2\0\0\5", 4);
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
        memset(b + n, 0, 4 + PACKET);
        b[n + big] = (uint8_t)(attrs[i].len + 4);
        b[n + 2 + big] = attrs[i].type;
        if (attrs[i].value)
            memcpy(b + n + 4, attrs[i].value, attrs[i].len);
        else
            b[n + 4] = 0x45;
        n += 4 + ((attrs[i].len + 3u) & ~3u);
    }
    return n;
}

static void nflog(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        uint8_t b[256];
        struct logged l;
        struct sight s = {.kind = SIGHT_PACKET};
        size_t n = make_nflog(b, big);
        assert_true(logged_link(LINK_NFLOG) && logged_read(LINK_NFLOG, b, n, n, &l));
        assert_ptr_equal(l.packet, b + n - PACKET);
        assert_true(l.len == PACKET && l.wire == PACKET && l.seq == 77);
        logged_note(&l, &s);
        assert_int_equal(s.kind, SIGHT_LOG);
        assert_int_equal(s.action, SIGHT_DROPPED);
        assert_true(s.inbound && !s.outbound && !s.sent);
    }
}

/* Cut within the packet: as much of it as is there, and how much there was. Cut before it: nothing. */
static void every_truncation(void **state)
{
    (void)state;
    uint8_t b[256];
    size_t n = make_nflog(b, false);
    for (size_t k = 0; k < n; k++) {
        uint8_t *cut = malloc(k ? k : 1);
        struct logged l;
        memcpy(cut, b, k);
        bool ok = logged_nflog(cut, k, &l);
        assert_int_equal(ok, k >= n - PACKET);
        assert_true(!ok || (l.len == k - (n - PACKET) && l.wire == PACKET));
        free(cut);
    }
    b[4] = 3; /* an attribute shorter than its header */
    struct logged l;
    assert_false(logged_nflog(b, n, &l));
}

/* Headers of 61 bytes (FreeBSD's first), of 100 (OpenBSD); what is blocked, let through, and neither. */
static void pflog(void **state)
{
    static const struct {
        uint8_t length, action, dir;
        size_t packet;
        enum sight_action is;
    } rows[] = {{61, 1, 1, 64, SIGHT_DROPPED},
                {100, 0, 2, 100, SIGHT_PASSED},
                {100, 0, 1, 100, SIGHT_PASSED},
                {69, 8, 1, 72, SIGHT_ACTION_NONE}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t b[100 + PACKET] = {rows[i].length, 2, rows[i].action};
        struct logged l;
        struct sight s = {.kind = SIGHT_PACKET};
        size_t n = rows[i].packet + PACKET;
        b[60] = rows[i].dir;
        assert_true(logged_link(LINK_PFLOG) && logged_read(LINK_PFLOG, b, n, n + 7, &l));
        assert_ptr_equal(l.packet, b + rows[i].packet);
        assert_true(l.len == PACKET && l.wire == PACKET + 7);
        logged_note(&l, &s);
        assert_true(s.kind == SIGHT_LOG && s.action == rows[i].is && !s.sent);
        assert_int_equal(s.inbound, rows[i].dir == 1 && rows[i].is != SIGHT_PASSED);
        assert_int_equal(s.outbound, rows[i].dir == 2);
        assert_false(logged_read(LINK_PFLOG, b, rows[i].packet - 1, n, &l));
    }
    uint8_t old[100] = {48}; /* a header that ends before the way */
    struct logged l;
    assert_false(logged_read(LINK_PFLOG, old, sizeof old, sizeof old, &l));
    assert_false(logged_link(101));
}

/* An error is told by itself, whatever became of the packet that it came in. */
static void errors_stay(void **state)
{
    (void)state;
    struct logged l = {.action = SIGHT_DROPPED, .in = true};
    struct sight s = {.kind = SIGHT_ERROR};
    logged_note(&l, &s);
    assert_true(s.kind == SIGHT_ERROR && !s.action && !s.inbound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nflog), cmocka_unit_test(every_truncation),
                                       cmocka_unit_test(pflog), cmocka_unit_test(errors_stay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
