#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets into corpus/<target>/ beside this file. Byte by
byte from the RFCs, without the project's own code: a mistake of a builder does not hide one of a parser."""
import gzip
import pathlib
import socket
import struct

HERE = pathlib.Path(__file__).parent / "corpus"
A4, B4 = socket.inet_aton("198.18.0.1"), socket.inet_aton("198.18.0.9")
A6, B6 = (socket.inet_pton(socket.AF_INET6, "2001:db8::" + x) for x in "19")


def csum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_csum(data, at, pseudo=b""):
    return data[:at] + struct.pack(">H", csum(pseudo + data)) + data[at + 2 :]


def pseudo(src, dst, proto, n):
    return src + dst + (struct.pack(">HH", proto, n) if len(src) == 4 else struct.pack(">LL", n, proto))


def ip4(proto, body, frag=0x4000, opts=b"", total=None):
    n = 20 + len(opts)
    total = n + len(body) if total is None else total
    head = struct.pack(">BBHHHBBH", 0x40 | n // 4, 0, total, 7, frag, 64, proto, 0)
    return with_csum(head + B4 + A4 + opts, 10) + body


def ip6(proto, body, n=None):
    return struct.pack(">LHBB", 0x60012345, len(body) if n is None else n, proto, 64) + B6 + A6 + body


def tcp(flags, src, dst, opts=b"", data=b""):
    doff = (20 + len(opts)) // 4 << 4
    head = struct.pack(">HHLLBBHHH", 443, 40000, 1, 0xCAFEBABF, doff, flags, 65160, 0, 0)
    whole = head + opts + data
    return with_csum(whole, 16, pseudo(src, dst, 6, len(whole)))


def udp(src, dst, data, sport=53, dport=40000):
    whole = struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data
    return with_csum(whole, 6, pseudo(src, dst, 17, len(whole)))


def icmp(kind, code, rest, data):
    return with_csum(struct.pack(">BBH", kind, code, 0) + rest + data, 2)


def icmp6(kind, code, rest, data):
    whole = struct.pack(">BBH", kind, code, 0) + rest + data
    return with_csum(whole, 2, pseudo(B6, A6, 58, len(whole)))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<L", crc ^ 0xFFFFFFFF)


def sctp(vtag, kind, flags, value):
    head = struct.pack(">HHL", 38412, 40000, vtag)
    chunk = struct.pack(">BBH", kind, flags, 4 + len(value)) + value + b"\0" * (-len(value) % 4)
    return head + crc32c(head + bytes(4) + chunk) + chunk


def eth(kind, body, tags=b""):
    return bytes.fromhex("020000000001020000000009") + tags + struct.pack(">H", kind) + body


SYN_ACK = {
    "linux": bytes.fromhex("020405b40402080a112233445566778801030307"),
    "windows": bytes.fromhex("020405b40103030801010402"),
    "mss": bytes.fromhex("020405b4"),
    "macos": bytes.fromhex("020405b4010303060101080a112233440000000004020000"),
}
OPTS = SYN_ACK | {
    "none": b"",
    "sack": bytes.fromhex("0101051200000001000000020000000300000004"),
    "fastopen": bytes.fromhex("020405b4220a1122334455667788"),
    "md5": bytes.fromhex("0101") + b"\x13\x12" + bytes(16),
    "twice": bytes.fromhex("020405b402040200"),
    "length0": bytes.fromhex("020405b403000000"),
    "length1": bytes.fromhex("0301"),
    "beyond": bytes.fromhex("01010801"),
    "wrong_mss": bytes.fromhex("0203050303070000"),
    "padding": bytes.fromhex("0100dead"),
    "forty": b"\1" * 40,
    "others20": bytes.fromhex("1e02") * 20,
}
FRAG = struct.pack(">BBHL", 6, 0, 1, 0xCAFEBABE)
EXTS = {
    "hop": (0, bytes.fromhex("0600010400000000")),
    "routing": (43, bytes.fromhex("3b02040100000000") + A6),
    "dest_frag": (60, bytes.fromhex("2c00010400000000") + FRAG),
    "frag_later": (44, struct.pack(">BBHL", 60, 0, 1480, 5) + b"data"),
    "ah": (51, bytes.fromhex("060400000000010000000007") + bytes(12)),
    "esp": (50, bytes(16)),
    "none": (59, b""),
    "nine": (60, bytes.fromhex("3c00010400000000") * 9),
    "beyond": (60, bytes.fromhex("06ff010400000000")),
    "hop_second": (60, bytes.fromhex("0000010400000000") + bytes.fromhex("0600010400000000")),
}
QUOTES = {
    "tcp4": ip4(6, tcp(2, A4, B4)[:8], total=40),
    "udp4": ip4(17, udp(A4, B4, b"x")),
    "echo4": ip4(1, icmp(8, 0, bytes.fromhex("12340001"), b"ping")),
    "swapped4": ip4(6, tcp(2, A4, B4)[:8], total=0x2800),
    "fragment4": ip4(17, b"abcdefgh", frag=185),
    "options4": ip4(6, tcp(2, A4, B4), opts=bytes.fromhex("94040000")),
    "tcp6": ip6(6, tcp(2, B6, A6)),
    "udp6_dest": ip6(60, bytes.fromhex("1100010400000000") + udp(B6, A6, b"x")),
    "echo6": ip6(58, icmp6(128, 0, bytes.fromhex("12340001"), b"ping")),
}
MAC_OPT = bytes.fromhex("020000000009")
ICMP4 = {
    "echo_reply": icmp(0, 0, bytes.fromhex("12340001"), b"ping"),
    "timestamp_reply": icmp(14, 0, bytes.fromhex("12340001"), struct.pack(">LLL", 1, 2, 3)),
    "too_big": icmp(3, 4, bytes.fromhex("000005dc"), QUOTES["tcp4"]),
    "parameter": icmp(12, 0, bytes.fromhex("14000000"), QUOTES["options4"]),
    "extended": icmp(11, 0, bytes.fromhex("00200000"), QUOTES["udp4"].ljust(128, b"\0") + b"\x20\0\0\0"),
} | {f"port_{k}": icmp(3, 3, bytes(4), q) for k, q in QUOTES.items() if k.endswith("4")}
ICMP6 = {
    "echo_reply": icmp6(129, 0, bytes.fromhex("12340001"), b"ping"),
    "solicitation": icmp6(135, 0, bytes(4), A6 + b"\1\1" + MAC_OPT),
    "advertisement": icmp6(136, 0, bytes.fromhex("60000000"), B6 + b"\2\1" + MAC_OPT),
    "nd_nonce": icmp6(135, 0, bytes(4), A6 + b"\x0e\1" + bytes(6) + b"\1\1" + MAC_OPT),
    "nd_length0": icmp6(136, 0, bytes(4), B6 + b"\2\0" + MAC_OPT),
    "too_big": icmp6(2, 0, struct.pack(">L", 1280), QUOTES["tcp6"]),
    "port": icmp6(1, 4, bytes(4), QUOTES["udp6_dest"]),
    "next_header": icmp6(4, 1, struct.pack(">L", 6), QUOTES["echo6"]),
}
INIT = struct.pack(">LLHHL", 0x01020304, 65535, 10, 2048, 5)
SCTP = {
    "init": sctp(0, 1, 0, INIT),
    "init_ack": sctp(7, 2, 0, INIT + bytes.fromhex("0007000800000001")),
    "abort": sctp(7, 6, 1, b""),
    "cookie_echo": sctp(7, 10, 0, b"cook"),
    "no_chunk": struct.pack(">HHLL", 1, 2, 3, 4),
    "short_init": sctp(0, 1, 0, INIT[:9]),
    "length0": struct.pack(">HHLLL", 1, 2, 3, 4, 0x06000000),
}
IP = {f"syn_ack_{k}": ip4(6, tcp(0x12, B4, A4, o)) for k, o in SYN_ACK.items()}
IP |= {f"syn_ack6_{k}": ip6(6, tcp(0x12, B6, A6, o)) for k, o in SYN_ACK.items()}
IP |= {f"sctp_{k}": ip4(132, m) for k, m in SCTP.items()}
IP |= {f"sctp6_{k}": ip6(132, m) for k, m in SCTP.items()}
IP |= {f"icmp_{k}": ip4(1, m) for k, m in ICMP4.items()}
IP |= {f"icmp6_{k}": ip6(58, m) for k, m in ICMP6.items()}
IP |= {f"exts_{k}": ip6(kind, body) for k, (kind, body) in EXTS.items()}
IP |= {
    "rst": ip4(6, tcp(0x14, B4, A4)),
    "data": ip4(6, tcp(0x18, B4, A4, data=b"SSH-2.0-x\r\n")),
    "offloaded": ip4(6, tcp(0x18, B4, A4, data=b"0123456789"), total=0),
    "offloaded6": ip6(6, tcp(0x18, B6, A6, data=b"0123456789"), n=0),
    "udp": ip4(17, udp(B4, A4, b"hello")),
    "udp6": ip6(17, udp(B6, A6, b"hello")),
    "udp_surplus": ip4(17, udp(B4, A4, b"hello") + b"more"),
    "first_fragment": ip4(17, struct.pack(">HHHH", 53, 40000, 3000, 1) + b"12345678", frag=0x2000),
    "later_fragment": ip4(17, b"12345678", frag=0x00B9),
    "source_route": ip4(6, tcp(0x12, B4, A4), opts=bytes.fromhex("8307040000000000")),
    "sctp": ip4(132, bytes(16)),
    "total_short": ip4(6, tcp(0x12, B4, A4), total=19),
}
ARP = struct.pack(">HHBBH", 1, 0x800, 6, 4, 2) + MAC_OPT + B4 + bytes.fromhex("020000000001") + A4
PACKET = {f"ip_{k}": eth(0x86DD if b[0] >> 4 == 6 else 0x800, b).ljust(60, b"\0") for k, b in IP.items()}
PACKET |= {
    "arp": eth(0x806, ARP).ljust(60, b"\0"),
    "arp_other": eth(0x806, b"\0\6" + ARP[2:]),
    "vlan": eth(0x800, IP["rst"], bytes.fromhex("81000007")).ljust(64, b"\0"),
    "qinq": eth(0x86DD, IP["udp6"], bytes.fromhex("88a8000a81000007")),
    "three_tags": eth(0x800, IP["rst"], bytes.fromhex("88a8000a8100000781000008")),
    "llc": eth(0x26, bytes(46)),
    "lldp": eth(0x88CC, bytes(46)),
}

TARGETS = {
    "words": b"198.18.0.1 198.18.0.0/30,198.18.0.9\n2001:db8::/120 # comment\nweb.example\n",
    "octets": b"10.0-3.1,7.*\n1-2,4.-9.250-.*\0" b"10.1.*.*",
    "ranges": b"198.18.0.1-198.18.0.9 198.18.1.1-9 2001:db8::1-2001:db8::f\0" b"198.18.0.3-4",
    "zones": b"fe80::1%1 fe80::%2/126 fe80::1%1-fe80::3%1\0" b"fe80::1",
    "whole": b"0.0.0.0/0 ::/65\0" b"10.0.0.0/8 web.example ::1",
    "mapped": b"::ffff:198.18.0.1/120 ::ffff:198.18.1.1\0" b"198.18.0.7",
    "traps": b"1.2.3 010.0.0.1 0x7f.1 1.2.3.256 9-1.0.0.0",
    "bom": b"\xef\xbb\xbf198.18.0.1\r\n\r\n#\r\nxyz.example",
    "many": b" ".join(b"198.18.%d.%d" % (i % 7, 2 * i % 255) for i in range(120)),
}
PORTS = {
    "numbers": b"22,80,1000-2000,-9,60000-\n80,1500",
    "letters": b"T:22,U:53,161,S:9,[1-1024]\nU:53",
    "names": b"ssh,http*,telne?\nhttp-alt",
    "all": b"-\n[-]",
    "zero": b"0-65535\n0",
    "traps": b"022,65536,9-8",
}

ID = b"0123456789abcdef" * 4

MAC = bytes([0x0A, 0x0B, 0x0C, 0x12, 0x30, 0])
VENDORS = {
    "large": MAC + b"Registry,Assignment,Organization Name,Organization Address\r\nMA-L,0A0B0C,Hinges,1 Gate Road\r\n",
    "medium": MAC + b'MA-M,0A0B0C1,"Bolts, ""Bars""","two\nlines"\n',
    "small": MAC + b"MA-S,0A0B0C123,Keys,",
    "open_quote": MAC + b'MA-S,0A0B0C123,"Keys',
    "nobody": MAC + b"MA-L,0A0B0C,,\n,,,\n\n",
}

CGROUPS = {
    "unit": b"0::/system.slice/system-a.slice/a\\x2db@1.service\n",
    "v1": b"9:name=systemd:/system.slice/ssh.service\n4:memory:/docker/" + ID + b"\n0::/\n",
    "docker": b"0::/system.slice/docker-" + ID + b".scope\n",
    "podman": b"0::/machine.slice/libpod-" + ID + b".scope/container\n",
    "kubernetes": b"0::/kubepods.slice/kubepods-pod1.slice:cri-containerd:" + ID,
    "lxc": b"0::/lxc.payload.web/init.scope\n4:cpu:/lxc/web\n",
    "nspawn": b"0::/machine.slice/systemd-nspawn@deb\\x2d12.service/payload\n",
    "long": b"0::/" + b"a" * 400 + b".scope\n1:x:/lxc/" + b"b" * 400,
}


def nlattr(kind, body):
    return struct.pack("=HH", 4 + len(body), kind) + body + b"\0" * (-len(body) % 4)


def diag(family, addr, port, ifindex=0, attrs=b"", kind=20):
    """A message of SOCK_DIAG_BY_FAMILY: struct inet_diag_msg of linux/inet_diag.h, and attributes."""
    sockid = struct.pack(">HH16s16x", port, 0, addr) + struct.pack("=III", ifindex, 77, 1)
    body = struct.pack("=BBBB", family, 10, 0, 0) + sockid + struct.pack("=5I", 0, 0, 128, 1000, 4242) + attrs
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 1) + body


