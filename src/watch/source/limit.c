/* What says of itself that lines were left out: a log that tells less than there was. Nothing of it is a
 * connection. */
#include "watch/source/sayings.h"

enum line_result saying_limit(struct line_state *state, struct word line, struct sight *ret)
{
    (void)ret;
    static const char *const rows[] = {
        " callbacks suppressed", /* the kernel's net_ratelimit() */
        "messages suppressed.",  /* older kernels' */
        "Suppressed ",           /* journald: "Suppressed 123 messages from sshd.service" */
        " due to rate-limiting", /* rsyslog: "begin to drop messages …", "12 messages lost …" */
        "-IPACCESSLOGRL: ",      /* IOS: "access-list logging rate-limited or missed 12 packets" */
        "-106101: ",             /* ASA: the table of denied flows is full */
        " reached on entry ",    /* ipfw: "limit 100 reached on entry 65000" */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        state->limited |= word_find(line, rows[i]) != NULL;
    return LINE_SKIPPED;
}
