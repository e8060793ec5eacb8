"""Servers that mean no good, on 127.0.0.1: one a port, from 20001 on, in the order of SERVERS. Prints "ready" when all
listen.

usage: strangers.py FOLDER   (for the certificate)
"""
import gzip
import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

RANDOM = random.Random(1)


def send(c, data):
    try:
        c.sendall(data)
        return True
    except OSError:
        return False


def hold(c, seconds=120):
    time.sleep(seconds)
    c.close()


def endless(c):
    """A banner without end."""
    while send(c, b"A" * 65536):
        pass


def endless_lines(c):
    while send(c, b"220-" + b"x" * 70 + b"\r\n"):
        pass


def drops(c):
    """One byte a second."""
    while send(c, b"2"):
        time.sleep(1)


def fast_drops(c):
    """Each byte a packet of its own."""
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while send(c, b"z"):
        time.sleep(0.001)


def lengths(c):
    """Length fields of 4 GiB and 2 GiB, in every byte order, before nothing."""
    send(c, b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\x00\x00\x00\x80" * 16)
    hold(c)


def ber(c):
    """LDAP and SNMP: lengths of lengths."""
    c.recv(4096)
    send(c, b"\x30\x84\xff\xff\xff\xff\x02\x01\x01\x64\x84\x7f\xff\xff\xff\x04\x84\xff\xff\xff\xff" + b"\x30\x80" * 2000)
    hold(c)


def tls_garbage(c):
    """A record of TLS whose inside is noise."""
    c.recv(4096)
    send(c, b"\x16\x03\x03\x40\x00" + RANDOM.randbytes(0x4000))
    hold(c)


def tls_hello_lies(c):
    """A ServerHello with lengths that lead outside."""
    c.recv(4096)
    body = b"\x03\x03" + bytes(32) + b"\xff" + bytes(20)
    send(c, b"\x16\x03\x03" + struct.pack(">H", len(body) + 4) + b"\x02\xff\xff\xff" + body)
    hold(c)


def tls_never_done(c):
    """Handshake records without end."""
    c.recv(4096)
    while send(c, b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000):
        pass


def bomb(c):
    """64 MiB of zeros as 64 KiB of gzip."""
    c.recv(4096)
    body = gzip.compress(bytes(64 << 20))
    send(c, b"HTTP/1.1 200 OK\r\nServer: bomb/1.0\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    hold(c)


def headers(c):
    """Header lines without end."""
    c.recv(4096)
    send(c, b"HTTP/1.1 200 OK\r\n")
    while send(c, b"X-A: " + b"b" * 1000 + b"\r\n"):
        pass


def nested(c):
    """What makes backtracking matchers slow."""
    send(c, b"220 " + b"a" * 5000 + b"!" + b" (" * 3000 + b"1.1." * 3000 + b"\r\n")
    hold(c)


def markup(c):
    """Escape sequences, markup, and what turns text round."""
    send(c, b"220 \x1b]0;owned\x07\x1b[31m<script>alert(1)</script>&amp;]]>\"' \xe2\x80\xae ProFTPD 1.3.5 Server \x9b31m\r\n")
    hold(c)


def throws_out(c):
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()


def deaf(c):
    hold(c)


def mirror(c):
    while True:
        data = c.recv(65536)
        if not data or not send(c, data):
            return


def starttls_lies(c):
    send(c, b"220 mail ESMTP Postfix\r\n")
    while True:
        line = c.recv(4096)
        if not line:
            return
        if line.startswith(b"EHLO"):
            send(c, b"250-mail\r\n250 STARTTLS\r\n")
        elif line.startswith(b"STARTTLS"):
            send(c, b"220 go\r\n" + RANDOM.randbytes(5000))
        else:
            send(c, b"500 what\r\n")


def many_names(c):
    """A certificate with 3,000 names, and data without end inside."""
    try:
        with CONTEXT.wrap_socket(c, server_side=True) as t:
            while send(t, b"q" * 16384):
                pass
    except OSError:
        pass


def smb_lies(c):
    c.recv(4096)
    send(c, b"\x00\xff\xff\xff\xfeSMB" + b"\xff" * 60000)
    hold(c)


def dns_loops(c):
    """A name that points at itself."""
    c.recv(4096)
    send(c, b"\x00\x40TJ\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00\xc0\x0c\x00\x10\x00\x03\xc0\x0c\x00\x10\x00\x03" + bytes(38))
    hold(c)


def honest(c):
    send(c, b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")
    hold(c)


SERVERS = [endless, endless_lines, drops, fast_drops, lengths, ber, tls_garbage, tls_hello_lies, tls_never_done, bomb,
           headers, nested, markup, throws_out, deaf, mirror, starttls_lies, many_names, smb_lies, dns_loops, honest]


def certificate(folder):
    names = ",".join(f"DNS:n{i}.example.invalid" for i in range(3000))
    pem = os.path.join(folder, "many.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=\x1b[31mmany",
                    "-addext", "subjectAltName=" + names, "-keyout", pem, "-out", pem + ".crt"],
                   check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem + ".crt", pem)
    return context


def run(listener, serve):
    def one(c):
        try:
            serve(c)
        except OSError:
            pass
        c.close()

    while True:
        c, _ = listener.accept()
        threading.Thread(target=one, args=(c,), daemon=True).start()


CONTEXT = certificate(sys.argv[1])
for n, server in enumerate(SERVERS):
    door = socket.create_server(("127.0.0.1", 20001 + n), backlog=128)
    threading.Thread(target=run, args=(door, server), daemon=True).start()
print("ready", flush=True)
time.sleep(600)
