/* IPMI over LAN (2.0 §13): what a management controller wants of who comes for its highest right, by Get
 * Channel Authentication Capabilities (§22.13), and whether it opens a session without any cryptography
 * (cipher suite 0, §13.17, §13.18, §22.15.2). Nobody logs in: the session that it may set aside is given up,
 * and ends by itself. */
#include "ident/access/dialogue.h"

enum { CAPABILITIES, CIPHER_ZERO };
enum { NONE = 1, ANONYMOUS = 1 };

static enum access_do ask(const struct access *a, struct wr *out)
{
    static const uint8_t capabilities[] = "\x06\x00\xff\x07\0\0\0\0\0\0\0\0\0\x09"
                                          "\x20\x18\xc8\x81\x00\x38\x8e\x04\xb5";
    static const uint8_t zero[] = "\x06\x00\xff\x07\x06\x10\0\0\0\0\0\0\0\0\x20\x00"
                                  "\0\0\0\0toji"       /* a tag, the highest right, our number */
                                  "\0\0\0\x08\0\0\0\0" /* authentication: none */
                                  "\1\0\0\x08\0\0\0\0" /* integrity: none */
                                  "\2\0\0\x08\0\0\0";  /* secrecy: none (the string's NUL is its last byte) */
    return a->step == CAPABILITIES ? dialogue_bytes(out, capabilities, sizeof capabilities - 1)
                                   : dialogue_bytes(out, zero, sizeof zero);
}

static void judge_capabilities(struct access *a, struct rd in)
{
    rd_skip(&in, 4 + 10 + 5);
    uint8_t command = rd_u8(&in), code = rd_u8(&in);
    rd_skip(&in, 1);
    uint8_t types = rd_u8(&in), status = rd_u8(&in);
    if (in.bad || command != 0x38 || code)
        return;
    dialogue_fact(a, types & NONE ? "access=open" : "access=password");
    if (status & ANONYMOUS)
        dialogue_fact(a, "access=anonymous");
}

static void judge_cipher(struct access *a, struct rd in)
{
    rd_skip(&in, 5);
    uint8_t type = rd_u8(&in);
    rd_skip(&in, 10 + 1);
    uint8_t status = rd_u8(&in);
    if (!in.bad && (type & 0x3f) == 0x11 && !status)
        dialogue_fact(a, "weak=cipher-zero");
}

enum access_do access_ipmi(struct access *a, struct rd in, struct wr *out)
{
    if (a->fresh)
        return ask(a, out);
    if (!rd_left(&in) && !a->over)
        return ACCESS_HEAR;
    (a->step == CAPABILITIES ? judge_capabilities : judge_cipher)(a, in);
    return a->step++ == CAPABILITIES ? ACCESS_CALL : ACCESS_END;
}
