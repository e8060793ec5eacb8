#!/usr/bin/env python3
"""data/rules/*.rule -> src/audit/rules_table.c and the examples for its test (meson runs it). data/rules/README.md has the grammar.

usage: tools/gen-rules.py data/rules table.c samples.c
"""
import json
import pathlib
import re
import shlex
import sys

import prose

ZONES = ["loopback", "private", "public"]
SEVERITIES = ["none", "info", "low", "medium", "high", "critical"]
PROTOS = ["tcp", "udp", "sctp"]
FACTS = ["expired", "self-signed", "weak-key"]
IN_SERVICE = ["product", "version", "info", "how", "os"]
IN_CERTIFICATE = ["key", "expired", "self_signed"]


def door(text, fail):
    """'23/tcp telnet info=… | 22/tcp ssh' -> JSON Lines, the judged door first"""
    if text.startswith("host "):
        seq = dict(word.split("=", 1) for word in shlex.split(text)[1:])
        os = {"name": seq.pop("system"), "accuracy": 95} if "system" in seq else {}
        return json.dumps({"type": "host", "addr": "198.18.0.1", "state": "up", "os": os, "seq": seq})
    records = []
    for part in text.split(" | "):
        place, *words = shlex.split(part)
        port, proto = place.split("/")
        r = {"type": "port", "addr": "198.18.0.1", "proto": proto, "port": int(port), "state": "open"}
        if words and "=" not in words[0]:
            r["service"] = {"name": words.pop(0), "how": "banner"}
        for word in words:
            key, _, value = word.partition("=")
            value = {"true": True, "false": False}.get(value, value)
            if key in IN_SERVICE:
                r.setdefault("service", {"how": "banner"})[key] = value
            elif key in IN_CERTIFICATE:
                r.setdefault("certificate", {"expired": False, "self_signed": False})[key] = value
            elif key == "tls":
                r["tls"] = {"version": value, "starttls": False}
            elif key == "addr":
                r[key] = value
            elif key == "facts":
                r["service"]["facts"] = value.split(",")
            else:
                fail(f"'{key}' is no key of an example")
        records.append(json.dumps(r))
    return "\n".join(records)


def ports(text, fail):
    out = []
    for word in text.split():
        m = re.fullmatch(r"(\d+)(?:-(\d+))?/(tcp|udp|sctp)", word)
        if not m:
            fail(f"'{word}': expected a port like 23/tcp or 512-514/tcp")
        out.append(f"{{PROTO_{m[3].upper()}, {m[1]}, {m[2] or m[1]}}}")
    return out


def severities(text, fail):
    given = dict(pair.split("=") for pair in text.split())
    if not set(given) <= set(ZONES) or not set(given.values()) <= set(SEVERITIES):
        fail("expected severity loopback=… private=… public=…")
    return ", ".join(f"SEVERITY_{given.get(z, 'none').upper()}" for z in ZONES)


def words(text):
    return prose.c_string(" " + " ".join(text.split()) + " ")


class Rule:
    def __init__(self, path, line, name):
        self.path, self.line, self.name = path, line, name
        self.keys, self.hits, self.misses, self.refs = {}, [], [], []

    def fail(self, what):
        prose.fail(self.path, self.line, f"{self.name}: {what}")

    def add(self, key, value):
        if key == "hit":
            self.hits.append(door(value, self.fail))
        elif key == "miss":
            self.misses.append(door(value, self.fail))
        elif key == "ref":
            self.refs.append(value)
        elif key in self.keys or key not in KEYS:
            self.fail(f"'{key}' is no key of a rule, or stands twice")
        else:
            self.keys[key] = value

    def c(self):
        if not self.hits or not self.misses or not self.refs or "severity" not in self.keys:
            self.fail("expected severity, ref, at least one hit and one miss")
        fields = [f".id = {prose.c_string(self.name)}", f".severity = {{{severities(self.keys['severity'], self.fail)}}}"]
        fields += [KEYS[k](v, self.fail) for k, v in self.keys.items() if k != "severity"]
        refs = ", ".join(prose.c_string(r) for r in self.refs)
        fields.append(f".refs = {{(const char *const[]){{{refs}}}, {len(self.refs)}}}")
        return "    {" + ",\n     ".join(fields) + "},"


