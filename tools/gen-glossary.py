#!/usr/bin/env python3
"""data/reasons/, data/tools/, data/rules/ and data/words/ -> src/model/glossary_table.c (meson runs it).

usage: tools/gen-glossary.py output.c word=data/reasons tool=data/tools …
"""
import os
import sys

import prose


def main():
    target, *folders = sys.argv[1:]
    out = ["/* Made by tools/gen-glossary.py. */", '#include "model/priv_glossary.h"', "",
           "const struct glossary_entry glossary_table[] = {"]
    seen = set()
    for kind, folder in (argument.split("=", 1) for argument in folders):
        about = prose.read_languages(os.path.join(folder, "about.en.txt"), os.path.join(folder, "about.ja.txt"))
        for word, en, ja in about:
            if word in seen:
                prose.fail(folder, 0, f"a second text for '{word}'")
            seen.add(word)
            out.append(f"    {{{prose.c_string(word)}, GLOSSARY_{kind.upper()},\n"
                       f"     {{{prose.c_string(en)},\n      {prose.c_string(ja)}}}}},")
    out += ["};", f"const uint32_t glossary_table_count = {len(seen)};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
