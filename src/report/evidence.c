#include "report/evidence.h"

#include "base/diag.h"
#include "report/i18n.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* In the order in which they come: a stranger's ", version " in a product's name is none of ours when it
 * comes too early or again. */
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
enum { LABELS = sizeof labels / sizeof *labels, HEARD = LABELS - 1, ASKED = 13 };

/* What a service was asked about (data/rules/README.md), in plain words; a value comes behind them. */
static const struct fact {
    const char *word; /* with "=" at its end: any value */
    const char *plain;
} facts[] = {
    {"access=open", N_("lets everybody in")},
    {"access=anonymous", N_("lets everybody in as \"anonymous\"")},
    {"access=guest", N_("lets guests in without a password")},
    {"access=null-session", N_("lets strangers in without a name")},
    {"access=password", N_("wants a password")},
    {"access=refused", N_("does not let this machine in")},
    {"status=open", N_("shows everybody figures about what is behind it")},
    {"control=open", N_("takes orders from strangers")},
    {"control", N_("answers administrators' questions to strangers")},
    {"share=", N_("opens without a password: ")},
    {"protected-share=", N_("does not open for strangers: ")},
    {"listed-share=", N_("names to strangers: ")},
    {"writable=", N_("strangers can write in: ")},
    {"may-write=", N_("strangers seem to be allowed to write in: ")},
    {"left-behind=", N_("made as a trial and could not be removed: ")},
    {"bounce", N_("sends data to foreign addresses when told so")},
    {"relay=open", N_("passes strangers' mail on")},
    {"relay=refused", N_("does not pass strangers' mail on")},
    {"proxy=open", N_("connects for strangers")},
    {"proxy=refused", N_("does not connect for strangers")},
    {"recursion", N_("looks names up for strangers")},
    {"recursion=refused", N_("does not look names up for strangers")},
    {"monlist", N_("hands out the list of its clients")},
    {"community=", N_("answers to the password ")},
    {"dialect=", N_("speaks SMB ")},
    {"signing=required", N_("wants all messages signed")},
    {"signing=optional", N_("takes messages that are not signed")},
    {"signing=off", N_("signs no messages")},
    {"signing=", N_("signed messages: ")},
    {"signing-1=", N_("signed messages in SMB 1: ")},
    {"algorithms", N_("named its ways of encryption")},
    {"weak=", N_("knows what is broken: ")},
    {"dated=", N_("knows what goes out of use: ")},
    {"auth=not-learnt", N_("how people log in was not learnt")},
    {"auth=", N_("login by ")},
    {"tls-weak=", N_("agrees to weak TLS: ")},
    {"cleartext-login", N_("takes passwords without encryption")},
    {"encrypted", N_("encrypts everything")},
};

static const struct fact *fact_of(const char *text, size_t n)
{
    for (const struct fact *f = facts; f < facts + sizeof facts / sizeof *facts; f++) {
        size_t word = strlen(f->word);
        bool valued = f->word[word - 1] == '=';
        if ((valued ? n > word : n == word) && strncmp(text, f->word, word) == 0)
            return f;
    }
    return NULL;
}

/* Of several values of one kind only the first has the words: "speaks SMB 2.1, 3.0". Returns the kind. */
static const struct fact *fact_put(struct buf *b, const char *text, size_t n, const struct fact *last)
{
    const struct fact *f = fact_of(text, n);
    size_t word = f ? strlen(f->word) : 0;
    if (f && f != last)
        buf_puts(b, _(f->plain));
    buf_put(b, text + word, n - word);
    return f;
}

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
    const struct fact *fact = NULL;
    for (const char *piece = evidence ? evidence : "", *before = ""; *piece; before = ", ") {
        unsigned label = label_of(piece, next);
        const char *rest = label < LABELS ? piece + strlen(labels[label]) : piece;
        if (label == HEARD && mostly_bytes(rest))
            return;
        const char *end = label == HEARD ? NULL : strstr(rest, ", ");
        size_t n = end ? (size_t)(end - rest) : strlen(rest);
        buf_puts(b, before);
        if (label < LABELS)
            buf_puts(b, _(labels[label]));
        next = label < LABELS ? label + 1 : next;
        if (next == ASKED + 1)
            fact = fact_put(b, rest, n, fact);
        else
            buf_put(b, rest, n);
        piece = end ? end + 2 : "";
    }
}
