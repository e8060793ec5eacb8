/* Texts that `local` reads: whatever they hold, lines are inside, names bounded, and a memory that was read
 * is the same when it is written and read again. The first byte chooses. */
#include "check.h"
#include "local/inetd.h"
#include "local/rawproc.h"
#include "local/units.h"
#include "local/use.h"

#include <string.h>

static void inetd(const char *text, size_t len)
{
    size_t lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';
    CHECK(inetd_line(text, len, PROTO_TCP, 23) <= lines);
    CHECK(inetd_line(text, len, PROTO_UDP, 69) <= lines);
    CHECK(inetd_block(text, len, PROTO_TCP, 23) <= lines);
    CHECK(inetd_block(text, len, PROTO_UDP, 69) <= lines);
}

static void units(const char *text, size_t len)
{
    struct local_socket s = {.proto = PROTO_TCP, .port = 22, .addr = addr_v4(0)};
    struct local_table t = {.sockets = &s, .count = 1};
    (void)units_read(text, len, &t);
    CHECK(!s.activates || s.socket_unit);
    free(s.socket_unit);
    free(s.activates);
}

static void use(const char *text, size_t len)
{
    struct use one = {0}, two = {0};
    struct buf b;
    buf_init(&b, USE_BYTES);
    if (use_read(&one, text, len) == 0) {
        use_write(&one, &b);
        CHECK(!b.over && use_read(&two, buf_text(&b), b.len) == 0);
        CHECK(two.bad == 0 && two.doors == one.doors);
        CHECK(!one.doors || memcmp(one.door, two.door, one.doors * sizeof *one.door) == 0);
    }
    buf_fini(&b);
    use_fini(&one);
    use_fini(&two);
}

static void rawproc(const char *text, size_t len)
{
    struct local_socket s;
    char line[300] = "";
    memcpy(line, text, len < sizeof line - 1 ? len : sizeof line - 1);
    if (rawproc_line(line, 4, &s))
        CHECK(s.addr.len == 4 && s.port > 0 && s.port < 256);
    if (rawproc_line(line, 16, &s))
        CHECK(s.addr.len == 16 && s.port > 0 && s.port < 256);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static void (*const parsers[])(const char *, size_t) = {inetd, units, use, rawproc};
    if (len)
        parsers[data[0] % 4]((const char *)data + 1, len - 1);
    return 0;
}
