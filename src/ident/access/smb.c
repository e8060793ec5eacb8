/* SMB: which dialects are spoken (each is offered alone), whether messages are signed, who comes in without a password, and then what
 * shares there are and which of them open. Nothing is read or written in a share: the server says what we might do. */
#include "ident/access/dialogue.h"
#include "ident/access/ntlmssp.h"
#include "ident/access/smb2.h"
#include "ident/access/srvsvc.h"

#include <stdio.h>

static const struct {
    uint16_t number;
    const char *name;
} dialects[] = {{0x0311, "3.1.1"}, {0x0302, "3.0.2"}, {0x0300, "3.0"}, {0x0210, "2.1"}, {0x0202, "2.0.2"}};

enum { DIALECTS = sizeof dialects / sizeof *dialects };

enum step {
    NETBIOS, /* the session of RFC 1002 §4.3, at port 139 */
    OLD,     /* SMB 1 */
    OFFER,
    AGAIN, /* the session's own negotiation */
    HELLO,
    PROVE,
    IPC,
    PIPE,
    BIND,
    LIST,
    OPEN,
};

struct state {
    struct smb2 smb;
    unsigned stage;   /* what comes after the greeting of a connection: OLD, OFFER, AGAIN */
    unsigned dialect; /* the next to be offered */
    uint16_t chosen;  /* of the sessions */
    bool guest;       /* the second session; the first is nobody's */
    bool listed;
    unsigned shares, at;
    struct srvsvc_share share[SRVSVC_SHARES];
};

static struct state *state_of(struct access *a)
{
    _Static_assert(sizeof(struct state) <= ACCESS_STATE, "it fits");
    return (struct state *)(void *)a->state;
}

/* --- greetings */

static enum access_do netbios(struct access *a, struct wr *out)
{
    a->step = NETBIOS;
    wr_u32(out, 0x81000044);
    wr_bytes(out,
             "\x20"
             "CKFDENECFDEFFCFGEFFCCACACACACACA",
             34); /* *SMBSERVER, half a byte a letter */
    wr_bytes(out,
             "\x20"
             "FEEPEKEJENEBFCEJCACACACACACACAAA",
             34); /* TOJIMARI */
    return ACCESS_SAY;
}

static enum access_do old(struct access *a, struct wr *out)
{
    static const uint8_t negotiate[] =
        "\0\0\0\x2f\xffSMB\x72\0\0\0\0\x18\x01\x28\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0"
        "\0\x0c\0\x02NT LM 0.12";
    _Static_assert(sizeof negotiate == 4 + 0x2f, "the frame says how long it is");
    a->step = OLD;
    return dialogue_bytes(out, negotiate, sizeof negotiate);
}

/* SMB 1 is spoken when the dialect was taken: index 0 ([MS-CIFS] §2.2.4.52.2); 0xffff = none. */
static void heard_old(struct access *a, struct rd in)
{
    rd_skip(&in, 4);
    const uint8_t *magic = rd_take(&in, 5);
    uint32_t status = rd_le32(&in);
    rd_skip(&in, 23);
    uint8_t words = rd_u8(&in);
    uint16_t index = rd_le16(&in);
    uint8_t mode = rd_u8(&in);
    if (in.bad || !magic || memcmp(magic, "\xffSMB\x72", 5) != 0 || status || words < 13 || index)
        return;
    dialogue_fact(a, "dialect=1");
    dialogue_fact(a, "signing-1=%s", mode & 8 ? "required" : mode & 4 ? "optional" : "off");
}

/* What is next on a fresh connection. */
static enum access_do greet(struct access *a, struct wr *out)
{
    struct state *s = state_of(a);
    if (s->stage == OLD)
        return old(a, out);
    a->step = s->stage;
    smb2_negotiate(&s->smb, s->stage == OFFER ? dialects[s->dialect].number : s->chosen, out);
    return ACCESS_SAY;
}

static enum access_do call(struct state *s, unsigned stage)
{
    s->stage = stage;
    return ACCESS_CALL;
}

static enum access_do next_offer(struct state *s)
{
    if (++s->dialect < DIALECTS)
        return call(s, OFFER);
    return s->chosen ? call(s, AGAIN) : ACCESS_END;
}

static enum access_do offered(struct access *a, const struct smb2_answer *r)
{
    struct state *s = state_of(a);
    if (!r || r->status != SMB2_OK || r->dialect != dialects[s->dialect].number)
        return next_offer(s);
    dialogue_fact(a, "dialect=%s", dialects[s->dialect].name);
    dialogue_fact(a, "signing=%s", r->mode & 2 ? "required" : r->mode & 1 ? "optional" : "off");
    if (!s->chosen ||
        s->chosen == dialects[0].number) /* whose sessions are bound to their greeting: rather an older one */
        s->chosen = dialects[s->dialect].number;
    return next_offer(s);
}

/* --- sessions */

static enum access_do next_session(struct access *a)
{
    struct state *s = state_of(a);
    if (s->guest)
        return ACCESS_END;
    s->guest = true;
    s->at = 0;
    return call(s, AGAIN);
}

static enum access_do hello(struct access *a, struct wr *out)
{
    uint8_t token[256];
    struct wr t = wr_of(token, sizeof token);
    ntlmssp_negotiate(&t);
    a->step = HELLO;
    smb2_session_setup(&state_of(a)->smb, token, wr_len(&t), out);
    return ACCESS_SAY;
}