def certificate(text, fail):
    if not set(text.split()) <= set(FACTS):
        fail(f"certificate: expected {' '.join(FACTS)}")
    return ".certificate = " + " | ".join("RULE_" + f.upper().replace("-", "_") for f in text.split())


KEYS = {
    "severity": None,
    "service": lambda t, f: f".services = {words(t)}",
    "port": lambda t, f: f".port = {{{', '.join(ports(t, f))}}}, .ports = {len(t.split())}",
    "sure": lambda t, f: ".port_suffices = true" if t == "port" else f("expected: sure port"),
    "product": lambda t, f: f".product = {prose.c_string(t)}",
    "os": lambda t, f: f".os = {prose.c_string(t)}",
    "mended": lambda t, f: f".mended = {prose.c_string(t)}",
    "below": lambda t, f: f".below = {prose.c_string(t)}",
    "info": lambda t, f: f".info = {prose.c_string(t)}",
    "isn": lambda t, f: f".isn = {prose.c_string(t)}",
    "ipid": lambda t, f: f".ipid = {prose.c_string(t)}",
    "frag": lambda t, f: f".frag = {prose.c_string(t)}",
    "system": lambda t, f: f".system = {prose.c_string(t)}",
    "fact": lambda t, f: f".facts = {words(t)}",
    "no-fact": lambda t, f: f".no_facts = {words(t)}",
    "proof": lambda t, f: f".proof = {words(t)}",
    "tls": lambda t, f: {"yes": ".tls = RULE_TLS", "no": ".tls = RULE_NO_TLS"}[t],
    "tls-version": lambda t, f: f".tls_versions = {words(t)}",
    "certificate": certificate,
    "beside": lambda t, f: f".beside = {words(t)}",
    "not-beside": lambda t, f: f".not_beside = {words(t)}",
}


def read(path):
    rule = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if line.startswith("#"):
            continue
        if not line:
            if rule:
                yield rule
            rule = None
        elif not rule:
            rule = Rule(path, number, line)
        else:
            rule.add(*line.split(" ", 1))
    if rule:
        yield rule


def c_lines(text):
    return prose.c_string(text).replace("\n", "\\n")


def main():
    folder, table, samples = sys.argv[1:]
    folder = pathlib.Path(folder)
    rules = [rule for path in sorted(folder.glob("*.rule")) for rule in read(path)]
    about = prose.read(folder / "about.en.txt")
    names = [r.name for r in rules]
    for name in names:
        if name not in about or names.count(name) > 1:
            prose.fail(folder, 0, f"'{name}' stands twice, or has no text in about.en.txt")
    for name in about.keys() - set(names) - {"known-vulnerabilities"}:
        prose.fail(folder / "about.en.txt", 0, f"'{name}' is no rule")
    head = ["/* Made by tools/gen-rules.py. */", '#include "audit/priv_rule.h"', ""]
    out = head + ["const struct rule rules_table[] = {"] + [r.c() for r in rules]
    out += ["};", f"const unsigned rules_table_count = {len(rules)};", ""]
    pathlib.Path(table).write_text("\n".join(out), encoding="utf-8")
    out = head + ["const struct rule_sample rule_samples[] = {"]
    for r in rules:
        for wanted, list_ in (("true", r.hits), ("false", r.misses)):
            out += [f"    {{{prose.c_string(r.name)}, {wanted},\n     {c_lines(s)}}}," for s in list_]
    out += ["    {0, false, 0},", "};", ""]
    pathlib.Path(samples).write_text("\n".join(out), encoding="utf-8")


main()
