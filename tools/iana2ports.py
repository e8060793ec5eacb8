#!/usr/bin/env python3
"""IANA's service name registry (CSV) -> data/ports/iana.tsv: protocol, port, name, and nothing else.

usage: tools/iana2ports.py service-names-port-numbers.csv > data/ports/iana.tsv

The registry is CC0 (iana.org/help/licensing-terms). Its columns with people's names are not taken over. A port with
several names keeps them all, the registry's first one first, except that a name marked "historic" or used without
authority does not come first. Ranges of up to 256 ports are written out; rows without name or number are dropped.
"""
import csv
import re
import sys

PROTOCOLS = ["tcp", "udp", "sctp"]
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_+./*-]{0,31}$")
LONGEST_RANGE = 256


def ports_of(text):
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if not match:
        return []
    first = int(match[1])
    last = int(match[2] or first)
    return range(first, last + 1) if first <= last < 65536 and last - first < LONGEST_RANGE else []


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        for order, row in enumerate(csv.DictReader(file)):
            name = row["Service Name"].strip()
            proto = row["Transport Protocol"].strip().lower()
            if proto not in PROTOCOLS or not NAME.match(name):
                continue
            doubtful = "historic" in row["Assignment Notes"].lower()
            for port in ports_of(row["Port Number"].strip()):
                yield PROTOCOLS.index(proto), port, doubtful, order, name


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("# Names of ports in the IANA Service Name and Transport Protocol Port Number Registry (CC0 1.0).")
    print("# Made by tools/iana2ports.py. What really runs there, where that differs, is in expected.tsv.")
    print("# proto\tport\tname")
    seen = set()
    for proto, port, _, _, name in sorted(rows(sys.argv[1])):
        if (proto, port, name.lower()) not in seen:
            seen.add((proto, port, name.lower()))
            print(PROTOCOLS[proto], port, name, sep="\t")


main()
