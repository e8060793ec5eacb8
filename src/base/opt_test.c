#include "base/opt.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SYN = 1, UDP = 2, PING_SYN = 4, PING_ACK = 8 };

struct conf {
    uint32_t ways;
    const char *ports, *json, *ping_ports, *list;
    uint64_t top, timing;
    double rate;
    nsec timeout;
    bool open, six;
    struct opt_list exclude;
};

#define AT(member) .offset = offsetof(struct conf, member)

static const struct opt_row rows[] = {
    {"-s", "X", OPT_STRING, AT(list)}, /* begins like -sS and -sU */
    {"-sS", NULL, OPT_BITS, .bits = SYN, AT(ways)},
    {"-sU", NULL, OPT_BITS, .bits = UDP, AT(ways)},
    {"-PS", "PORTS", OPT_BITS_STRING, .bits = PING_SYN, AT(ways),
     .offset2 = offsetof(struct conf, ping_ports)},
    {"-PA", "PORTS", OPT_BITS_STRING, .bits = PING_ACK, AT(ways),
     .offset2 = offsetof(struct conf, ping_ports)},
    {"-p", "PORTS", OPT_STRING, AT(ports)},
    {"-6", NULL, OPT_FLAG, AT(six)},
    {"-T", "0-5", OPT_U64, AT(timing)},
    {"--json", "FILE", OPT_STRING, AT(json)},
    {"--open", NULL, OPT_FLAG, AT(open)},
    {"--top-ports", "N", OPT_U64, AT(top)},
    {"--max-rate", "N", OPT_DOUBLE, AT(rate)},
    {"--host-timeout", "TIME", OPT_DURATION, AT(timeout)},
    {"--exclude", "TARGET", OPT_LIST, AT(exclude)},
    {NULL},
};

#define ARGS_MAX 80

struct line {
    struct conf conf;
    struct opt_list words;
    struct diag diag;
    int result;
};

/* Parses the arguments up to NULL. */
static struct line parse(const char *const *args)
{
    struct line l = {.diag = {.file = "left.over", .line = 7, .column = 9}};
    char *argv[ARGS_MAX + 1] = {"tojimari"};
    int argc = 1;
    for (; args[argc - 1]; argc++)
        argv[argc] = (char *)(uintptr_t)args[argc - 1];
    l.result = opt_parse(rows, argc, argv, &l.conf, &l.words, &l.diag);
    return l;
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

static void nmaps_dialect(void **state)
{
    (void)state;
    struct line l =
        PARSE("-sS", "-p22", "-T4", "198.18.0.1", "-PS80", "--json=F", "--open", "-6", "host", "-");
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.ways, SYN | PING_SYN);
    assert_string_equal(l.conf.ports, "22");
    assert_int_equal(l.conf.timing, 4);
    assert_string_equal(l.conf.ping_ports, "80");
    assert_string_equal(l.conf.json, "F");
    assert_true(l.conf.open && l.conf.six);
    assert_int_equal(l.words.count, 3);
    assert_string_equal(l.words.item[0], "198.18.0.1");
    assert_string_equal(l.words.item[1], "host");
    assert_string_equal(l.words.item[2], "-");
}

static void glued_and_not(void **state)
{
    (void)state;
    struct line l = PARSE("-p", "22,80", "--json", "F", "-T", "3");
    assert_int_equal(l.result, 0);
    assert_string_equal(l.conf.ports, "22,80");
    assert_string_equal(l.conf.json, "F");
    assert_int_equal(l.conf.timing, 3);
    l = PARSE("-p-", "--json=a=b");
    assert_string_equal(l.conf.ports, "-");
    assert_string_equal(l.conf.json, "a=b");
    l = PARSE("-p", "-", "--json", "-"); /* all ports; standard output */
    assert_string_equal(l.conf.ports, "-");
    assert_string_equal(l.conf.json, "-");
    assert_int_equal(l.words.count, 0);
    l = PARSE("-p", "-100", "--json=-6"); /* a value may look like an option */
    assert_int_equal(l.result, 0);
    assert_string_equal(l.conf.ports, "-100");
    assert_string_equal(l.conf.json, "-6");
    l = PARSE("-PS", "80"); /* glued or not at all: nmap's -PS takes no word */
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.ways, PING_SYN);
    assert_null(l.conf.ping_ports);
    assert_int_equal(l.words.count, 1);
}

