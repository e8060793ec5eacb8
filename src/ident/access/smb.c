/* SMB: which dialects are spoken (each is offered alone), whether messages are signed, who comes in without a
 * password, and then what shares there are and which of them open. Nothing is read or written in a share: the
 * server says what we might do. */
#include "ident/access/smb.h"

#include "ident/access/dialogue.h"
#include "ident/access/ntlmssp.h"

#include <stdio.h>

static const struct {
    uint16_t number;
    const char *name;
} dialects[] = {{0x0311, "3.1.1"}, {0x0302, "3.0.2"}, {0x0300, "3.0"}, {0x0210, "2.1"}, {0x0202, "2.0.2"}};

enum { DIALECTS = sizeof dialects / sizeof *dialects };

struct smb *smb_of(struct access *a)
{
    _Static_assert(sizeof(struct smb) <= ACCESS_STATE, "it fits");
    return (struct smb *)(void *)a->state;
}

/* --- greetings */

static enum access_do netbios(struct access *a, struct wr *out)
{
    a->step = SMB_NETBIOS;
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
    a->step = SMB_OLD;
    smb1_negotiate(true, out);
    return ACCESS_SAY;
}

/* SMB 1 is spoken when the dialect was taken: index 0 ([MS-CIFS] §2.2.4.52.2); 0xffff = none. */
static void heard_old(struct access *a, const struct smb1_answer *r)
{
    struct rd p = r->parameters;
    uint16_t index = rd_le16(&p);
    uint8_t mode = rd_u8(&p);
    if (p.bad || r->command != SMB1_NEGOTIATE || r->status || r->words < 13 || index)
        return;
    smb_of(a)->old = true;
    dialogue_fact(a, "dialect=1");
    dialogue_fact(a, "signing-1=%s", mode & 8 ? "required" : mode & 4 ? "optional" : "off");
}

/* What is next on a fresh connection. */
static enum access_do greet(struct access *a, struct wr *out)
{
    struct smb *s = smb_of(a);
    if (s->stage == SMB_OLD)
        return old(a, out);
    if (s->stage == SMB_OLD_AGAIN)
        return smbold_greet(a, out);
    a->step = s->stage;
    smb2_negotiate(&s->smb, s->stage == SMB_OFFER ? dialects[s->dialect].number : s->chosen, out);
    return ACCESS_SAY;
}

static enum access_do call(struct smb *s, unsigned stage)
{
    s->stage = stage;
    return ACCESS_CALL;
}

static enum access_do next_offer(struct smb *s)
{
    if (++s->dialect < DIALECTS)
        return call(s, SMB_OFFER);
    return s->chosen ? call(s, SMB_AGAIN) : s->old ? call(s, SMB_OLD_AGAIN) : ACCESS_END;
}

