/* SSH: which algorithms the server would take (its KEXINIT, in the clear), and, behind a key exchange, by
 * which methods people may log in: the answer to the method "none" (RFC 4252 §5.2). No password is tried. */
#include "ident/access/dialogue.h"
#include "ident/access/sshkeys.h"

enum step { VERSION, KEXINIT, REPLY, SERVICE, METHODS };
enum {
    MSG_SERVICE_REQUEST = 5,
    MSG_SERVICE_ACCEPT,
    MSG_KEXINIT = 20,
    MSG_NEWKEYS,
    MSG_ECDH_INIT = 30,
    MSG_ECDH_REPLY
};
enum { MSG_USERAUTH_REQUEST = 50, MSG_USERAUTH_FAILURE, MSG_USERAUTH_SUCCESS, MSG_USERAUTH_BANNER };
enum { KEXINIT_MAX = 3000, VERSION_MAX = 255, LISTS = 10 };

static const char our_version[] = "SSH-2.0-tojimari";

struct state {
    struct sshkeys keys;
    const char *kex, *cipher, *mac; /* what we shall speak */
    uint8_t version[VERSION_MAX];
    uint16_t n_version, n_kexinit;
    uint8_t kexinit[KEXINIT_MAX];
};

static struct state *state_of(struct access *a)
{
    _Static_assert(sizeof(struct state) <= ACCESS_STATE, "it fits");
    return (struct state *)(void *)a->state;
}

static struct rd string(struct rd *r)
{
    uint32_t n = rd_u32(r);
    return rd_sub(r, n);
}

static void put_string(struct wr *w, const void *data, size_t n)
{
    wr_u32(w, (uint32_t)n);
    wr_bytes(w, data, n);
}

/* Calls `each` with every name of a list. */
static void names(struct access *a, struct rd list, void (*each)(struct access *a, const char *name, int n))
{
    while (rd_left(&list)) {
        const uint8_t *comma = memchr(list.p, ',', rd_left(&list));
        size_t n = comma ? (size_t)(comma - list.p) : rd_left(&list);
        if (n && n < 64)
            each(a, (const char *)list.p, (int)n);
        rd_skip(&list, n + (comma != NULL));
    }
}

/* The packet in the clear at the beginning of `in`; its payload. Bad when it is not whole. */
static struct rd packet(struct rd *in)
{
    uint32_t len = rd_u32(in);
    struct rd body = rd_sub(in, len > 35000 ? SIZE_MAX : len);
    uint8_t padding = rd_u8(&body);
    return rd_sub(&body, rd_left(&body) >= padding ? rd_left(&body) - padding : SIZE_MAX);
}

/* --- algorithms */

/* Broken, or too short today: RFC 9142, RFC 8758, RFC 6151; and what stands on SHA-1 alone and goes out of
 * use. */
static const struct {
    const char *name;
    bool dated;
} weak_names[] = {
    {"diffie-hellman-group1-sha1"},
    {"diffie-hellman-group-exchange-sha1"},
    {"rsa1024-sha1"},
    {"ssh-dss"},
    {"hmac-md5"},
    {"hmac-md5-96"},
    {"hmac-sha1-96"},
    {"hmac-md5-etm@openssh.com"},
    {"hmac-md5-96-etm@openssh.com"},
    {"hmac-sha1-96-etm@openssh.com"},
    {"3des-cbc"},
    {"blowfish-cbc"},
    {"cast128-cbc"},
    {"aes128-cbc"},
    {"aes192-cbc"},
    {"aes256-cbc"},
    {"arcfour"},
    {"arcfour128"},
    {"arcfour256"},
    {"des-cbc"},
    {"rijndael-cbc@lysator.liu.se"},
    {"diffie-hellman-group14-sha1", true},
    {"ssh-rsa", true},
};

static void weak(struct access *a, const char *name, int n)
{
    for (size_t i = 0; i < sizeof weak_names / sizeof *weak_names; i++)
        if (strlen(weak_names[i].name) == (size_t)n && memcmp(weak_names[i].name, name, (size_t)n) == 0)
            dialogue_fact(a, "%s=%s", weak_names[i].dated ? "dated" : "weak", weak_names[i].name);
}

static bool offers(struct rd list, const char *name)
{
    size_t n = strlen(name);
    while (rd_left(&list) >= n) {
        const uint8_t *comma = memchr(list.p, ',', rd_left(&list));
        size_t one = comma ? (size_t)(comma - list.p) : rd_left(&list);
        if (one == n && memcmp(list.p, name, n) == 0)
            return true;
        rd_skip(&list, one + (comma != NULL));
    }
    return false;
}

