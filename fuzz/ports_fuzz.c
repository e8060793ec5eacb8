/* -p, and after the first newline --exclude-ports: lists hold each port once, at the place that
 * ports_index() says, none that is excluded; written as ranges and read again they are the same. */
#include "check.h"
#include "scan/ports.h"

#include <string.h>

static void check_list(const struct ports_list *l, enum proto proto)
{
    struct ports_set set, back;
    struct ports again;
    struct diag d = {0};
    struct buf text;
    ports_list_set(l, &set);
    CHECK(ports_set_count(&set) == l->count);
    for (uint32_t i = 0; i < l->count; i++)
        CHECK(ports_index(l, l->port[i]) == i);
    if (!l->count)
        return;
    buf_init(&text, 1 << 20);
    ports_ranges(&set, &text);
    struct ports_conf conf = {.spec = buf_text(&text), .protocols = 1u << proto};
    CHECK(ports_parse(&conf, &again, &d) == 0);
    ports_list_set(&again.list[proto], &back);
    CHECK(memcmp(&set, &back, sizeof set) == 0);
    ports_fini(&again);
    buf_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char spec[256] = "", *exclude;
    struct ports p;
    struct diag d = {0};
    if (len >= sizeof spec)
        return 0;
    if (len)
        memcpy(spec, data, len);
    exclude = strchr(spec, '\n');
    if (exclude)
        *exclude++ = 0;
    struct ports_conf conf = {
        .spec = spec, .exclude = exclude, .protocols = 1u << PROTO_TCP | 1u << PROTO_UDP};
    int e = ports_parse(&conf, &p, &d);
    if (e < 0) {
        CHECK(d.msg && d.column <= len + 1);
        return 0;
    }
    for (int proto = 0; proto < PORTS_PROTOCOLS; proto++)
        check_list(&p.list[proto], (enum proto)proto);
    ports_fini(&p);
    return 0;
}
