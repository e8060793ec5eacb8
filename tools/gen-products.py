#!/usr/bin/env python3
"""data/vuln/products.tsv -> src/audit/products_table.c (meson runs it).

usage: tools/gen-products.py data/vuln/products.tsv output.c
"""
import sys

import prose


def words(cell):
    """A cell's parts as one C string, each ended by NUL, an empty one last."""
    parts = [part.strip() for part in cell.split("|") if part.strip()]
    return " ".join(prose.c_string(part) + ' "\\0"' for part in parts) or '""'


def main():
    path, target = sys.argv[1:]
    out = ["/* Made by tools/gen-products.py from data/vuln/. */", '#include "audit/priv_products.h"', "",
           "const struct product products_table[] = {"]
    count, seen = 0, set()
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 3 or not cells[0] or cells[1].count(":") < 1:
                prose.fail(path, number, "expected: product, CPE names, Debian sources")
            for name in cells[0].split("|"):
                if name in seen or name != name.lower():
                    prose.fail(path, number, f"'{name}' is there twice, or not in small letters")
                seen.add(name)
            out.append("    {" + ", ".join(words(cell) for cell in cells) + "},")
            count += 1
    out += ["};", f"const unsigned products_table_count = {count};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
