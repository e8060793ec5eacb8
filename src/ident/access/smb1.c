#include "ident/access/smb1.h"

enum {
    HEADER = 32,
    LONG_NAMES = 1,
    EXTENDED = 0x800,
    EXTENDED_ANSWER = 8,
    NT_STATUS = 0x4000,
    WRITE = 6, /* FILE_WRITE_DATA, FILE_APPEND_DATA */
    ENTRY = 20,
    ENTRIES_MAX = 256,
};

static void le16(struct wr *w, unsigned v)
{
    wr_u8(w, (uint8_t)v);
    wr_u8(w, (uint8_t)(v >> 8));
}

static void text(struct wr *w, const char *ascii)
{
    wr_bytes(w, ascii, strlen(ascii) + 1);
}

static void begin(const struct smb1 *s, enum smb1_command command, unsigned flags2, struct wr *w)
{
    wr_u32(w, 0); /* the frame's length, by end() */
    wr_bytes(w, "\xffSMB", 4);
    wr_u8(w, (uint8_t)command);
    wr_u32(w, 0);   /* status */
    wr_u8(w, 0x18); /* paths in any case, canonical */
    le16(w, flags2);
    wr_zero(w, 2 + 8 + 2);
    le16(w, s->tree);
    le16(w, 1); /* a process */
    le16(w, s->user);
    le16(w, 1); /* a message */
}

static void no_andx(struct wr *w)
{
    wr_u32(w, 0xff000000);
}

/* The count of the bytes that begin here; end() fills it in. */
static uint8_t *count(struct wr *w)
{
    return wr_room(w, 2);
}

static void end(struct wr *w, uint8_t *counted)
{
    if (w->bad || !counted)
        return;
    size_t n = (size_t)(w->p - counted) - 2;
    counted[0] = (uint8_t)n;
    counted[1] = (uint8_t)(n >> 8);
    put_u32(w->start, (uint32_t)wr_len(w) - 4);
}

void smb1_negotiate(bool extended, struct wr *w)
{
    const struct smb1 none = {0};
    begin(&none, SMB1_NEGOTIATE, LONG_NAMES | NT_STATUS | (extended ? EXTENDED : 0), w);
    wr_u8(w, 0);
    uint8_t *n = count(w);
    text(w, "\2NT LM 0.12");
    end(w, n);
}

void smb1_session_setup(const struct smb1 *s, const char *user, struct wr *w)
{
    begin(s, SMB1_SESSION_SETUP, LONG_NAMES | NT_STATUS, w);
    wr_u8(w, 13);
    no_andx(w);
    le16(w, 16384); /* of a message at most */
    le16(w, 2);
    le16(w, 1);
    wr_zero(w, 4); /* session key */
    wr_zero(w, 4); /* lengths of the passwords */
    wr_zero(w, 4);
    wr_bytes(w, "\x50\0\0\0", 4); /* capabilities: statuses of NT, large files */
    uint8_t *n = count(w);
    text(w, user);
    text(w, "");
    text(w, "Unix");
    text(w, "tojimari");
    end(w, n);
}

void smb1_tree_connect(const struct smb1 *s, const char *path, struct wr *w)
{
    begin(s, SMB1_TREE_CONNECT, LONG_NAMES | NT_STATUS, w);
    wr_u8(w, 4);
    no_andx(w);
    le16(w, EXTENDED_ANSWER);
    le16(w, 1); /* length of the password */
    uint8_t *n = count(w);
    wr_u8(w, 0);
    text(w, path);
    text(w, "?????"); /* whatever it is */
    end(w, n);
}

