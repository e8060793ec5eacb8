#include "watch/source.h"

#include "watch/bytes/follow.h"
#include "watch/source/capture.h"
#include "watch/source/exports.h"
#include "watch/source/lines.h"

#include <errno.h>

/* Formats, the surest first. */
static const struct recognise_row rows[] = {
    {"pcap", capture_is_pcap, capture_open_pcap},
    {"pcapng", capture_is_pcapng, capture_open_pcapng},
    {"netflow", exports_like, exports_open},
    {"lines", lines_like, lines_open},
};

static int not_followed(struct diag *d)
{
    return diag_set(d, N_("only logs, as they are, can be followed"), NULL, NULL, NULL);
}

int source_open(const char *path, const struct source_conf *conf, struct source **ret, struct diag *d)
{
    struct stream *st;
    bool follow = conf->follow;
    int e = follow ? follow_open(path, &st) : stream_open(path, &st);
    if (e == -EINVAL && follow)
        return not_followed(d);
    if (e < 0)
        return e;
    const uint8_t *head;
    ssize_t n = stream_peek(st, RECOGNISE_HEAD, &head);
    if (n == -EAGAIN)
        n = 0; /* an empty log that is followed */
    if (n < 0) {
        stream_free(st);
        return n == -EBADMSG ? diag_set(d, N_("the packed file is damaged"), NULL, NULL, NULL) : (int)n;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool named = conf->format && (strcmp(conf->format, rows[i].format) == 0 ||
                                      (rows[i].open == lines_open && lines_has_form(conf->format)));
        if (follow && rows[i].open != lines_open)
            continue;
        bool empty = n == 0 && !conf->format &&
                     rows[i].open == lines_open; /* as a log is when it has just been renamed */
        if (named || empty || (!conf->format && rows[i].like && rows[i].like(head, (size_t)n)))
            return rows[i].open(st, conf, ret, d);
    }
    stream_free(st);
    if (follow)
        return not_followed(d);
    return diag_set(d, conf->format ? N_("there is no input format '%s'") : N_("no known form of input"),
                    conf->format, NULL, NULL);
}
