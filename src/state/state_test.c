/* A file that outlives its writer: only what changed is written, all comes back, and no file can make the
 * program fall over. */
#include "state/state.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PIECES = 400, PIECE = 512 };

struct table {
    uint8_t bytes[PIECES][PIECE];
    bool used[PIECES];
};

static char folder[64], path[96];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/state_test.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/watch.db", folder);
    return 0;
}

static int drop_folder(void **state)
{
    static const char *const leaves[] = {"",       "-wal",       "-shm",       ".lock",
                                         ".aside", ".aside-wal", ".aside-shm", ".aside.lock"};
    (void)state;
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s%s", path, leaves[i]);
        unlink(file);
    }
    return rmdir(folder);
}

static size_t get(const void *of, uint32_t i, uint8_t *to)
{
    const struct table *t = of;
    if (t->used[i])
        memcpy(to, t->bytes[i], PIECE);
    return t->used[i] ? PIECE : 0;
}

static bool put(void *of, uint32_t i, const uint8_t *bytes, size_t n)
{
    struct table *t = of;
    if (i >= PIECES || n != PIECE)
        return false;
    memcpy(t->bytes[i], bytes, n);
    t->used[i] = true;
    return true;
}

static struct region region_of(struct table *t)
{
    return (struct region){
        .name = "table", .form = 7, .pieces = PIECES, .most = PIECE, .of = t, .get = get, .put = put};
}

static void fill(struct table *t, uint8_t seed)
{
    for (unsigned i = 0; i < PIECES; i++) {
        t->used[i] = i % 3 != 0;
        memset(t->bytes[i], (int)(seed + i), PIECE);
    }
}

static struct statefile *opened(void)
{
    struct statefile *s = NULL;
    struct diag d = {0};
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_null(d.msg);
    return s;
}

static void comes_back(void **unused)
{
    (void)unused;
    static struct table a, b;
    struct region r = region_of(&a);
    struct state_loaded loaded;
    struct state_stats stats;
    struct statefile *s = opened();
    struct hash_key key = state_key(s);
    fill(&a, 1);
    assert_int_equal(state_begin(s), 0);
    int done = 0, calls = 0;
    for (; !done; calls++)
        done = state_step(s, &r, 1);
    assert_int_equal(done, 1);
    assert_true(calls > 1); /* bounded */
    state_stats(s, &stats);
    assert_int_equal(stats.pieces, PIECES - (PIECES + 2) / 3);
    a.bytes[1][5] ^= 1;
    a.used[2] = false;
    a.used[3] = true;
    assert_int_equal(state_save(s, &r, 1), 0);
    state_stats(s, &stats);
    assert_int_equal(stats.pieces, PIECES - (PIECES + 2) / 3 + 3); /* only what changed */
    state_free(s);
    s = opened();
    struct hash_key again = state_key(s);
    assert_memory_equal(&key, &again, sizeof key);
    r = region_of(&b);
    assert_int_equal(state_load(s, &r, 1, &loaded), 0);
    assert_int_equal(loaded.pieces, PIECES - (PIECES + 2) / 3);
    assert_int_equal(loaded.refused + loaded.other_form, 0);
    for (unsigned i = 0; i < PIECES; i++) {
        assert_int_equal(a.used[i], b.used[i]);
        if (a.used[i])
            assert_memory_equal(a.bytes[i], b.bytes[i], PIECE);
    }
    /* Another form is left alone, pieces that do not fit are refused, and both go when there is something
     * else to write. */
    r.form = 8;
    assert_int_equal(state_load(s, &r, 1, &loaded), 0);
    assert_int_equal(loaded.other_form, PIECES - (PIECES + 2) / 3);
    r.form = 7;
    r.most = PIECE - 1;
    assert_int_equal(state_load(s, &r, 1, &loaded), 0);
    assert_int_equal(loaded.refused, PIECES - (PIECES + 2) / 3);
    state_free(s);
}

