/* A file of any content, through recognition, unpacking, reading, flows and detectors to alerts: everything
 * stays within its bounds, counts add up, and the same file never fails otherwise than by saying so. */
#include "check.h"
#include "watch/source.h"
#include "watch/watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BATCH = 64 };

static int put(struct sink *s, const struct record *r)
{
    (void)s;
    const struct record_alert *a = &r->alert;
    CHECK(r->type == RECORD_ALERT && a->id && a->kind && a->severity && a->why);
    CHECK(a->score >= 0 && a->score <= 100 && a->events.count <= 10 && r->saids > 0);
    CHECK(!a->port_list || strlen(a->port_list) < 4096);
    return 0;
}

/* What a source gives, as a number. The engine makes its tables anew for each input, which is nearly all the
 * time that one takes, and what a file gives that is cut a byte sooner is mostly the same: it need not see
 * that twice running. */
static uint64_t gist(struct source *s)
{
    struct sight in[BATCH];
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    bool ended = false;
    while (!ended) {
        int n = source_read(s, in, BATCH, &ended);
        CHECK(n >= 0 && n <= BATCH && (n > 0 || ended));
        for (int i = 0; i < n; i++)
            in[i].outer = NULL;
        for (size_t i = 0; i < (size_t)n * sizeof *in; i++)
            hash = (hash ^ ((const uint8_t *)in)[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static void drain(struct source *s, struct watch *w)
{
    struct sink sink = {.put = put};
    struct sight in[BATCH];
    bool ended = false;
    while (!ended) {
        int n = source_read(s, in, BATCH, &ended);
        CHECK(n >= 0 && n <= BATCH && (n > 0 || ended));
        for (int i = 0; i < n; i++)
            CHECK(in[i].kind != SIGHT_NONE && in[i].src.len && in[i].src.len == in[i].dst.len);
        CHECK(watch_step(w, in, (unsigned)n, &sink) == 0);
    }
    CHECK(watch_end(w, &sink) == 0);
    CHECK(s->stats.sights <= s->stats.packets * SOURCE_CAP);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint64_t last;
    struct source_conf conf = {0};
    struct watch_conf watch_conf = {.state_limit = (size_t)16 << 20};
    struct diag d = {0};
    struct source *s;
    struct watch *w;
    char path[64];
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, len) != (ssize_t)len)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int e = source_open(path, &conf, &s, &d);
    CHECK(e == 0 || (e == -EINVAL && d.msg));
    uint64_t now = e == 0 ? gist(s) : last;
    if (e == 0)
        source_free(s);
    if (now != last && watch_new(&watch_conf, &w) == 0) {
        CHECK(source_open(path, &conf, &s, &d) == 0);
        drain(s, w);
        source_free(s);
        watch_free(w);
        last = now;
    }
    close(fd);
    return 0;
}
