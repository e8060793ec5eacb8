#!/usr/bin/env python3
"""Many listening ports in one process, for tests: TCP accepts and hangs up, UDP answers with what it got, from another port
as TFTP does (--moved), or not at all (--mute).

Prints "ready" when every port listens. Ends by itself after --for seconds, so nothing is left behind.
"""
import argparse
import resource
import selectors
import socket
import sys
import time


def ports(text):
    """"22,80,1000-1010" as numbers."""
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def listener(kind, addr, port):
    family = socket.AF_INET6 if ":" in addr else socket.AF_INET
    sock = socket.socket(family, kind)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if kind == socket.SOCK_STREAM:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((addr, port))
    if kind == socket.SOCK_STREAM:
        sock.listen(128)
    sock.setblocking(False)
    return sock


def answer(sock, how):
    try:
        if sock.type == socket.SOCK_STREAM:
            sock.accept()[0].close()
        else:
            data, peer = sock.recvfrom(2048)
            if how == "echo":
                sock.sendto(data, peer)
            elif how == "moved":
                with socket.socket(sock.family, socket.SOCK_DGRAM) as other:
                    other.bind((sock.getsockname()[0], 0))
                    other.sendto(b"\0\5\0\1File not found\0", peer)
    except OSError:
        pass  # the other side is gone already


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--tcp", default="", help="ports: 22,80,1000-1010")
    args.add_argument("--udp", default="")
    args.add_argument("--mute", default="")
    args.add_argument("--moved", default="")
    args.add_argument("--addr", action="append", help="address to bind; default 0.0.0.0 and ::")
    args.add_argument("--for", dest="seconds", type=float, default=300)
    args = args.parse_args()

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    ready = selectors.DefaultSelector()
    for addr in args.addr or ["0.0.0.0", "::"]:
        for kind, text, how in ((socket.SOCK_STREAM, args.tcp, "accept"), (socket.SOCK_DGRAM, args.udp, "echo"),
                                (socket.SOCK_DGRAM, args.mute, "mute"), (socket.SOCK_DGRAM, args.moved, "moved")):
            for port in ports(text):
                ready.register(listener(kind, addr, port), selectors.EVENT_READ, how)

    print("ready", flush=True)
    end = time.monotonic() + args.seconds
    while (left := end - time.monotonic()) > 0:
        for key, _ in ready.select(left):
            answer(key.fileobj, key.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
