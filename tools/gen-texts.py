#!/usr/bin/env python3
"""Text files -> src/ident/os/ostexts.c, byte by byte as they are (meson runs it).

usage: tools/gen-texts.py output.c FILE…
"""
import os
import sys

import prose


def main():
    target, *files = sys.argv[1:]
    out = ["/* Made by tools/gen-texts.py. */", '#include "ident/os/priv_ostexts.h"', "",
           "const struct ostext ostexts[] = {"]
    for path in files:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines(keepends=True)
        size = sum(len(line.encode()) for line in lines)
        out.append(f"    {{{prose.c_string(os.path.basename(path))},")
        out += ["     " + prose.c_string(line.rstrip("\n"))[:-1] + '\\n"' for line in lines]
        out.append(f"     , {size}}},")
    out += ["};", f"const unsigned ostexts_count = {len(files)};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
