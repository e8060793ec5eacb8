/* NTLMSSP ([MS-NLMP]) inside SPNEGO (RFC 4178), for sessions that need no secret: nobody's, and that of
 * "guest" with an empty password. */
#pragma once

#include "base/bytes.h"

/* The first token. */
void ntlmssp_negotiate(struct wr *w);
/* The second, to a server's token, which is hostile. False when it is no challenge, or this build has no
 * HMAC-MD5. */
bool ntlmssp_anonymous(struct rd challenge, struct wr *w);
bool ntlmssp_guest(struct rd challenge, struct wr *w);
