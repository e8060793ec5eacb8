/* A run and a baseline as files: whatever their lines hold, each is taken or refused with a sentence, and
 * what was taken can be judged. */
#include "audit/audit.h"
#include "audit/baseline.h"

#include "check.h"

#include <errno.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct rundoors *doors, const struct baseline *accepted)
{
    const struct audit_conf conf = {.zone = AUDIT_BY_ADDRESS, .max = 1000};
    struct audit *a;
    if (audit_judge(doors, &conf, &a) < 0)
        return;
    for (unsigned i = 0; i < audit_count(a); i++) {
        struct record r;
        audit_record(a, i, &r);
        CHECK(r.finding.title && r.finding.evidence && r.finding.addr.len);
        CHECK(r.finding.port <= UINT16_MAX || r.finding.port == RECORD_NO_U64);
        CHECK(i == 0 || audit_severity(a, i) <= audit_severity(a, i - 1));
        (void)baseline_asks(accepted, &r.finding, 0);
    }
    audit_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rundoors *doors = rundoors_new(100);
    struct baseline *accepted = baseline_new(100);
    const char *at = (const char *)data, *end = at + size;
    while (doors && accepted && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop ? stop : end) - at);
        struct diag d = {0};
        int e = rundoors_line(doors, at, n, &d);
        CHECK(e == 0 || e == -ENOMEM || (e == -EINVAL && d.msg));
        d = (struct diag){0};
        e = baseline_line(accepted, at, n, &d);
        CHECK(e == 0 || e == -E2BIG || (e == -EINVAL && d.msg));
        at += n + 1;
    }
    if (doors && accepted)
        judge(doors, accepted);
    rundoors_free(doors);
    baseline_free(accepted);
    return 0;
}
