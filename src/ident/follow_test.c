/* Where a web server points, and where nobody is to be sent. */
#include "ident/follow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define ANSWER(to) "HTTP/1.1 302 Found\r\nServer: x\r\nLocation: " to "\r\nContent-Length: 0\r\n\r\n"

static const struct {
    const char *answer;
    bool tls;
    const char *path;
} cases[] = {
    {ANSWER("/tree?"), false, "tree?"},
    {ANSWER("status"), false, "status"},
    {ANSWER("http://198.18.0.1/ui/"), false, "ui/"},
    {ANSWER("http://198.18.0.1:8080/ui/"), false, "ui/"},
    {ANSWER("https://198.18.0.1/ui/"), true, "ui/"},
    {ANSWER("https://198.18.0.1/ui/"), false, ""},         /* another door */
    {ANSWER("http://198.18.0.1.example.org/"), false, ""}, /* another host */
    {ANSWER("http://198.18.0.12/ui/"), false, ""},
    {ANSWER("//example.org/ui"), false, ""},
    {ANSWER("/ui/#/login"), false, "ui/"},
    {ANSWER("/#/login"), false, ""},
    {ANSWER("/login?next=http://198.18.0.1/x"), false, "login?next=http://198.18.0.1/x"},
    {ANSWER("login?next=http://198.18.0.1/x"), false, "login?next=http://198.18.0.1/x"},
    {ANSWER("javascript:alert(1)"), false, ""},
    {"HTTP/1.1 302 Found\r\nLocation: /lo", false, ""}, /* the rest is to come */
    {"HTTP/1.1 302 Found\r\nLocation: /login\r\n", false, ""},
    {"HTTP/1.1 302 Found\nLocation: /login\n\n", false, "login"},
    {ANSWER("/"), false, ""}, /* where we were */
    {ANSWER("/a b"), false, ""},
    {ANSWER("/a\x01"
            "b"),
     false, ""},
    {"HTTP/1.1 200 OK\r\nLocation: /x\r\n\r\n", false, ""},
    {"HTTP/1.1 302 Found\r\n\r\nLocation: /body", false, ""},
    {"HTTP/1.1 302", false, ""},
    {"", false, ""},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[FOLLOW_MAX];
        follow_path((const uint8_t *)cases[i].answer, strlen(cases[i].answer), "198.18.0.1", cases[i].tls,
                    path);
        if (strcmp(path, cases[i].path))
            printf("%s -> \"%s\"\n", cases[i].answer, path);
        assert_string_equal(path, cases[i].path);
    }
}

static void of_an_ipv6_host(void **state)
{
    static const char answer[] = ANSWER("http://[2001:db8::1]:8080/ui/");
    char path[FOLLOW_MAX];
    (void)state;
    follow_path((const uint8_t *)answer, sizeof answer - 1, "[2001:db8::1]", false, path);
    assert_string_equal(path, "ui/");
    follow_path((const uint8_t *)answer, sizeof answer - 1, "[2001:db8::]", false, path);
    assert_string_equal(path, "");
}

static void long_and_cut(void **state)
{
    char answer[512], path[FOLLOW_MAX];
    int n = snprintf(answer, sizeof answer, "HTTP/1.1 302 Found\r\nLocation: /%0200d\r\n\r\n", 0);
    (void)state;
    follow_path((const uint8_t *)answer, (size_t)n, "h", false, path);
    assert_string_equal(path, "");
    for (size_t len = 0; len < strlen(cases[0].answer); len++)
        follow_path((const uint8_t *)cases[0].answer, len, "h", false, path);
}

static void request(void **state)
{
    uint8_t out[32] = "GET / HTTP/1.0\r\n\r\n";
    size_t n = strlen((char *)out);
    (void)state;
    assert_int_equal(follow_fill(out, n, n + 2, "tree"), 0);
    assert_int_equal(follow_fill(out, 3, sizeof out, "tree"), 0);
    n = follow_fill(out, n, sizeof out, "tree");
    assert_int_equal(n, 22);
    assert_memory_equal(out, "GET /tree HTTP/1.0\r\n\r\n", n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(of_an_ipv6_host),
                                       cmocka_unit_test(long_and_cut), cmocka_unit_test(request)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
