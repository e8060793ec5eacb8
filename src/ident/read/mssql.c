/* Microsoft SQL Server: the PRELOGIN response ([MS-TDS] §2.2.6.5) states the version; the browser service on
 * UDP 1434 ([MC-SQLR]) lists instances. */
#include "ident/read/ntlm.h"
#include "ident/read/read.h"
#include "ident/sig.h"

#include <stdio.h>
#include <stdlib.h>

static const char *release(unsigned major, unsigned minor)
{
    static const struct {
        unsigned major, minor;
        const char *name;
    } releases[] = {{8, 0, "2000"},  {9, 0, "2005"},  {10, 0, "2008"}, {10, 50, "2008 R2"},
                    {11, 0, "2012"}, {12, 0, "2014"}, {13, 0, "2016"}, {14, 0, "2017"},
                    {15, 0, "2019"}, {16, 0, "2022"}, {17, 0, "2025"}};
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        if (releases[i].major == major && releases[i].minor == minor)
            return releases[i].name;
    return "";
}

static void state(struct cut *c, const char *version, unsigned major, unsigned minor)
{
    snprintf(c->found.product, sizeof c->found.product, "Microsoft SQL Server");
    snprintf(c->found.version, sizeof c->found.version, "%s", version);
    sig_cpe(c->found.cpe[0], sizeof c->found.cpe[0], "a:microsoft:sql_server", version);
    if (release(major, minor)[0])
        cut_info(c, "SQL Server %s", release(major, minor));
}

static bool prelogin(struct rd r, size_t whole, struct cut *c)
{
    uint16_t len = (uint16_t)(rd_skip(&r, 2), rd_u16(&r));
    rd_skip(&r, 4);
    struct rd body = rd_of(r.p, rd_left(&r));
    if (r.bad || len < 20 || len > 512 || len > whole || rd_u8(&r) != 0)
        return false;
    uint16_t at = rd_u16(&r), size = rd_u16(&r);
    rd_skip(&body, at);
    struct rd v = rd_sub(&body, size);
    uint8_t major = rd_u8(&v), minor = rd_u8(&v);
    uint16_t build = rd_u16(&v);
    if (r.bad || v.bad || size != 6 || major < 6 || major > 30)
        return false;
    char version[32];
    snprintf(version, sizeof version, "%u.%u.%u", major, minor, build);
    state(c, version, major, minor);
    return cut_name(c, "ms-sql-s", 0.95);
}

/* "15.0.2000.5" */
static bool numbers(const char *version, unsigned *ret_major, unsigned *ret_minor)
{
    char *dot, *end;
    unsigned long major = strtoul(version, &dot, 10), minor = *dot == '.' ? strtoul(dot + 1, &end, 10) : 0;
    if (dot == version || *dot != '.' || end == dot + 1 || major > 999 || minor > 999)
        return false;
    *ret_major = (unsigned)major;
    *ret_minor = (unsigned)minor;
    return true;
}

static bool browser(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint8_t kind = rd_u8(&r);
    uint16_t len = rd_le16(&r);
    static const char key[] = ";Version;";
    if (a->proto != PROTO_UDP || kind != 5 || r.bad || len > rd_left(&r) ||
        !memmem(r.p, len, "ServerName;", 11))
        return false;
    const uint8_t *v = memmem(r.p, len, key, strlen(key));
    const uint8_t *name = memmem(r.p, len, "ServerName;", 11), *end = r.p + len;
    name += 11;
    const uint8_t *semi = memchr(name, ';', (size_t)(end - name));
    if (semi)
        found_text(c->found.hostname, sizeof c->found.hostname, name, (size_t)(semi - name));
    if (v) {
        char version[32];
        unsigned major, minor;
        v += strlen(key);
        semi = memchr(v, ';', (size_t)(end - v));
        found_text(version, sizeof version, v, semi ? (size_t)(semi - v) : (size_t)(end - v));
        if (numbers(version, &major, &minor))
            state(c, version, major, minor);
    }
    return cut_name(c, "ms-sql-m", 0.95);
}

bool read_mssql(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    if (a->len > 8 && r.p[0] == 4 && r.p[1] == 1 && a->proto == PROTO_TCP)
        return prelogin(r, a->len, c);
    return browser(a, c);
}
