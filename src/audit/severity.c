#include "audit/severity.h"

#include <string.h>

static const char *const words[SEVERITY_COUNT] = {"none", "info", "low", "medium", "high", "critical"};

const char *severity_word(enum severity s)
{
    return words[s];
}

int severity_from_word(const char *word)
{
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (strcmp(words[s], word) == 0)
            return s;
    return -1;
}
