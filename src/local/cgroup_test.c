#include "local/cgroup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHORT "0123456789ab"
#define USER  "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"

static const struct {
    const char *text, *unit, *container;
} rows[] = {
    /* systemd, version 2 */
    {"0::/system.slice/nginx.service\n", "nginx.service", ""},
    {"0::/system.slice/nginx.service", "nginx.service", ""},
    {"0::/system.slice/system-postgresql.slice/postgresql@15-main.service\n", "postgresql@15-main.service",
     ""},
    {"0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo\\x2dbar-7.scope\n",
     "app-foo\\x2dbar-7.scope", ""},
    {"0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", ""},
    {"0::/system.slice/foo.service/payload\n", "foo.service", ""},
    {"0::/system.slice/cups.socket\n", "cups.socket", ""},
    {"0::/system.slice/_cgroup.service\n", "cgroup.service", ""},
    {"0::/init.scope\n", "init.scope", ""},
    {"0::/system.slice\n", "", ""},
    {"0::/\n", "", ""},
    {"0::/system.slice/.service\n", "", ""},
    /* version 1: only systemd's own hierarchy names units */
    {"9:name=systemd:/system.slice/ssh.service\n4:memory:/x\n0::/\n", "ssh.service", ""},
    {"4:memory:/system.slice/ssh.service\n0::/\n", "", ""},
    /* containers */
    {"0::/system.slice/docker-" ID ".scope\n", "docker-" ID ".scope", SHORT},
    {"12:pids:/docker/" ID "\n1:name=systemd:/docker/" ID "\n", "", SHORT},
    {"0::/docker/" ID "/init.scope\n", "init.scope", SHORT},
    {"0::/machine.slice/libpod-" ID ".scope/container\n", "libpod-" ID ".scope", SHORT},
    {"0::/machine.slice/libpod-conmon-" ID ".scope\n", "libpod-conmon-" ID ".scope", ""},
    {"0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-" ID
     ".scope\n",
     "cri-containerd-" ID ".scope", SHORT},
    {"0::/kubepods/burstable/pod8c1e/" ID "\n", "", SHORT},
    {"0::/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:" ID "\n", "containerd.service",
     SHORT},
    {"0::/kubepods.slice/crio-" ID ".scope\n", "crio-" ID ".scope", SHORT},
    {"0::/lxc.payload.web01/system.slice/nginx.service\n", "nginx.service", "web01"},
    {"0::/lxc.monitor.web01\n", "", ""},
    {"4:cpu:/lxc/web01\n", "", "web01"},
    {"0::/machine.slice/systemd-nspawn@deb\\x2d12.service/payload\n", "systemd-nspawn@deb\\x2d12.service",
     "deb-12"},
    {"0::/machine.slice/machine-deb13.scope/payload\n", "machine-deb13.scope", "deb13"},
    {"0::/machine.slice/machine-lxc\\x2d42\\x2dweb.scope\n", "machine-lxc\\x2d42\\x2dweb.scope",
     "lxc-42-web"},
    {"0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt\n", "machine-qemu\\x2d1\\x2dvm.scope", ""},
    {"0::/machine.slice/machine-\\x71emu\\x2d1\\x2dvm.scope\n", "machine-\\x71emu\\x2d1\\x2dvm.scope", ""},
    {"0::/machine.slice/machine-production.slice/machine-web.scope\n", "machine-web.scope", "web"},
    /* the same names where users, or whoever was handed a subtree, chose them */
    {USER "machine-cafe.scope\n", "machine-cafe.scope", ""},
    {USER "systemd-nspawn@cafe.service\n", "systemd-nspawn@cafe.service", ""},
    {USER "docker-" ID ".scope\n", "docker-" ID ".scope", ""},
    {USER "lxc.payload.web01\n", "user@1000.service", ""},
    {USER "lxc/web01\n", "user@1000.service", ""},
    {"4:cpu:/user.slice/user-1000.slice/lxc/web01\n", "", ""},
    {"0::/system.slice/run.service/machine-cafe.scope\n", "machine-cafe.scope", ""},
    {"0::/system.slice/run.service/lxc.payload.web01\n", "run.service", ""},
    {"0::/system.slice/run.service/lxc/web01\n", "run.service", ""},
    {"0::/run.service/lxc.payload.web01\n", "run.service", ""},
    {"0::/machine.slice/machine-.scope\n", "machine-.scope", ""},
    /* nearly an id: too short, upper case, glued to a word */
    {"0::/docker/0123456789abcdef\n", "", ""},
    {"0::/docker/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF\n", "", ""},
    {"0::/x" ID "\n", "", ""},
    /* hostile or broken */
    {"", "", ""},
    {"\n\n::\n", "", ""},
    {"0", "", ""},
    {"0:", "", ""},
    {"0::", "", ""},
    {"0::////a.service////\n", "a.service", ""},
    {"0::/a\x1b[31m.service\n", "a\x1b[31m.service", ""},
    {"0::/a\\x1b\\x00\\xzz\\x2.service\n", "a\\x1b\\x00\\xzz\\x2.service", ""},
    {"0::/systemd-nspawn@.service\n", "systemd-nspawn@.service", ""},
    {"0::/lxc.payload.\n", "", ""},
};

static void known_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cgroup g;
        cgroup_parse(rows[i].text, strlen(rows[i].text), &g);
        assert_string_equal(g.unit, rows[i].unit);
        assert_string_equal(g.container, rows[i].container);
        assert_int_equal(g.container_is_id, strcmp(g.container, SHORT) == 0);
    }
}

/* What stands below another unit is not the system's. */
static void nested_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool nested;
    } paths[] = {{"0::/system.slice/nginx.service\n", false},
                 {"0::/system.slice/foo.service/payload\n", false},
                 {"0::/user.slice/user-1000.slice/session-3.scope\n", false},
                 {"0::/user.slice/user-1000.slice/user@1000.service/app.slice/sshd.service\n", true},
                 {"0::/system.slice/run.service/sshd.service\n", true},
                 {"9:name=systemd:/system.slice/ssh.service\n0::/system.slice/ssh.service\n", false}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct cgroup g;
        cgroup_parse(paths[i].text, strlen(paths[i].text), &g);
        assert_int_equal(g.nested, paths[i].nested);
    }
}

/* Every beginning, in memory that ends exactly there, so that sanitizers see a step too far. */
static void every_truncation(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t n = 0; n <= strlen(rows[i].text); n++) {
            struct cgroup g;
            char *copy = malloc(n ? n : 1);
            assert_non_null(copy);
            memcpy(copy, rows[i].text, n);
            cgroup_parse(copy, n, &g);
            assert_true(strlen(g.unit) < sizeof g.unit && strlen(g.container) < sizeof g.container);
            free(copy);
        }
}

static void long_names_are_cut(void **state)
{
    (void)state;
    char text[2048] = "0::/";
    struct cgroup g;
    memset(text + 4, 'a', 1000);
    memcpy(text + 1004, ".service\n4:cpu:/lxc/", 21);
    memset(text + 1024, 'b', 1000);
    cgroup_parse(text, strlen(text), &g);
    assert_int_equal(strlen(g.unit), CGROUP_NAME_MAX - 1);
    assert_int_equal(strlen(g.container), CGROUP_NAME_MAX - 1);
    assert_int_equal(g.container[0], 'b');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_paths), cmocka_unit_test(nested_units),
                                       cmocka_unit_test(every_truncation),
                                       cmocka_unit_test(long_names_are_cut)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
