/* From plain text to TLS by the service's own command (RFC 2595, 3207, 4217, 4511 §4.14, 6120 §5, PostgreSQL,
 * MySQL, …). Pure: what was heard goes in, what to say comes out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct upgrade_row;

struct upgrade {
    const struct upgrade_row *row; /* NULL = this service has none */
    unsigned step;
};

enum upgrade_do {
    UPGRADE_WAIT, /* more must be heard */
    UPGRADE_SAY,
    UPGRADE_TLS, /* the server agreed: begin the handshake */
    UPGRADE_NO,  /* it will not */
};

/* The next step waits for nothing. */
bool upgrade_eager(const struct upgrade *u);
/* True when the service has a way. */
bool upgrade_begin(struct upgrade *u, const char *service);
/* data: all that was heard since the last command; on UPGRADE_SAY *ret_say and *ret_len are static. */
enum upgrade_do upgrade_step(struct upgrade *u, const uint8_t *data, size_t len, const uint8_t **ret_say,
                             size_t *ret_len);