void smb1_list(const struct smb1 *s, struct wr *w)
{
    static const char name[] = "\\PIPE\\LANMAN";
    static const uint8_t rap[] = "\0\0WrLeh\0B13BWz\0\1\0\0\x20"; /* NetShareEnum, level 1, into 8 KiB */
    enum { WORDS = 14, RAP = sizeof rap - 1, AT = HEADER + 1 + 2 * WORDS + 2 + sizeof name };
    begin(s, SMB1_TRANSACTION, LONG_NAMES | NT_STATUS, w);
    wr_u8(w, WORDS);
    le16(w, RAP);
    le16(w, 0);
    le16(w, 64);   /* parameters wanted at most */
    le16(w, 8192); /* data */
    wr_zero(w, 2 + 2 + 4 + 2);
    le16(w, RAP);
    le16(w, AT);
    le16(w, 0);
    le16(w, AT + RAP);
    le16(w, 0); /* no setup words */
    uint8_t *n = count(w);
    wr_bytes(w, name, sizeof name);
    wr_bytes(w, rap, RAP);
    end(w, n);
}

enum smb1_read smb1_read(struct smb1 *s, struct rd in, struct smb1_answer *ret)
{
    uint32_t frame = rd_u32(&in);
    struct rd message = rd_sub(&in, frame & 0xffffff), r = message;
    if (in.bad)
        return SMB1_SHORT;
    const uint8_t *magic = rd_take(&r, 4);
    if (frame >> 24 || !magic || memcmp(magic, "\xffSMB", 4) != 0)
        return SMB1_FOREIGN;
    *ret = (struct smb1_answer){.command = (enum smb1_command)rd_u8(&r), .message = message};
    ret->status = rd_le32(&r);
    rd_skip(&r, 15);
    uint16_t tree = rd_le16(&r);
    rd_skip(&r, 2);
    uint16_t user = rd_le16(&r);
    rd_skip(&r, 2);
    ret->words = rd_u8(&r);
    ret->parameters = rd_sub(&r, 2u * ret->words);
    ret->bytes = rd_sub(&r, rd_le16(&r));
    if (r.bad)
        return SMB1_FOREIGN;
    struct rd p = ret->parameters;
    if (ret->command == SMB1_SESSION_SETUP && !ret->status) {
        rd_skip(&p, 4);
        ret->guest = rd_le16(&p) & 1;
        s->user = user;
    }
    if (ret->command == SMB1_TREE_CONNECT && !ret->status) {
        s->tree = tree;
        rd_skip(&p, 6);
        uint32_t rights = rd_le32(&p);
        ret->writable = !p.bad && rights & WRITE;
    }
    return SMB1_READ;
}

unsigned smb1_shares(const struct smb1_answer *a, struct srvsvc_share ret[SRVSVC_SHARES])
{
    struct rd p = a->parameters, rap = a->message, data = a->message;
    unsigned kept = 0;
    rd_skip(&p, 6);
    uint16_t n = rd_le16(&p), at = rd_le16(&p);
    rd_skip(&p, 2);
    uint16_t data_n = rd_le16(&p), data_at = rd_le16(&p);
    rd_skip(&rap, at);
    rap = rd_sub(&rap, n);
    rd_skip(&data, data_at);
    data = rd_sub(&data, data_n);
    uint16_t error = rd_le16(&rap);
    rd_skip(&rap, 2);
    uint16_t entries = rd_le16(&rap);
    if (p.bad || rap.bad || data.bad || (error && error != 234)) /* 234: there are more */
        return 0;
    for (unsigned i = 0; i < entries && i < ENTRIES_MAX && kept < SRVSVC_SHARES; i++) {
        const uint8_t *entry = rd_take(&data, ENTRY);
        if (!entry)
            break;
        size_t len = strnlen((const char *)entry, 13);
        if (!len)
            continue;
        ret[kept] = (struct srvsvc_share){.files = (entry[14] | entry[15] << 8) == 0};
        for (size_t k = 0; k < len; k++)
            ret[kept].name[k] = entry[k] >= 0x20 && entry[k] < 0x7f ? (char)entry[k] : '?';
        kept++;
    }
    return kept;
}
