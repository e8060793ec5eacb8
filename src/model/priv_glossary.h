/* The shape of the generated table (tools/gen-glossary.py). */
#pragma once

#include "model/glossary.h"

enum { GLOSSARY_EN, GLOSSARY_JA, GLOSSARY_LANGS };

struct glossary_entry {
    const char *word;
    enum glossary_kind kind;
    const char *text[GLOSSARY_LANGS];
};

extern const struct glossary_entry
    glossary_table[]; /* in the file's order: a few dozen, searched one by one */
extern const uint32_t glossary_table_count;
