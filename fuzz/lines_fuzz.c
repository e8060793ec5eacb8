/* Logs of any content: every form reads every line without a byte too many, and a sight that it gives has two
 * addresses of one family. A log that grows by pieces, wherever they end, gives as many sights as the
 * whole. */
#include "watch/source.h"
#include "watch/source/conns.h"
#include "watch/source/flowpair.h"
#include "watch/source/lines.h"

#include "check.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static bool next(const struct line_form *form, struct word *rest, struct word *ret)
{
    if (!form->cut)
        return word_next(rest, "\n", ret);
    size_t n = rest->n ? form->cut(rest->p, rest->n) : 0;
    if (!n || n > rest->n)
        return false;
    *ret = (struct word){rest->p, n};
    *rest = (struct word){rest->p + n, rest->n - n};
    return true;
}

static void check(const struct sight *s)
{
    CHECK(s->src.len == s->dst.len && s->src.len && s->kind != SIGHT_NONE);
}

static void every_form(const uint8_t *data, size_t size)
{
    static const struct line_form *const forms[] = {
        &lines_syslog,   &lines_appliance, &lines_journal, &lines_pretty, &lines_windows, &lines_zeek,
        &lines_eve,      &lines_zeek_json, &lines_argus,   &lines_web,    &lines_export,  &lines_vpc,
        &lines_paloalto, &lines_records,   &lines_events,  &lines_azure,  &lines_vsftpd,  &lines_nfdump};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct line_state state = {.reference = INT64_C(1795400000) * NSEC_SEC};
        struct word rest = {(const char *)data, size}, line;
        struct sight s;
        while (next(forms[i], &rest, &line)) {
            s = (struct sight){.vlan = SIGHT_NO_VLAN};
            if (line.n && forms[i]->read(&state, line, &s) == LINE_SIGHT)
                check(&s);
        }
        while (state.conns && conns_due(state.conns, INT64_MAX, &s))
            check(&s);
        while (state.pairs && flowpair_next(state.pairs, NSEC_NEVER, &s))
            check(&s);
        conns_free(state.conns);
        flowpair_free(state.pairs);
    }
}

/* --- as a file */

static nsec_wall now(void)
{
    return INT64_C(1795400000) * NSEC_SEC;
}

static struct source *open_file(int fd, bool follow, const char *format)
{
    char path[64];
    struct source *s;
    struct diag d = {0};
    const struct source_conf conf = {.follow = follow, .format = format, .now = now};
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return source_open(path, &conf, &s, &d) == 0 ? s : NULL;
}

/* All that is there now. */
static size_t drain(struct source *s)
{
    static struct sight out[16];
    size_t total = 0;
    bool ended = false;
    int n;
    do {
        n = source_read(s, out, 16, &ended);
        for (int i = 0; i < n; i++)
            check(&out[i]);
        total += n > 0 ? (size_t)n : 0;
    } while (!ended && (n > 0 || s->more));
    return total;
}

static void add(int fd, const uint8_t *data, size_t size)
{
    CHECK(write(fd, data, size) == (ssize_t)size);
}

/* `piece` bytes at a time, then cut and written again. */
static size_t by_pieces(const uint8_t *data, size_t size, size_t piece, const char *format)
{
    static struct sight out[16];
    int fd = memfd_create("log", 0), n;
    size_t head = size < 3 ? size : 3, total = 0; /* a mark of UTF-8 is looked for once */
    CHECK(fd >= 0);
    add(fd, data, head);
    struct source *s = open_file(fd, true, format);
    CHECK(s);
    total += drain(s);
    for (size_t at = head; at < size; at += piece) {
        add(fd, data + at, size - at < piece ? size - at : piece);
        total += drain(s);
    }
    while ((n = source_rest(s, out, 16)) > 0)
        total += (size_t)n;
    CHECK(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
    (void)drain(s);
    add(fd, data, size);
    (void)drain(s);
    source_free(s);
    close(fd);
    return total;
}

static bool is_lines(const char *format)
{
    return format && lines_has_form(format);
}

/* Whole; and if it is a log that can be followed, by pieces. */
static void as_file(const uint8_t *data, size_t size, size_t piece)
{
    int fd = memfd_create("log", 0);
    CHECK(fd >= 0);
    add(fd, data, size);
    add(fd, (const uint8_t *)"\n", 1);
    struct source *s = open_file(fd, false, NULL);
    if (s && is_lines(s->stats.format)) {
        const char *format = s->stats.format;
        uint8_t *text = malloc(size + 1);
        CHECK(text);
        memcpy(text, data, size);
        text[size] = '\n';
        size_t whole = drain(s);
        struct source *packed = open_file(fd, true, format);
        if (packed) /* not packed, and no UTF-16 */
            CHECK(whole == by_pieces(text, size + 1, piece, format));
        source_free(packed);
        free(text);
    }
    source_free(s);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)lines_like(data, size);
    every_form(data, size);
    if (size % 4 == 1)
        as_file(data, size, 1 + size / (1 + data[size / 2] % 16));
    return 0;
}
