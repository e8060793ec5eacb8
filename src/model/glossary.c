#include "model/glossary.h"

#include "model/priv_glossary.h"

#include <stddef.h>
#include <string.h>

uint32_t glossary_count(void)
{
    return glossary_table_count;
}

const char *glossary_word(uint32_t i)
{
    return i < glossary_table_count ? glossary_table[i].word : "";
}

enum glossary_kind glossary_kind(uint32_t i)
{
    return i < glossary_table_count ? glossary_table[i].kind : GLOSSARY_WORD;
}

int glossary_find(const char *word)
{
    for (uint32_t i = 0; i < glossary_table_count; i++)
        if (strcmp(glossary_table[i].word, word) == 0)
            return (int)i;
    return -1;
}

const char *glossary_about(const char *word, const char *lang)
{
    int i = glossary_find(word);
    return i < 0 ? NULL : glossary_table[i].text[strcmp(lang, "ja") == 0 ? GLOSSARY_JA : GLOSSARY_EN];
}

size_t glossary_title(const char *about, const char **ret_rest)
{
    static const char *const stops[] = {". ", "。"};
    for (size_t i = 0; i < 2; i++) {
        const char *end = strstr(about, stops[i]);
        if (end) {
            *ret_rest = end + strlen(stops[i]);
            return (size_t)(end - about);
        }
    }
    *ret_rest = "";
    return strlen(about);
}
