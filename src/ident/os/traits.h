/* What the answers of a host have in common with those of others of its kind: traits. A trait is a name and a
 * short value; all traits of a host are its fingerprint, which is printed in one line, "o1=MSTNW w1=65160 …",
 * and can be read back. */
#pragma once

#include "base/buf.h"
#include "base/diag.h"
#include "ident/os/asks.h"
#include "ident/os/sequence.h"

#define TRAITS_VALUE 24 /* bytes of a value, with its NUL */

/* name, weight of agreement in tenths (how much two systems of one kind may still differ in it), what it
 * is */
#define TRAITS(X)                                                                                                       \
    X(O1, "o1", 20,                                                                                                     \
      "options of the answer to SYN 1: M mss, S sack, T timestamps, N nop, W window scale, E end")                      \
    X(W1, "w1", 15, "its window")                                                                                       \
    X(S1, "s1", 8, "its window scale")                                                                                  \
    X(M1, "m1", 2, "its MSS")                                                                                           \
    X(T1, "t1", 15, "its initial TTL; <64: one of 33 to 64, the distance is not known")                                 \
    X(D1, "d1", 8, "its DF")                                                                                            \
    X(O2, "o2", 12, "options of the answer to SYN 2, and so on")                                                        \
    X(W2, "w2", 10, "")                                                                                                 \
    X(O3, "o3", 8, "")                                                                                                  \
    X(W3, "w3", 8, "")                                                                                                  \
    X(O4, "o4", 8, "")                                                                                                  \
    X(W4, "w4", 8, "")                                                                                                  \
    X(O5, "o5", 12, "")                                                                                                 \
    X(W5, "w5", 8, "")                                                                                                  \
    X(O6, "o6", 8, "")                                                                                                  \
    X(W6, "w6", 8, "")                                                                                                  \
    X(EC, "ecn", 5, "answer to a SYN with ECN: yes, no, none")                                                          \
    X(NU, "null", 10, "to no flags at an open port: none, or as below")                                                 \
    X(OD, "odd", 10, "to SYN+FIN+PSH+URG at an open port")                                                              \
    X(AC, "ack", 8,                                                                                                     \
      "to ACK at an open port: flags, then its number and the one it acknowledges: 0, = ours, + the next, ?; w window") \
    X(CS, "csyn", 8, "to SYN at a closed port")                                                                         \
    X(CA, "cack", 8, "to ACK at a closed port")                                                                         \
    X(CO, "codd", 8, "to FIN+PSH+URG at a closed port")                                                                 \
    X(CT, "ct", 10, "initial TTL of resets")                                                                            \
    X(CD, "cd", 5, "their DF")                                                                                          \
    X(UQ, "uq", 10, "how much the ICMP error about a datagram quotes: all, or bytes")                                   \
    X(UX, "ux", 8, "what is wrong in it; ok")                                                                           \
    X(UT, "ut", 10, "initial TTL of the error")                                                                         \
    X(US, "us", 5, "its type of service, hexadecimal")                                                                  \
    X(ET, "et", 10, "initial TTL of echo replies")                                                                      \
    X(EN, "echo", 5, "none: no reply to any echo request, though errors come")                                          \
    X(EK, "ek", 5, "code of the reply to an echo request with a code: kept, zero, none")                                \
    X(ED, "ed", 8, "DF of echo replies: yes, no, as (asked)")                                                           \
    X(ES, "es", 5, "type of service of the reply to an echo request with one: kept, zero")                              \
    X(SQ, "sq", 10, "what makes sequence numbers: fixed, clock, rfc6528, random, repeating")                            \
    X(ID, "id", 8, "identification numbers of SYN-ACKs: zero, incremental, random, …")                                  \
    X(IC, "idc", 3, "of resets from closed ports")                                                                      \
    X(II, "idi", 2, "of echo replies")                                                                                  \
    X(TK, "tk", 8, "timestamps: none, zero, still, global, rfc7323, wild")                                              \
    X(TZ, "hz", 8, "their rate, Hz")

enum traits_key {
#define TRAITS_ENUM(key, name, weight, what) TRAITS_##key,
    TRAITS(TRAITS_ENUM)
#undef TRAITS_ENUM
        TRAITS_COUNT
};

struct traits {
    uint8_t family;                         /* 4 or 6; 0 = not known */
    char value[TRAITS_COUNT][TRAITS_VALUE]; /* "" = not known */
};

const char *traits_name(enum traits_key k);
unsigned traits_weight(enum traits_key k);
/* TRAITS_COUNT when there is none of this name. */
enum traits_key traits_find(const char *name, size_t len);

/* What is made of numbers in sequence. */
struct traits_numbers {
    struct sequence_isn isn;
    uint32_t isns[SEQUENCE_MAX];
    unsigned n_isns;
    enum sequence_model model;
    enum sequence_ipid ipid, ipid_closed, ipid_icmp; /* IPv4 only */
    enum sequence_frag frag;                         /* IPv6 only */
    struct sequence_clock clock;
};

/* `a`: ASKS_COUNT answers; addr_len 4 or 16. `fixed_port`: all questions came from one source port, and then
 * nothing can be told of different ones. */
void traits_numbers(const struct asks_answer *a, unsigned addr_len, bool fixed_port,
                    struct traits_numbers *ret);

/* The traits. hops: routers between, 255 = not known (then a quoted TTL may tell). */
void traits_of(const struct asks_answer *a, const struct traits_numbers *n, const struct asks_host *h,
               uint8_t hops, struct traits *ret);

/* Adds what a SYN-ACK of the port scan shows (asks_overhear()), where no answer of its own says so already:
 * of a host that is silent by now. False when it adds nothing. */
bool traits_overheard(const struct asks_answer *a, uint8_t hops, struct traits *t);

/* "v4 o1=… w1=…" */
void traits_text(const struct traits *t, struct buf *out);
/* Reads such a line. 0 or -EINVAL with *d. */
int traits_read(const char *text, size_t len, struct traits *ret, struct diag *d);

/* Is the value of this trait one of those that a record lists? Values are separated by spaces: a word; for
 * numbers also 8000-9000; of windows mss*4 (of the MSS that the SYN offered, with or without the 12 bytes of
 * timestamps), and own: as many whole segments of the host's own MSS as 65,535 bytes hold. */
bool traits_matches(enum traits_key k, const struct traits *t, const char *list);
