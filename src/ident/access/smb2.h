/* Messages of SMB 2 and 3 ([MS-SMB2] §2.2), with their NetBIOS frame: as few of them as it takes to come in
 * and to look around. */
#pragma once

#include "base/bytes.h"

struct smb2 {
    uint64_t message, session; /* of the connection, of the session; zeroed = a fresh connection */
    uint32_t tree;
    uint8_t file[16];
};

enum smb2_command {
    SMB2_NEGOTIATE = 0,
    SMB2_SESSION_SETUP = 1,
    SMB2_TREE_CONNECT = 3,
    SMB2_CREATE = 5,
    SMB2_IOCTL = 11,
};

enum { SMB2_OK = 0, SMB2_OVERFLOW = (int)0x80000005, SMB2_MORE = (int)0xc0000016 };
enum { SMB2_GUEST = 1, SMB2_NULL = 2 }; /* flags of a session */

/* One dialect is offered. */
void smb2_negotiate(struct smb2 *s, uint16_t dialect, struct wr *w);
void smb2_session_setup(struct smb2 *s, const void *token, size_t n, struct wr *w);
/* `path` is ASCII: \\host\share */
void smb2_tree_connect(struct smb2 *s, const char *path, struct wr *w);
/* Opens a pipe of IPC$. */
void smb2_create(struct smb2 *s, const char *name, struct wr *w);
/* FSCTL_PIPE_TRANSCEIVE: says n bytes, and reads the answer. */
void smb2_transceive(struct smb2 *s, const void *data, size_t n, struct wr *w);

struct smb2_answer {
    enum smb2_command command;
    uint32_t status;
    struct rd body;         /* behind the header */
    uint16_t dialect, mode; /* NEGOTIATE; mode 1 = signs when asked, 2 = wants it */
    uint16_t flags;         /* SESSION_SETUP */
    struct rd token;        /* SESSION_SETUP */
    uint32_t access;        /* TREE_CONNECT: what we might do at most */
    struct rd data;         /* IOCTL */
};

enum smb2_read { SMB2_SHORT, SMB2_FOREIGN, SMB2_READ };

/* Reads the first final answer of `in` and keeps what it gives us (session, tree, file). SHORT: it is not yet
 * whole. FOREIGN: something else. */
enum smb2_read smb2_read(struct smb2 *s, struct rd in, struct smb2_answer *ret);