static void the_longest_spelling_wins(void **state)
{
    (void)state;
    struct line l = PARSE("-sU", "-sX", "-PA443");
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.ways, UDP | PING_ACK);
    assert_string_equal(l.conf.list, "X");
    assert_string_equal(l.conf.ping_ports, "443");
    l = PARSE("-sSU"); /* -sS carries no value, so this is -s with one */
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.ways, 0);
    assert_string_equal(l.conf.list, "SU");
}

static void two_dashes_end_options(void **state)
{
    (void)state;
    struct line l = PARSE("-6", "--", "-sS", "--open", "--");
    assert_int_equal(l.result, 0);
    assert_true(l.conf.six && !l.conf.open);
    assert_int_equal(l.conf.ways, 0);
    assert_int_equal(l.words.count, 3);
    assert_string_equal(l.words.item[2], "--");
}

/* nmap refuses a second -p, too: whoever writes one means both. */
static void lists_alone_are_given_twice(void **state)
{
    (void)state;
    struct line l = PARSE("-p1", "-p2");
    assert_int_equal(l.result, -EINVAL);
    assert_string_equal(l.diag.arg[0], "-p");
    l = PARSE("-6", "-6", "--exclude", "a", "--exclude=b");
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.exclude.count, 2);
    assert_string_equal(l.conf.exclude.item[0], "a");
    assert_string_equal(l.conf.exclude.item[1], "b");
}

static void numbers(void **state)
{
    (void)state;
    struct line l = PARSE("--top-ports", "18446744073709551614", "--max-rate=1e3", "--host-timeout", "5m");
    assert_int_equal(l.result, 0);
    assert_true(l.conf.top == UINT64_MAX - 1);
    assert_true(l.conf.rate == 1000);
    assert_true(l.conf.timeout == 300 * NSEC_SEC);
    l = PARSE("--top-ports=0xff", "--max-rate", "0.5");
    assert_int_equal(l.conf.top, 255);
    assert_true(l.conf.rate == 0.5);
    l = PARSE("--top-ports=010");
    assert_int_equal(l.conf.top, 10); /* never octal */
}

