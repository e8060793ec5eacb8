#include "ident/access/smb2.h"

enum { HEADER = 64, PENDING = 0x103 };

static void le16(struct wr *w, unsigned v)
{
    wr_u8(w, (uint8_t)v);
    wr_u8(w, (uint8_t)(v >> 8));
}

static void le32(struct wr *w, uint32_t v)
{
    le16(w, v & 0xffff);
    le16(w, v >> 16);
}

static void le64(struct wr *w, uint64_t v)
{
    le32(w, (uint32_t)v);
    le32(w, (uint32_t)(v >> 32));
}

static void wide(struct wr *w, const char *ascii)
{
    for (; *ascii; ascii++)
        le16(w, (unsigned char)*ascii);
}

/* Frame and header; end() writes the length. */
static void begin(struct smb2 *s, enum smb2_command command, struct wr *w)
{
    wr_u32(w, 0);
    wr_bytes(w, "\xFESMB", 4);
    le16(w, HEADER);
    le16(w, 1); /* a credit is charged */
    le32(w, 0); /* status */
    le16(w, command);
    le16(w, 8); /* credits wanted */
    le32(w, 0); /* flags: not signed */
    le32(w, 0); /* no next command */
    le64(w, s->message++);
    le32(w, 0xfeff); /* a process id that everybody uses */
    le32(w, s->tree);
    le64(w, s->session);
    wr_zero(w, 16); /* signature */
}

static void end(struct wr *w)
{
    if (!w->bad)
        put_u32(w->start, (uint32_t)wr_len(w) - 4);
}

/* SMB 3.1.1 wants to know how the greeting is hashed (§2.2.3.1.1). */
static void contexts(struct wr *w)
{
    wr_zero(w, (8 - (wr_len(w) - 4) % 8) % 8);
    le16(w, 1);  /* SMB2_PREAUTH_INTEGRITY_CAPABILITIES */
    le16(w, 38); /* its length */
    le32(w, 0);
    le16(w, 1);  /* one hash: */
    le16(w, 32); /* salt */
    le16(w, 1);  /* SHA-512 */
    wr_zero(w, 32);
}

void smb2_negotiate(struct smb2 *s, uint16_t dialect, struct wr *w)
{
    bool newest = dialect == 0x0311;
    *s = (struct smb2){0};
    begin(s, SMB2_NEGOTIATE, w);
    le16(w, 36);
    le16(w, 1); /* dialects */
    le16(w, 1); /* we could sign */
    le16(w, 0);
    le32(w, 0);                           /* capabilities */
    wr_bytes(w, "tojimari tojimari", 16); /* client GUID */
    le32(w, newest ? HEADER + 40 : 0);    /* where the contexts are */
    le16(w, newest ? 1 : 0);
    le16(w, 0);
    le16(w, dialect);
    if (newest)
        contexts(w);
    end(w);
}

void smb2_session_setup(struct smb2 *s, const void *token, size_t n, struct wr *w)
{
    begin(s, SMB2_SESSION_SETUP, w);
    le16(w, 25);
    wr_u8(w, 0); /* flags */
    wr_u8(w, 1); /* security mode */
    le32(w, 0);
    le32(w, 0);
    le16(w, HEADER + 24);
    le16(w, (unsigned)n);
    le64(w, 0);
    wr_bytes(w, token, n);
    end(w);
}

void smb2_tree_connect(struct smb2 *s, const char *path, struct wr *w)
{
    s->tree = 0;
    begin(s, SMB2_TREE_CONNECT, w);
    le16(w, 9);
    le16(w, 0);
    le16(w, HEADER + 8);
    le16(w, 2 * (unsigned)strlen(path));
    wide(w, path);
    end(w);
}

void smb2_create(struct smb2 *s, const char *name, struct wr *w)
{
    begin(s, SMB2_CREATE, w);
    le16(w, 57);
    le16(w, 0);
    le32(w, 2); /* impersonation */
    le64(w, 0);
    le64(w, 0);
    le32(w, 0x0012019f); /* to read and to write */
    le32(w, 0);
    le32(w, 7); /* shared */
    le32(w, 1); /* open what is there */
    le32(w, 0);
    le16(w, HEADER + 56);
    le16(w, 2 * (unsigned)strlen(name));
    le64(w, 0);
    wide(w, name);
    end(w);
}

void smb2_transceive(struct smb2 *s, const void *data, size_t n, struct wr *w)
{
    begin(s, SMB2_IOCTL, w);
    le16(w, 57);
    le16(w, 0);
    le32(w, 0x0011c017); /* FSCTL_PIPE_TRANSCEIVE */
    wr_bytes(w, s->file, sizeof s->file);
    le32(w, HEADER + 56);
    le32(w, (uint32_t)n);
    le32(w, 0);
    le32(w, HEADER + 56);
    le32(w, 0);
    le32(w, 16384); /* of an answer at most */
    le32(w, 1);     /* a file system control */
    le32(w, 0);
    wr_bytes(w, data, n);
    end(w);
}

/* The n bytes at `offset` of the message; bad when they are not all there. */
static struct rd part(struct rd message, uint32_t offset, uint32_t n)
{
    rd_skip(&message, offset);
    return rd_sub(&message, n);
}

static void take_body(struct smb2 *s, struct rd message, struct smb2_answer *ret)
{
    struct rd r = ret->body;
    switch (ret->command) {
    case SMB2_NEGOTIATE:
        rd_skip(&r, 2);
        ret->mode = rd_le16(&r);
        ret->dialect = rd_le16(&r);
        break;
    case SMB2_SESSION_SETUP: {
        rd_skip(&r, 2);
        ret->flags = rd_le16(&r);
        uint16_t at = rd_le16(&r), n = rd_le16(&r);
        ret->token = part(message, at, n);
        break;
    }
    case SMB2_TREE_CONNECT:
        rd_skip(&r, 12);
        ret->access = rd_le32(&r);
        break;
    case SMB2_CREATE: {
        rd_skip(&r, 64);
        const uint8_t *file = rd_take(&r, sizeof s->file);
        if (file)
            memcpy(s->file, file, sizeof s->file);
        break;
    }
    case SMB2_IOCTL: {
        rd_skip(&r, 32);
        uint32_t at = rd_le32(&r), n = rd_le32(&r);
        ret->data = part(message, at, n);
        break;
    }
    }
}

enum smb2_read smb2_read(struct smb2 *s, struct rd in, struct smb2_answer *ret)
{
    for (;;) {
        uint32_t frame = rd_u32(&in);
        struct rd message = rd_sub(&in, frame & 0xffffff), r = message;
        if (in.bad)
            return SMB2_SHORT;
        const uint8_t *magic = rd_take(&r, 4);
        if (frame >> 24 || !magic || memcmp(magic, "\xFESMB", 4) != 0)
            return SMB2_FOREIGN;
        rd_skip(&r, 4);
        *ret = (struct smb2_answer){.status = rd_le32(&r)};
        ret->command = (enum smb2_command)rd_le16(&r);
        rd_skip(&r, 22);
        uint32_t tree = rd_le32(&r), low = rd_le32(&r), high = rd_le32(&r);
        rd_skip(&r, 16);
        if (r.bad)
            return SMB2_FOREIGN;
        if (ret->status == PENDING)
            continue;
        ret->body = r;
        s->session = (uint64_t)high << 32 | low;
        if (ret->command == SMB2_TREE_CONNECT)
            s->tree = tree;
        take_body(s, message, ret);
        return SMB2_READ;
    }
}
