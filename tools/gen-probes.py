#!/usr/bin/env python3
"""data/services/probes/*.txt and data/payloads/*.txt -> probe_table.c (meson runs it). The grammar is in
data/services/probes/README.md.

usage: tools/gen-probes.py OUTPUT FILE.txt…
"""
import os
import re
import sys

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[0-9a-fA-F?]+(?:/[0-9a-fA-F]+|\*\d+)?\{?|[LlIiR][1-8]\{|@\w+|\.\.\.|\}|\S+')
KEYS = {"ports", "for", "when", "info", "rarity", "spec", "note", "send", "same", "service", "want", "like", "moves", "guard", "wait", "silence",
        "closes", "always", "follow", "all"}
IDS = {"@id2": b"\x54\x4a", "@id4": b"TJMR", "@hex8": b"544a4d52"}
SEND_MAX = 4096


def fail(path, line, text):
    sys.exit(f"{path}:{line}: {text}")


def entries(path):
    """Paragraphs as (line number, name, {key: value})."""
    name, keys, last, at = None, {}, None, 0
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if line.startswith("#"):
            continue
        if not line.strip():
            if name:
                yield at, name, keys
            name, keys, last = None, {}, None
        elif line[0] in " \t":
            if not last:
                fail(path, number, "a continuation of nothing")
            keys[last] += " " + line.strip()
        elif name is None:
            name, at = line.strip(), number
        else:
            last, _, value = line.partition(" ")
            if last not in KEYS:
                fail(path, number, f"no key '{last}'")
            keys[last] = value.strip()
    if name:
        yield at, name, keys


def der_length(n):
    return bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82, n >> 8, n & 255])


def wrap(opener, inner):
    if opener[0] in "0123456789abcdefABCDEF":
        return bytes.fromhex(opener[:-1]) + der_length(len(inner)) + inner
    kind, size = opener[0], int(opener[1])
    n = len(inner) + (size if kind in "Ii" else 0)
    if kind == "R":
        n |= 0x80000000
    return n.to_bytes(size, "little" if kind in "li" else "big") + inner


def parse(tokens, where, nested):
    out, host = b"", None
    for t in tokens:
        if t == "}":
            if not nested:
                fail(*where, "'}' without '{'")
            return out, host
        if t[0] == '"':
            out += t[1:-1].encode().decode("unicode_escape").encode("latin-1")
        elif t == "@host":
            host = len(out)
        elif t in IDS:
            out += IDS[t]
        elif t.endswith("{"):
            inner, _ = parse(tokens, where, True)
            out += wrap(t, inner)
        elif re.fullmatch(r"[0-9a-fA-F]{2,}\*\d+", t):
            byte, n = t.split("*")
            out += bytes.fromhex(byte) * int(n)
        elif re.fullmatch(r"([0-9a-fA-F]{2})+", t):
            out += bytes.fromhex(t)
        else:
            fail(*where, f"'{t}' is not bytes")
    if nested:
        fail(*where, "'}' is missing")
    return out, host


def ports(text, where):
    out = []
    for word in text.split():
        m = re.fullmatch(r"(\d+)(?:-(\d+))?", word)
        if not m or int(m[2] or m[1]) > 65535:
            fail(*where, f"'{word}' is no port")
        out += range(int(m[1]), int(m[2] or m[1]) + 1)
    return out


def c_bytes(data):
    return '"' + "".join(f"\\{b:03o}" for b in data) + '"' if data else '""'


def read(paths):
    out, names = [], set()
    for path in paths:
        udp_file = "payloads" in path or os.path.basename(path).startswith("udp")
        for line, name, keys in entries(path):
            where = (path, line)
            if (name, udp_file) in names:
                fail(*where, f"'{name}' is there twice")
            names.add((name, udp_file))
            if "spec" not in keys:
                fail(*where, f"'{name}' says no spec")
            send, host = parse(iter(TOKEN.findall(keys.get("send", ""))), where, False)
            if len(send) > SEND_MAX:
                fail(*where, f"'{name}' is too long")
            out.append(dict(name=name, udp=udp_file, send=send, host=host, silent="send" not in keys,
                            ports=ports(keys.get("ports", ""), where), service=keys.get("for", ""),
                            when=keys.get("when", ""), info=keys.get("info", ""), answers=keys.get("service", ""),
                            silence=keys.get("silence", ""), closes=keys.get("closes", "").partition(" ")[0], maker=keys.get("closes", "").partition(" ")[2], wait=int(keys.get("wait", "0")), rarity=int(keys.get("rarity", ("7" if "1-base" in path else "9") if "payloads" in path else "0")),
                            same=keys.get("same") == "yes", moves=keys.get("moves") == "yes",
                            guard=keys.get("guard") == "yes", always=keys.get("always") == "yes", follow=keys.get("follow") == "yes", all=keys.get("all") == "yes"))
    return out


def main():
    output, paths = sys.argv[1], sys.argv[2:]
    probes = read(paths)
    with open(output, "w", encoding="utf-8") as f:
        f.write('#include "ident/probe.h"\n\n')
        for i, p in enumerate(probes):
            if p["ports"]:
                f.write(f"static const uint16_t ports_{i}[] = {{{', '.join(map(str, p['ports']))}}};\n")
        f.write("\nconst struct probe_row probe_table[] = {\n")
        for i, p in enumerate(probes):
            flags = [w for w, on in (("PROBE_UDP", p["udp"]), ("PROBE_ALWAYS", p["always"]), ("PROBE_FOLLOW", p["follow"]), ("PROBE_ALL", p["all"]), ("PROBE_SAME", p["same"]), ("PROBE_MOVES", p["moves"]),
                                     ("PROBE_GUARD", p["guard"]), ("PROBE_QUIET", p["silence"] != "" and p["silent"]), ("PROBE_LISTEN", p["silent"] and p["name"] == "banner"),
                                     ("PROBE_TLS", p["silent"] and p["name"] == "tls")) if on]
            f.write(f'    {{.name = "{p["name"]}", .service = "{p["service"]}", .when = "{p["when"]}", .info = "{p["info"]}",\n'
                    f'     .answers = "{p["answers"]}", .silence = "{p["silence"]}", .closes = "{p["closes"]}", .maker = "{p["maker"]}", .wait_s = {p["wait"]},\n'
                    f'     .rarity = {p["rarity"]}, .flags = {" | ".join(flags) or 0},\n'
                    f'     .ports = {f"ports_{i}" if p["ports"] else "NULL"}, .n_ports = {len(p["ports"])},\n'
                    f'     .host_at = {p["host"] if p["host"] is not None else "PROBE_NO_HOST"}, .len = {len(p["send"])},\n'
                    f'     .bytes = (const uint8_t *){c_bytes(p["send"])}}},\n')
        f.write(f"}};\n\nconst unsigned probe_count = {len(probes)};\n"
                f'_Static_assert({len(probes)} <= PROBE_MAX, "more probes than a door keeps account of");\n')


main()
