/* The list of a server's shares: NetrShareEnum, level 1 ([MS-SRVS] §3.1.4.8), over DCE RPC (C706 chapter
 * 12). */
#pragma once

#include "base/bytes.h"

#define SRVSVC_SHARES 24
#define SRVSVC_NAME   64

struct srvsvc_share {
    char name[SRVSVC_NAME]; /* what is not ASCII is '?' */
    bool files;             /* and not a printer, a device or IPC$ */
};

void srvsvc_bind(struct wr *w);
bool srvsvc_bound(struct rd in);
void srvsvc_enum(struct wr *w);
/* How many are in `ret`; names that are too long, and those beyond SRVSVC_SHARES, are left out. The answer is
 * hostile. */
unsigned srvsvc_list(struct rd in, struct srvsvc_share ret[SRVSVC_SHARES]);