/* What we know, the likeliest first. */
static const struct choice {
    const char *name;
    struct sshkeys_suite suite;
} exchanges[] = {{"curve25519-sha256"},
                 {"curve25519-sha256@libssh.org"},
                 {"ecdh-sha2-nistp256", {.p256 = true}}},
  ciphers[] = {{"aes128-ctr"}, {"aes256-ctr", {.aes256 = true}}},
  macs[] = {{"hmac-sha2-256"},
            {"hmac-sha2-256-etm@openssh.com", {.etm = true}},
            {"hmac-sha1", {.sha1 = true}},
            {"hmac-sha1-etm@openssh.com", {.sha1 = true, .etm = true}}};

/* The first that both lists have. */
static const struct choice *choose(const struct choice *c, size_t n, struct rd one, struct rd other)
{
    for (size_t i = 0; i < n; i++)
        if (offers(one, c[i].name) && offers(other, c[i].name))
            return &c[i];
    return NULL;
}
#define CHOOSE(from, one, other) choose(from, sizeof from / sizeof *from, one, other)

/* Reads the lists; true when we can go on with them. Key exchange, host keys, ciphers in, out, MACs in, out,
 * … (RFC 4253 §7.1). */
static bool judge_lists(struct access *a, struct rd r)
{
    struct rd list[LISTS];
    rd_skip(&r, 1 + 16);
    for (int i = 0; i < LISTS; i++)
        list[i] = string(&r);
    if (r.bad)
        return false;
    dialogue_fact(a, "algorithms");
    for (int i = 0; i < 6; i++)
        names(a, list[i], weak);
    const struct choice *kex = CHOOSE(exchanges, list[0], list[0]),
                        *cipher = CHOOSE(ciphers, list[2], list[3]), *mac = CHOOSE(macs, list[4], list[5]);
    struct state *s = state_of(a);
    struct sshkeys_suite suite = {.p256 = kex && kex->suite.p256,
                                  .aes256 = cipher && cipher->suite.aes256,
                                  .sha1 = mac && mac->suite.sha1,
                                  .etm = mac && mac->suite.etm};
    if (!kex || !cipher || !mac || !sshkeys_begin(&s->keys, suite)) {
        dialogue_fact(a, "auth=not-learnt");
        return false;
    }
    s->kex = kex->name;
    s->cipher = cipher->name;
    s->mac = mac->name;
    return true;
}

/* --- key exchange */

static void our_kexinit(const struct state *s, struct wr *w)
{
    const char *const lists[LISTS] = {
        s->kex,
        "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256,ssh-rsa,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521",
        s->cipher,
        s->cipher,
        s->mac,
        s->mac,
        "none",
        "none",
        "",
        ""};
    wr_u8(w, MSG_KEXINIT);
    wr_zero(w, 16); /* a cookie; nothing hangs on it here */
    for (int i = 0; i < LISTS; i++)
        put_string(w, lists[i], strlen(lists[i]));
    wr_zero(w, 5);
}

static enum access_do version(struct access *a, struct rd in, struct wr *out)
{
    struct state *s = state_of(a);
    const uint8_t *end = memchr(in.p, '\n', rd_left(&in));
    if (!end)
        return ACCESS_HEAR;
    size_t n = (size_t)(end - in.p);
    n -= n && in.p[n - 1] == '\r';
    if (n > VERSION_MAX || !dialogue_starts(in, "SSH-") || dialogue_starts(in, "SSH-1.5"))
        return ACCESS_END;
    if (dialogue_starts(in, "SSH-1.99"))
        dialogue_fact(a, "weak=protocol-1");
    memcpy(s->version, in.p, n);
    s->n_version = (uint16_t)n;
    /* Its KEXINIT often comes in the same piece: what we say now makes it forgotten, so it is awaited. */
    rd_skip(&in, (size_t)(end - in.p) + 1);
    if (!rd_left(&in)) {
        a->step = KEXINIT;
        return dialogue_say(out, "%s\r\n", our_version);
    }
    return ACCESS_HEAR;
}

