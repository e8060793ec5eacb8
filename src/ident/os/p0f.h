/* Signatures of p0f 3 (its file p0f.fp, in Debian the package p0f; its README.fp §5 is the grammar), read
 * where the file is installed: what SYN-ACKs look like, section [tcp:response]. Other sections are passed
 * over. */
#pragma once

#include "base/diag.h"
#include "ident/os/asks.h"

#define P0F_BYTES_MAX (1u << 20)
#define P0F_SIGS_MAX  4096
#define P0F_LABEL     64

struct p0f;

/* 0; -EINVAL with *d for a section [tcp:response] that breaks the grammar; -ENOMEM; -E2BIG for more than the
 * limits. */
int p0f_read(const char *text, size_t len, struct p0f **ret, struct diag *d);
void p0f_free(struct p0f *p);
unsigned p0f_count(const struct p0f *p);

/* What the SYN-ACK in *a looks like, "Linux 3.x", written to `out`; false when no signature fits.
 * *ret_generic: only one of those that p0f calls generic. `mss` is what the SYN offered. */
bool p0f_label(const struct p0f *p, const struct asks_answer *a, unsigned addr_len, uint16_t mss,
               char out[P0F_LABEL], bool *ret_generic);
