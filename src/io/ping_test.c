#include "io/priv_ping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void answers(void **state)
{
    static const uint8_t data[PING_DATA] = {1, 2, 3, 4, 5, 6, 7, 8};
    (void)state;
    for (int six = 0; six < 2; six++) {
        uint8_t asked[PING_LEN], reply[PING_LEN + 1] = {0};
        ping_write(six, data, asked);
        assert_int_equal(asked[0], six ? 128 : 8);
        assert_memory_equal(asked + 6, "\1\2\1\2\3\4\5\6\7\10", 10);
        memcpy(reply, asked, PING_LEN);
        assert_false(ping_answers(asked, reply, PING_LEN)); /* our own question, heard over the loopback */
        reply[0] = six ? 129 : 0;
        memset(reply + 2, 0xab, 4); /* the kernel's checksum and identifier */
        assert_true(ping_answers(asked, reply, PING_LEN));
        assert_true(ping_answers(asked, reply, PING_LEN + 1));
        for (size_t len = 0; len < PING_LEN; len++) {
            uint8_t *cut = malloc(len + 1);
            memcpy(cut, reply, len);
            assert_false(ping_answers(asked, cut, len));
            free(cut);
        }
        for (size_t at = 0; at < PING_LEN; at++) {
            reply[at] ^= 1;
            assert_int_equal(ping_answers(asked, reply, PING_LEN), at >= 2 && at < 6);
            reply[at] ^= 1;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
