#include "report/out.h"

#include "report/samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fill(struct out *o, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_puts(&o->buf, "0123456789abcdef");
}

static void test_writes_through(void **state)
{
    (void)state;
    int fd;
    struct out *o = samples_memory(&fd);
    buf_puts(&o->buf, "one");
    assert_int_equal(out_put(o), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 0); /* gathered */
    assert_int_equal(out_flush(o), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 3);
    fill(o, 10000);
    assert_int_equal(out_put(o), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 160003); /* much has gathered */
    assert_int_equal(out_close(o), 0);
    free(samples_read(fd));
}

/* A full disk is said by the first write, and by everything after it, for every format and every run of its
 * kind. */
static void test_full_disk(void **state)
{
    (void)state;
    struct out *o;
    assert_int_equal(out_open("/dev/full", &o), 0);
    buf_puts(&o->buf, "x");
    assert_int_equal(out_put(o), 0);
    assert_int_equal(out_flush(o), -ENOSPC);
    assert_int_equal(out_put(o), -ENOSPC);
    assert_int_equal(out_close(o), -ENOSPC);
    for (size_t r = 0; samples_runs[r]; r++)
        for (size_t f = 0; samples_formats[f]; f++) {
            if (!samples_golden(samples_runs[r], samples_formats[f]))
                continue;
            assert_int_equal(out_open("/dev/full", &o), 0);
            struct sink *s = samples_sink(samples_formats[f], o);
            assert_int_equal(samples_put(samples_runs[r], s), 0); /* still in the buffer */
            assert_int_equal(s->flush(s), -ENOSPC);
            assert_int_equal(s->close(s), -ENOSPC);
        }
}

/* A disk is full for a while: what was to go there goes there later, once; until the place for it is full, too. */
static void test_room_later(void **state)
{
    (void)state;
    int fd, full = open("/dev/full", O_WRONLY | O_CLOEXEC), hole = dup(full);
    struct out *o = out_new(hole);
    assert_non_null(o);
    o->file = o->waits = true;
    buf_puts(&o->buf, "one\n");
    assert_int_equal(out_flush(o), OUT_E_FULL);
    buf_puts(&o->buf, "two\n");
    assert_int_equal(out_flush(o), OUT_E_FULL);
    struct out *there = samples_memory(&fd);
    assert_int_equal(dup2(there->fd, hole), hole);
    buf_puts(&o->buf, "three\n");
    assert_int_equal(out_flush(o), 0);
    assert_int_equal(out_flush(o), 0);
    assert_int_equal(dup2(full, hole), hole);
    buf_puts(&o->buf, "four\n");
    assert_int_equal(out_flush(o), OUT_E_FULL);
    assert_int_equal(out_close(o), -ENOSPC);
    assert_int_equal(out_close(there), 0);
    char *all = samples_read(fd);
    assert_string_equal(all, "one\ntwo\nthree\n");
    free(all);
    o = out_new(full);
    assert_non_null(o);
    o->file = o->waits = true;
    fill(o, 3 << 20);
    assert_int_equal(out_flush(o), OUT_E_FULL);
    fill(o, 3 << 20);
    assert_int_equal(out_flush(o), -ENOSPC);
    assert_int_equal(out_close(o), -ENOSPC);
}

static void test_closed_pipe(void **state)
{
    (void)state;
    int p[2];
    assert_int_equal(pipe(p), 0);
    close(p[0]);
    struct out *o = out_new(p[1]);
    fill(o, 10000);
    assert_int_equal(out_put(o), -EPIPE);
    assert_int_equal(o->buf.len, 0); /* nothing piles up behind an error */
    assert_int_equal(out_close(o), -EPIPE);
}

static void test_open_errors(void **state)
{
    (void)state;
    struct out *o = NULL;
    assert_int_equal(out_open("/nonexistent-folder/x", &o), -ENOENT);
    assert_int_equal(out_open("/", &o), -EISDIR);
    assert_null(o);
}

static void test_tail(void **state)
{
    (void)state;
    char path[] = "/tmp/tojimari-out-XXXXXX", text[64] = "";
    close(mkstemp(path));
    struct out *o;
    assert_int_equal(out_open(path, &o), 0);
    int fd = open(path, O_RDONLY);
    buf_puts(&o->buf, "<a>1");
    assert_int_equal(out_flush_tail(o, "<!-- not finished --></a>"), 0);
    assert_int_equal(pread(fd, text, sizeof text, 0), 29);
    assert_string_equal(text, "<a>1<!-- not finished --></a>");
    buf_puts(&o->buf, "2</a>");
    assert_int_equal(out_close(o), 0);
    memset(text, 0, sizeof text);
    assert_int_equal(pread(fd, text, sizeof text, 0), 9); /* shorter than with its tail */
    assert_string_equal(text, "<a>12</a>");
    close(fd);
    unlink(path);
}

/* A pipe gets no tail: it cannot be taken back. */
static void test_no_tail_in_pipe(void **state)
{
    (void)state;
    int p[2];
    char text[8];
    assert_int_equal(pipe(p), 0);
    struct out *o = out_new(p[1]);
    buf_puts(&o->buf, "1");
    assert_int_equal(out_flush_tail(o, "tail"), 0);
    assert_int_equal(out_close(o), 0);
    assert_int_equal(read(p[0], text, sizeof text), 1);
    close(p[0]);
}

/* Opening changes nothing: another output may turn out not to be there. */
static void test_opening_keeps_the_file(void **state)
{
    (void)state;
    char path[] = "/tmp/tojimari-out-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, "old", 3), 3);
    struct out *o, *same, *other;
    assert_int_equal(out_open(path, &o), 0);
    assert_int_equal(out_open(path, &same), 0);
    assert_int_equal(out_open("/dev/null", &other), 0);
    assert_true(out_same(o, same));
    assert_false(out_same(o, other));
    assert_false(out_same(other, other)); /* a device: everybody may write there */
    assert_int_equal(out_close(same), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 3);
    assert_int_equal(out_empty(o), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 0);
    assert_int_equal(out_empty(other), 0);
    assert_int_equal(out_close(o), 0);
    assert_int_equal(out_close(other), 0);
    close(fd);
    unlink(path);
}

/* A reader who takes nothing is waited for, until a signal says that all should end. */
static void test_stalled_reader(void **state)
{
    (void)state;
    int p[2], stop[2];
    assert_int_equal(pipe(p), 0);
    assert_int_equal(pipe(stop), 0);
    struct out *o = out_new(p[1]);
    o->stop = &stop[0];
    fill(o, 65536 / 16); /* what a pipe holds */
    assert_int_equal(out_flush(o), 0);
    assert_int_equal(write(stop[1], "!", 1), 1);
    o->patience = 1;
    fill(o, 10000);
    assert_int_equal(out_flush(o), -ETIMEDOUT);
    assert_int_equal(o->patience, 0);
    assert_int_equal(out_room(p[1], o->stop, &o->patience), -ETIMEDOUT);
    char text[PIPE_BUF];
    assert_int_equal(read(p[0], text, sizeof text), sizeof text);
    assert_int_equal(out_room(p[1], o->stop, &o->patience), 0); /* it reads again */
    assert_int_equal(out_close(o), -ETIMEDOUT);
    close(p[0]);
    close(stop[0]);
    close(stop[1]);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes_through),  cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_room_later),      cmocka_unit_test(test_closed_pipe),
        cmocka_unit_test(test_open_errors),     cmocka_unit_test(test_tail),
        cmocka_unit_test(test_no_tail_in_pipe), cmocka_unit_test(test_opening_keeps_the_file),
        cmocka_unit_test(test_stalled_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
