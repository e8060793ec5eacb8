#!/usr/bin/env python3
"""data/services/*.sig -> C tables (meson runs it): the signatures, and their examples for the test.

usage: tools/gen-sigs.py src/ident/part.h table.c examples.c FILE.sig...

The format is described in data/services/README.md."""
import os
import re
import sys

TEXTS = ["service", "product", "version", "info", "hostname", "os", "device"]
KEYS = TEXTS + ["match", "unless", "cpe", "probe", "port", "confidence", "flags", "example", "gives"]
KNOWN_GIVES = {"name", "cpe"} | set(TEXTS) - {"service"}


class Bad(Exception):
    pass


def parts_of(header):
    """{name: (C word, service)} from the X-macro of part.h"""
    with open(header, encoding="utf-8") as file:
        rows = re.findall(r'X\((\w+), "([^"]*)", "[^"]*", "([^"]*)"\)', file.read())
    return {name: (word, service) for word, name, service in rows}


def unescape(text):
    """the bytes of an example: \\r \\n \\t \\0 \\e \\\\ \\xHH; all else is UTF-8"""
    def one(m):
        c = m.group(1)
        plain = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "e": b"\x1b", "\\": b"\\"}
        if c[0] == "x":
            return bytes([int(c[1:], 16)]).decode("latin-1")
        if c not in plain:
            raise Bad(f"unknown escape \\{c}")
        return plain[c].decode("latin-1")
    return re.sub(r"\\(x[0-9A-Fa-f]{2}|.)", one, text.encode().decode("latin-1")).encode("latin-1")


def c_bytes(data):
    """a C string literal; octal escapes end by themselves"""
    out = "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}" for b in data)
    return f'"{out}"'


def c_text(text):
    return "NULL" if text is None else c_bytes(text.encode())


def paragraphs(lines):
    block, start = [], 0
    for number, line in enumerate(lines + [""], 1):
        line = line.rstrip()
        if line.startswith("#"):
            continue
        if line:
            start = start if block else number
            block.append((number, line))
        elif block:
            yield start, block
            block = []


def read_file(path, parts, seen):
    section = None
    with open(path, encoding="utf-8") as file:
        for _, block in paragraphs(file.read().split("\n")):
            number, head = block[0]
            try:
                m = re.fullmatch(r"\[(\S+)(?: (\S+))?(?: ([01]\.\d+))?\]", head)
                if m:
                    if m[1] not in parts:
                        raise Bad(f"no such part: {m[1]}")
                    section = dict(part=m[1], service=m[2] if m[2] and m[2] != "-" else parts[m[1]][1], confidence=m[3] or "0.95")
                    block = block[1:]
                    if not block:
                        continue
                    number, head = block[0]
                if not section:
                    raise Bad("a signature before the first [part]")
                if not re.fullmatch(r"[a-z0-9][a-z0-9._+-]*", head):
                    raise Bad(f"not an id: {head}")
                sig = dict(section, id=f"{section['part']}/{head}", cpe=[], examples=[], where=f"{path}:{number}")
                if sig["id"] in seen:
                    raise Bad(f"id used twice: {sig['id']}, first at {seen[sig['id']]}")
                seen[sig["id"]] = sig["where"]
                for number, line in block[1:]:
                    key, _, value = line.partition(" ")
                    if key not in KEYS or not value:
                        raise Bad(f"not a key with a value: {line}")
                    if key == "example":
                        sig["examples"].append([unescape(value), ""])
                    elif key == "gives":
                        if not sig["examples"]:
                            raise Bad("gives before example")
                        for item in value.split("; "):
                            if item.partition("=")[0] not in KNOWN_GIVES:
                                raise Bad(f"gives what? {item}")
                        sig["examples"][-1][1] = value
                    elif key == "cpe":
                        sig["cpe"].append(value)
                    elif key in sig and key not in section:
                        raise Bad(f"{key} twice")
                    else:
                        sig[key] = value
                number = block[0][0]
                if "match" not in sig or not sig["examples"]:
                    raise Bad("a signature needs match and example")
                if len(sig["cpe"]) > 3:
                    raise Bad("at most 3 cpe")
                yield sig
            except Bad as e:
                sys.exit(f"{path}:{number}: {e}")


def row(sig, parts):
    flags = set(sig.get("flags", "").split())
    if flags - {"icase", "dotall"}:
        sys.exit(f"{sig['where']}: unknown flags")
    cells = [f".id = {c_text(sig['id'])}", f".part = PART_{parts[sig['part']][0]}", f".pattern = {c_text(sig['match'])}"]
    cells += [f".{key} = {c_text(sig[key])}" for key in ["unless"] + TEXTS + ["probe"] if sig.get(key)]
    if sig["cpe"]:
        cells.append(".cpe = {" + ", ".join(map(c_text, sig["cpe"])) + "}")
    if "port" in sig:
        cells.append(f".port = {int(sig['port'])}")
    cells += [f".confidence = {float(sig['confidence'])}"] + [f".{flag} = true" for flag in sorted(flags)]
    return "    {" + ", ".join(cells) + "},"


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def main():
    header, table, examples, *files = sys.argv[1:]
    parts, seen = parts_of(header), {}
    sigs = [sig for path in sorted(files, key=os.path.basename) for sig in read_file(path, parts, seen)]
    made = "/* Made by tools/gen-sigs.py from data/services/. */"
    write(table, [made, '#include "ident/sig.h"', "", "const struct sig sig_table[] = {"] + [row(s, parts) for s in sigs] +
          ["};", "const size_t sig_table_count = sizeof sig_table / sizeof *sig_table;"])
    write(examples, [made, '#include "ident/sig.h"', "", "const struct sig_example sig_examples[] = {"] +
          [f"    {{{i}, {c_bytes(data)}, {len(data)}, {c_text(gives)}}}," for i, s in enumerate(sigs) for data, gives in s["examples"]] +
          ["};", "const size_t sig_examples_count = sizeof sig_examples / sizeof *sig_examples;"])


if __name__ == "__main__":
    main()
