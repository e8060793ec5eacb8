#!/usr/bin/env python3
"""data/watch/marks.tsv and data/watch/roles.txt -> src/watch/watch_tables.c (meson runs it).

usage: tools/gen-watch.py data/watch output.c
"""
import os
import re
import sys

import prose

PORTS_MAX = 8
LIMITS_MAX = 10
TECHNIQUES = {"syn", "ack", "fin", "null", "xmas", "maimon", "udp", "sctp", "ping", "arp", "nd"}
FEATURES = {"targets", "hosts", "ports", "tries-per-target", "hosts-share", "ports-share", "inside-share", "low-share",
            "answered-share", "known-answered-share", "raw-share", "wordless-share", "shapes", "failures",
            "silent-share", "refused-share", "steps-share", "stale-share", "corners", "corners-share", "peers", "peers-share", "peers-hosts",
            "peers-nets", "peers-again", "peers-answered", "rest-failures", "marks", "hours", "minutes", "explained-share", "near-share",
            "same-sport-share", "unknown-share", "empty-share", "high-share", "per-second", "trace-share", "home-failures",
            "unwritten-share", "service-sport-share", "self-share", "displays-share", "completed-share", "resets"}


def symbol(prefix, word):
    return prefix + word.upper().replace("-", "_")


OTHERS = {"no-tcp", "udp", "sctp", "echo"}  # what a row is about that is not about TCP


def marks(path):
    """Rows of TCP, rows of all others."""
    tcp, others = [], []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 5 or not all(cells):
                prose.fail(path, number, "expected: tool, sure, packets, facts, formula")
            tool, sure, least, facts, formula = cells
            if not sure.isdigit() or not 0 < int(sure) < 100 or not least.isdigit() or not 0 < int(least) < 256:
                prose.fail(path, number, "sure is 1 ... 99, packets 1 ... 255")
            if formula.startswith('N_("') and formula.endswith('")'):
                formula = formula[4:-2]  # words, marked for translation
            needs = " | ".join(symbol("FACT_", fact) for fact in facts.split())
            rows = others if OTHERS & set(facts.split()) else tcp
            rows.append(f"    {{{prose.c_string(tool)}, {needs}, {least}, {sure}, {prose.c_string(formula)}}},")
    return tcp, others


def numbers(path, at, words, most, limit):
    if not words or len(words) > most or not all(word.isdigit() and int(word) <= limit for word in words):
        prose.fail(path, at, f"expected: 1 ... {most} numbers up to {limit}")
    return words


def paragraphs(path):
    """[(line, [(line, words)])]"""
    out, now = [], []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate([*file, ""], 1):
            if line.strip() and not line.startswith("#"):
                now.append((number, line.strip()))
            elif not line.strip() and now:
                out.append(now)
                now = []
    return out


def role(path, lines):
    at, first = lines[0]
    if not re.fullmatch(r"role [a-z0-9-]+", first):
        prose.fail(path, at, "expected: role NAME")
    flags, techniques, ports, limits, why = [], [], [], [], None
    for at, line in lines[1:]:
        words = line.split()
        if line in ("learnt", "declared", "suggested", "from inside", "from outside", "over ipv6"):
            flags.append(symbol("ROLE_", words[-1]))
        elif words[0] == "technique" and words[1:] and set(words[1:]) <= TECHNIQUES:
            techniques = [f"1u << {symbol('TECHNIQUE_', word)}" for word in words[1:]]
        elif words[0] in ("only", "mostly", "leads"):
            ports = numbers(path, at, words[1:], PORTS_MAX, 65535)
            flags += [] if words[0] == "only" else [symbol("ROLE_", words[0])]
        elif words[0] in FEATURES and len(words) == 3 and words[1] in ("at-least", "at-most"):
            value = numbers(path, at, words[2:], 1, 10000)[0]
            limits.append(f"{{{symbol('FEATURE_', words[0])}, {'true' if words[1] == 'at-least' else 'false'}, {value}}}")
        elif words[0] == "why" and re.fullmatch(r'why N_\("[^"]*"\)', line):
            why = line[4:]
        else:
            prose.fail(path, at, f"'{line}' is no line of a role")
    if len(limits) > LIMITS_MAX or bool({"ROLE_LEARNT", "ROLE_SUGGESTED"} & set(flags)) != (why is not None) or not flags:
        prose.fail(path, lines[0][0], f"a role is learnt or suggested and says why, or declared, and has at most {LIMITS_MAX} limits")
    fields = [f".name = {prose.c_string(first.split()[1])}", f".flags = {' | '.join(flags)}",
              f".techniques = {' | '.join(techniques) or 0}"]
    if ports:
        fields += [f".n_ports = {len(ports)}, .ports = {{{', '.join(ports)}}}"]
    if limits:
        fields += [f".n_limits = {len(limits)}, .limits = {{{', '.join(limits)}}}"]
    if why:
        fields += [f".why = {why}"]
    return "    {" + ", ".join(fields) + "},"


def main():
    folder, target = sys.argv[1:]
    path = os.path.join(folder, "roles.txt")
    tcp, others = marks(os.path.join(folder, "marks.tsv"))
    roles = [role(path, lines) for lines in paragraphs(path)]
    declared = []
    for row in roles:
        name = re.search(r'"([a-z0-9-]+)"', row).group(1)
        if "ROLE_DECLARED" in row and name not in declared:
            declared.append(name)
    out = ["/* Made by tools/gen-watch.py from data/watch/. */", '#include "watch/priv_tables.h"', "",
           "const struct mark_row mark_rows[] = {", *tcp, *others, "};",
           f"const unsigned mark_rows_tcp = {len(tcp)}, mark_rows_count = {len(tcp) + len(others)};",
           f'_Static_assert({max(len(tcp), len(others))} <= MARKS_TOOLS, "a counter for each mark");', "",
           "const struct role_row role_rows[] = {", *roles, "};", f"const unsigned role_rows_count = {len(roles)};", "",
           "const char *const role_words[] = {" + ", ".join(prose.c_string(name) for name in [*declared, "none"]) + ", NULL};", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out))


main()
