/* A web server's own redirection (RFC 9110 §15.4), followed once: the page behind it is the application's.
 * The path is a stranger's text: only what a request line can hold is taken, and only to the door that sent
 * it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLLOW_MAX 128

/* The path that the answer points to, "" when it points nowhere, elsewhere than `host` (addr_host()), or to
 * `tls` from outside of it. */
void follow_path(const uint8_t *answer, size_t len, const char *host, bool tls, char path[FOLLOW_MAX]);
/* Puts the path into a request of len bytes that begins with "GET /". Its length; 0 when it does not fit. */
size_t follow_fill(uint8_t *request, size_t len, size_t cap, const char *path);
