#include "watch/manifest.h"

#include "watch/source/logtime.h"
#include "watch/source/words.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "tojimari-manifest 1\n"
#define SIGN "signature "

enum { LINE = 8192, BASE64 = sodium_base64_VARIANT_ORIGINAL };

static const char *const protos[MANIFEST_PROTOS] = {"tcp", "udp", "sctp", "ip"};

void manifest_init(struct manifest *m)
{
    *m = (struct manifest){.sources = 0};
}

void manifest_fini(struct manifest *m)
{
    free(m->target);
    m->target = NULL;
    m->targets = 0;
}

bool manifest_add_source(struct manifest *m, const struct addr *a)
{
    if (m->sources == MANIFEST_SOURCES)
        return false;
    m->source[m->sources] = *a;
    m->source[m->sources++].zone = 0;
    return true;
}

bool manifest_add_target(struct manifest *m, const struct addr *first, const struct addr *last)
{
    if (m->targets == MANIFEST_RANGES)
        return false;
    if (!(m->targets & (m->targets - 1))) { /* a power of two: full */
        struct manifest_range *more = realloc(m->target, (m->targets ? 2u * m->targets : 1) * sizeof *more);
        if (!more)
            return false;
        m->target = more;
    }
    struct manifest_range *r = &m->target[m->targets++];
    *r = (struct manifest_range){.first = *first, .last = *last};
    r->first.zone = r->last.zone = 0;
    return true;
}

void manifest_add_port(struct manifest *m, enum manifest_proto proto, uint16_t port)
{
    m->ports[proto][port >> 3] = (uint8_t)(m->ports[proto][port >> 3] | 1u << (port & 7));
}

static bool has_port(const struct manifest *m, unsigned proto, unsigned port)
{
    return m->ports[proto][port >> 3] >> (port & 7) & 1;
}

/* --- keys */

void manifest_key(uint8_t secret[MANIFEST_SECRET], uint8_t pub[MANIFEST_PUB])
{
    crypto_sign_keypair(pub, secret);
}

void manifest_key_text(const uint8_t *key, size_t n, struct buf *to)
{
    char text[128];
    buf_puts(to, sodium_bin2base64(text, sizeof text, key, n, BASE64));
}

bool manifest_key_read(const char *text, uint8_t *key, size_t n)
{
    size_t got = 0;
    const char *end = NULL;
    size_t len = strcspn(text, " \t\r\n");
    return sodium_base642bin(key, n, text, len, NULL, &got, &end, BASE64) == 0 && got == n &&
           end == text + len;
}

/* --- writing */

static void write_ports(const struct manifest *m, unsigned proto, struct buf *to)
{
    bool any = false;
    for (unsigned port = 0; port < 65536; port++) {
        unsigned last = port;
        if (!has_port(m, proto, port))
            continue;
        while (last < 65535 && has_port(m, proto, last + 1))
            last++;
        if (any)
            buf_putc(to, '\n'); /* a line a range: no line grows long */
        buf_printf(to, "ports %s %u-%u", protos[proto], port, last);
        any = true;
        port = last;
    }
    if (any)
        buf_putc(to, '\n');
}

static void write_time(const char *name, nsec_wall t, struct buf *to)
{
    char text[NSEC_TEXT_MAX];
    buf_printf(to, "%s %s\n", name, nsec_rfc3339(t, text));
}

static void write_word(const char *name, const char *text, struct buf *to)
{
    buf_printf(to, "%s ", name);
    for (; *text; text++)
        buf_putc(to, (unsigned char)*text <= ' ' || *text == 0x7f ? '_' : *text);
    buf_putc(to, '\n');
}

void manifest_write(const struct manifest *m, const uint8_t secret[MANIFEST_SECRET], struct buf *to)
{
    uint8_t sign[crypto_sign_BYTES], pub[MANIFEST_PUB];
    char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
    buf_puts(to, HEAD);
    write_word("by", m->by, to);
    write_word("run", m->run, to);
    write_time("from", m->from, to);
    write_time("to", m->to, to);
    for (unsigned i = 0; i < m->sources; i++)
        buf_printf(to, "source %s\n", addr_text(&m->source[i], a));
    for (unsigned i = 0; i < m->targets; i++)
        buf_printf(to, "target %s %s\n", addr_text(&m->target[i].first, a), addr_text(&m->target[i].last, b));
    for (unsigned i = 0; i < MANIFEST_PROTOS; i++)
        write_ports(m, i, to);
    crypto_sign_ed25519_sk_to_pk(pub, secret);
    buf_puts(to, "key ");
    manifest_key_text(pub, sizeof pub, to);
    buf_putc(to, '\n');
    crypto_sign_detached(sign, NULL, (const uint8_t *)buf_text(to), to->len, secret);
    buf_puts(to, SIGN);
    manifest_key_text(sign, sizeof sign, to);
    buf_putc(to, '\n');
}

/* --- reading */

static bool read_time(const char *text, nsec_wall *ret)
{
    struct word w = {text, strlen(text)};
    return logtime_read(&w, 0, ret) && *ret > 0;
}

static bool read_target(struct manifest *m, const char *text)
{
    char first[ADDR_TEXT_MAX];
    struct addr a, b;
    size_t n = strcspn(text, " ");
    if (n >= sizeof first || text[n] != ' ')
        return false;
    memcpy(first, text, n);
    first[n] = 0;
    return addr_parse(first, &a) == 0 && addr_parse(text + n + 1, &b) == 0 && a.len == b.len &&
           addr_cmp(&a, &b) <= 0 && (!m->targets || addr_cmp(&m->target[m->targets - 1].last, &a) < 0) &&
           manifest_add_target(m, &a, &b);
}

