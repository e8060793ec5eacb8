/* How bad a finding is. */
#pragma once

enum severity {
    SEVERITY_NONE, /* no finding */
    SEVERITY_INFO,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
    SEVERITY_CRITICAL,
    SEVERITY_COUNT
};

/* "info" … "critical", "none"; static. The severity of a word, or -1. */
const char *severity_word(enum severity s);
int severity_from_word(const char *word);
