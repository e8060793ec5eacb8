#include "report/levels.h"

#include "base/diag.h"

#include <string.h>

const struct level levels_table[LEVELS] = {
    {"critical", N_("CRITICAL"), "\33[1;31m", "error", "9.5",
     N_("strangers can get in or take data today: close it now"),
     N_("Strangers can get in, or take data, today.")},
    {"high", N_("HIGH"), "\33[31m", "error", "8.0",
     N_("a known way in, or passwords that others can read: within days"),
     N_("There are known ways in. They should be closed within days.")},
    {"medium", N_("MEDIUM"), "\33[33m", "warning", "5.5", N_("helps whoever is already near: plan it"),
     N_("No door stands wide open, but some faults help whoever is already near.")},
    {"low", N_("LOW"), "", "note", "2.5", N_("worth knowing, when there is time"),
     N_("Nothing urgent was found.")},
    {"info", N_("INFO"), "\33[2m", "note", "0.0", N_("no fault: only so that you know"),
     N_("Nothing urgent was found.")},
};

unsigned levels_of(const char *word)
{
    unsigned i = 0;
    while (i < LEVELS - 1 && strcmp(levels_table[i].word, word) != 0)
        i++;
    return i;
}
