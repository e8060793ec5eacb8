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


def smb_agrees(c):
    """Agrees to SMB 2, then answers with lengths and offsets that lead outside."""
    c.recv(4096)
    header = b"\xfeSMB\x40\x00" + bytes(6) + b"\x00\x00\x01\x00\x01" + bytes(47)
    body = struct.pack("<HHHH16sIIIIQQHHI", 65, 1, 0x0210, 0, bytes(16), 1, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0xfff0, 0xffff, 0)
    send(c, struct.pack(">I", len(header + body)) + header + body)
    while c.recv(4096):
        if not send(c, b"\x00\xff\xff\xff" + header + b"\x09\x00\x00\x00\xff\xff\xff\xff" + b"\xff" * 3000):
            return


def smb_old(c):
    """The same in the words of SMB 1, with counts of 255 words and 64 KiB."""
    while c.recv(4096):
        if not send(c, b"\x00\x01\xff\xff" + b"\xffSMB\x72" + bytes(27) + b"\xff" + b"\xff" * 510 + b"\xff\xff" + b"A" * 2000):
            return


def starttls_deaf(c):
    """Agrees to TLS and says nothing more."""
    send(c, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n")
    while True:
        line = c.recv(4096)
        if not line:
            return
        tag = line.split()[0] if line.split() else b"*"
        if b"STARTTLS" in line.upper():
            send(c, tag + b" OK begin\r\n")
            hold(c)
        send(c, b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")


def web(answer):
    """Whatever is asked for, this."""
    def serve(c):
        while c.recv(65536):
            if not send(c, answer):
                return
    return serve


def chunks(c):
    """Chunks of one byte without end, with extensions."""
    c.recv(4096)
    send(c, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while send(c, (b"1;" + b"x" * 60 + b"\r\nA\r\n") * 500):
        pass


def greets(greeting, then):
    """An honest beginning, and then this again and again."""
    def serve(c):
        send(c, greeting)
        while c.recv(65536):
            if not send(c, then):
                return
    return serve


def huge_certificate(c):
    """A megabyte of names."""
    try:
        with HUGE.wrap_socket(c, server_side=True) as t:
            hold(t)
    except OSError:
        pass


MORE = [
    smb_agrees, smb_old, starttls_deaf, chunks,
    web(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"),
    web(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + b"A" * 4000),
    web(b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\nContent-Encoding: gzip, gzip, br\r\n\r\n\x1f\x8b\x08" + b"\xff" * 900),
    web(b"HTTP/1.1 401 No\r\n" + b"WWW-Authenticate: Basic realm=\"" + b"a" * 5000 + b"\"\r\n" * 200 + b"\r\n"),
    greets(b"SSH-2.0-OpenSSH_9.2p1\r\n", b"\xff\xff\xff\xff\x04\x14" + bytes(16) + b"\xff" * 2000),
    greets(b"SSH-2.0-OpenSSH_9.2p1\r\n", b"\x00\x00\x01\x0c\x04\x14" + bytes(16) + b"\x7f\xff\xff\xff" * 64),
    greets(b"\xff\xff\xff\x00\x0a8.0.99" + b"9" * 3000, b"\xff\xff\xff\x01\xff\xff\xff"),
    greets(b"RFB 003.008\n", b"\xff" + b"\x02" * 255 + b"\xff\xff\xff\xff"),
    greets(b"@RSYNCD: 31.0\n", b"share\tcomment\n" * 4000),
    greets(b"220 ProFTPD 1.3.5 Server\r\n", b"230-" + b"y" * 60000 + b"\r\n"),
    greets(b"", b"$4294967295\r\n*2147483647\r\n" + b"*1\r\n" * 2000),
    greets(b"", struct.pack("<iiii", 0x7fffffff, 1, 1, 1) + b"\xff" * 4000),
    greets(b"", b"R" + struct.pack(">I", 0xfffffff0) + b"\xff" * 200 + b"E\x7f\xff\xff\xff"),
    greets(b"", b"\x20\xff\xff\xff\x7f\x00\x00"),
    greets(b"", b"AMQP\x01\x00\x00" + b"\xff" * 300),
    greets(b"", b"<?xml version='1.0'?><stream:stream>" + b"<a " * 5000),
    huge_certificate,
]


def honest(c):
    send(c, b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")
    hold(c)


SERVERS = [endless, endless_lines, drops, fast_drops, lengths, ber, tls_garbage, tls_hello_lies, tls_never_done, bomb,
           headers, nested, markup, throws_out, deaf, mirror, starttls_lies, many_names, smb_lies, dns_loops, honest, *MORE]


def certificate(folder, count, name):
    pem, conf = os.path.join(folder, f"{count}.pem"), os.path.join(folder, "req.conf")
    with open(conf, "w") as f:
        f.write("[req]\ndistinguished_name = dn\nx509_extensions = v3\n[dn]\n[v3]\nsubjectAltName = @names\n[names]\n")
        f.writelines(f"DNS.{i} = n{i}.{name}.example.invalid\n" for i in range(count))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=\x1b[31mmany",
                    "-config", conf, "-keyout", pem, "-out", pem + ".crt"], check=True, stderr=subprocess.DEVNULL)
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


CONTEXT = certificate(sys.argv[1], 3000, "many")
HUGE = certificate(sys.argv[1], 5000, "h" * 60 + "." + "u" * 60 + "." + "g" * 60)
for n, server in enumerate(SERVERS):
    door = socket.create_server(("127.0.0.1", 20001 + n), backlog=128)
    threading.Thread(target=run, args=(door, server), daemon=True).start()
print("ready", flush=True)
time.sleep(600)
