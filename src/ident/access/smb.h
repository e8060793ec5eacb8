/* What a dialogue with SMB remembers, for its two halves: smb.c (greetings of all versions; sessions of
 * versions 2 and 3) and smbold.c (sessions of version 1, where nothing newer is spoken). */
#pragma once

#include "ident/access.h"
#include "ident/access/smb1.h"
#include "ident/access/smb2.h"
#include "ident/access/srvsvc.h"

#define SMB_PATH (ADDR_TEXT_MAX + SRVSVC_NAME + 8)

enum smb_step {
    SMB_NETBIOS, /* the session of RFC 1002 §4.3, at port 139 */
    SMB_OLD,     /* is SMB 1 spoken? */
    SMB_OFFER,
    SMB_AGAIN, /* the session's own negotiation */
    SMB_HELLO,
    SMB_PROVE,
    SMB_IPC,
    SMB_PIPE,
    SMB_BIND,
    SMB_LIST,
    SMB_OPEN,
    SMB_OLD_AGAIN, /* from here on SMB 1 */
    SMB_OLD_HELLO,
    SMB_OLD_IPC,
    SMB_OLD_LIST,
    SMB_OLD_OPEN,
};

struct smb {
    struct smb2 smb;
    struct smb1 smb1;
    unsigned stage;   /* what comes after the greeting of a connection: SMB_OLD, _OFFER, _AGAIN, _OLD_AGAIN */
    unsigned dialect; /* the next to be offered */
    uint16_t chosen;  /* of the sessions; 0 = nothing newer than SMB 1 is spoken */
    bool old;         /* SMB 1 is spoken */
    bool guest;       /* the second session; the first is nobody's */
    bool listed;
    unsigned shares, at;
    struct srvsvc_share share[SRVSVC_SHARES];
};

struct smb *smb_of(struct access *a);
/* The guest's session after nobody's; then the end. */
enum access_do smb_next_session(struct access *a);
/* \\host\share; returns ret. */
const char *smb_path(struct access *a, const char *share, char ret[SMB_PATH]);
/* The list of shares is there. */
void smb_listed(struct access *a);

/* Sessions of SMB 1: on a fresh connection; with what was heard. */
enum access_do smbold_greet(struct access *a, struct wr *out);
enum access_do smbold_step(struct access *a, struct rd in, struct wr *out);
