#include "cmd/closing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool all(const char *path)
{
    (void)path;
    return true;
}

static bool none(const char *path)
{
    (void)path;
    return false;
}

static void by_holder(void **state)
{
    (void)state;
    static const struct {
        struct local_process p;
        bool (*has)(const char *);
        const char *want;
    } rows[] = {
        {{.pid = 7, .name = "nginx", .unit = "nginx.service"},
         all,
         "/usr/bin/systemctl disable --now -- nginx.service"},
        {{.pid = 7, .name = "x", .unit = "a b\\x.service"},
         all,
         "/usr/bin/systemctl disable --now -- 'a b\\x.service'"},
        {{.pid = 7, .name = "x", .unit = "a\x1b[31m.service"},
         all,
         "/usr/bin/systemctl disable --now -- 'a\\x1b[31m.service'"},
        {{.pid = 7, .name = "nginx", .unit = "nginx.service"}, none, "/bin/kill -- 7"},
        {{.pid = 7, .name = "nc", .unit = "sshd.service", .unit_nested = true}, all, "/bin/kill -- 7"},
        {{.pid = 7, .name = "nc", .unit = "session-4.scope"}, all, "/bin/kill -- 7"},
        {{.pid = 7, .name = "nc", .unit = "user@1000.service"}, all, "/bin/kill -- 7"},
        {{.pid = 7,
          .name = "redis",
          .unit = "docker.service",
          .container = "0123456789ab",
          .container_is_id = true},
         all,
         "/usr/bin/docker stop -- 0123456789ab"},
        {{.pid = 7, .name = "redis", .container = "0123456789ab", .container_is_id = true},
         none,
         "/usr/bin/podman stop -- 0123456789ab"},
        {{.pid = 7, .name = "x", .container = "web1"}, none, "/usr/bin/machinectl poweroff -- web1"},
        /* a name that looks like an id is none */
        {{.pid = 7, .name = "x", .container = "cafe"}, all, "/usr/bin/machinectl poweroff -- cafe"},
        {{.pid = 7, .name = "inetd", .unit = "inetd.service"}, all, ""},
        {{.pid = 1, .name = "systemd", .unit = "init.scope"}, all, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct local_socket s = {.process = &rows[i].p};
        struct closing c;
        char text[1024];
        closing_of(&s, rows[i].has, &c);
        closing_text(&c, text, sizeof text);
        assert_string_equal(text, rows[i].want);
    }
    struct local_process systemd = {.pid = 1, .name = (char *)"systemd"};
    struct local_socket s = {
        .process = &systemd, .socket_unit = (char *)"ssh.socket", .activates = (char *)"ssh.service"};
    struct closing c;
    char text[1024];
    closing_of(&s, all, &c);
    closing_text(&c, text, sizeof text);
    assert_string_equal(text, "/usr/bin/systemctl disable --now -- ssh.socket ssh.service");
    s.activates = NULL;
    closing_of(&s, all, &c);
    closing_text(&c, text, sizeof text);
    assert_string_equal(text, "/usr/bin/systemctl disable --now -- ssh.socket");
    s = (struct local_socket){0};
    closing_of(&s, all, &c);
    assert_int_equal(c.kind, CLOSING_NONE);
}

static void ways_in_are_known(void **state)
{
    (void)state;
    static const struct {
        struct local_socket s;
        struct local_process p;
        bool want;
    } rows[] = {
        {{.port = 22}, {0}, true},
        {{.port = 23}, {0}, true},
        {{.port = 3389}, {0}, true},
        {{.port = 5901}, {0}, true},
        {{.port = 9090}, {0}, true},
        {{.port = 9090, .exposure = EXPOSURE_LOOPBACK}, {0}, false},
        {{.port = 80}, {.name = (char *)"nginx", .unit = (char *)"nginx.service"}, false},
        {{.port = 2222}, {.name = (char *)"sshd"}, true},
        {{.port = 2222}, {.name = (char *)"x", .unit = (char *)"ssh.service"}, true},
        {{.port = 2222, .socket_unit = (char *)"ssh.socket"}, {0}, true},
        {{.port = 2222}, {.name = (char *)"sshuttle"}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct local_socket s = rows[i].s;
        s.process = &rows[i].p;
        assert_int_equal(closing_way_in(&s), rows[i].want);
        s.process = NULL;
        assert_int_equal(closing_way_in(&s), rows[i].want && !rows[i].p.name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_holder), cmocka_unit_test(ways_in_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
