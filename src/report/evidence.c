#include "report/evidence.h"

#include "base/diag.h"
#include "report/i18n.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* In the order in which they come: a stranger's ", version " in a product's name is none of ours when it comes too early or again. */
static const char *const labels[] = {
    N_("system: "),
    N_("initial sequence numbers: "),
    N_("IP identification numbers: "),
    N_("IPv6 fragment identifications: "),
    N_("service "),
    N_("found by banner"),
    N_("found by probe"),
    N_("found by tls"),
    N_("found by manner"),
    N_("open; known by its port number only"),
    N_("product "),
    N_("version "),
    N_("info "),
    N_("asked: "),
    N_("certificate of "),
    N_("key "),
    N_("heard "),
};
enum { LABELS = sizeof labels / sizeof *labels, HEARD = LABELS - 1 };

static unsigned label_of(const char *text, unsigned from)
{
    for (; from < LABELS; from++)
        if (strncmp(text, labels[from], strlen(labels[from])) == 0)
            break;
    return from;
}

/* Bytes that are no text stand there as \x and two digits. */
static bool mostly_bytes(const char *heard)
{
    size_t bytes = 0;
    for (const char *p = heard; (p = strstr(p, "\\x")); p += 2)
        bytes += 4;
    return 2 * bytes > strlen(heard);
}

void evidence_put(struct buf *b, const char *evidence)
{
    unsigned next = 0;
    for (const char *piece = evidence ? evidence : "", *before = ""; *piece; before = ", ") {
        unsigned label = label_of(piece, next);
        const char *rest = label < LABELS ? piece + strlen(labels[label]) : piece;
        if (label == HEARD && mostly_bytes(rest))
            return;
        const char *end = label == HEARD ? NULL : strstr(rest, ", ");
        buf_puts(b, before);
        if (label < LABELS)
            buf_puts(b, _(labels[label]));
        buf_put(b, rest, end ? (size_t)(end - rest) : strlen(rest));
        next = label < LABELS ? label + 1 : next;
        piece = end ? end + 2 : "";
    }
}