/* What a kill leaves: the file and its log as they are at that moment. */
static void outlives_a_kill(void **unused)
{
    (void)unused;
    static struct table a, b;
    struct region r = region_of(&a);
    struct state_loaded loaded;
    struct statefile *s = opened();
    fill(&a, 9);
    assert_int_equal(state_save(s, &r, 1), 0);
    a.bytes[1][0] ^= 0x40;
    assert_int_equal(state_piece(s, &r, 1, 0, 1), 0);
    int before;
    assert_int_equal(state_tell(s, "a1", 0, false, "one", &before), 1); /* both, or neither */
    char copy[128], from[128], command[400];
    snprintf(copy, sizeof copy, "%s.aside", path); /* a name that is cleared away */
    for (unsigned i = 0; i < 2; i++) {
        snprintf(from, sizeof from, "%s%s", path, i ? "-wal" : "");
        snprintf(command, sizeof command, "cp '%s' '%s%s'", from, copy, i ? "-wal" : "");
        assert_int_equal(system(command), 0);
    }
    struct diag d = {0};
    struct statefile *k = NULL;
    r = region_of(&b);
    assert_int_equal(state_open(copy, &k, &d), 0);
    assert_null(d.msg);
    assert_int_equal(state_load(k, &r, 1, &loaded), 0);
    assert_true(loaded.pieces > 100);
    assert_memory_equal(a.bytes[1], b.bytes[1], PIECE);
    assert_int_equal(state_tell(k, "a1", 0, false, "one", &before), 0);
    state_free(k);
    state_free(s);
}

static void alerts(void **unused)
{
    (void)unused;
    struct statefile *s = opened();
    char *text = NULL;
    int before = 7;
    assert_int_equal(state_tell(s, "b1", 1, false, "begins", &before), 1);
    assert_int_equal(before, -1);
    assert_int_equal(state_tell(s, "b1", 1, false, "begins", &before), 0);
    state_free(s);
    s = opened();
    assert_int_equal(state_tell(s, "b1", 1, false, "begins", &before), 0);
    assert_int_equal(state_tell(s, "b1", 3, false, "grows", &before), 1);
    assert_int_equal(before, 1);
    assert_int_equal(state_tell(s, "b1", 2, false, "shrinks", &before), 0);
    assert_int_equal(state_retell(s, "b1", "goes on"), 0);
    assert_int_equal(state_alert(s, "b1", &text), 0);
    assert_string_equal(text, "goes on");
    free(text);
    assert_int_equal(state_tell(s, "b1", 3, false, "goes on", &before), 0); /* that was no news */
    /* Nothing graver, but something new: each once. */
    assert_int_equal(state_tell(s, "b1", 2, true, "another joins", &before), 1);
    assert_int_equal(before, 3);
    assert_int_equal(state_tell(s, "b1", 2, true, "another joins", &before), 0);
    assert_int_equal(state_tell(s, "b1", 3, false, "less", &before), 0); /* the level stays */
    assert_int_equal(state_tell(s, "b1", STATE_ENDED, false, "ends", &before), 1);
    assert_int_equal(state_tell(s, "b1", 3, true, "too late", &before), 0);
    assert_int_equal(before, 3);
    assert_int_equal(state_retell(s, "b1", "has ended"), 0);
    assert_int_equal(state_retell(s, "c1", "was never told"), 0);
    assert_int_equal(state_alert(s, "c1", &text), -2 /* ENOENT */);
    assert_int_equal(state_tell(s, "b1", STATE_ENDED, false, "ends again", &before), 0);
    assert_int_equal(state_alert(s, "b1", &text), 0);
    assert_string_equal(text, "ends");
    free(text);
    assert_int_equal(state_alert(s, "none", &text), -2 /* ENOENT */);
    assert_null(state_noted(s, "log"));
    assert_int_equal(state_note(s, "log", "12:345"), 0);
    text = state_noted(s, "log");
    assert_string_equal(text, "12:345");
    free(text);
    state_free(s);
}

