#!/usr/bin/env python3
"""data/reasons/ -> src/model/glossary_table.c (meson runs it).

usage: tools/gen-glossary.py data/reasons output.c
"""
import os
import sys

import prose


def main():
    folder, target = sys.argv[1:]
    about = prose.read_languages(os.path.join(folder, "about.en.txt"), os.path.join(folder, "about.ja.txt"))
    out = ["/* Made by tools/gen-glossary.py from data/reasons/. */", '#include "model/priv_glossary.h"', "",
           "const struct glossary_entry glossary_table[] = {"]
    out += [f"    {{{prose.c_string(word)},\n     {{{prose.c_string(en)},\n      {prose.c_string(ja)}}}}},"
            for word, en, ja in about]
    out += ["};", f"const uint32_t glossary_table_count = {len(about)};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