V6ONLY = nlattr(11, b"\1")
ARRIVALS = {
    "v4": b"\x45\0\0\x1d\0\0\0\0\x40\x11\0\0" + A4 + B4 + b"\x9c\x40\0\x35\0\x09\0\0x",
    "v6": b"\x60\0\0\0\0\x09\x11\x40" + A6 + B6 + b"\x9c\x40\0\x35\0\x09\0\0x",
}

SOCKETS = {
    "v4": diag(2, A4, 22),
    "v6only": diag(10, A6, 443, attrs=nlattr(8, b"\0") + V6ONLY),
    "mapped": diag(10, b"\0" * 10 + b"\xff\xff" + A4, 80),
    "link_local": diag(10, b"\xfe\x80" + A6[2:], 546, 3, V6ONLY),
    "several": b"".join(diag(2, A4, port) for port in range(1, 12)),
    "strange": diag(1, A4, 9) + diag(2, A4, 0) + diag(2, A4, 9, kind=3) + diag(10, A6, 9, attrs=V6ONLY[:5]),
}

PAIRS = {
    "words": b"# doors\n198.18.0.1 22\n 198.18.0.1\ttcp 80 # web\n198.18.0.9 udp 53\n2001:db8::1 443\n198.18.0.1 22\n",
    "json": b'{"type":"run","v":1}\n{"type":"port","addr":"198.18.0.1","proto":"tcp","port":22,"state":"open"}\n'
    b'{"type":"port","addr":"2001:db8::1","proto":"tcp","port":443,"state":"closed"}\n',
    "wrong": b"198.18.0.1 22\n198.18.0.1 65536\n",
    "edges": b"255.255.255.255 1\n0.0.0.0 0\n223.255.255.255 65535\n224.0.0.1 1\n::1 1\n",
}