static void limit_files(bool full)
{
    struct rlimit r;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
    r.rlim_cur = full ? 0 : r.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* The disk is full when an alert is written, and what was to be written with it is lost, too: it is written
 * once there is room. */
static void outlives_a_full_disk(void **unused)
{
    static struct table before, after;
    struct statefile *s;
    struct diag d;
    struct state_loaded loaded;
    int level;
    (void)unused;
    memset(&before, 0, sizeof before);
    memset(&after, 0, sizeof after);
    fill(&before, 1);
    struct region r = region_of(&before);
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_int_equal(state_piece(s, &r, 1, 0, 1), 0);
    limit_files(true);
    assert_true(state_tell(s, "a1", 2, false, "{}", &level) < 0);
    limit_files(false);
    assert_int_equal(state_tell(s, "a1", 2, false, "{}", &level), 1);
    assert_int_equal(state_save(s, &r, 1), 0);
    state_free(s);
    r = region_of(&after);
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_int_equal(state_load(s, &r, 1, &loaded), 0);
    assert_memory_equal(after.used, before.used, sizeof after.used);
    state_free(s);
}

static void write_file(const char *bytes, size_t n)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static void wrong_files(void **unused)
{
    (void)unused;
    struct diag d = {0};
    struct statefile *s = NULL, *other = NULL;
    char aside[128];
    static char junk[9000];
    snprintf(aside, sizeof aside, "%s.aside", path);
    assert_int_equal(state_look(path, &s, &d), -2);
    memset(junk, 'x', sizeof junk);
    write_file(junk, sizeof junk);
    assert_int_equal(state_look(path, &s, &d), -22);
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_non_null(d.msg);
    assert_int_equal(access(aside, F_OK), 0);
    assert_int_equal(state_open(path, &other, &d), -16 /* EBUSY */);
    assert_int_equal(state_look(path, &other, &d), 0);
    state_free(other);
    state_free(s);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
    s = opened();
    state_free(s);
    /* Damaged behind its first page: pieces are lost, nothing else. */
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, 100, SEEK_SET), 0);
    assert_int_equal(fwrite(junk, 1, 3000, f), 3000);
    fclose(f);
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_non_null(d.msg);
    state_free(s);
    s = opened();
    state_free(s);
}

/* What is only found when it is read is found at once, or every start would end there. */
static void damaged_inside(void **unused)
{
    (void)unused;
    static struct table t;
    struct region r = region_of(&t);
    struct state_loaded loaded;
    struct stat st;
    struct diag d = {0};
    struct statefile *s = opened();
    fill(&t, 1);
    assert_int_equal(state_save(s, &r, 1), 0);
    state_free(s);
    assert_int_equal(stat(path, &st), 0);
    static const char junk[64] = "junk";
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    for (long at = 4096 * 5; at + 64 < st.st_size; at += 4096) {
        assert_int_equal(fseek(f, at, SEEK_SET), 0);
        assert_int_equal(fwrite(junk, 1, sizeof junk, f), sizeof junk);
    }
    fclose(f);
    assert_int_equal(state_open(path, &s, &d), 0);
    assert_non_null(d.msg);
    assert_int_equal(state_load(s, &r, 1, &loaded), 0);
    assert_int_equal(loaded.pieces, 0);
    state_free(s);
}

/* Removed, or another put in its place, while it is open. */
static void taken_away(void **unused)
{
    (void)unused;
    struct statefile *s = opened();
    assert_true(state_is_there(s));
    assert_int_equal(unlink(path), 0);
    assert_false(state_is_there(s));
    write_file("x", 1);
    assert_false(state_is_there(s));
    state_free(s);
}

static void in_memory(void **unused)
{
    (void)unused;
    struct diag d = {0};
    struct statefile *s = NULL, *other = NULL;
    int before = 0;
    assert_int_equal(state_open(NULL, &s, &d), 0);
    assert_int_equal(state_open(NULL, &other, &d), 0);
    assert_int_equal(state_tell(s, "c1", 2, false, "text", &before), 1);
    assert_int_equal(state_tell(s, "c1", 2, false, "text", &before), 0);
    assert_int_equal(state_tell(other, "c1", 2, false, "text", &before), 1);
    state_free(s);
    state_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(comes_back, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(outlives_a_kill, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(outlives_a_full_disk, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(alerts, make_folder, drop_folder),
        cmocka_unit_test(in_memory),
        cmocka_unit_test_setup_teardown(wrong_files, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(damaged_inside, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(taken_away, make_folder, drop_folder),
    };
    return cmocka_run_group_tests_name("state/state", tests, NULL, NULL);
}
