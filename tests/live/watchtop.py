#!/usr/bin/env python3
"""`watch --top` on a pseudo-terminal: shows who scans and the alert, follows the window's size, ends by q or a signal, and leaves the terminal as it
was, also when it is killed by a fault or stopped.

usage: watchtop.py TOJIMARI (the program); reads only a log of its own"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
import unicodedata

if not os.path.isdir("/dev/pts") or not os.listdir("/dev/pts"):
    if "TOP_MOUNTED" in os.environ:
        sys.exit("no pseudo-terminals, and none can be mounted")
    os.environ["TOP_MOUNTED"] = "1"
    os.makedirs("/dev/pts", exist_ok=True)
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "unchanged", "sh", "-c",
                          'mount -t devpts -o ptmxmode=666 devpts /dev/pts && exec "$0" "$@"', sys.executable, *sys.argv])

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
failed = 0
folder = tempfile.TemporaryDirectory()
log = os.path.join(folder.name, "log")


def check(name, good, what=""):
    global failed
    failed += not good
    print(("ok   " if good else "FAIL ") + name, "" if good else what)


def line(source, port):
    return (f"Nov 22 03:10:00 gate kernel: [UFW BLOCK] IN=eth0 OUT= SRC={source} DST=10.0.0.1 LEN=44 TTL=60 PROTO=TCP "
            f"SPT=40000 DPT={port} WINDOW=1024 SYN\n")


class Top:
    def __init__(self, rows=24, columns=80, options=(), language="", page=("--top", "--follow")):
        self.fd, self.slave = pty.openpty()
        self.size(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.text = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(self.slave, fd)
            os.environ.update(LC_ALL="C.UTF-8", TERM="xterm", LANGUAGE=language)
            os.execv(sys.argv[1], ["tojimari", "watch", *page, "--home", "10.0.0.0/8", *options, log])

    def size(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, until, seconds=60):
        end = time.monotonic() + seconds
        while until not in self.text and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.text += os.read(self.fd, 65536)
        return until in self.text

    def end(self, options=0):
        """Waits for it, taking what it says meanwhile: its status."""
        for _ in range(600):
            while select.select([self.fd], [], [], 0)[0]:
                self.text += os.read(self.fd, 65536)
            pid, status = os.waitpid(self.pid, os.WNOHANG | options)
            if pid:
                while select.select([self.fd], [], [], 0.05)[0]:
                    self.text += os.read(self.fd, 65536)
                return status
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        return -1

    def restored(self):
        return termios.tcgetattr(self.slave) == self.before and self.text.rstrip().endswith(LEAVE)


def looks():
    with open(log, "w", encoding="ascii") as f:
        f.writelines(line("192.0.2.9", p) for p in range(1, 10))
    top = Top()
    check("it takes the other screen", top.read(ENTER), top.text)
    check("it shows who scans", top.read(b"192.0.2.9"), top.text)
    with open(log, "a", encoding="ascii") as f:
        f.writelines(line("192.0.2.10", p) for p in range(1, 10))
    check("and the alert of who comes later", top.read(b"192.0.2.10 vertical (syn)"), top.text)
    check("with its id, and a sign where it does not fit",
          re.search(rb"192\.0\.2\.10 vertical \(syn\) [0-9a-f]{12} .*\xe2\x80\xa6", top.text), top.text)
    top.text = b""
    top.size(4, 30)
    check("it says when the window is too small", top.read(b"too small"), top.text)
    top.text = b""
    top.size(40, 120)
    check("and draws the page again when it is large", top.read(b"besides"), top.text)
    top.text = b""
    os.kill(top.pid, signal.SIGTSTP)
    check("stopped: the terminal is as before", os.WIFSTOPPED(top.end(os.WUNTRACED)) and top.restored(), top.text)
    top.text = b""
    os.kill(top.pid, signal.SIGCONT)
    check("continued: the page is there again", top.read(ENTER) and top.read(b"192.0.2.9"), top.text)
    os.write(top.fd, b"xq")
    status = top.end()
    check("q ends it well", os.waitstatus_to_exitcode(status) == 0, status)
    check("q: the terminal is as before", top.restored(), top.text[-200:])


def speaks():
    """In the user's language, though privileges are given up before a word is said."""
    top = Top(language="ja")
    check("it speaks Japanese", top.read("送信元".encode()), top.text)
    os.kill(top.pid, signal.SIGTERM)
    top.end()


def wraps():
    """Without --top: its lines fit the terminal, and go on two further in."""
    for language in ("", "ja"):
        text = Top(columns=60, page=(), language=language)
        status = text.end()
        lines = text.text.decode().replace("\r", "").split("\n")
        wide = [x for x in lines if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in x) > 60]
        check("without --top, lines fit the terminal" + (", in Japanese, too" if language else ""),
              status == 0 and len(lines) > 5 and not wide and any(x.startswith("    ") for x in lines), text.text)


def dies():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGSEGV):
        top = Top()
        top.read(b"192.0.2.9")
        os.kill(top.pid, number)
        status = os.waitstatus_to_exitcode(top.end())
        check(f"{number.name}: ends so", status == (-number if number == signal.SIGSEGV else 0), status)
        check(f"{number.name}: the terminal is as before", top.restored(), top.text[-200:])


def hangs_up():
    """SIGHUP means: read the rules again. A terminal that goes away sends it, too."""
    rules = os.path.join(folder.name, "rules")
    with open(rules, "w", encoding="ascii") as f:
        f.write("home 10.0.0.0/8\n")
    top = Top(options=("--config", rules))
    top.read(b"192.0.2.9")
    os.kill(top.pid, signal.SIGHUP)
    check("SIGHUP: the rules are read again", top.read(b"read again"), top.text)
    os.close(top.slave)
    os.close(top.fd)
    for _ in range(600):
        pid, _status = os.waitpid(top.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(0.05)
    check("a terminal that goes away ends it", pid == top.pid)
    if not pid:
        os.kill(top.pid, signal.SIGKILL)
        os.waitpid(top.pid, 0)


looks()
speaks()
wraps()
dies()
hangs_up()
print(f"{'0 failed' if not failed else f'{failed} failed'}")
sys.exit(failed > 0)
