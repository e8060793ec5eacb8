/* An FTP client that lets the server connect to doors (RFC 959 PORT, RFC 2428 EPRT), without any I/O: bytes
 * from the server in, bytes for it out, one question at a time. Single-threaded. What the server says is
 * hostile: lines are cut at FTP_LINE_MAX, replies may have FTP_LINES_MAX lines.
 *
 * A reply counts as the answer to a command that was sent: what comes before that (ftp_sent()) is passed
 * over.
 *
 * A door is asked by PORT (EPRT for IPv6) and LIST. The server says 1xx and then 2xx when it could connect;
 * 425 when it could not; 426 and the like when the connection, which was there, broke. */
#pragma once

#include "base/addr.h"

#include <stddef.h>

#define FTP_LINE_MAX  200
#define FTP_LINES_MAX 500
#define FTP_WORD_MAX  100 /* longest user or password */

enum ftp_answer {
    FTP_NOTHING,   /* no answer yet */
    FTP_CONNECTED, /* the door is open */
    FTP_FAILED,    /* the server could not connect */
    FTP_REFUSED,   /* it does not want to: PORT was turned down */
};

enum ftp_state {
    FTP_GREETING,
    FTP_USER,
    FTP_PASS,
    FTP_IDLE, /* logged in: ftp_ask() */
    FTP_PORT,
    FTP_LIST,
    FTP_TRANSFER,
    FTP_LOGIN_FAILED, /* the end, ftp_said() tells why */
    FTP_OVER,         /* the server ended the session, or does not speak FTP */
};

struct ftp {
    enum ftp_state state;
    enum ftp_answer answer;
    const char *user, *pass; /* borrowed */
    char line[FTP_LINE_MAX + 1], said[FTP_LINE_MAX + 1];
    size_t line_len;
    unsigned code, lines; /* of the reply under way; code 0 = none is */
    char out[256];
    size_t out_len;
};

/* Can this be a user's name or password? No control characters, not longer than FTP_WORD_MAX. */
bool ftp_word(const char *text);

/* Begins: the server is to greet first. `user` and `pass` are borrowed, and ftp_word()s. */
void ftp_init(struct ftp *f, const char *user, const char *pass);
/* Bytes from the server; `len` 0: it hung up. */
void ftp_input(struct ftp *f, const void *data, size_t len);
/* What is to be sent: f->out, f->out_len; then ftp_sent() with how much of it was. */
void ftp_sent(struct ftp *f, size_t len);
/* Asks a door; only in FTP_IDLE. */
void ftp_ask(struct ftp *f, const struct addr *a, uint16_t port);
/* The answer to it, once. */
enum ftp_answer ftp_take(struct ftp *f);
