#include "local/local.h"

#include "local/priv_process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ETH = 2, WLAN = 3 };

static struct addr at(const char *text)
{
    struct addr a;
    assert_int_equal(addr_parse(text, &a), 0);
    return a;
}

static struct local_socket door(uint32_t inode, enum proto proto, const char *addr, uint16_t port,
                                uint32_t ifindex, bool v6only)
{
    struct local_socket s = {
        .inode = inode, .proto = proto, .addr = at(addr), .port = port, .ifindex = ifindex, .v6only = v6only};
    return s;
}

/* The inode of the socket that takes tcp addr:80, 0 = nobody; *ret_count as local_find() says. */
static uint32_t who(struct local_socket *s, size_t n, const char *addr, size_t *ret_count)
{
    struct link_addr own[] = {{.addr = at("192.0.2.1"), .ifindex = ETH},
                              {.addr = at("192.0.2.3"), .ifindex = WLAN}};
    struct local_table t = {.sockets = s, .count = n, .links = {.addr = own, .addr_count = 2}};
    struct addr a = at(addr);
    const struct local_socket *found = local_find(&t, PROTO_TCP, &a, 80, ret_count);
    return found ? found->inode : 0;
}

static void exact_beats_wildcard(void **state)
{
    (void)state;
    struct local_socket s[] = {
        door(1, PROTO_TCP, "0.0.0.0", 80, 0, false), door(2, PROTO_TCP, "192.0.2.1", 80, 0, false),
        door(3, PROTO_TCP, "::", 80, 0, true), door(4, PROTO_TCP, "2001:db8::1", 80, 0, true)};
    size_t n;
    assert_int_equal(who(s, 4, "192.0.2.1", &n), 2);
    assert_int_equal(n, 1);
    assert_int_equal(who(s, 4, "192.0.2.2", &n), 1);
    assert_int_equal(who(s, 4, "2001:db8::1", NULL), 4);
    assert_int_equal(who(s, 4, "2001:db8::2", NULL), 3);
}

