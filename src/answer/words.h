/* An alert for a person's mailbox, and for the system's log. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

/* A whole message with its header (RFC 5322): to `to`, a subject (UTF-8, encoded where it is not ASCII: RFC
 * 2047), `text` (lines of at most 998 bytes), how to read more (of the alert `id`; NULL: nothing), the record as JSON at its end. What strangers
 * could have chosen cannot end a line of the header. */
void words_mail(struct buf *b, const char *to, const char *subject, const char *id, const char *text,
                const char *json);
/* "<N>tojimari[PID]: …", the form that /dev/log takes, at most WORDS_LOG bytes: facility daemon, level by
 * severity. */
#define WORDS_LOG 900
void words_log(struct buf *b, const struct record_alert *a, unsigned pid);
/* An address for sendmail: a word of printable characters with one @, that does not look like an option. */
bool words_is_address(const char *text);
