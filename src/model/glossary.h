/* The words of the records in plain language: every state and reason, and the techniques, each with a paragraph for
 * people. Const, made from data/reasons/ by tools/gen-glossary.py. A reason without an entry fails a test. */
#pragma once

#include <stdint.h>

uint32_t glossary_count(void);
/* Word number i < glossary_count(): "open|filtered", "syn-ack", "syn", … */
const char *glossary_word(uint32_t i);
/* The paragraph on `word` (case matters) in `lang`, "en" or "ja"; NULL when there is none. */
const char *glossary_about(const char *word, const char *lang);
