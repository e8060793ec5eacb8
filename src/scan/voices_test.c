#include "scan/speaker.h"
#include "scan/voices.h"

#include "base/hash.h"
#include "model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct addr self = {0};

static void the_usual_and_the_odd(void **state)
{
    struct voices v = {0};
    struct addr router = addr_v4(0xc6120001), other = addr_v4(0xc6120002);
    (void)state;
    assert_null(voices_usual(&v, 0, HEARD_RST));
    for (uint64_t slot = 0; slot < 100; slot++)
        voices_note(&v, 7, slot, HEARD_RST, slot == 5 ? 63 : 64, &self);
    voices_note(&v, 7, 200, HEARD_ADMIN_PROHIB, 63, &router);
    voices_note(&v, 7, 201, HEARD_ADMIN_PROHIB, 63, &other);
    voices_note(&v, 8, 300, HEARD_RST, 128, &self);
    assert_int_equal(voices_usual(&v, 7, HEARD_RST)->ttl, 64);
    assert_int_equal(voices_sender(&v, *voices_usual(&v, 7, HEARD_RST))->len, 0);
    assert_true(addr_eq(voices_sender(&v, *voices_usual(&v, 7, HEARD_ADMIN_PROHIB)), &router));
    assert_int_equal(voices_usual(&v, 8, HEARD_RST)->ttl, 128);
    assert_null(voices_usual(&v, 8, HEARD_YES));
    assert_int_equal(v.odds, 2);
    assert_int_equal(v.odd[0].slot, 5);
    assert_int_equal(v.odd[0].voice.ttl, 63);
    assert_true(addr_eq(voices_sender(&v, v.odd[1].voice), &other));
    assert_int_equal(voices_first_odd(&v, 7, HEARD_RST), 0);
    assert_int_equal(v.odd[0].next, VOICES_NONE);
    assert_int_equal(voices_first_odd(&v, 7, HEARD_ADMIN_PROHIB), 1);
    assert_int_equal(voices_first_odd(&v, 8, HEARD_RST), VOICES_NONE);
    voices_clear(&v);
    assert_null(voices_usual(&v, 7, HEARD_RST));
    assert_int_equal(v.odds, 0);
    voices_fini(&v);
}

/* Each host's odd doors are a chain of their own, however they came: telling a host does not look at
 * others'. */
static void chains(void **state)
{
    struct voices v = {0};
    (void)state;
    for (uint64_t slot = 0; slot < 4000; slot++)
        voices_note(&v, slot % 40, slot, slot % 3 ? HEARD_RST : HEARD_PORT_UNREACH, (uint8_t)(slot % 7 + 1),
                    &self);
    for (uint64_t host = 0; host < 40; host++) {
        uint32_t n = 0, last = 0;
        for (uint32_t i = voices_first_odd(&v, host, HEARD_RST); i != VOICES_NONE; i = v.odd[i].next, n++) {
            assert_true(v.odd[i].slot % 40 == host && v.odd[i].slot % 3);
            assert_true(n == 0 || v.odd[i].slot > last);
            last = v.odd[i].slot;
        }
        assert_in_range(n, 50, 65); /* of 66 or 67, six sevenths */
    }
    voices_fini(&v);
}

/* Whoever hears the news alone knows the same; nothing is news twice. */
static void news(void **state)
{
    struct voices v = {0}, again = {0};
    struct rng rng = rng_of(5);
    uint64_t told = 0;
    (void)state;
    for (uint64_t slot = 0; slot < 5000; slot++) {
        uint64_t host = rng_below(&rng, 50);
        enum heard h = rng_below(&rng, 2) ? HEARD_RST : HEARD_HOST_UNREACH;
        uint8_t ttl = rng_below(&rng, 10) ? 64 : 63;
        struct addr from = addr_v4((uint32_t)(0xc6130000 + rng_below(&rng, host == 3 ? 300 : 2)));
        const struct addr *by = h == HEARD_RST ? &self : host == 4 && slot > 2500 ? NULL : &from;
        if (!voices_note(&v, host, slot, h, ttl, by))
            continue;
        told++;
        assert_true(voices_note(&again, host, slot, h, ttl, by));
    }
    assert_in_range(told, 100, 2500);
    assert_int_equal(v.odds, again.odds);
    for (uint32_t i = 0; i < v.odds; i++) {
        const struct voices_odd *a = &v.odd[i], *b = &again.odd[i];
        assert_true(a->slot == b->slot && a->next == b->next && a->heard == b->heard);
        assert_memory_equal(&a->voice, &b->voice, sizeof a->voice);
    }
    assert_memory_equal(v.sender, again.sender, sizeof v.sender);
    for (uint64_t host = 0; host < 50; host++)
        for (enum heard h = HEARD_RST; h < HEARD_COUNT; h++) {
            const struct voice *a = voices_usual(&v, host, h), *b = voices_usual(&again, host, h);
            assert_true(!a == !b && (!a || memcmp(a, b, sizeof *a) == 0));
        }
    assert_null(voices_usual(&v, 4, HEARD_HOST_UNREACH));
    voices_fini(&v);
    voices_fini(&again);
}

