/* Any answer to any question: found texts are clean and the span lies within the answer. The first bytes
 * choose protocol, port and how much of the rest was our question. */
#include "check.h"
#include "ident/match.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const char *field, size_t cap)
{
    size_t n = strnlen(field, cap);
    CHECK(n < cap);
    for (size_t i = 0; i < n; i++)
        CHECK((unsigned char)field[i] >= 0x20 && field[i] != 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct match *m;
    struct found f;
    if (!m) {
        struct match_db_conf conf = {0};
        struct match_db *db;
        struct diag d = {0};
        CHECK(match_db_new(&conf, &db, &d) == 0 && match_new(db, &m) == 0);
    }
    if (len < 4)
        return 0;
    size_t sent = data[3] < len - 4 ? data[3] : len - 4;
    struct match_answer a = {.probe = data[0] & 2 ? "http-get" : "",
                             .proto = data[0] & 1 ? PROTO_UDP : PROTO_TCP,
                             .tls = data[0] & 4,
                             .closed = data[0] & 8,
                             .port = (uint16_t)(data[1] << 8 | data[2]),
                             .sent = sent ? data + 4 : NULL,
                             .sent_len = sent,
                             .data = data + 4 + sent,
                             .len = len - 4 - sent,
                             .unix_s = 1795332400};
    (void)match_answer(m, &a, &f);
    check_text(f.name, sizeof f.name);
    check_text(f.product, sizeof f.product);
    check_text(f.version, sizeof f.version);
    check_text(f.info, sizeof f.info);
    check_text(f.hostname, sizeof f.hostname);
    check_text(f.os, sizeof f.os);
    check_text(f.id, sizeof f.id);
    CHECK(f.span_from <= a.len && f.span_len <= a.len - f.span_from);
    return 0;
}
