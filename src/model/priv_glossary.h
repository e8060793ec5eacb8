/* The shape of the generated table (tools/gen-glossary.py). */
#pragma once

#include <stdint.h>

enum { GLOSSARY_EN, GLOSSARY_JA, GLOSSARY_LANGS };

struct glossary_entry {
    const char *word;
    const char *text[GLOSSARY_LANGS];
};

extern const struct glossary_entry
    glossary_table[]; /* in the file's order: a few dozen, searched one by one */
extern const uint32_t glossary_table_count;