static void dual_stack(void **state)
{
    (void)state;
    struct local_socket s[] = {door(1, PROTO_TCP, "::", 80, 0, false),
                               door(2, PROTO_TCP, "0.0.0.0", 80, 0, false)};
    assert_int_equal(who(s, 1, "192.0.2.1", NULL), 1);
    assert_int_equal(who(s, 1, "::ffff:192.0.2.1", NULL), 1);
    assert_int_equal(who(s, 1, "2001:db8::1", NULL), 1);
    assert_int_equal(who(s, 2, "192.0.2.1", NULL), 2); /* its own family first */
    assert_int_equal(who(s, 2, "2001:db8::1", NULL), 1);
    s[0].v6only = true;
    size_t n = 9;
    assert_int_equal(who(s, 1, "192.0.2.1", &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(who(s + 1, 1, "2001:db8::1", NULL), 0); /* 0.0.0.0 never takes IPv6 */
}

/* Packets to an own address seem to come in by the interface that has it. */
static void devices(void **state)
{
    (void)state;
    struct local_socket s[] = {door(1, PROTO_TCP, "0.0.0.0", 80, ETH, false),
                               door(2, PROTO_TCP, "0.0.0.0", 80, EXPOSURE_LO, false),
                               door(3, PROTO_TCP, "0.0.0.0", 80, 0, false)};
    assert_int_equal(who(s, 2, "192.0.2.1", NULL), 1);
    assert_int_equal(who(s, 2, "127.0.0.9", NULL), 2);
    assert_int_equal(who(s, 2, "192.0.2.3", NULL), 0);
    assert_int_equal(who(s, 3, "192.0.2.1", NULL), 1); /* before one bound to nothing */
    assert_int_equal(who(s, 3, "192.0.2.3", NULL), 3);
    assert_int_equal(who(s, 3, "203.0.113.1", NULL), 3); /* no address of this machine */
    assert_int_equal(who(s, 1, "203.0.113.1", NULL), 1); /* better than nobody */
    struct local_socket exact[] = {door(1, PROTO_TCP, "0.0.0.0", 80, ETH, false),
                                   door(2, PROTO_TCP, "192.0.2.1", 80, 0, false)};
    assert_int_equal(who(exact, 2, "192.0.2.1", NULL), 2);
}

static void zones(void **state)
{
    (void)state;
    struct local_socket s[] = {door(1, PROTO_TCP, "fe80::1%3", 80, 3, true),
                               door(2, PROTO_TCP, "fe80::1%4", 80, 4, true)};
    assert_int_equal(who(s, 2, "fe80::1%3", NULL), 1);
    assert_int_equal(who(s, 2, "fe80::1%4", NULL), 2);
    assert_int_equal(who(s, 2, "fe80::1%5", NULL), 0);
    assert_int_equal(who(s, 2, "fe80::1", NULL), 1);
}

static void shared_doors(void **state)
{
    (void)state;
    struct local_socket s[] = {
        door(9, PROTO_TCP, "0.0.0.0", 80, 0, false), door(7, PROTO_TCP, "0.0.0.0", 80, 0, false),
        door(8, PROTO_TCP, "0.0.0.0", 80, 0, false), door(1, PROTO_TCP, "::", 80, 0, false),
        door(2, PROTO_UDP, "0.0.0.0", 80, 0, false), door(3, PROTO_TCP, "0.0.0.0", 81, 0, false)};
    size_t n;
    assert_int_equal(who(s, 6, "192.0.2.1", &n), 7);
    assert_int_equal(n, 3);
    assert_int_equal(who(s, 6, "2001:db8::1", &n), 1);
    assert_int_equal(n, 1);
    assert_int_equal(who(s, 0, "192.0.2.1", &n), 0);
}

static void as_record(void **state)
{
    (void)state;
    struct local_process p = {.pid = 7, .since = 5, .name = (char *)"n", .user = (char *)"u"};
    struct local_socket s = door(1, PROTO_UDP, "::", 53, 0, false);
    struct record r;
    s.exposure = EXPOSURE_PRIVATE;
    local_record(&s, &r);
    assert_int_equal(r.type, RECORD_LISTENER);
    assert_true(r.listener.pid == RECORD_NO_U64 && !r.listener.process && !r.listener.device &&
                r.listener.since == 0);
    assert_string_equal(r.listener.exposure, "private");
    assert_int_equal(r.listener.port, 53);
    s.process = &p;
    memcpy(s.device, "eth0", 5);
    local_record(&s, &r);
    assert_int_equal(r.listener.pid, 7);
    assert_string_equal(r.listener.process, "n");
    assert_string_equal(r.listener.user, "u");
    assert_string_equal(r.listener.device, "eth0");
    assert_true(r.listener.since == 5);
}

/* A pid is held only for the process that began then. */
static void held_processes(void **state)
{
    (void)state;
    char path[32], text[4096];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[1]);
        _exit(read(ends[0], text, 1) != 0); /* until the other end closes */
    }
    snprintf(path, sizeof path, "/proc/%d", (int)child);
    int dir = open(path, O_RDONLY | O_DIRECTORY);
    assert_true(dir >= 0 && process_file(dir, "stat", text, sizeof text) > 0);
    close(dir);
    struct local_process p = {.pid = (uint64_t)child, .start = process_start(text)};
    int fd = local_hold(&p);
    assert_true(fd >= 0);
    close(fd);
    p.start++; /* as if the pid had been another's when it was listed */
    assert_int_equal(local_hold(&p), -ESRCH);
    p.start--;
    close(ends[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(local_hold(&p), -ESRCH);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_processes), cmocka_unit_test(exact_beats_wildcard),
        cmocka_unit_test(dual_stack),     cmocka_unit_test(devices),
        cmocka_unit_test(zones),          cmocka_unit_test(shared_doors),
        cmocka_unit_test(as_record)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
