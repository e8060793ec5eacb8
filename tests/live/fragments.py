"""Answers large ICMPv6 echo requests in two fragments each, in place of the kernel, which must be told to ignore them. Identification
numbers are those of one counter, but for the last address given: there each destination has a counter of its own. Prints "ready".

usage: fragments.py ADDRESS…
"""
import socket
import struct
import sys

PKTINFO = 50  # IPV6_PKTINFO
FIRST = 1232


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def fragment(source, to, part, offset, more, number):
    body = struct.pack(">BBHI", socket.IPPROTO_ICMPV6, 0, offset | more, number) + part
    return struct.pack(">IHBB", 6 << 28, len(body), 44, 64) + source + to + body


each = socket.inet_pton(socket.AF_INET6, sys.argv[-1])
shared, own = 0xfffffffe, {}
hear = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
hear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
say = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
print("ready", flush=True)
while True:
    data, ancillary, _, peer = hear.recvmsg(65536, 1024)
    if data[0] != 128 or len(data) <= FIRST:
        continue
    me = next(d[:16] for level, kind, d in ancillary if kind == PKTINFO)
    to = socket.inet_pton(socket.AF_INET6, peer[0])
    reply = b"\x81\0\0\0" + data[4:]
    pseudo = me + to + struct.pack(">II", len(reply), socket.IPPROTO_ICMPV6)
    reply = reply[:2] + struct.pack(">H", checksum(pseudo + reply)) + reply[4:]
    if me == each:
        number = own[to] = own.get(to, to[15] << 24) + 1
    else:
        number = shared = (shared + 1) & 0xffffffff
    for part, offset, more in ((reply[:FIRST], 0, 1), (reply[FIRST:], FIRST, 0)):
        say.sendto(fragment(me, to, part, offset, more, number), (peer[0], 0))
