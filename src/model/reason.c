#include "model/reason.h"

#include "base/diag.h"

#include <string.h>

static const char *const state_words[STATE_COUNT] = {
    "", "open", "closed", "filtered", "unfiltered", "open|filtered", "closed|filtered", "limited",
};

static const char *const proto_words[PROTO_WORDS] = {"tcp", "udp", "sctp", "ip", "udplite", "packet"};

static const struct {
    const char *word, *nmap, *text;
} reasons[REASON_COUNT] = {
#define X(name, word, nmap, text) {word, nmap, text},
    REASONS(X)
#undef X
};

const char *state_word(enum state s)
{
    return (unsigned)s < STATE_COUNT ? state_words[s] : "";
}

const char *host_state_word(enum host_state s)
{
    return s == HOST_UP ? "up" : s == HOST_DOWN ? "down" : "unknown";
}

const char *proto_word(enum proto p)
{
    return (unsigned)p < PROTO_WORDS ? proto_words[p] : "";
}

const char *reason_word(enum reason r)
{
    return (unsigned)r < REASON_COUNT ? reasons[r].word : "";
}

const char *reason_nmap_word(enum reason r)
{
    return (unsigned)r < REASON_COUNT ? reasons[r].nmap : "";
}

const char *reason_text(enum reason r)
{
    return (unsigned)r < REASON_COUNT ? reasons[r].text : "";
}

int state_from_word(const char *word)
{
    for (int i = 1; i < STATE_COUNT; i++)
        if (strcmp(word, state_words[i]) == 0)
            return i;
    return -1;
}

int reason_from_word(const char *word)
{
    for (int i = 1; i < REASON_COUNT; i++)
        if (strcmp(word, reasons[i].word) == 0)
            return i;
    return -1;
}

int proto_from_word(const char *word)
{
    for (int i = 0; i < PROTO_COUNT; i++)
        if (strcmp(word, proto_words[i]) == 0)
            return i;
    return -1;
}