static enum access_do begin_exchange(struct access *a, struct rd kexinit, bool versioned, struct wr *out)
{
    struct state *s = state_of(a);
    uint8_t own[512], init[8 + SSHKEYS_POINT];
    struct wr w = wr_of(own, sizeof own), i = wr_of(init, sizeof init);
    if (rd_left(&kexinit) > KEXINIT_MAX || !judge_lists(a, kexinit))
        return ACCESS_END;
    memcpy(s->kexinit, kexinit.p, rd_left(&kexinit));
    s->n_kexinit = (uint16_t)rd_left(&kexinit);
    if (!versioned)
        (void)dialogue_say(out, "%s\r\n", our_version);
    our_kexinit(s, &w);
    sshkeys_put(&s->keys, false, own, wr_len(&w), out);
    wr_u8(&i, MSG_ECDH_INIT);
    put_string(&i, s->keys.point, s->keys.n_point);
    sshkeys_put(&s->keys, false, init, wr_len(&i), out);
    a->step = REPLY;
    return ACCESS_SAY;
}

/* ECDH_REPLY and NEWKEYS; then we too, and the wish to log in. */
static enum access_do reply(struct access *a, struct rd in, struct wr *out)
{
    struct state *s = state_of(a);
    uint8_t own[512];
    struct wr w = wr_of(own, sizeof own);
    struct rd body = packet(&in), next = packet(&in);
    if (next.bad || body.bad)
        return ACCESS_HEAR;
    if (rd_u8(&body) != MSG_ECDH_REPLY || rd_u8(&next) != MSG_NEWKEYS)
        return ACCESS_END;
    our_kexinit(s, &w);
    struct sshkeys_hash h = {.v_c = our_version,
                             .v_s = rd_of(s->version, s->n_version),
                             .i_c = rd_of(own, wr_len(&w)),
                             .i_s = rd_of(s->kexinit, s->n_kexinit),
                             .q_c = rd_of(s->keys.point, s->keys.n_point)};
    h.k_s = string(&body);
    h.q_s = string(&body);
    if (body.bad || !sshkeys_derive(&s->keys, &h))
        return ACCESS_END;
    static const uint8_t wish[] = "\x05\0\0\0\x0cssh-userauth";
    sshkeys_put(&s->keys, false, "\x15", 1, out);
    sshkeys_put(&s->keys, true, wish, sizeof wish - 1, out);
    a->step = SERVICE;
    return ACCESS_SAY;
}

/* --- logging in */

static void method(struct access *a, const char *name, int n)
{
    dialogue_fact(a, "auth=%.*s", n, name);
}

static enum access_do behind_keys(struct access *a, struct rd in, struct wr *out)
{
    static const uint8_t none[] = "\x32\0\0\0\x06nobody\0\0\0\x0essh-connection\0\0\0\x04none";
    struct state *s = state_of(a);
    struct sshkeys before = s->keys;
    uint8_t payload[4096];
    int n = sshkeys_get(&s->keys, &in, payload, sizeof payload);
    while (n > 0 && payload[0] == MSG_USERAUTH_BANNER)
        n = sshkeys_get(&s->keys, &in, payload, sizeof payload);
    if (n <= 0) {
        s->keys = before; /* all of it comes again, with more */
        return n == 0 && !a->over ? ACCESS_HEAR : ACCESS_END;
    }
    struct rd r = rd_of(payload, (size_t)n);
    uint8_t message = rd_u8(&r);
    if (a->step == SERVICE) {
        if (message != MSG_SERVICE_ACCEPT)
            return ACCESS_END;
        sshkeys_put(&s->keys, true, none, sizeof none - 1, out);
        a->step = METHODS;
        return ACCESS_SAY;
    }
    if (message == MSG_USERAUTH_SUCCESS)
        dialogue_fact(a, "access=open");
    else if (message == MSG_USERAUTH_FAILURE)
        names(a, string(&r), method);
    return ACCESS_END;
}

enum access_do access_ssh(struct access *a, struct rd in, struct wr *out)
{
    if (a->step == VERSION) {
        struct rd rest = in;
        const uint8_t *end = memchr(in.p, '\n', rd_left(&in));
        if (end)
            rd_skip(&rest, (size_t)(end - in.p) + 1);
        enum access_do next = version(a, in, out);
        if (next != ACCESS_HEAR || !end)
            return next;
        struct rd kexinit = packet(&rest);
        return kexinit.bad ? ACCESS_HEAR : begin_exchange(a, kexinit, false, out);
    }
    if (a->step == KEXINIT) {
        struct rd kexinit = packet(&in);
        return kexinit.bad ? ACCESS_HEAR : begin_exchange(a, kexinit, true, out);
    }
    return a->step == REPLY ? reply(a, in, out) : behind_keys(a, in, out);
}