def leb(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def entry(kind, *numbers, rest=b""):
    return leb(kind << 4) + b"".join(map(leb, numbers)) + rest


# The engine of journal_fuzz.c: 8 hosts of 40 ports, two hosts in a block.
PART, BLOCK, ROUND, MARK = entry(7, 0, 320, 8, 2), lambda n: entry(8, n), lambda n: entry(9, n), lambda at: entry(14, at, *[1] * 14)
DOOR, HOST, FAILED = entry(10, 3, 4, 0, 61, 1000000, rest=b"\0"), entry(11, 1, 16, 61), entry(12, 5)
JOURNALS = {
    "begun": PART + BLOCK(0) + ROUND(1),
    "round1": PART + BLOCK(0) + ROUND(1) + DOOR + HOST + leb(4 << 4 | 5) + leb(3 << 4 | 5) + MARK(30),
    "round2": PART + BLOCK(0) + ROUND(1) + DOOR + HOST + FAILED + ROUND(2) + entry(13, 0, 1, rest=leb(40) + b"\x11" * 40) + MARK(9),
    "block2": PART + BLOCK(0) + ROUND(1) + DOOR + ROUND(2) + entry(16, 0) + BLOCK(2) + ROUND(1) + HOST + MARK(11) + entry(15, 11),
    "done": PART + b"".join(BLOCK(n) + ROUND(1) + entry(16, n // 3) for n in (0, 2, 4, 6)) + entry(17),
    "state": PART + BLOCK(0) + ROUND(1) + entry(13, 2, 0, rest=leb(3) + b"\x45\xf0\x5a") + MARK(80),
}

# Captures: a vertical scan with refusals, pings, ARP, ICMP errors; every kind of file.
SCAN = [ip4(6, struct.pack(">HHLLBBHHH", 40000, p, 7, 0, 0x50, 2, 1024, 0, 0)) for p in range(1, 10)]
MIXED = SCAN + [ip4(17, struct.pack(">HHHH", 40000, p, 8, 0)) for p in range(1, 7)] + [ip4(1, b"\x08\0\0\0\0\0\0\0")]
MIXED += [ip4(1, b"\3\3\0\0\0\0\0\0" + ip4(17, struct.pack(">HHHH", 40000, 9, 8, 0))), ip4(132, b"\0\1" * 6 + b"\1")]
MIXED += [ip6(6, struct.pack(">HHLLBBHHH", 40000, 23, 7, 0, 0x50, 0, 1024, 0, 0)), ip4(6, b"\0" * 8, frag=0x2000)]


def pcap(packets, e="<", magic=0xA1B2C3D4, link=101):
    head = struct.pack(e + "LHHLLLL", magic, 2, 4, 0, 0, 65535, link)
    return head + b"".join(struct.pack(e + "LLLL", 1600000000 + i, 0, len(p), len(p)) + p for i, p in enumerate(packets))


def pcapng(packets, e="<"):
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack(e + "LL", kind, len(body) + 12) + body + struct.pack(e + "L", len(body) + 12)

    out = block(0x0A0D0D0A, struct.pack(e + "LHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack(e + "HHL", 101, 0, 0))
    return out + b"".join(block(6, struct.pack(e + "LLLLL", 0, 0, i, len(p), len(p)) + p) for i, p in enumerate(packets))


ETHER = [b"\2" * 12 + b"\x81\0\0\7\x08\0" + p for p in SCAN[:4]]
ETHER += [b"\2" * 12 + b"\x08\6\0\1\x08\0\6\4\0\1" + b"\2" * 6 + A4 + b"\0" * 6 + B4]


# Exports of flows: B tries nine ports of A, which refuses the first.
def netflow5():
    head = struct.pack(">HHLLLLBBH", 5, 10, 10000, 1700000000, 0, 1, 0, 0, 0)
    def flow(src, dst, sport, dport, flags):
        return src + dst + bytes(8) + struct.pack(">LLLLHHBBBB", 2, 88, 4000, 5000, sport, dport, 0, flags, 6, 0) + bytes(8)
    return head + flow(A4, B4, 1, 40000, 0x14) + b"".join(flow(B4, A4, 40000, port, 2) for port in range(1, 10))


SHAPE = [(8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (22, 4), (2, 4)]


def sets(template_id):
    fields = b"".join(struct.pack(">HH", *f) for f in SHAPE)
    rows = b"".join(B4 + A4 + struct.pack(">HHBBLL", 40000, port, 6, 2, 9000, 2) for port in range(1, 10))
    out = struct.pack(">HHHH", template_id, 8 + len(fields), 256, len(SHAPE)) + fields
    return out + struct.pack(">HH", 256, 4 + len(rows)) + rows


def netflow9():
    return struct.pack(">HHLLLL", 9, 10, 10000, 1700000000, 1, 7) + sets(0)


def ipfix():
    body = sets(2)
    return struct.pack(">HHLLL", 10, 16 + len(body), 1700000000, 1, 7) + body


WATCH = {
    "netflow5": netflow5(),
    "netflow9": netflow9(),
    "ipfix": ipfix(),
    "pcap": pcap(MIXED),
    "big_endian_ns": pcap(SCAN, ">", 0xA1B23C4D),
    "ethernet": pcap(ETHER, link=1),
    "pcapng": pcapng(MIXED),
    "pcapng_big": pcapng(SCAN, ">"),
    "gzip": gzip.compress(pcap(SCAN), mtime=0),
}

# What carries a packet: behind IP's protocol, or UDP's port.
SYN4, SYN6 = ip4(6, tcp(2, B4, A4)), ip6(6, tcp(2, B6, A6))
FRAME = bytes.fromhex("020000000001020000000009") + b"\x08\0" + SYN4


def over(port, data):
    return ip4(17, udp(B4, A4, data, 50000, port))


TUNNELS = {
    "ipip": ip4(4, SYN4),
    "6in4": ip4(41, SYN6),
    "gre": ip4(47, b"\0\0\x08\0" + SYN4),
    "gre_options": ip4(47, b"\xb0\0\x08\0\x09\x09\0\0" + bytes(3) + b"\7" + bytes(3) + b"\1" + SYN4),
    "nvgre": ip4(47, b"\x20\0\x65\x58\0\0\7\1" + FRAME),
    "gre_mpls": ip4(47, b"\0\0\x88\x47\0\1\1\x40" + SYN4),
    "pptp": ip4(47, b"\x30\x81\x88\x0b" + struct.pack(">HHII", len(SYN4) + 4, 5, 1, 2) + b"\xff\3\0\x21" + SYN4),
    "erspan1": ip4(47, b"\0\0\x88\xbe" + FRAME),
    "erspan2": ip4(47, b"\x10\0\x88\xbe\0\0\0\7\x10\1\0\x09\0\0\0\3" + FRAME),
    "erspan3": ip4(47, b"\x10\0\x22\xeb\0\0\0\7\x20\1\0\x09" + bytes(6) + b"\0\1" + bytes(8) + FRAME),
    "vxlan": over(4789, b"\x08\0\0\0\0\1\2\0" + FRAME),
    "geneve": over(6081, b"\2\x40\x65\x58\0\1\2\0\1\x08\1\1\1\2\3\4" + FRAME),
    "gtp": over(2152, b"\x34\xff" + struct.pack(">HI", len(SYN6) + 8, 9) + b"\0\0\0\x85\1\x10\1\0" + SYN6),
    "tzsp": over(37008, b"\1\0\0\1\0\x0a\1\xd8\1" + FRAME),
    "two_deep": ip4(47, b"\0\0\x08\0" + ip4(4, SYN4)),
    "signed": ip4(51, b"\6\4\0\0\0\0\0\x09\0\0\0\1" + bytes(12) + tcp(2, B4, A4)),
}

# Of the ports of udp_fuzz.c one in sixteen fits a question: some of these do.
DNS, LOST = bytes.fromhex("4a4a84000001000000000000") + b"\7version\4bind\0\0\x10\0\3", b"\0\5\0\1File not found\0"
UDP = {f"dns_{n}": ip4(17, udp(B4, A4, DNS, 53, n * 61)) for n in range(12)}
UDP |= {f"dns6_{n}": ip6(17, udp(B6, A6, DNS, 53, n * 61)) for n in range(12)}
UDP |= {f"moved_{n}": ip4(17, udp(B4, A4, LOST, 3000, n * 61)) for n in range(12)}
UDP |= {f"refused_{n}": ip4(1, icmp(3, 3, bytes(4), ip4(17, udp(A4, B4, b"\r\n\r\n", n * 61, 9)))) for n in range(12)}
LOGIN = b"220-hi\r\n220 there\r\n331 pass\r\n230 in\r\n"
FTP = {
    "open": LOGIN + b"200 ok\r\n150 opening\r\n226 done\r\n200 ok\r\n425 no\r\n",
    "refused": LOGIN + b"500 Illegal PORT command.\r\n" * 3,
    "login": b"220 hi\r\n530 no\r\n",
    "ssh": b"SSH-2.0-x\r\n",
    "gone": LOGIN + b"421 bye\r\n",
}

# An answer: flags (1 UDP, 2 http-get, 8 closed), port, length of the question, question, answer.
def answer(flags, port, data, sent=b""):
    return struct.pack(">BHB", flags, port, len(sent)) + sent + data


def framed(kind, data):
    return {"be4": struct.pack(">L", len(data)), "le4": struct.pack("<L", len(data)), "be2": struct.pack(">H", len(data))}[kind] + data


DNS_ASKED = b"\x12\x34\0\0\0\1\0\0\0\0\0\0\7version\4bind\0\0\x10\0\3"
DNS_SAID = b"\x12\x34\x84\0\0\1\0\1\0\0\0\0\7version\4bind\0\0\x10\0\3\xc0\x0c\0\x10\0\3\0\0\0\0\0\6\x059.9.9"
RPC_ASKED = struct.pack(">10L", 7, 0, 2, 100000, 2, 4, 0, 0, 0, 0)
RPC_SAID = struct.pack(">6L", 7, 1, 0, 0, 0, 0) + struct.pack(">6L", 1, 100000, 4, 6, 111, 0)
NTLM = b"NTLMSSP\0" + struct.pack("<LHHLL", 2, 0, 0, 56, 0xE2898215) + b"C" * 8 + b"\0" * 8 + struct.pack("<HHL", 12, 12, 56)
NTLM += struct.pack("<BBH", 10, 0, 17763) + b"\0\0\0\x0f" + struct.pack("<HH", 1, 4) + b"H\0I\0" + b"\0" * 4
SMB2 = b"\xfeSMB" + struct.pack("<HHLHHLLQLLQ16s", 64, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, b"") + struct.pack("<HHHH16s", 65, 1, 0x311, 0, b"zoo") + NTLM
SNMP = bytes.fromhex("303002010104067075626c6963a2230202123402010002010030173015") + b"\6\x08+\6\1\2\1\1\1\0\4\x09Linux zoo"
LDAP = bytes.fromhex("302c020101642704003023302104") + b"\x0bobjectClass1\x12\4\x03top\4\x0bxxROOTDSExx"
KRB = bytes.fromhex("7e1f301da003020105a10302011ea60302013ca9061b045a4f4f2eaa053003020100")
HTTP = b"HTTP/1.1 200 OK\r\nServer: frob/1.2\r\nContent-Length: 30\r\n\r\n<title>x</title>"
MYSQL = b"\x0a8.0.36\0" + b"\5\0\0\0saltsalt\0\xff\xff" + b"\0" * 20
ANSWERS = {
    "ssh": answer(0, 22, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    "http": answer(2, 80, HTTP, b"GET / HTTP/1.0\r\n\r\n"),
    "http_ntlm": answer(2, 80, b"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM TlRMTVNTUAACAAAABAAEADgAAAAFgomi\r\n\r\n"),
    "http_realm": answer(2, 80, b"HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=\", Web\"\r\n\r\n"),
    "http_links": answer(2, 80, b"HTTP/1.1 200 x\r\n\r\n<title>Frobnik Gardens</title>" + b"<script href=" * 150),
    "sip": answer(1, 5060, b"SIP/2.0 200 OK\r\nServer: Asterisk PBX 18.1\r\n\r\n"),
    "smtp": answer(0, 25, b"220 mx.example.org ESMTP Exim 4.96\r\n"),
    "ftp": answer(0, 21, b"220 (vsFTPd 3.0.3)\r\n"),
    "imap": answer(0, 143, b"* OK Dovecot ready.\r\n"),
    "mysql": answer(0, 3306, struct.pack("<L", len(MYSQL)) + MYSQL),
    "pgsql": answer(0, 5432, b"E\0\0\0\x30SFATAL\0C0A000\0Fpostmaster.c\0L2220\0Rx\0\0"),
    "dns": answer(1, 53, DNS_SAID, DNS_ASKED),
    "dns_tcp": answer(0, 53, framed("be2", DNS_SAID), framed("be2", DNS_ASKED)),
    "rpc": answer(1, 111, RPC_SAID, RPC_ASKED),
    "smb2": answer(0, 445, framed("be4", SMB2)),
    "rdp": answer(0, 3389, bytes.fromhex("030000130ed000001234000209080002000000")),
    "snmp": answer(1, 161, SNMP),
    "ldap": answer(0, 389, LDAP),
    "kerberos": answer(1, 88, KRB),
    "mongodb": answer(0, 27017, struct.pack("<9L", 64, 1, 1, 1, 8, 0, 0, 0, 1) + framed("le4", b"\x02version\0\6\0\0\x006.0.1\0\0")),
    "amqp": answer(0, 5672, b"\1\0\0\0\0\0\x30\0\x0a\0\x0a\0\x09\0\0\0\x1b\7productS\0\0\0\x08RabbitMQ"),
    "mqtt": answer(0, 1883, b"\x20\2\0\0\x30\x24\0\x13$SYS/broker/versionmosquitto version"),
    "x11": answer(0, 6000, b"\1\0\x0b\0\0\0\x20\0\x0f\xa7\xb8\0" + b"\0" * 12 + b"\x14\0" + b"\0" * 14 + b"The X.Org Foundation"),
    "vnc": answer(0, 5900, b"RFB 003.008\n\2\x13\2"),
    "stun": answer(1, 3478, b"\1\1\0\x0c\x21\x12\xa4\x42" + b"t" * 12 + b"\x80\x22\0\6x 1.20\0\0"),
    "ike": answer(1, 500, b"I" * 8 + b"R" * 8 + bytes.fromhex("2b2022200000000000000028") + bytes.fromhex("0000000c") + b"V" * 8, b"I" * 30),
    "ntp": answer(1, 123, b"\x24\x08\6\xe6" + b"\0" * 8 + b"\x7f\x7f\1\1" + b"\0" * 8 + b"T" * 8 + b"\0" * 16, b"\x23" + b"\0" * 39 + b"T" * 8),
    "nbstat": answer(1, 137, b"\x12\x34\x84\0\0\0\0\1\0\0\0\0\x20" + b"CK" + b"A" * 30 + b"\0\0\x21\0\1\0\0\0\0\0\x19\1HOST           \0\4\0" + b"M" * 6, b"\x12\x34" + b"\0" * 48),
    "mssql": answer(0, 1433, bytes.fromhex("0401001b000001000000060006ff0f0007d00000") + b"\0" * 7),
    "browser": answer(1, 1434, b"\5\x2c\0ServerName;DB;InstanceName;X;Version;14.0.1;;"),
    "modbus": answer(0, 502, bytes.fromhex("000100000011002b0e0101000003000141010142020143"), bytes.fromhex("000100000005002b0e0100")),
    "bacnet": answer(1, 47808, bytes.fromhex("810a0014010030010c0c023fffff19793e7504004a43493f")),
    "telnet": answer(0, 23, b"\xff\xfd\x18\xff\xfa\x18\1\xff\xf0login: "),
    "irc": answer(0, 6667, b":irc.example.org 002 x :Your host is x, running version hybrid-8.2.42\r\n"),
    "xmpp": answer(0, 5222, b"<stream:stream from='a' xmlns:stream='http://etherx.jabber.org/streams' id=''>"),
    "echo": answer(0, 7, b"hello", b"hello"),
}
RECOGS = {
    "one": b"<fingerprints matches='ssh.banner'><fingerprint pattern='^a(\\d)' flags='REG_ICASE'><example service.version='1'>a1</example>"
    b"<param pos='0' name='service.product' value='A'/><param pos='1' name='service.version'/></fingerprint></fingerprints>",
    "doctype": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
}
GRAMMARS = {"server": b"\2Foo/1.2 (Debian)", "greeting": b"\x0dx ESMTP Foo 1.2 ready", "json": b"\x0b{\"name\":\"foo\",\"version\":\"1.2\"}",
            "realm": b"\5Basic realm=\", Web\"", "links": b"\x0a<h1>Frobnik</h1>" + b"href=" * 300,
            "beside": b"\x08<title>Frobnik Gardens</title>" + b"<link -Frobnik Gardens" * 60}
LITERALS = {"plain": b"^nginx(?:/(\\d+))?$\0nginx/1", "alt": b"(?:abc|def)+x\0abcdefx", "class": b"a[^b]c\\x41bc{2}\0aXcAbcc"}

# Protocol and port, then events: bits (1 connected, 2 data, 8 closed, 16 failed, 32 TLS, 64 no TLS, 128 silence), length, data.
def events(head, *pairs):
    return bytes.fromhex(head) + b"".join(bytes([bits, len(data)]) + data for bits, data in pairs)


DOORS = {
    "greeting": events("000016", (1, b""), (2, b"SSH-2.0-OpenSSH_9.2p1\r\n")),
    "web": events("000050", (1, b""), (10, b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n")),
    "wants_tls": events("001f90", (1, b""), (10, b"\x15\3\1\0\2\2\x46"), (1, b""), (32, b""), (10, b"HTTP/1.0 200 OK\r\n\r\n")),
    "starttls": events("000019", (1, b""), (2, b"220 a ESMTP Postfix\r\n"), (128, b""), (2, b"250 a\r\n"), (128, b""), (1, b""),
                       (2, b"220 a ESMTP Postfix\r\n"), (2, b"250-a\r\n250 STARTTLS\r\n"), (2, b"220 go\r\n"), (32, b"")),
    "closes": events("001267", (8, b""), (8, b""), (8, b""), (8, b"")),
    "silent": events("001267"),
    "refused": events("001267", (16, b""), (16, b""), (16, b"")),
    "udp": events("010035", (1, b""), (2, DNS_SAID)),
    "udp_closed": events("030035", (1, b""), (8, b"")),
    "printer": events("00238c", (1, b""), (2, b"@PJL INFO ID\r\n\"HP\"\r\n\x0c")),
}

# Service and circumstances (bit 4: something is heard before a word of ours), then a piece an answer.
def dialogue(service, how, *answers):
    return bytes([service, how]) + b"".join(bytes([len(a)]) + a for a in answers)


RSYNC = b"@RSYNCD: 31.0 sha512\n"
DIALOGUES = {
    "redis": dialogue(0, 0, b"+PONG\r\n"),
    "memcached": dialogue(1, 0, b"VERSION 1.6.18\r\n"),
    "nats": dialogue(2, 16, b'INFO {"server_id":"x","auth_required":false}\r\n', b"PONG\r\n"),
    "mongodb": dialogue(3, 0, struct.pack("<4L", 60, 1, 1, 2013) + b"\0" * 5 + b"\x20\0\0\0\x04databases\0\5\0\0\0\0" + b"\0" * 24),
    "mqtt": dialogue(4, 0, b"\x20\2\0\0"),
    "cassandra": dialogue(5, 0, b"\x84\0\0\1\2\0\0\0\0"),
    "postgres": dialogue(6, 0, b"R\0\0\0\x08\0\0\0\0"),
    "mysql": dialogue(7, 16, b"\x0a\0\0\0\x0a8.0.36\0\0\0", b"\x0d\0\0\2\xfemysql_old\0\0\0", b"\7\0\0\4\0\0\0\2\0\0\0"),
    "zookeeper": dialogue(8, 0, b"\0\0\0\x25" + b"\0" * 37, b"\0\0\0\x14\0\0\0\1" + b"\0" * 16, b"x"),
    "docker": dialogue(9, 8, b"HTTP/1.1 200 OK\r\n\r\n[]"),
    "x11": dialogue(10, 0, b"\1\0\x0b\0\0\0\0\0"),
    "vnc": dialogue(11, 16, b"RFB 003.008\n", b"\2\2\1"),
    "rsync": dialogue(12, 16, RSYNC, b"pub            \tall\nown\t\n@RSYNCD: EXIT\n", RSYNC, b"@RSYNCD: OK\n", RSYNC, b"@RSYNCD: AUTHREQD x\n"),
    "ftp": dialogue(13, 20, b"220 hi\r\n", b"331 x\r\n", b"230 y\r\n", b"200 z\r\n", b"257 made\r\n", b"250 gone\r\n", b"221 bye\r\n"),
    "smtp": dialogue(14, 20, b"220 hi\r\n", b"250-a\r\n250 b\r\n", b"250 c\r\n", b"250 d\r\n", b"250 e\r\n", b"221 f\r\n"),
    "proxy": dialogue(15, 4, b"HTTP/1.1 503 Service Unavailable\r\n\r\n"),
    "socks": dialogue(16, 4, b"\5\0", b"\5\5\0\1\0\0\0\0\0\0"),
    "ssh": dialogue(18, 16, b"SSH-2.0-OpenSSH_9.2p1\r\n", b"\0\0\0\x4c\4\x14" + b"\0" * 16 + b"\0\0\0\4none" * 3 + b"\0\0\0\0" * 7 + b"\0" * 9),
    "mountd": dialogue(20, 0, b"tojimari"[:4] + struct.pack(">5L", 1, 0, 0, 0, 0) + struct.pack(">2L4s4L", 1, 4, b"/srv", 1, 1, 0x2A000000, 0) + b"\0" * 4),
    "snmp": dialogue(21, 0, b"\x30\x1c\2\1\1\4\6public\xa2\x0f\2\1\7\2\1\0\2\1\0\x30\4\x30\2\6\0"),
    "ntp": dialogue(22, 0, b"\x97\0\3\x2a\0\1\0\x48" + b"\0" * 72),
    "tls": dialogue(23, 8, b"\x16\3\1\0\x2a\2\0\0\x26\3\1" + b"\0" * 32 + b"\0\0\x2f\0", b"\x15\3\1\0\2\2\x46"),
}

OSDATA = {
    "two": b"# x\n[A 1]\nfamily A\ngeneration 1\nsource s\no1 MSTNW M\nw1 mss*4 1-9\nt1 64\nexample v4 o1=M t1=<64\n[A 2]\nlike A 1\nsource t\no1 *\n",
    "wrong": b"[A]\nfamily\n",
    "says": b"[A]\nfamily A\nsource s\nsays Linux, Debian\nmakers Apple\nmeasured here\n",
}
P0FS = {
    "sigs": b"[tcp:response]\nlabel = s:unix:Linux:3.x\nsig = *:64:0:*:mss*10,*:mss,sok,ts,nop,ws:df:0\nsig = 4:128-:0:1460:%8192,8:mss,nop,ws,eol+1:df,id+:0\n",
    "other": b"[mtu]\nlabel = x\n[tcp:response]\nlabel = g:!:nMap:\nsig = *:255:0:*:*,0:?9::0\n",
}


def os_answer(question, proto, body):
    packet = bytes([0x45, 0, 0, 20 + len(body), 0, 1, 0x40, 0, 60, proto, 0, 0]) + b"\xc6\x12\0\2\xc6\x12\0\1" + body
    return bytes([question, len(packet)]) + packet


OS_SYNACK = b"\0\x16\xee\x48" + b"\0\1\2\3" * 2 + b"\xa0\x12\xfe\x88\0\0\0\0" + b"\2\4\5\xb4\4\2\x08\x0a\0\0\0\1\0\0\0\1\1\3\3\7"
TRAITS = {
    "synacks": b"".join(os_answer(q, 6, OS_SYNACK) for q in range(9)),
    "resets": b"".join(os_answer(q, 6, b"\0\x17\xee\x48" + bytes(8) + b"\x50\x14\0\0\0\0\0\0") for q in (10, 11, 13, 15)),
    "error": os_answer(16, 1, b"\3\3\0\0\0\0\0\0" + bytes(60)),
    "echo": os_answer(17, 1, b"\0\0\0\0" + bytes(60)) + os_answer(18, 1, b"\0\5\0\0" + bytes(60)),
    "text": b"v4 o1=MSTNW w1=65160",
}

LOCALTEXTS = {
    "inetd": b"\x00# x\n23 stream tcp6 nowait root /x x\n127.0.0.1:69 dgram udp,rcvbuf=8k wait root internal\nservice x\n{\n port = 23\n socket_type = stream\n}\n",
    "units": b'\x01[{"listen":"0.0.0.0:22","type":"Stream","unit":"ssh.socket","activates":["ssh.service"]}]',
    "use": b"\x02tojimari use 1\n0.0.0.0 22 1 2 3 sshd\n::1 25 1 0 9 \nfe80::1 80 9 9 9 a b\n",
    "raw": b"\x03   89: 0100007F:0059 00000000:0000 07 00000000:00000000 00:00000000 00000000   104        0 23456 2 0 0\n",
    "raw6": b"\x03   58: 00000000000000000000000001000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 34567 2 0 0\n",
}

# Exporters (NetFlow v5; v9 of RFC 3954; IPFIX of RFC 7011), each message behind a byte: half its length in 16 bytes, rounded
# down to "the rest" (0) for one alone, and who sent it.
def v9_or_ipfix(version, sets):
    body = b"".join(struct.pack(">HH", kind, 4 + len(b)) + b for kind, b in sets)
    if version == 9:
        return struct.pack(">HHLLLL", 9, len(sets), 1000, 1700000000, 1, 7) + body
    return struct.pack(">HHLLL", 10, 16 + len(body), 1700000000, 1, 7) + body


FIELDS = [(8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (2, 4), (22, 4), (21, 4)]
TEMPLATE = struct.pack(">HH", 256, len(FIELDS)) + b"".join(struct.pack(">HH", *f) for f in FIELDS)
FLOW = A4 + B4 + struct.pack(">HHBBLLL", 40000, 23, 6, 2, 1, 900, 950)
NETFLOW = {
    "v5": b"\0" + struct.pack(">HHLLLLBBH", 5, 1, 1000, 1700000000, 0, 1, 0, 0, 0) + A4 + B4 + bytes(4)
    + struct.pack(">HHLLLLHHBBBBHHBBH", 1, 2, 1, 40, 900, 950, 40000, 23, 0, 2, 6, 0, 0, 0, 24, 24, 0),
    "v9": b"\0" + v9_or_ipfix(9, [(0, TEMPLATE), (256, FLOW)]),
    "ipfix": b"\0" + v9_or_ipfix(10, [(2, TEMPLATE), (256, FLOW)]),
    "ipfix-vector": b"\0" + v9_or_ipfix(10, [(2, struct.pack(">HHHHHH", 257, 2, 8, 4, 82, 65535)), (257, A4 + b"\3abc" + A4 + b"\xff\0\5hello")]),
    "other-exporter": b"\6" + v9_or_ipfix(10, [(2, TEMPLATE)]).ljust(48, b"\0")[:48] + b"\1" + v9_or_ipfix(10, [(256, FLOW)]),
}


def nl_attr(kind, body):
    return struct.pack("=HH", 4 + len(body), kind) + body + b"\0" * (-len(body) % 4)


def nflog(*attrs):
    body = b"\0\0\0\5" + b"".join(nl_attr(*a) for a in attrs)
    return b"\0" + struct.pack("=LHHLL", 16 + len(body), 4 << 8, 0, 0, 0) + body


NFLOG_SYN = b"\x45\0\0\x28\0\7\0\0\x40\6\0\0" + A4 + B4 + b"\xa0\0\0P\0\0\0\1\0\0\0\0P\2\4\0\0\0\0\0"
NFLOG = {
    "syn": nflog((10, b"edge drop \0"), (4, b"\0\0\0\2"), (12, b"\0\0\0M"), (9, NFLOG_SYN)),
    "timed": nflog((3, bytes(4) + b"\x65\x53\xf1\0" + bytes(7) + b"\5"), (9, NFLOG_SYN)),
    "no-packet": nflog((10, b"x\0")),
}
ETH4 = b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0"
HEADERS = {
    "ether": b"\1\0\0\0" + ETH4 + NFLOG_SYN,
    "vlan": b"\1\0\0\0" + ETH4[:12] + b"\x81\0\0\7\x08\0" + NFLOG_SYN,
    "raw": b"\x65\0\0\0" + NFLOG_SYN,
    "cooked": b"\x71\0\0\0" + b"\0\0\0\1\0\6" + bytes(8) + b"\x08\0" + NFLOG_SYN,
    "arp": b"\1\0\0\0" + ETH4[:12] + b"\x08\6\0\1\x08\0\6\4\0\1" + bytes(6) + A4 + bytes(6) + B4,
    "icmp-error": b"\x65\0\0\0" + b"\x45\0\0\x44\0\7\0\0\x40\1\0\0" + B4 + A4 + b"\3\3\0\0\0\0\0\0" + NFLOG_SYN,
    "ip6-exts": b"\x65\0\0\0" + b"\x60\0\0\0\0\x24\0\x40" + A6 + B6 + b"\x2c\0\1\4\0\0\0\0" + b"\6\0\0\1\0\0\0\1" + NFLOG_SYN[20:],
}
HEADERS |= {k: b"\x65\0\0\0" + v for k, v in TUNNELS.items()}
WATCH["nflog"] = pcap([v[17:] for v in NFLOG.values()], link=239)
WATCH["pflog"] = pcap([b"\x3d\2\1" + bytes(57) + b"\1\0\0\0" + NFLOG_SYN], link=117)
WATCH["tunnels"] = pcap([*TUNNELS.values()] * 2)

CORPUS = {
    "headers": HEADERS,
    "netflow": NETFLOW,
    "nflog": NFLOG,
    "localtext": LOCALTEXTS,
    "access": DIALOGUES,
    "osdata": OSDATA,
    "p0f": P0FS,
    "traits": TRAITS,
    "door": DOORS,
    "match": ANSWERS,
    "recog": RECOGS,
    "grammar": GRAMMARS,
    "literal": LITERALS,
    "watch": WATCH,
    "ftp": {k: b"\x05" + v for k, v in FTP.items()},
    "pairs": PAIRS,
    "udp": UDP,
    "journal": JOURNALS,
    "cgroup": CGROUPS,
    "arrivals": ARRIVALS,
    "sockdiag": SOCKETS,
    "vendor": VENDORS,
    "targets": TARGETS,
    "ports": PORTS,
    "tcp_opts": OPTS,
    "ip6_exts": {k: bytes([kind, 0]) + body for k, (kind, body) in EXTS.items()}
    | {k + "_lack": bytes([kind, 255]) + body for k, (kind, body) in EXTS.items()},
    "sctp": {k: b"\0" + m for k, m in SCTP.items()} | {k + "_lack": b"\xff" + m[:15] for k, m in SCTP.items()},
    "quote": QUOTES,
    "icmp": {k + "_4": b"\0" + m for k, m in ICMP4.items()} | {k + "_6": b"\1" + m for k, m in ICMP6.items()},
    "ip": IP,
    "packet": PACKET,
}

for target, inputs in CORPUS.items():
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in inputs.items():
        (folder / name).write_bytes(data)
