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

static bool is_named(const struct recognise_row *row, const char *format)
{
    return strcmp(format, row->format) == 0 || (row->open == lines_open && lines_has_form(format));
}

bool source_has_format(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_named(&rows[i], name))
            return true;
    return false;
}

static int not_followed(struct diag *d)
{
    return diag_set(d, N_("only logs, as they are, can be followed"), NULL, NULL, NULL);
}

/* The row that takes what begins so; NULL: none. */
static const struct recognise_row *row_of(const char *format, const uint8_t *head, size_t n)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        /* An empty one is a log, as it is when it has just been renamed. */
        bool like = n == 0 ? rows[i].open == lines_open : rows[i].like && rows[i].like(head, n);
        if (format ? is_named(&rows[i], format) : like)
            return &rows[i];
    }
    return NULL;
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
    const struct recognise_row *row = row_of(conf->format, head, (size_t)n);
    if (row && (!follow || row->open == lines_open))
        return row->open(st, conf, ret, d);
    stream_free(st);
    if (row)
        return not_followed(d);
    return diag_set(d, N_("no known form of input"), NULL, NULL, NULL);
}