/* What is wrong, in words: the option as the user knows it, and what it wanted. */
static void complaints(void **state)
{
    static const struct {
        const char *args[3], *text;
    } cases[] = {
        {{"--nope"}, "unknown option '--nope' (--help lists them)"},
        {{"-z"}, "unknown option '-z' (--help lists them)"},
        {{"-S"}, "unknown option '-S' (--help lists them)"},
        {{"--jso=F"}, "unknown option '--jso=F' (--help lists them)"},
        {{"--jsonF"}, "unknown option '--jsonF' (--help lists them)"},
        {{"--open=yes"}, "unknown option '--open=yes' (--help lists them)"},
        {{"-6x"}, "unknown option '-6x' (--help lists them)"},
        {{"-6", "-p"}, "-p needs a value"},
        {{"--json"}, "--json needs a value"},
        {{"--json="}, "--json needs a value"},
        {{"--top-ports", "ten"}, "--top-ports expects a whole number, not 'ten'"},
        {{"--top-ports="}, "--top-ports expects a whole number, not ''"},
        {{"--top-ports=-1"}, "--top-ports expects a whole number, not '-1'"},
        {{"--top-ports=+1"}, "--top-ports expects a whole number, not '+1'"},
        {{"--top-ports= 1"}, "--top-ports expects a whole number, not ' 1'"},
        {{"--top-ports=1.5"}, "--top-ports expects a whole number, not '1.5'"},
        {{"--top-ports=0x"}, "--top-ports expects a whole number, not '0x'"},
        {{"--top-ports=18446744073709551616"},
         "--top-ports expects a whole number, not '18446744073709551616'"},
        {{"--top-ports=18446744073709551615"}, /* stands for "not given" */
         "--top-ports expects a whole number, not '18446744073709551615'"},
        {{"-p22", "-p80"}, "-p is given twice: it takes one value"},
        {{"--max-rate=1", "--max-rate=1"}, "--max-rate is given twice: it takes one value"},
        {{"-T4x"}, "-T expects a whole number, not '4x'"},
        {{"--max-rate=-1"}, "--max-rate expects a number of 0 or more, not '-1'"},
        {{"--max-rate=inf"}, "--max-rate expects a number of 0 or more, not 'inf'"},
        {{"--max-rate=nan"}, "--max-rate expects a number of 0 or more, not 'nan'"},
        {{"--max-rate=1e999"}, "--max-rate expects a number of 0 or more, not '1e999'"},
        {{"--max-rate=5k"}, "--max-rate expects a number of 0 or more, not '5k'"},
        {{"--max-rate="}, "--max-rate expects a number of 0 or more, not ''"},
        {{"--max-rate= 5"}, "--max-rate expects a number of 0 or more, not ' 5'"},
        {{"--host-timeout", "5 s"}, "--host-timeout expects a time like 250ms, 5s or 2m, not '5 s'"},
        {{"-p\x1b[2J", "--\x1b"}, "unknown option '--?' (--help lists them)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[256];
        struct line l = parse(cases[i].args);
        assert_int_equal(l.result, -EINVAL);
        assert_string_equal(diag_text(&l.diag, NULL, out, sizeof out),
                            cases[i].text); /* no file, no column */
    }
}

static void too_many(void **state)
{
    (void)state;
    const char *args[ARGS_MAX] = {0};
    char out[256];
    for (int i = 0; i < OPT_LIST_MAX; i++)
        args[i] = "w";
    struct line l = parse(args);
    assert_int_equal(l.result, 0);
    assert_int_equal(l.words.count, OPT_LIST_MAX);
    args[OPT_LIST_MAX] = "last";
    l = parse(args);
    assert_int_equal(l.result, -EINVAL);
    assert_string_equal(
        diag_text(&l.diag, NULL, out, sizeof out),
        "too many words on the command line from 'last' on (scan: use -iL FILE; vulndb import: name their folder)");
    for (int i = 0; i < OPT_LIST_MAX; i++)
        args[i] = "--exclude=x";
    args[OPT_LIST_MAX] = NULL;
    l = parse(args);
    assert_int_equal(l.result, 0);
    assert_int_equal(l.conf.exclude.count, OPT_LIST_MAX);
    args[OPT_LIST_MAX] = "--exclude=x";
    l = parse(args);
    assert_int_equal(l.result, -EINVAL);
    assert_string_equal(diag_text(&l.diag, NULL, out, sizeof out), "--exclude is given too often");
}

static void nothing_at_all(void **state)
{
    (void)state;
    struct conf conf = {0};
    struct opt_list words = {0};
    struct diag d = {0};
    assert_int_equal(opt_parse(rows, 1, (char *[]){"tojimari", NULL}, &conf, &words, &d), 0);
    assert_int_equal(opt_parse(rows, 0, (char *[]){NULL}, &conf, &words, &d), 0);
    struct line l = PARSE("");
    assert_int_equal(l.result, 0);
    assert_int_equal(l.words.count, 1); /* an empty word is a word */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nmaps_dialect),
        cmocka_unit_test(glued_and_not),
        cmocka_unit_test(the_longest_spelling_wins),
        cmocka_unit_test(two_dashes_end_options),
        cmocka_unit_test(lists_alone_are_given_twice),
        cmocka_unit_test(numbers),
        cmocka_unit_test(complaints),
        cmocka_unit_test(too_many),
        cmocka_unit_test(nothing_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
