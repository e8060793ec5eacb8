/* Every question of data/payloads: its number goes out and comes back, its example fits its shape and nothing
 * shorter does. */
#include "scan/payload.h"
#include "scan/priv_payload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER 0x89abcdefu

/* The example as a server would send it in answer to NUMBER, in memory that ends with it. */
static uint8_t *answer_of(uint32_t i, size_t *ret_len)
{
    const struct payload_example *e = &payload_table_examples[i];
    uint8_t *copy = malloc(e->len ? e->len : 1), number[8];
    static const uint8_t widths[] = {0, 2, 4, 8};
    struct payload just = {.id = payload_table[i].id, .len = 0};
    assert_non_null(copy);
    memcpy(copy, e->bytes, e->len);
    payload_write(&just, NUMBER, number);
    if (payload_table[i].back != PAYLOAD_NOT_BACK)
        memcpy(copy + e->at, number, widths[payload_table[i].id]);
    *ret_len = e->len;
    return copy;
}

static void examples_fit(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < payload_table_count; i++) {
        const struct payload *p = &payload_table[i];
        size_t len;
        uint32_t number;
        uint8_t *answer = answer_of(i, &len);
        if (!payload_fits(p, answer, len))
            fail_msg("%s: the example does not fit", p->name);
        if (p->back >= 0) {
            assert_true(payload_number(p, answer, len, &number));
            assert_int_equal(number, p->id == PAYLOAD_ID2 ? NUMBER & 0xffff : NUMBER);
        } else {
            assert_false(payload_number(p, answer, len, &number));
        }
        free(answer);
    }
}

static void cut_examples_do_not(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < payload_table_count; i++) {
        size_t len;
        uint8_t *whole = answer_of(i, &len);
        for (size_t cut = 0; cut < len; cut++) {
            uint8_t *part = malloc(cut ? cut : 1);
            uint32_t number;
            memcpy(part, whole, cut);
            assert_int_equal(payload_fits(&payload_table[i], part, cut), cut >= payload_table[i].want_len);
            (void)payload_number(&payload_table[i], part, cut, &number);
            free(part);
        }
        free(whole);
    }
}

static void questions_carry_the_number(void **state)
{
    uint8_t one[PAYLOAD_MAX], other[PAYLOAD_MAX];
    (void)state;
    for (uint32_t i = 0; i < payload_table_count; i++) {
        const struct payload *p = &payload_table[i];
        assert_true(p->len <= PAYLOAD_MAX);
        payload_write(p, NUMBER, one);
        payload_write(p, 0x01234567, other);
        bool differ = p->len && memcmp(one, other, p->len) != 0;
        assert_int_equal(differ, p->id != PAYLOAD_NO_ID);
        assert_true(p->id != PAYLOAD_NO_ID || p->back == PAYLOAD_NOT_BACK);
    }
}

static void ports_take_turns(void **state)
{
    (void)state;
    assert_int_equal(payload_count(161), 3);
    assert_string_equal(payload_at(161, 0)->name, "snmp-v3");
    assert_string_equal(payload_at(161, 1)->name, "snmp-v2c");
    assert_ptr_equal(payload_at(161, 3), payload_at(161, 0));
    assert_string_equal(payload_at(53, 0)->name, "dns-version");
    assert_true(payload_known(69));
    assert_false(payload_known(4));
    assert_int_equal(payload_count(4), 2);
    assert_int_equal(payload_at(4, 0)->len, 4);
    assert_int_equal(payload_at(4, 1)->len, 0);
    assert_non_null(payload_at(65535, 7));
    assert_non_null(payload_at(0, 0));
}

static void tftp_moves(void **state)
{
    uint16_t port;
    (void)state;
    assert_string_equal(payload_moving(0, &port)->name, "tftp-read");
    assert_int_equal(port, 69);
    assert_null(payload_moving(1, &port));
}

/* The promise of data/payloads/README.md. */
static void forty_services_and_small_questions(void **state)
{
    (void)state;
    assert_true(payload_table_count >= 40);
    for (uint32_t i = 1; i < payload_table_ports_count; i++)
        assert_true(payload_table_ports[i - 1].port <= payload_table_ports[i].port);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_fit),
        cmocka_unit_test(cut_examples_do_not),
        cmocka_unit_test(questions_carry_the_number),
        cmocka_unit_test(ports_take_turns),
        cmocka_unit_test(tftp_moves),
        cmocka_unit_test(forty_services_and_small_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
