#!/usr/bin/env python3
"""data/payloads/*.txt -> src/scan/payload_table.c (meson runs it). The grammar is in data/payloads/README.

usage: tools/gen-payloads.py data/payloads output.c
"""
import glob
import os
import re
import sys

import prose

KEYS = {"ports", "service", "spec", "note", "send", "want", "like", "moves"}
NEEDED = {"ports", "service", "spec", "send", "want", "like"}
IDS = {"@id2": ("PAYLOAD_ID2", 2), "@id4": ("PAYLOAD_ID4", 4), "@hex8": ("PAYLOAD_HEX8", 8)}
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[0-9a-fA-F?]+(?:/[0-9a-fA-F]+|\*\d+)?[{]?|L[1-4][{]|@\w+|\.\.\.|[}]|\S+')
SEND_MAX, WANT_MAX = 1400, 64


class Bytes:
    """Values and masks of a datagram, where the number of ours stands in it, and whether it may stand anywhere."""

    def __init__(self):
        self.value, self.mask, self.id, self.at, self.adrift = bytearray(), bytearray(), None, None, False

    def put(self, value, mask=None):
        self.value += value
        self.mask += mask if mask is not None else b"\xff" * len(value)


def text_bytes(token):
    return token[1:-1].encode().decode("unicode_escape").encode("latin-1")


def nibbles(token, where):
    if len(token) % 2:
        prose.fail(*where, f"'{token}' is half a byte too long")
    value = bytes.fromhex(token.replace("?", "0"))
    mask = bytes.fromhex("".join("0" if c == "?" else "f" for c in token))
    return value, mask


def der_length(n):
    return bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82, n >> 8, n & 255])


def put_group(out, opener, inner, where):
    """Content behind its length: 30{ } with a tag of ASN.1 (DER), L1{ } … L4{ } as a big-endian number."""
    n = len(inner.value)
    head = n.to_bytes(int(opener[1]), "big") if opener[0] == "L" else bytes.fromhex(opener[:-1]) + der_length(n)
    out.put(head)
    if inner.id:
        put_id(out, inner.id, len(out.value) + inner.at, where)
    out.put(inner.value, inner.mask)


def put_id(out, word, at, where):
    if out.id:
        prose.fail(*where, "two numbers of ours in one datagram")
    out.id, out.at = word, at


def read_bytes(text, where):
    tokens, stack = TOKEN.findall(text), [(None, Bytes())]
    for token in tokens:
        out = stack[-1][1]
        if token[0] == '"':
            out.put(text_bytes(token))
        elif token.endswith("{"):
            stack.append((token, Bytes()))
        elif token == "}" and len(stack) > 1:
            opener, inner = stack.pop()
            put_group(stack[-1][1], opener, inner, where)
        elif token in IDS:
            put_id(out, token, len(out.value), where)
            if not out.adrift:
                out.put(bytes(IDS[token][1]), bytes(IDS[token][1]))
        elif token == "...":
            out.adrift = True
        elif "*" in token:
            word, times = token.split("*")
            value, mask = nibbles(word, where)
            out.put(value * int(times), mask * int(times))
        elif "/" in token:
            word, mask = token.split("/")
            out.put(bytes.fromhex(word), bytes.fromhex(mask))
        elif re.fullmatch("[0-9a-fA-F?]+", token):
            out.put(*nibbles(token, where))
        else:
            prose.fail(*where, f"'{token}' is no bytes")
    if len(stack) != 1:
        prose.fail(*where, "a bracket is open")
    return stack[0][1]


def ports_of(text, where):
    ports = []
    for word in text.split():
        first, _, last = word.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            prose.fail(*where, f"'{word}' is no port")
        ports += range(int(first), int(last or first) + 1)
    return ports


def entries(path):
    """[(name, {key: text}, line)]: paragraphs, a key a line; a line that begins with blanks goes on with the last one."""
    result, at = [], None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                continue
            if not line.strip():
                at = None
            elif at is None:
                at, key = {}, None
                result.append((line.strip(), at, number))
            elif line[0].isspace():
                at[key] += " " + line.strip()
            else:
                key, _, text = line.strip().partition(" ")
                if key not in KEYS or key in at:
                    prose.fail(path, number, f"unknown, or said twice: '{key}'")
                at[key] = text.strip()
    return result


def matches(want, like):
    body = bytes(like.value)
    return len(body) >= len(want.value) and all(
        (body[i] & want.mask[i]) == (want.value[i] & want.mask[i]) for i in range(len(want.value)))


def read(path):
    payloads = []
    for name, keys, line in entries(path):
        where = (path, line)
        if NEEDED - keys.keys():
            prose.fail(*where, f"{name} lacks {', '.join(sorted(NEEDED - keys.keys()))}")
        send, want, like = (read_bytes(keys[k], where) for k in ("send", "want", "like"))
        if len(send.value) > SEND_MAX or len(want.value) > WANT_MAX:
            prose.fail(*where, f"{name} is too long")
        if want.id and (want.id != send.id):
            prose.fail(*where, f"{name}: the answer has a number that the question lacks")
        if not matches(want, like) or (want.id and like.id != want.id):
            prose.fail(*where, f"{name}: the example is not of the shape that is wanted")
        payloads.append((name, keys, ports_of(keys["ports"], where), send, want, like))
    return payloads


def array(out, name, data):
    if data:
        rows = [", ".join(f"0x{b:02x}" for b in data[i:i + 18]) for i in range(0, len(data), 18)]
        out.append(f"static const uint8_t {name}[] = {{\n    " + ",\n    ".join(rows) + "};")


def main():
    folder, target = sys.argv[1:]
    payloads = [p for path in sorted(glob.glob(os.path.join(folder, "*.txt"))) for p in read(path)]
    names = [p[0] for p in payloads]
    if len(set(names)) != len(names):
        prose.fail(folder, 0, "a name is there twice")
    out = ['/* Made by tools/gen-payloads.py from data/payloads/. */', '#include "scan/priv_payload.h"', ""]
    table, by_port, examples = [], [], []
    for i, (name, keys, ports, send, want, like) in enumerate(payloads):
        for what, data in (("send", send.value), ("want", want.value), ("mask", want.mask), ("like", like.value)):
            array(out, f"{what}{i}", bytes(data))
        ref = lambda what, data: f"{what}{i}" if data else "NULL"
        back = "PAYLOAD_NOT_BACK" if not want.id else "PAYLOAD_ANYWHERE" if want.adrift else str(want.at)
        table.append(f"    {{{prose.c_string(name)}, {prose.c_string(keys['service'])}, {ref('send', send.value)}, {len(send.value)}, "
                     f"{IDS[send.id][0] if send.id else 'PAYLOAD_NO_ID'}, {send.at or 0}, {ref('want', want.value)}, "
                     f"{ref('mask', want.value)}, {len(want.value)}, {back}, {'true' if 'moves' in keys else 'false'}}},")
        examples.append(f"    {{{ref('like', like.value)}, {len(like.value)}, {like.at if like.id else 0}}},")
        by_port += [(port, i) for port in ports]
    by_port.sort()
    out += ["const struct payload payload_table[] = {", *table, "};",
            f"const uint32_t payload_table_count = {len(table)};",
            "const struct payload_example payload_table_examples[] = {", *examples, "};",
            "const struct payload_port payload_table_ports[] = {",
            *(f"    {{{port}, {i}}}," for port, i in by_port), "};",
            f"const uint32_t payload_table_ports_count = {len(by_port)};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
