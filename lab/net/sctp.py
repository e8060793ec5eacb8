#!/usr/bin/env python3
"""SCTP endpoints for tests where the kernel has none: answers INIT with INIT ACK on listening ports, ABORT elsewhere (RFC 9260
§5.1, §8.4); a COOKIE ECHO that is not its own is thrown away on listening ports (§5.1.5), ABORT elsewhere. IPv4 and IPv6, raw sockets.

Prints "ready". Ends by itself after --for seconds, so nothing is left behind.
"""
import argparse
import selectors
import socket
import struct
import sys
import time

INIT, INIT_ACK, ABORT, COOKIE_ECHO = 1, 2, 6, 10


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<L", crc ^ 0xFFFFFFFF)


def packet(sport, dport, vtag, kind, flags, value=b""):
    head = struct.pack(">HHL", sport, dport, vtag)
    chunk = struct.pack(">BBH", kind, flags, 4 + len(value)) + value
    return head + crc32c(head + bytes(4) + chunk) + chunk


def answer(data, listening):
    """The answer to a packet, or None."""
    if len(data) < 16 or crc32c(data[:8] + bytes(4) + data[12:]) != data[8:12]:
        return None
    sport, dport, vtag = struct.unpack(">HHL", data[:8])
    kind, tag = data[12], struct.unpack(">L", data[16:20])[0] if len(data) >= 20 else 0
    if kind == INIT and vtag == 0 and tag:
        if dport in listening:
            return packet(dport, sport, tag, INIT_ACK, 0, struct.pack(">LLHHL", 7, 65536, 10, 10, 9) + b"\0\7\0\x08cook")
        return packet(dport, sport, tag, ABORT, 0)
    if kind == COOKIE_ECHO and dport not in listening:
        return packet(dport, sport, vtag, ABORT, 1)
    return None


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--ports", default="", help="that listen: 22,80")
    args.add_argument("--for", dest="seconds", type=float, default=300)
    args = args.parse_args()
    listening = set(map(int, filter(None, args.ports.split(","))))
    ready = selectors.DefaultSelector()
    for family in (socket.AF_INET, socket.AF_INET6):
        ready.register(socket.socket(family, socket.SOCK_RAW, 132), selectors.EVENT_READ)
    end = time.monotonic() + args.seconds
    print("ready")
    sys.stdout.flush()
    while time.monotonic() < end:
        for key, _ in ready.select(1):
            data, peer = key.fileobj.recvfrom(2048)
            if key.fileobj.family == socket.AF_INET:
                data = data[(data[0] & 15) * 4 :]
            reply = answer(data, listening)
            if reply:
                key.fileobj.sendto(reply, (peer[0], 0))


main()