static bool read_ports(struct manifest *m, const char *text)
{
    struct word rest = {text, strlen(text)}, proto, from;
    uint16_t first, last;
    if (!word_next(&rest, " ", &proto) || !word_next(&rest, "-", &from) || !word_port(from, &first) ||
        !word_port(rest, &last) || first > last)
        return false;
    for (unsigned i = 0; i < MANIFEST_PROTOS; i++)
        if (word_is(proto, protos[i])) {
            for (unsigned port = first; port <= last; port++)
                manifest_add_port(m, i, (uint16_t)port);
            return true;
        }
    return false;
}

static bool read_line(struct manifest *m, const char *line)
{
    const char *value = strchr(line, ' ');
    struct addr a;
    size_t n = value ? (size_t)(value++ - line) : 0;
    if (!value)
        return false;
    if (n == 2 && strncmp(line, "by", n) == 0)
        return (size_t)snprintf(m->by, sizeof m->by, "%s", value) < sizeof m->by;
    if (n == 3 && strncmp(line, "run", n) == 0)
        return (size_t)snprintf(m->run, sizeof m->run, "%s", value) < sizeof m->run;
    if (n == 4 && strncmp(line, "from", n) == 0)
        return read_time(value, &m->from);
    if (n == 2 && strncmp(line, "to", n) == 0)
        return read_time(value, &m->to);
    if (n == 6 && strncmp(line, "source", n) == 0)
        return addr_parse(value, &a) == 0 && manifest_add_source(m, &a);
    if (n == 6 && strncmp(line, "target", n) == 0)
        return read_target(m, value);
    if (n == 5 && strncmp(line, "ports", n) == 0)
        return read_ports(m, value);
    return n == 3 && strncmp(line, "key", n) == 0;
}

/* The signed part: everything before the last line, which is the signature. */
static size_t signed_part(const char *text, size_t n, const uint8_t pub[MANIFEST_PUB], bool *ret_genuine)
{
    uint8_t sign[crypto_sign_BYTES];
    size_t at = n && text[n - 1] == '\n' ? n - 1 : n;
    while (at > 0 && text[at - 1] != '\n')
        at--;
    char last[256];
    size_t len = n - at < sizeof last ? n - at : sizeof last - 1;
    memcpy(last, text + at, len);
    last[len] = 0;
    if (strncmp(last, SIGN, strlen(SIGN)) != 0 || !manifest_key_read(last + strlen(SIGN), sign, sizeof sign))
        return 0;
    *ret_genuine = crypto_sign_verify_detached(sign, (const uint8_t *)text, at, pub) == 0;
    return at;
}

static int damaged(struct diag *d)
{
    return diag_set(d, N_("this is no manifest, or it is damaged"), NULL, NULL, NULL);
}

static bool read_lines(struct manifest *m, const char *text, size_t n)
{
    size_t at = strlen(HEAD);
    while (at < n) {
        char line[LINE];
        const char *end = memchr(text + at, '\n', n - at);
        size_t len = end ? (size_t)(end - text) - at : LINE;
        if (len >= sizeof line)
            return false;
        memcpy(line, text + at, len);
        line[len] = 0;
        if (memchr(line, 0, len) || !read_line(m, line))
            return false;
        at += len + 1;
    }
    return m->from > 0 && m->to > m->from && m->sources && m->targets;
}

int manifest_read(const char *text, size_t n, const uint8_t pub[MANIFEST_PUB], nsec_wall now,
                  struct manifest *ret, struct diag *d)
{
    struct manifest m;
    bool genuine = false;
    if (n > MANIFEST_MAX || n < strlen(HEAD) || memcmp(text, HEAD, strlen(HEAD)) != 0)
        return damaged(d);
    size_t part = signed_part(text, n, pub, &genuine);
    if (!part)
        return damaged(d);
    if (!genuine)
        return diag_set(d,
                        N_("this manifest was not signed by the key that is trusted, or was changed since"),
                        NULL, NULL, NULL);
    manifest_init(&m);
    if (!read_lines(&m, text, part)) {
        manifest_fini(&m);
        return damaged(d);
    }
    if (now && m.to <= now) {
        char when[NSEC_TEXT_MAX];
        manifest_fini(&m);
        return diag_set(d, N_("this manifest has expired: it held until %s"), nsec_rfc3339(m.to, when), NULL,
                        NULL);
    }
    *ret = m;
    return 0;
}

/* --- asking */

static bool is_source(const struct manifest *m, const struct addr *a)
{
    for (unsigned i = 0; i < m->sources; i++)
        if (memcmp(m->source[i].b, a->b, sizeof a->b) == 0 && m->source[i].len == a->len)
            return true;
    return false;
}

static bool is_target(const struct manifest *m, const struct addr *a)
{
    struct addr x = *a;
    unsigned low = 0, high = m->targets;
    x.zone = 0;
    while (low < high) {
        unsigned mid = (low + high) / 2;
        if (addr_cmp(&m->target[mid].last, &x) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->targets && addr_cmp(&m->target[low].first, &x) <= 0;
}

bool manifest_covers(const struct manifest *m, const struct contact *c)
{
    if (c->at < m->from || c->at > m->to || !is_source(m, &c->src) || !is_target(m, &c->dst))
        return false;
    switch (c->technique) {
    case TECHNIQUE_PING:
    case TECHNIQUE_ARP:
    case TECHNIQUE_ND:
    case TECHNIQUE_OS: return true;
    case TECHNIQUE_UDP: return has_port(m, MANIFEST_UDP, c->port);
    case TECHNIQUE_SCTP: return has_port(m, MANIFEST_SCTP, c->port);
    case TECHNIQUE_PROTOCOL: return has_port(m, MANIFEST_IP, c->port);
    default: return has_port(m, MANIFEST_TCP, c->port);
    }
}
