/* A log that is followed, in a folder of its own: whatever is done to it between two looks, each line comes
 * once. */
#include "watch/bytes/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { TEXT = 1 << 16 };

static char text[TEXT];

static int enter(void **state)
{
    char *folder = strdup("/tmp/follow-XXXXXX");
    *state = folder;
    return folder && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    static const char *const names[] = {"log",   "log.1",        "log.2",     "log.3",    "log.2.gz",
                                        "log.4", "log.5",        "log.6",     "log.7.gz", "log.\x1b[2J",
                                        "aside", "log-20261122", "log.8.zst", "log.1.gz"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (unlink(names[i]) < 0)
            (void)rmdir(names[i]);
    int e = chdir("/") < 0 || rmdir(*state) < 0;
    free(*state);
    return e ? -1 : 0;
}

static void put(const char *name, const char *mode, const char *what)
{
    FILE *f = fopen(name, mode);
    assert_non_null(f);
    assert_true(fputs(what, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* Says when it was written, in seconds after some day: the clock of a file system is too coarse for a
 * test. */
static void at(const char *name, time_t second)
{
    const struct timespec both[2] = {{.tv_sec = 1600000000 + second}, {.tv_sec = 1600000000 + second}};
    assert_int_equal(utimensat(AT_FDCWD, name, both, 0), 0);
}

static void put_at(const char *name, time_t second, const char *what)
{
    put(name, "a", what);
    at(name, second);
}

static void pack(const char *name, const char *to, time_t second)
{
    FILE *f = fopen(name, "r");
    gzFile z = gzopen(to, "wb");
    int c;
    assert_true(f && z);
    while ((c = fgetc(f)) != EOF)
        assert_int_equal(gzputc(z, c), c);
    assert_int_equal(gzclose(z), Z_OK);
    assert_int_equal(fclose(f) | unlink(name), 0);
    at(to, second);
}

static struct stream *follow(void)
{
    struct stream *s;
    assert_int_equal(follow_open("log", &s), 0);
    return s;
}

/* All there is now, in lines as sources take them; at most so many bytes. */
static const char *take(struct stream *s, size_t most)
{
    size_t n = 0;
    const uint8_t *p;
    for (ssize_t have; n < most && (have = stream_peek(s, 256, &p)) > 0;) {
        const uint8_t *end = memchr(p, '\n', (size_t)have);
        if (!end && !stream_ended(s))
            break;
        size_t line = end ? (size_t)(end + 1 - p) : (size_t)have;
        assert_true(n + line < TEXT);
        memcpy(text + n, p, line);
        stream_skip(s, line);
        n += line;
    }
    text[n] = 0;
    return text;
}

#define SEES(s, want) assert_string_equal(take(s, TEXT), want)

/* Twice, three times between two looks; the older ones packed; the oldest gone from the folder. */
static void rotated_often(void **state)
{
    (void)state;
    put_at("log.3", 1, "long ago\n");
    put_at("log", 10, "a1\n");
    struct stream *s = follow();
    SEES(s, "a1\n");
    put_at("log", 11, "a2\n");
    rename("log", "log.2");
    put_at("log.1", 12, "b1\nb2\n");
    put_at("log", 13, "c1\n");
    SEES(s, "a2\nb1\nb2\nc1\n");
    put_at("log", 14, "c2\n");
    rename("log", "aside");
    pack("log.1", "log.1.gz", 12);
    unlink("log.2");
    put_at("log.2", 15, "d1\nd2 has no end");
    pack("log.2", "log.2.gz", 15);
    put_at("log-20261122", 16, "e1\n");
    put_at("log", 17, "f1\n");
    SEES(s, "c2\nd1\nd2 has no ende1\nf1\n");
    SEES(s, "");
    stream_free(s);
}

/* The old one has become its own packed copy: that is not read again. */
static void packed_copy(void **state)
{
    (void)state;
    put_at("log", 10, "a1\na2\n");
    struct stream *s = follow();
    SEES(s, "a1\na2\n");
    put_at("log", 11, "a3\n");
    pack("log", "log.1.gz", 11);
    put_at("log", 12, "b1\n");
    SEES(s, "a3\nb1\n");
    stream_free(s);
}

/* Who writes still has the old file open. */
static void written_late(void **state)
{
    (void)state;
    put_at("log", 10, "a1\n");
    struct stream *s = follow();
    SEES(s, "a1\n");
    put_at("log", 10, "half");
    SEES(s, "");
    rename("log", "log.1");
    put_at("log", 11, ""); /* by whoever rotates: the writer does not know yet */
    SEES(s, "");
    put_at("log.1", 12, " and half\n");
    SEES(s, "half and half\n");
    put_at("log", 13, "b1\n");
    SEES(s, "b1\n");
    put_at("log.1", 14, "a2\na3 is not yet wh");
    put_at("log", 15, "b2\n");
    SEES(s, "b2\na2\n");
    put_at("log.1", 16, "ole\n");
    SEES(s, "a3 is not yet whole\n");
    put_at("log", 200, "b3\n"); /* for minutes nobody wrote to the old one */
    SEES(s, "b3\n");
    SEES(s, "");
    put_at("log.1", 201, "a4\n");
    SEES(s, "");
    stream_free(s);
}

/* Nor is an old one taken for one in between because somebody wrote to it after the newer one was written to
 * last. */
static void old_ones(void **state)
{
    (void)state;
    put_at("log.1", 5, "long ago\n");
    put_at("log", 10, "a1\n");
    struct stream *s = follow();
    SEES(s, "a1\n");
    put_at("log.1", 12, "z\n"); /* nobody reads that: it was old before the watch began */
    rename("log.1", "log.2");
    rename("log", "log.1");
    put_at("log", 13, "b1\n");
    SEES(s, "b1\n");
    put_at("log.1", 20, "a2\n");
    SEES(s, "a2\n");
    pack("log.1", "log.2.gz", 20);
    rename("log", "log.1");
    put_at("log", 21, "c1\n");
    SEES(s, "c1\n");
    put_at("log", 200, "c2\n");
    SEES(s, "c2\n");
    SEES(s, "");
    put_at("log.1", 300, "b2\n"); /* after it was left alone */
    rename("log.1", "log.2");
    rename("log", "log.1");
    put_at("log", 301, "d1\n");
    SEES(s, "d1\n");
    stream_free(s);
}

/* A line that is never ended is ended when its successor is written to. */
static void cut_short(void **state)
{
    (void)state;
    put_at("log", 10, "a1\nhal");
    struct stream *s = follow();
    SEES(s, "a1\n");
    rename("log", "log.1");
    put_at("log", 11, "b1\n");
    SEES(s, "hal\nb1\n");
    stream_free(s);
}

/* Copied and cut: what was written since the last look is in the copy. */
static void copied_and_cut(void **state)
{
    (void)state;
    put_at("log", 10, "a1\na2\n");
    struct stream *s = follow();
    SEES(s, "a1\na2\n");
    put_at("log.1", 11, "a1\na2\na3\n");
    assert_int_equal(truncate("log", 0), 0);
    put_at("log", 12, "b1\n");
    SEES(s, "a3\nb1\n");
    rename("log.1", "log.2");
    put_at("log.1", 13, "b1\nb2\n");
    pack("log.1", "log.1.gz", 13);
    assert_int_equal(truncate("log", 0), 0);
    put_at("log", 14, "c1 is longer than all that was there\n");
    SEES(s, "b2\nc1 is longer than all that was there\n");
    assert_int_equal(truncate("log", 0), 0); /* and once without a copy */
    put_at("log", 15, "d1\n");
    SEES(s, "d1\n");
    stream_free(s);
}

/* Nothing but files of its own name is read, and nothing of the others is waited for. */
static void hostile_folder(void **state)
{
    (void)state;
    put("aside", "w", "not ours\n");
    put_at("log", 10, "a1\n");
    struct stream *s = follow();
    SEES(s, "a1\n");
    assert_int_equal(symlink("aside", "log.4"), 0);
    assert_int_equal(symlink("log.5", "log.5"), 0);
    assert_int_equal(mkfifo("log.1", 0600) | mkdir("log.3", 0700), 0);
    put("log.\x1b[2J", "w", "escapes\n");
    put("log.7.gz", "w", "\x1f\x8b is no such thing\n");
    put("log.6", "w", "");
    assert_int_equal(truncate("log.6", (off_t)1 << 20), 0);
    put("log.8.zst", "w", "");
    rename("log", "log.2");
    put("log", "w", "c1\n");
    const uint8_t *p;
    size_t holes = 0, n;
    for (ssize_t have; (have = stream_peek(s, 1, &p)) > 0; stream_skip(s, (size_t)have)) {
        n = (size_t)have;
        if (p[0] == 0)
            holes += n;
        else
            assert_true(n == 3 && memcmp(p, "c1\n", n) == 0);
    }
    assert_int_equal(holes, 1 << 20); /* a file of holes is a file */
    stream_free(s);
}

/* After a restart, in the middle of any of them. */
static void gone_on_with(void **state)
{
    (void)state;
    char place[FOLLOW_PLACE], old[FOLLOW_PLACE];
    put_at("log", 10, "a1\na2\n");
    struct stream *s = follow();
    assert_string_equal(take(s, 3), "a1\n");
    assert_true(follow_place(s, old));
    SEES(s, "a2\n");
    rename("log", "log.1");
    put_at("log", 12, "b1\nb2\n");
    assert_string_equal(take(s, 3), "b1\n");
    assert_true(follow_place(s, place));
    stream_free(s);
    put_at("log.1", 13, "a3\n"); /* by who has it open, while nobody watches */
    s = follow();
    assert_true(follow_resume(s, place));
    SEES(s, "b2\na3\n");
    put_at("log.1", 14, "a4\n");
    SEES(s, "a4\n");
    assert_true(follow_place(s, place));
    stream_free(s);
    pack("log.1", "log.2.gz", 14);
    rename("log", "log.1");
    put_at("log", 15, "c1\n");
    s = follow();
    assert_true(follow_resume(s, place));
    put_at("log.1", 16, "b3\n");
    SEES(s, "b3\nc1\n");
    put_at("log.1", 17, "b4\n");
    SEES(s, "b4\n");
    stream_free(s);
    s = follow();
    assert_true(follow_resume(s, old));
    SEES(s, "a2\na3\na4\nb1\nb2\nb3\nb4\nc1\n");
    stream_free(s);
    unlink("log.2.gz");
    s = follow();
    assert_false(follow_resume(s, old));
    assert_false(follow_resume(s, ""));
    assert_false(follow_resume(s, "18446744073709551615 18446744073709551615 ffffffffffffffff"));
    SEES(s, "c1\n");
    stream_free(s);
}

/* The log was empty when we ended; then it was written to, packed, and its number given to its successor's
 * successor. */
static void number_again(void **state)
{
    (void)state;
    char place[FOLLOW_PLACE];
    put_at("log", 10, "a1\na2\n");
    struct stream *s = follow();
    SEES(s, "a1\na2\n");
    rename("log", "log.1");
    put_at("log", 11, "");
    SEES(s, "");
    assert_true(follow_place(s, place));
    stream_free(s);
    put_at("log.1", 12, "a3\n");
    rename("log.1", "log.3");
    put_at("log.2", 13, "b1\n"); /* what the log became */
    rename("log", "log.1");      /* and who has its number now */
    put_at("log.1", 14, "c1\n");
    put_at("log", 15, "d1\n");
    s = follow();
    assert_true(follow_resume(s, place));
    SEES(s, "a3\nb1\nc1\nd1\n");
    stream_free(s);
}

/* What was read last before the rotation stands more than a buffer's piece behind. */
static void long_ones(void **state)
{
    (void)state;
    char line[128], place[FOLLOW_PLACE];
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(line, sizeof line,
                       "a%04d and so on, and so on, and so on, until the line is rather long\n", i);
        put("log", "a", line);
    }
    at("log", 10);
    struct stream *s = follow();
    for (int i = 0; i < 5000; i += 500)
        assert_true(strlen(take(s, 500 * strlen(line))) > 0);
    assert_true(follow_place(s, place));
    put_at("log", 11, "a5000\n");
    rename("log", "log.1");
    put_at("log", 12, "b1\n");
    SEES(s, "a5000\nb1\n");
    stream_free(s);
    s = follow();
    assert_true(follow_resume(s, place));
    SEES(s, "a5000\nb1\n");
    stream_free(s);
}

/* A line without a year is of the year in which its file was written: the one that is read now. */
static void times_of_each(void **state)
{
    (void)state;
    const uint8_t *p;
    put_at("log", 0, "one\n");
    struct stream *s = follow();
    assert_true(stream_peek(s, 1, &p) > 0);
    assert_int_equal(stream_mtime(s), 1600000000);
    stream_skip(s, 4);
    put_at("log", 100, "two\n");
    assert_int_equal(rename("log", "log.1"), 0);
    put_at("log", 900, "three\n");
    assert_true(stream_peek(s, 1, &p) > 0 && *p == 't' && p[1] == 'w');
    assert_int_equal(stream_mtime(s), 1600000100);
    stream_skip(s, 4);
    assert_true(stream_peek(s, 1, &p) > 0 && p[1] == 'h');
    assert_int_equal(stream_mtime(s), 1600000900);
    stream_skip(s, 6);
    put_at("log.1", 930, "four\n");
    assert_true(stream_peek(s, 1, &p) > 0 && *p == 'f');
    assert_int_equal(stream_mtime(s), 1600000930);
    stream_free(s);
}

/* Also what was renamed before anybody looked, but nothing of what had the name before it was waited for. */
static void still_to_come(void **unused)
{
    (void)unused;
    enum { LATER = 1000000000 }; /* than this test */
    struct stream *s;
    char place[FOLLOW_PLACE];
    assert_int_equal(follow_open("nowhere/log", &s), -ENOENT);
    put_at("log.2", 1, "long before\n");
    s = follow();
    SEES(s, "");
    assert_false(follow_place(s, place));
    put_at("log.1", LATER, "a1\n");
    put_at("log", LATER + 1, "b1\n");
    SEES(s, "a1\nb1\n");
    assert_true(follow_place(s, place));
    put_at("log", LATER + 2, "b2\n");
    SEES(s, "b2\n");
    stream_free(s);
}

/* A pipe with a name: neither who writes is waited for, nor is it over when he goes. */
static void named_pipe(void **unused)
{
    (void)unused;
    char place[FOLLOW_PLACE];
    assert_int_equal(mkfifo("log", 0600), 0);
    struct stream *s = follow();
    SEES(s, "");
    put("log", "a", "a1\na2\n");
    SEES(s, "a1\na2\n");
    SEES(s, "");
    int fd = open("log", O_WRONLY);
    assert_true(fd >= 0);
    SEES(s, "");
    assert_int_equal(write(fd, "b1\n", 3), 3);
    SEES(s, "b1\n");
    close(fd);
    assert_false(stream_ended(s) || follow_place(s, place));
    stream_free(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rotated_often),  TEST(packed_copy),    TEST(written_late), TEST(old_ones),     TEST(cut_short),
        TEST(copied_and_cut), TEST(hostile_folder), TEST(gone_on_with), TEST(number_again), TEST(long_ones),
        TEST(times_of_each),  TEST(still_to_come),  TEST(named_pipe)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
