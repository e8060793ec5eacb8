/* ONC RPC (RFC 5531) and its strings (RFC 4506 §4.11), as far as the dialogues with NFS and its kin need
 * them. */
#pragma once

#include "base/bytes.h"

#include <stdint.h>

/* The header of a call: without credentials, or with AUTH_SYS' of nobody (§8.2; user and group 65534). */
void oncrpc_call(struct wr *w, uint32_t program, uint32_t version, uint32_t procedure);
void oncrpc_call_as_nobody(struct wr *w, uint32_t program, uint32_t version, uint32_t procedure);

/* The last fragment of a stream's record (§11): written over the four bytes at its beginning, when all of it
 * is there. */
void oncrpc_mark(struct wr *w);
/* The record that `in` begins with; bad when it is not whole. */
struct rd oncrpc_record(struct rd in);

/* What an accepted reply to our call brings (§9); bad for everything else. */
struct rd oncrpc_result(struct rd record);

void oncrpc_put_text(struct wr *w, const char *text, uint32_t len);
struct rd oncrpc_text(struct rd *r);
