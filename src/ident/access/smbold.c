#include "ident/access/dialogue.h"
#include "ident/access/smb.h"

enum access_do smbold_greet(struct access *a, struct wr *out)
{
    smb_of(a)->smb1 = (struct smb1){0};
    a->step = SMB_OLD_AGAIN;
    smb1_negotiate(false, out);
    return ACCESS_SAY;
}

static enum access_do connect_tree(struct access *a, unsigned step, const char *share, struct wr *out)
{
    char path[SMB_PATH];
    a->step = step;
    smb1_tree_connect(&smb_of(a)->smb1, smb_path(a, share, path), out);
    return ACCESS_SAY;
}

/* The next share of files, or the next session. */
static enum access_do open_next(struct access *a, struct wr *out)
{
    struct smb *s = smb_of(a);
    while (s->at < s->shares && !s->share[s->at].files)
        s->at++;
    return s->at < s->shares ? connect_tree(a, SMB_OLD_OPEN, s->share[s->at].name, out) : smb_next_session(a);
}

static enum access_do let_in(struct access *a, const struct smb1_answer *r, struct wr *out)
{
    struct smb *s = smb_of(a);
    if (s->guest || r->guest)
        dialogue_fact(a, "access=guest");
    return s->listed ? open_next(a, out) : connect_tree(a, SMB_OLD_IPC, "IPC$", out);
}

static enum access_do answered(struct access *a, const struct smb1_answer *r, struct wr *out)
{
    struct smb *s = smb_of(a);
    bool good = r->status == 0;
    switch (a->step) {
    case SMB_OLD_AGAIN:
        if (!good)
            return ACCESS_END;
        a->step = SMB_OLD_HELLO;
        smb1_session_setup(&s->smb1, s->guest ? "GUEST" : "", out);
        return ACCESS_SAY;
    case SMB_OLD_HELLO: return good ? let_in(a, r, out) : smb_next_session(a);
    case SMB_OLD_IPC:
        if (!good)
            return smb_next_session(a);
        if (!s->guest)
            dialogue_fact(a, "access=null-session");
        a->step = SMB_OLD_LIST;
        smb1_list(&s->smb1, out);
        return ACCESS_SAY;
    case SMB_OLD_LIST:
        s->shares = good ? smb1_shares(r, s->share) : 0;
        smb_listed(a);
        return open_next(a, out);
    default: /* SMB_OLD_OPEN */
        if (good)
            dialogue_fact(a, "share=%s", s->share[s->at].name);
        if (good && r->writable)
            dialogue_fact(a, "writable=%s", s->share[s->at].name);
        s->at++;
        return open_next(a, out);
    }
}

enum access_do smbold_step(struct access *a, struct rd in, struct wr *out)
{
    struct smb1_answer r;
    enum smb1_read read = smb1_read(&smb_of(a)->smb1, in, &r);
    if (read == SMB1_SHORT && !a->over)
        return ACCESS_HEAR;
    return read == SMB1_READ ? answered(a, &r, out) : smb_next_session(a);
}
