#!/usr/bin/env python3
"""data/ports/ -> src/model/portinfo_table.c (meson runs it).

usage: tools/gen-ports.py data/ports output.c
"""
import os
import sys

import prose

PROTOCOLS = ["tcp", "udp", "sctp", "ip"]


def rows(path, columns):
    """Rows of a tab separated file: [(protocol number, port, rest…)]."""
    result = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != columns or cells[0] not in PROTOCOLS or not cells[1].isdecimal() or not 0 < int(cells[1]) < 65536:
                prose.fail(path, number, "expected: protocol, port and %d more" % (columns - 2))
            result.append((PROTOCOLS.index(cells[0]), int(cells[1]), *cells[2:]))
    return result


def unique(path, keys):
    seen = set()
    for key in keys:
        if key in seen:
            prose.fail(path, 0, f"{PROTOCOLS[key[0]]} {key[1]} is there twice")
        seen.add(key)


class Names:
    """One long text of NUL-ended names; each name once."""

    def __init__(self):
        self.offsets, self.names, self.size = {}, [], 0

    def offset(self, name):
        if name not in self.offsets:
            self.offsets[name] = self.size
            self.names.append(name)
            self.size += len(name.encode()) + 1
        return self.offsets[name]


def array(out, what, values, per_line=8):
    out.append(f"{what} = {{")
    for i in range(0, len(values), per_line):
        out.append("    " + ", ".join(values[i:i + per_line]) + ",")
    if not values:
        out.append("    0")
    out.append("};")


def ranking(proto, rank, ours, iana):
    order = dict.fromkeys(port for p, port, *_ in rank if p == proto)
    for source in (ours, iana):
        order.update(dict.fromkeys(sorted(port for p, port, _ in source if p == proto)))
    return list(order)


def port_key(path, name):
    port, _, proto = name.partition("/")
    if proto not in PROTOCOLS or not port.isdecimal() or int(port) > 65535 or str(int(port)) != port:
        prose.fail(path, 0, f"'{name}' is not like 22/tcp")
    return PROTOCOLS.index(proto), int(port)


def main():
    folder, target = sys.argv[1:]
    path = lambda name: os.path.join(folder, name)
    iana, ours, rank = rows(path("iana.tsv"), 3), rows(path("expected.tsv"), 3), rows(path("rank.tsv"), 4)
    unique(path("expected.tsv"), [row[:2] for row in ours])
    unique(path("rank.tsv"), [row[:2] for row in rank])
    about = prose.read_languages(path("about.en.txt"), path("about.ja.txt"))
    names, out = Names(), ['/* Made by tools/gen-ports.py from data/ports/. */', '#include "model/priv_portinfo.h"', ""]
    tables = []
    for proto, word in enumerate(PROTOCOLS):
        sizes = []
        for kind, source in (("iana", iana), ("ours", ours)):
            entries = sorted(((r[1], i, r[2]) for i, r in enumerate(source) if r[0] == proto))
            array(out, f"static const struct portinfo_entry {kind}_{word}[]",
                  [f"{{{port}, {names.offset(name)}}}" for port, _, name in entries] or ["{0, 0}"])
            sizes += [f"{kind}_{word}", str(len(entries))]
        order = ranking(proto, rank, ours, iana)
        array(out, f"static const uint16_t rank_{word}[]", [str(port) for port in order], 16)
        tables.append(f"    {{{', '.join(sizes)}, rank_{word}, {len(order)}}},")
    out += ["const struct portinfo_table portinfo_table[PROTO_COUNT] = {", *tables, "};"]
    out.append("const char portinfo_table_names[] =")
    out += [f"    {prose.c_string(name)} \"\\0\"" for name in names.names] + ["    ;"]
    out.append("const struct portinfo_prose portinfo_table_prose[] = {")
    for (proto, port), en, ja in sorted((port_key(path("about.en.txt"), name), en, ja) for name, en, ja in about):
        out.append(f"    {{{proto}, {port}, {{{prose.c_string(en)},\n     {prose.c_string(ja)}}}}},")
    out += ["};", f"const uint32_t portinfo_table_prose_count = {len(about)};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
