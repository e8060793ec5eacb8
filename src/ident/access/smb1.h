/* Messages of SMB 1 ([MS-CIFS] §2.2), with their NetBIOS frame, in its oldest ways, which whoever still
 * speaks it knows: sessions without extended security, ASCII, and the list of shares by RAP ([MS-RAP]
 * §2.5.6.3.1). */
#pragma once

#include "base/bytes.h"
#include "ident/access/srvsvc.h"

struct smb1 {
    uint16_t tree, user;
};

enum smb1_command {
    SMB1_TRANSACTION = 0x25,
    SMB1_NEGOTIATE = 0x72,
    SMB1_SESSION_SETUP = 0x73,
    SMB1_TREE_CONNECT = 0x75,
};

/* Offers "NT LM 0.12" alone; with `extended`, as today's clients do. */
void smb1_negotiate(bool extended, struct wr *w);
/* A session for `user` with an empty password; "" = nobody. */
void smb1_session_setup(const struct smb1 *s, const char *user, struct wr *w);
void smb1_tree_connect(const struct smb1 *s, const char *path, struct wr *w);
/* The list of shares; in a tree of IPC$. */
void smb1_list(const struct smb1 *s, struct wr *w);

struct smb1_answer {
    enum smb1_command command;
    uint32_t status;
    uint8_t words;
    struct rd parameters, bytes; /* behind their counts */
    struct rd message;
    bool guest;    /* SESSION_SETUP */
    bool writable; /* TREE_CONNECT: the server says so (MS-SMB 2.2.4.7.2, MaximalShareAccessRights) */
};

enum smb1_read { SMB1_SHORT, SMB1_FOREIGN, SMB1_READ };

/* Reads the first answer of `in` and keeps what it gives us (tree, user). SHORT: it is not yet whole.
 * FOREIGN: something else. */
enum smb1_read smb1_read(struct smb1 *s, struct rd in, struct smb1_answer *ret);
/* The shares of an answer to smb1_list(); as srvsvc_list(). */
unsigned smb1_shares(const struct smb1_answer *a, struct srvsvc_share ret[SRVSVC_SHARES]);