static enum access_do offered(struct access *a, const struct smb2_answer *r)
{
    struct smb *s = smb_of(a);
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

enum access_do smb_next_session(struct access *a)
{
    struct smb *s = smb_of(a);
    if (s->guest)
        return ACCESS_END;
    s->guest = true;
    s->at = 0;
    return call(s, s->stage);
}

const char *smb_path(struct access *a, const char *share, char ret[SMB_PATH])
{
    char host[ADDR_TEXT_MAX];
    bool v4 = a->door.addr.len == 4; /* a colon is no part of a server's name */
    snprintf(ret, SMB_PATH, "\\\\%s\\%s", v4 ? addr_text(&a->door.addr, host) : "SERVER", share);
    return ret;
}

static enum access_do hello(struct access *a, struct wr *out)
{
    uint8_t token[256];
    struct wr t = wr_of(token, sizeof token);
    ntlmssp_negotiate(&t);
    a->step = SMB_HELLO;
    smb2_session_setup(&smb_of(a)->smb, token, wr_len(&t), out);
    return ACCESS_SAY;
}

static enum access_do prove(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct smb *s = smb_of(a);
    uint8_t token[1536];
    struct wr t = wr_of(token, sizeof token);
    bool made = s->guest ? ntlmssp_guest(r->token, &t) : ntlmssp_anonymous(r->token, &t);
    if (r->status != (uint32_t)SMB2_MORE || !made || t.bad)
        return smb_next_session(a);
    a->step = SMB_PROVE;
    smb2_session_setup(&s->smb, token, wr_len(&t), out);
    return ACCESS_SAY;
}

static enum access_do connect_tree(struct access *a, const char *share, struct wr *out)
{
    char path[SMB_PATH];
    smb2_tree_connect(&smb_of(a)->smb, smb_path(a, share, path), out);
    return ACCESS_SAY;
}

/* The next share of files, or the next session. */
static enum access_do open_next(struct access *a, struct wr *out)
{
    struct smb *s = smb_of(a);
    while (s->at < s->shares && !s->share[s->at].files)
        s->at++;
    if (s->at == s->shares)
        return smb_next_session(a);
    a->step = SMB_OPEN;
    return connect_tree(a, s->share[s->at].name, out);
}

static enum access_do let_in(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct smb *s = smb_of(a);
    if (r->status != SMB2_OK)
        return smb_next_session(a);
    if (s->guest || r->flags & SMB2_GUEST)
        dialogue_fact(a, "access=guest");
    if (s->listed)
        return open_next(a, out);
    a->step = SMB_IPC;
    return connect_tree(a, "IPC$", out);
}

/* FILE_WRITE_DATA, FILE_APPEND_DATA */
static void opened(struct access *a, const struct smb2_answer *r)
{
    const char *name = smb_of(a)->share[smb_of(a)->at].name;
    if (r->status != SMB2_OK || !(r->access & 1)) /* nothing may be read */
        return;
    dialogue_fact(a, "share=%s", name);
    if (r->access & 6)
        dialogue_fact(a, "writable=%s", name);
}

void smb_listed(struct access *a)
{
    struct smb *s = smb_of(a);
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
    smb2_transceive(&smb_of(a)->smb, bytes, wr_len(&w), out);
    return ACCESS_SAY;
}

static enum access_do in_session(struct access *a, const struct smb2_answer *r, struct wr *out)
{
    struct smb *s = smb_of(a);
    bool good = r->status == SMB2_OK || r->status == (uint32_t)SMB2_OVERFLOW;
    switch (a->step) {
    case SMB_AGAIN: return good ? hello(a, out) : ACCESS_END;
    case SMB_HELLO: return prove(a, r, out);
    case SMB_PROVE: return let_in(a, r, out);
    case SMB_IPC:
        if (!good)
            return smb_next_session(a);
        if (!s->guest)
            dialogue_fact(
                a, "access=null-session"); /* one to which something opens; of itself it is worth nothing */
        a->step = SMB_PIPE;
        smb2_create(&s->smb, "srvsvc", out);
        return ACCESS_SAY;
    case SMB_PIPE: return good ? pipe_say(a, SMB_BIND, srvsvc_bind, out) : smb_next_session(a);
    case SMB_BIND:
        return good && srvsvc_bound(r->data) ? pipe_say(a, SMB_LIST, srvsvc_enum, out) : smb_next_session(a);
    case SMB_LIST:
        if (good) {
            s->shares = srvsvc_list(r->data, s->share);
            smb_listed(a);
        }
        return open_next(a, out);
    case SMB_OPEN:
        opened(a, r);
        s->at++;
        return open_next(a, out);
    }
    return ACCESS_END;
}

enum access_do access_smb(struct access *a, struct rd in, struct wr *out)
{
    struct smb *s = smb_of(a);
    struct smb2_answer r;
    if (a->fresh) {
        if (!s->stage)
            s->stage = SMB_OLD;
        return a->door.port == 139 ? netbios(a, out) : greet(a, out);
    }
    if (a->step == SMB_NETBIOS) {
        if (rd_left(&in) < 4)
            return ACCESS_HEAR;
        return *in.p == 0x82 ? greet(a, out) : ACCESS_END;
    }
    if (a->step >= SMB_OLD_AGAIN)
        return smbold_step(a, in, out);
    if (a->step == SMB_OLD) {
        struct smb1 unused;
        struct smb1_answer r1;
        enum smb1_read read = smb1_read(&unused, in, &r1);
        if (read == SMB1_SHORT && !a->over)
            return ACCESS_HEAR;
        if (read == SMB1_READ)
            heard_old(a, &r1);
        return call(s, SMB_OFFER);
    }
    enum smb2_read read = smb2_read(&s->smb, in, &r);
    if (read == SMB2_SHORT && !a->over)
        return ACCESS_HEAR;
    if (a->step == SMB_OFFER)
        return offered(a, read == SMB2_READ ? &r : NULL);
    return read == SMB2_READ ? in_session(a, &r, out) : smb_next_session(a);
}