/* More hosts, odd doors and senders than are kept: what is kept stays right, and nothing is claimed of the
 * rest. */
static void floods(void **state)
{
    struct voices v = {0};
    (void)state;
    for (uint64_t host = 0; host < 2 * VOICES_MAX; host++)
        voices_note(&v, host, host, HEARD_RST, (uint8_t)(1 + host % 200), &self);
    uint32_t kept = 0;
    for (uint64_t host = 0; host < 2 * VOICES_MAX; host++) {
        const struct voice *usual = voices_usual(&v, host, HEARD_RST);
        kept += usual != NULL;
        assert_true(!usual || usual->ttl == 1 + host % 200);
    }
    assert_true(kept >= VOICES_MAX / 2 && kept < VOICES_MAX);
    for (uint64_t slot = 0; slot < 3 * VOICES_MAX; slot++)
        voices_note(&v, 0, slot, HEARD_RST, (uint8_t)(slot & 1 ? 1 : 2 + slot % 100), &self);
    assert_int_equal(v.odds, VOICES_MAX);
    assert_null(voices_usual(&v, 0, HEARD_RST));
    voices_clear(&v);
    for (uint32_t i = 0; i < 400; i++) {
        struct addr from = addr_v4(0xc6130000 + i);
        voices_note(&v, 1, i, HEARD_HOST_UNREACH, 60, &from);
    }
    assert_int_equal(v.senders, VOICES_SENDERS);
    assert_null(voices_usual(&v, 1, HEARD_HOST_UNREACH)); /* some of them were not told apart */
    voices_fini(&v);
}

static void who_it_is(void **state)
{
    struct voices v = {0};
    struct addr router = addr_v4(0xc6120001);
    struct accent mute = {.voices = &v}, host = {.voices = &v};
    (void)state;
    voices_note(&v, 0, 0, HEARD_HOST_UNREACH, 255, &router);
    speaker_of_open(&host, (struct voice){.ttl = 53});
    speaker_of_open(&host, (struct voice){.ttl = 54}); /* two paths */
    speaker_of_open(&host, (struct voice){0});
    static const struct {
        uint8_t ttl;
        const char *sender;
    } cases[] = {{53, "target"},    {54, "target"},    {117, "target"} /* another start, the same way */,
                 {55, "middlebox"}, {64, "middlebox"}, {0, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct speaker s = speaker_of(&host, &(struct voice){.ttl = cases[i].ttl});
        assert_int_equal(s.from.len, 0);
        assert_int_equal(s.ttl, cases[i].ttl ? cases[i].ttl : RECORD_NO_U64);
        if (cases[i].sender)
            assert_string_equal(s.sender, cases[i].sender);
        else
            assert_null(s.sender);
        assert_null(speaker_of(&mute, &(struct voice){.ttl = cases[i].ttl}).sender);
    }
    struct speaker r = speaker_of(&mute, voices_usual(&v, 0, HEARD_HOST_UNREACH));
    assert_string_equal(r.sender, "router");
    assert_true(addr_eq(&r.from, &router));
    assert_int_equal(r.ttl, 255);
    assert_int_equal(speaker_of(&host, NULL).ttl, RECORD_NO_U64);
    voices_fini(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_and_the_odd),
        cmocka_unit_test(chains),
        cmocka_unit_test(news),
        cmocka_unit_test(floods),
        cmocka_unit_test(who_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
