#include "model/portinfo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void names_prefer_practice(void **state)
{
    static const struct {
        enum proto proto;
        uint16_t port;
        const char *name, *iana;
    } cases[] = {
        {PROTO_TCP, 22, "ssh", "ssh"},
        {PROTO_TCP, 80, "http", "http"},
        {PROTO_TCP, 9200, "elasticsearch", "wap-wsp"},
        {PROTO_TCP, 8443, "https-alt", "pcsync-https"},
        {PROTO_UDP, 51820, "wireguard", NULL},
        {PROTO_TCP, 10250, "kubelet", NULL},
        {PROTO_UDP, 53, "domain", "domain"},
        {PROTO_TCP, 6003, "x11", "x11"},
        {PROTO_SCTP, 9, "discard", "discard"},
        {PROTO_TCP, 0, NULL, NULL},
        {PROTO_TCP, 4, NULL, NULL},
        {PROTO_TCP, 65535, NULL, NULL},
        {PROTO_IP, 6, NULL, NULL},
        {(enum proto)99, 22, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *name = portinfo_name(cases[i].proto, cases[i].port),
                   *iana = portinfo_iana(cases[i].proto, cases[i].port);
        assert_int_equal(!name, !cases[i].name);
        assert_int_equal(!iana, !cases[i].iana);
        if (name)
            assert_string_equal(name, cases[i].name);
        if (iana)
            assert_string_equal(iana, cases[i].iana);
    }
}

static void ranks_hold_each_port_once(void **state)
{
    (void)state;
    for (int proto = 0; proto < PROTO_COUNT; proto++) {
        uint8_t *seen = calloc(65536, 1);
        assert_non_null(seen);
        uint32_t n = portinfo_rank_count((enum proto)proto);
        for (uint32_t i = 0; i < n; i++) {
            uint16_t port = portinfo_rank((enum proto)proto, i);
            assert_true(port != 0 && !seen[port]);
            seen[port] = 1;
        }
        assert_int_equal(portinfo_rank((enum proto)proto, n), 0);
        for (uint32_t port = 1; port < 65536; port++) /* every port with a name has a rank */
            assert_true(seen[port] || !portinfo_name((enum proto)proto, (uint16_t)port));
        free(seen);
    }
    assert_true(portinfo_rank_count(PROTO_TCP) > 5000 && portinfo_rank_count(PROTO_UDP) > 5000);
    assert_int_equal(portinfo_rank_count((enum proto) - 1), 0);
}

struct hits {
    uint32_t count, stop;
    enum proto proto[8];
    uint16_t port[8];
    char name[8][40];
};

static bool collect(void *ctx, enum proto proto, uint16_t port, const char *name)
{
    struct hits *h = ctx;
    if (h->count < 8) {
        h->proto[h->count] = proto;
        h->port[h->count] = port;
        strncpy(h->name[h->count], name, sizeof h->name[0] - 1);
    }
    return ++h->count != h->stop;
}

static struct hits find(const char *pattern, uint32_t stop)
{
    struct hits h = {.stop = stop};
    uint32_t calls = portinfo_find(pattern, collect, &h);
    assert_int_equal(calls, h.count);
    return h;
}

static void names_are_found(void **state)
{
    (void)state;
    struct hits h = find("SSH", 0);
    assert_int_equal(h.count, 3);
    assert_int_equal(h.port[0], 22);
    assert_int_equal(h.proto[1], PROTO_UDP);
    h = find("elasticsearch", 0);
    assert_int_equal(h.count, 1);
    assert_int_equal(h.port[0], 9200);
    h = find("wap-wsp", 0); /* the registry's name finds it too */
    assert_int_equal(h.port[0], 9200);
    assert_string_equal(h.name[0], "wap-wsp");
    h = find("www", 0); /* and its second names */
    assert_int_equal(h.port[0], 80);
    h = find("?sh", 1);
    assert_int_equal(h.count, 1);
    assert_int_equal(find("", 0).count, 0);
    assert_int_equal(find("nosuchservice", 0).count, 0);
    assert_int_equal(find("s*s*h*x*y*z", 0).count, 0);
    assert_true(find("*", 0).count > 11000);
    assert_int_equal(find("*kube*let", 0).count, 1);
}

static void prose_is_there_in_both_languages(void **state)
{
    uint32_t count = 0, popular = 0;
    (void)state;
    for (int proto = 0; proto < PROTO_COUNT; proto++) {
        for (uint32_t port = 0; port < 65536; port++) {
            const char *en = portinfo_about((enum proto)proto, (uint16_t)port, "en");
            const char *ja = portinfo_about((enum proto)proto, (uint16_t)port, "ja");
            assert_int_equal(!en, !ja);
            if (!en)
                continue;
            count++;
            if (strlen(en) < 40 || strlen(ja) < 40 || strcmp(en, ja) == 0)
                fail_msg("%s %u: too short, or not translated", proto_word((enum proto)proto), port);
            assert_non_null(
                portinfo_name((enum proto)proto, (uint16_t)port)); /* what is explained has a name */
        }
    }
    assert_true(count >= 160);
    for (uint32_t i = 0; i < 100; i++)
        popular += portinfo_about(PROTO_TCP, portinfo_rank(PROTO_TCP, i), "en") != NULL;
    assert_true(popular >= 80);
    assert_null(portinfo_about((enum proto)99, 22, "en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_prefer_practice),
        cmocka_unit_test(ranks_hold_each_port_once),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(prose_is_there_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
