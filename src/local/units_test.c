#include "local/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char text[] =
    "[{\"listen\":\"[::]:22\",\"type\":\"Stream\",\"unit\":\"ssh.socket\",\"activates\":\"ssh.service\"},"
    "{\"listen\":\"/run/dbus/system_bus_socket\",\"type\":\"Stream\",\"unit\":\"dbus.socket\",\"activates\":\"dbus.service\"},"
    "{\"listen\":\"127.0.0.1:69\",\"type\":\"Datagram\",\"unit\":\"tftpd.socket\",\"activates\":[\"tftpd.service\",\"b.service\"]},"
    "{\"listen\":\"[fe80::1%eth0]:80\",\"type\":\"Stream\",\"unit\":\"web.socket\",\"activates\":null},"
    "{\"listen\":\"kobject-uevent 1\",\"type\":\"Netlink\",\"unit\":\"u.socket\",\"activates\":\"u.service\"}]";

struct doors {
    struct local_process container;
    struct local_socket s[6];
    struct local_table t;
};

static void begin(struct doors *d)
{
    struct addr six, link;
    assert_int_equal(addr_parse("::", &six), 0);
    assert_int_equal(addr_parse("fe80::1", &link), 0);
    *d = (struct doors){.container = {.container = (char *)"c"}};
    d->s[0] = (struct local_socket){.proto = PROTO_TCP, .port = 22, .addr = six};
    d->s[1] = (struct local_socket){.proto = PROTO_UDP, .port = 22, .addr = six};
    d->s[2] = (struct local_socket){.proto = PROTO_UDP, .port = 69, .addr = addr_v4(0x7f000001)};
    d->s[3] = (struct local_socket){.proto = PROTO_TCP, .port = 22, .addr = addr_v4(0)};
    d->s[4] = (struct local_socket){.proto = PROTO_TCP, .port = 80, .addr = link};
    d->s[5] = (struct local_socket){.proto = PROTO_TCP, .port = 22, .addr = six, .process = &d->container};
    d->t = (struct local_table){.sockets = d->s, .count = 6};
}

static void end(struct doors *d)
{
    for (size_t i = 0; i < d->t.count; i++) {
        free(d->s[i].socket_unit);
        free(d->s[i].activates);
    }
}

static void known(void **state)
{
    (void)state;
    struct doors d;
    begin(&d);
    assert_int_equal(units_read(text, sizeof text - 1, &d.t), 0);
    assert_string_equal(d.s[0].socket_unit, "ssh.socket");
    assert_string_equal(d.s[0].activates, "ssh.service");
    assert_null(d.s[1].socket_unit);
    assert_string_equal(d.s[2].activates, "tftpd.service");
    assert_null(d.s[3].socket_unit);
    assert_string_equal(d.s[4].socket_unit, "web.socket");
    assert_null(d.s[4].activates);
    assert_null(d.s[5].socket_unit);
    end(&d);
}

static void every_truncation(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof text - 1; cut++) {
        struct doors d;
        char *copy = malloc(cut ? cut : 1);
        assert_non_null(copy);
        memcpy(copy, text, cut);
        begin(&d);
        assert_int_equal(units_read(copy, cut, &d.t), 0);
        assert_null(d.s[0].socket_unit);
        end(&d);
        free(copy);
    }
}

static void other_shapes(void **state)
{
    (void)state;
    static const char *const shapes[] = {"{}",
                                         "[1,null,[]]",
                                         "[{\"listen\":22,\"unit\":\"x\"}]",
                                         "[{\"listen\":\"[::]:22\"}]",
                                         "[{\"listen\":\":\",\"unit\":\"x\"}]",
                                         "[{\"listen\":\"[:22\",\"unit\":\"x\"}]",
                                         "[{\"listen\":\"[::]:022222222222\",\"unit\":\"x\"}]",
                                         "[{\"listen\":\"[::]:22\",\"unit\":\"\"}]"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct doors d;
        begin(&d);
        assert_int_equal(units_read(shapes[i], strlen(shapes[i]), &d.t), 0);
        for (size_t k = 0; k < d.t.count; k++)
            assert_null(d.s[k].socket_unit);
        end(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(every_truncation),
                                       cmocka_unit_test(other_shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
