/* What services answer by UDP, and what only comes from their ports (source/reply.h). */
#include "watch/source/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST = 32 };

static const struct {
    uint16_t port, payload; /* payload 0: all that there is */
    uint8_t says, n, b[MOST];
} rows[] = {
    {53, 0, SIGHT_SAYS_ANSWER, 12, {1, 2, 0x81, 0x80, 0, 1}},
    {53, 0, SIGHT_SAYS_NO_ANSWER, 12, {1, 2, 0x01, 0x00, 0, 1}},
    {53, 0, SIGHT_SAYS_NO_ANSWER, 12, {1, 2, 0x81, 0x80, 9, 1}},
    {53, 0, SIGHT_SAYS_NO_ANSWER, 11, {1, 2, 0x81, 0x80, 0, 1}},
    {53, 90, SIGHT_SAYS_NOTHING, 4, {1, 2, 0x81, 0x80}}, /* cut */
    {137, 0, SIGHT_SAYS_ANSWER, 12, {1, 2, 0x84, 0x00}},
    {123, 48, SIGHT_SAYS_ANSWER, 4, {0x24, 2, 3, 0xe8}},
    {123, 48, SIGHT_SAYS_NO_ANSWER, 4, {0xe3, 0, 3, 0xfa}}, /* a client */
    {123, 12, SIGHT_SAYS_ANSWER, 12, {0x16, 0x82}},
    {123, 440, SIGHT_SAYS_ANSWER, 4, {0xd7, 0, 3, 0x2a}},
    {123, 8, SIGHT_SAYS_NO_ANSWER, 4, {0x17, 0, 3, 0x2a}},
    {161, 40, SIGHT_SAYS_ANSWER, 2, {0x30, 0x26}},
    {161, 40, SIGHT_SAYS_NO_ANSWER, 2, {'X', 'X'}},
    {88, 40, SIGHT_SAYS_ANSWER, 1, {0x7e}},
    {88, 40, SIGHT_SAYS_NO_ANSWER, 1, {0x6a}},
    {111, 28, SIGHT_SAYS_ANSWER, 8, {1, 2, 3, 4, 0, 0, 0, 1}},
    {111, 40, SIGHT_SAYS_NO_ANSWER, 8, {1, 2, 3, 4, 0, 0, 0, 0}},
    {53, 40, SIGHT_SAYS_CALL, 12, {1, 2, 0x81, 0x80, [11] = 2}},
    {123, 40, SIGHT_SAYS_CALL, 12, {0x3e, 2, [11] = 2}},
    {123, 48, SIGHT_SAYS_ANSWER, 12, {0x24, 1, 3, 0xe8, [11] = 2}}, /* of an exact clock */
    {500, 100, SIGHT_SAYS_ANSWER, 20, {[8] = 1}},
    {500, 100, SIGHT_SAYS_ANSWER, 20, {[19] = 0x20}},
    {500, 100, SIGHT_SAYS_NO_ANSWER, 20, {[19] = 0x08}},
    {389, 100, SIGHT_SAYS_ANSWER, 1, {0x30}},
    {443, 60, SIGHT_SAYS_ANSWER, 5, {0xc0, 0, 0, 0, 1}},
    {443, 60, SIGHT_SAYS_NOTHING, 5, {0x40, 0, 0, 0, 1}},
    {1900, 90, SIGHT_SAYS_ANSWER, 5, "HTTP/"},
    {1900, 90, SIGHT_SAYS_NO_ANSWER, 5, "NOTIF"},
    {40000, 90, SIGHT_SAYS_ANSWER, 17, "HTTP/1.1 200 OK\r\n"},
    {40000, 90, SIGHT_SAYS_NOTHING, 17, "HTTP/1.1 204 No C"},
    {53, 90, SIGHT_SAYS_NO_ANSWER, 17, "HTTP/1.1 200 OK\r\n"},
    {5060, 90, SIGHT_SAYS_ANSWER, 8, "SIP/2.0 "},
    {5060, 90, SIGHT_SAYS_NOTHING, 8, "OPTIONS "},
    {5683, 4, SIGHT_SAYS_ANSWER, 4, {0x60, 0x45}},
    {80, 40, SIGHT_SAYS_NOTHING, 4, {1, 2, 3, 4}},
    {5353, 40, SIGHT_SAYS_NO_ANSWER, 6, "qqqqqq"},
    {3478, 40, SIGHT_SAYS_NOTHING, 1, {0x01}},
    {3478, 40, SIGHT_SAYS_NOTHING, 1, {0x40}},
    {3478, 40, SIGHT_SAYS_NO_ANSWER, 1, {0x00}}, /* a request */
    {3702, 40, SIGHT_SAYS_NOTHING, 1, "<"},
    {3702, 40, SIGHT_SAYS_NO_ANSWER, 1, "q"},
    {11211, 40, SIGHT_SAYS_NOTHING, 8, {1, 2, 0, 0, 0, 1, 0, 0}},
    {11211, 40, SIGHT_SAYS_NO_ANSWER, 8, {1, 2, 0, 1, 0, 1, 0, 0}},
    {19132, 40, SIGHT_SAYS_NOTHING, 1, {0x1c}},
    {19132, 40, SIGHT_SAYS_NO_ANSWER, 1, {0x01}},
    {27015, 40, SIGHT_SAYS_NOTHING, 4, {0xfe, 0xff, 0xff, 0xff}},
    {27960, 40, SIGHT_SAYS_NO_ANSWER, 4, "qqqq"},
    {30120, 40, SIGHT_SAYS_NOTHING, 4, {0xff, 0xff, 0xff, 0xff}},
};

static void answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t payload = rows[i].payload ? rows[i].payload : rows[i].n;
        assert_int_equal(reply_says(rows[i].port, rd_of(rows[i].b, rows[i].n), payload), rows[i].says);
    }
}

/* What was not captured says nothing. */
static void cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(reply_says(rows[i].port, rd_of(rows[i].b, 0), 500), SIGHT_SAYS_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers), cmocka_unit_test(cuts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
