/* Words in plain language, each with a paragraph for people: every state, reason and technique of the
 * records, and remarks on listeners (data/reasons/), the programs of others that scan (data/tools/), what an
 * audit finds (data/rules/), and the basic words that all these texts use (data/words/). Const, made by
 * tools/gen-glossary.py. A reason without an entry fails a test. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum glossary_kind {
    GLOSSARY_WORD, /* a state, reason, technique or remark: model/reason.h and scan/tech.h know which */
    GLOSSARY_TOOL,
    GLOSSARY_FINDING, /* data/rules/: its first sentence is the title, the rest advice */
    GLOSSARY_TERM,    /* data/words/: port, firewall, router */
};

/* How many words there are. */
uint32_t glossary_count(void);
/* Word number i < glossary_count(): "open|filtered", "syn-ack", "syn", … */
const char *glossary_word(uint32_t i);
/* What kind of word number i is. */
enum glossary_kind glossary_kind(uint32_t i);
/* The number of `word` (case matters), -1 when there is none. */
int glossary_find(const char *word);
/* The paragraph on `word` (case matters) in `lang`, "en" or "ja"; NULL when there is none. */
const char *glossary_about(const char *word, const char *lang);
/* Bytes of the first sentence of such a paragraph, without its full stop; *ret_rest = what follows. */
size_t glossary_title(const char *about, const char **ret_rest);