static enum access_do prove(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct state *s = state_of(a);
    uint8_t token[1536];
    struct wr t = wr_of(token, sizeof token);
    bool made = s->guest ? ntlmssp_guest(r->token, &t) : ntlmssp_anonymous(r->token, &t);
    if (r->status != (uint32_t)SMB2_MORE || !made || t.bad)
        return next_session(a);
    a->step = PROVE;
    smb2_session_setup(&s->smb, token, wr_len(&t), out);
    return ACCESS_SAY;
}

static enum access_do connect_tree(struct access *a, const char *share, struct wr *out)
{
    char path[ADDR_TEXT_MAX + SRVSVC_NAME + 8], host[ADDR_TEXT_MAX];
    bool v4 = a->door.addr.len == 4; /* a colon is no part of a server's name */
    snprintf(path, sizeof path, "\\\\%s\\%s", v4 ? addr_text(&a->door.addr, host) : "SERVER", share);
    smb2_tree_connect(&state_of(a)->smb, path, out);
    return ACCESS_SAY;
}

/* The next share of files, or the next session. */
static enum access_do open_next(struct access *a, struct wr *out)
{
    struct state *s = state_of(a);
    while (s->at < s->shares && !s->share[s->at].files)
        s->at++;
    if (s->at == s->shares)
        return next_session(a);
    a->step = OPEN;
    return connect_tree(a, s->share[s->at].name, out);
}

static enum access_do let_in(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct state *s = state_of(a);
    if (r->status != SMB2_OK)
        return next_session(a);
    if (s->guest || r->flags & SMB2_GUEST)
        dialogue_fact(a, "access=guest");
    if (s->listed)
        return open_next(a, out);
    a->step = IPC;
    return connect_tree(a, "IPC$", out);
}

/* FILE_WRITE_DATA, FILE_APPEND_DATA */
static void opened(struct access *a, const struct smb2_answer *r)
{
    const char *name = state_of(a)->share[state_of(a)->at].name;
    if (r->status != SMB2_OK || !(r->access & 1)) /* nothing may be read */
        return;
    dialogue_fact(a, "share=%s", name);
    if (r->access & 6)
        dialogue_fact(a, "writable=%s", name);
}

static void take_list(struct access *a, struct rd data)
{
    struct state *s = state_of(a);
    s->shares = srvsvc_list(data, s->share);
    s->listed = s->shares > 0;
    for (unsigned i = 0; i < s->shares; i++)
        dialogue_fact(a, "listed-share=%s", s->share[i].name);
}

static enum access_do pipe_say(struct access *a, unsigned step, void (*what)(struct wr *), struct wr *out)
{
    uint8_t bytes[128];
    struct wr w = wr_of(bytes, sizeof bytes);
    what(&w);
    a->step = step;
    smb2_transceive(&state_of(a)->smb, bytes, wr_len(&w), out);
    return ACCESS_SAY;
}

static enum access_do in_session(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct state *s = state_of(a);
    bool good = r->status == SMB2_OK || r->status == (uint32_t)SMB2_OVERFLOW;
    switch (a->step) {
    case AGAIN: return good ? hello(a, out) : ACCESS_END;
    case HELLO: return prove(a, r, out);
    case PROVE: return let_in(a, r, out);
    case IPC:
        if (!good)
            return next_session(a);
        if (!s->guest)
            dialogue_fact(
                a, "access=null-session"); /* one to which something opens; of itself it is worth nothing */
        a->step = PIPE;
        smb2_create(&s->smb, "srvsvc", out);
        return ACCESS_SAY;
    case PIPE: return good ? pipe_say(a, BIND, srvsvc_bind, out) : next_session(a);
    case BIND: return good && srvsvc_bound(r->data) ? pipe_say(a, LIST, srvsvc_enum, out) : next_session(a);
    case LIST:
        if (good)
            take_list(a, r->data);
        return open_next(a, out);
    case OPEN:
        opened(a, r);
        s->at++;
        return open_next(a, out);
    }
    return ACCESS_END;
}

enum access_do access_smb(struct access *a, struct rd in, struct wr *out)
{
    struct state *s = state_of(a);
    struct smb2_answer r;
    if (a->fresh) {
        if (!s->stage)
            s->stage = OLD;
        return a->door.port == 139 ? netbios(a, out) : greet(a, out);
    }
    if (a->step == NETBIOS) {
        if (rd_left(&in) < 4)
            return ACCESS_HEAR;
        return *in.p == 0x82 ? greet(a, out) : ACCESS_END;
    }
    if (a->step == OLD) {
        struct rd r1 = in;
        uint32_t frame = rd_u32(&r1);
        if (!a->over && (r1.bad || rd_left(&r1) < (frame & 0xffffff)))
            return ACCESS_HEAR;
        heard_old(a, in);
        return call(s, OFFER);
    }
    enum smb2_read read = smb2_read(&s->smb, in, &r);
    if (read == SMB2_SHORT && !a->over)
        return ACCESS_HEAR;
    if (a->step == OFFER)
        return offered(a, read == SMB2_READ ? &r : NULL);
    return read == SMB2_READ ? in_session(a, &r, out) : next_session(a);
}
