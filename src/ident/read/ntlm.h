/* NTLMSSP challenges ([MS-NLMP] §2.2.1.2), which SMB, RDP, HTTP, MSSQL and mail servers carry: names of the
 * host and the build of its Windows. */
#pragma once

#include "ident/cut.h"

/* Looks for a challenge in the bytes and states hostname and os; true when there is one. */
bool ntlm_find(struct cut *c, const void *data, size_t len);
bool ntlm_base64(struct cut *c, const char *text, size_t len);
/* "Windows 10 / Server 2016 (build 14393)" by version and build; "" when not known. */
const char *ntlm_windows(unsigned major, unsigned minor, unsigned build);
