#!/usr/bin/env python3
"""A key press prints how far the scan is, and the terminal is as before however the program ends: done, interrupted, killed by a
signal that can be caught, stopped and continued. On a pseudo-terminal; without one a key does nothing.

usage: keys.py TOJIMARI (the program); asks only 127.0.0.1"""
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time

SLOW = ["-n", "-sT", "-p", "1-60000", "--max-rate", "2000", "--no-store", "127.0.0.1"]
failed = 0

# A bare chroot has no pseudo-terminals: then they are mounted for this test alone.
if not os.path.isdir("/dev/pts") or not os.listdir("/dev/pts"):
    if "KEYS_MOUNTED" in os.environ:
        sys.exit("no pseudo-terminals, and none can be mounted")
    os.environ["KEYS_MOUNTED"] = "1"
    os.makedirs("/dev/pts", exist_ok=True)
    # Where the root is no mount point (a chroot into a mere folder), its propagation cannot be changed.
    private = subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    how = "private" if private else "unchanged"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", how, "sh", "-c", 'mount -t devpts -o ptmxmode=666 devpts /dev/pts && exec "$0" "$@"',
                          sys.executable, *sys.argv])


def check(name, good, what=""):
    global failed
    failed += not good
    print(("ok   " if good else "FAIL ") + name, "" if good else what)


class Scan:
    """The program in the foreground of a terminal of its own."""

    def __init__(self, *args):
        self.fd, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.pid = os.fork()
        if self.pid == 0:
            self.take_terminal()
            os.environ.update(LC_ALL="C.UTF-8", TERM="xterm")
            os.execv(sys.argv[1], ["tojimari", "scan", *args])
        self.text = b""

    def take_terminal(self):
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for fd in range(3):
            os.dup2(self.slave, fd)

    def read(self, until, seconds=60):
        """Everything up to `until`, or as much as came in time."""
        end = time.monotonic() + seconds
        while until not in self.text and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.text += os.read(self.fd, 65536)
        return until in self.text

    def quiet(self):
        lflag = termios.tcgetattr(self.slave)[3]
        return not lflag & (termios.ICANON | termios.ECHO)

    def wait(self):
        while select.select([self.fd], [], [], 0.05)[0]:
            self.text += os.read(self.fd, 65536)
        return os.waitpid(self.pid, 0)[1]

    def restored(self):
        return termios.tcgetattr(self.slave) == self.before

    def until_quiet(self):
        end = time.monotonic() + 20
        while not self.quiet() and time.monotonic() < end:
            time.sleep(0.02)
        return self.quiet()


def key():
    scan = Scan(*SLOW)
    check("keys come one by one while it runs", scan.until_quiet())
    os.write(scan.fd, b"x")
    check("a key prints a whole line", scan.read(b" elapsed") and scan.read(b"\n"), scan.text)
    line = scan.text.split(b"\r")[-2]
    check("the line says what it should", all(word in line for word in (b"% done", b"open", b"sent", b"packets/s")), line)
    check("the key is not echoed", b"x\x1b" not in scan.text and not scan.text.startswith(b"x"), scan.text)
    scan.text = b""
    os.write(scan.fd, b"\r")
    check("so does Enter", scan.read(b" elapsed") and scan.read(b"\n"), scan.text)
    os.kill(scan.pid, signal.SIGINT)
    check("interrupted: exit status 3", os.waitstatus_to_exitcode(scan.wait()) == 3)
    check("interrupted: the terminal is as before", scan.restored())


def deadly():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV):
        scan = Scan(*SLOW)
        scan.until_quiet()
        os.kill(scan.pid, number)
        status = scan.wait()
        expected = 3 if number in (signal.SIGTERM, signal.SIGHUP) else -number
        check(f"{number.name}: ends so", os.waitstatus_to_exitcode(status) == expected, status)
        check(f"{number.name}: the terminal is as before", scan.restored())


def stopped():
    scan = Scan(*SLOW)
    scan.until_quiet()
    os.write(scan.fd, b"\x1a")  # Ctrl-Z: nobody takes the terminal here, so it only stops
    end = time.monotonic() + 60
    while os.waitpid(scan.pid, os.WUNTRACED | os.WNOHANG)[0] == 0 and time.monotonic() < end:
        time.sleep(0.02)
    check("Ctrl-Z: the terminal is as before", scan.restored())
    os.kill(scan.pid, signal.SIGCONT)
    check("continued: keys come one by one again", scan.until_quiet())
    os.kill(scan.pid, signal.SIGTERM)
    scan.wait()
    check("continued and ended: the terminal is as before", scan.restored())


def done():
    scan = Scan("-n", "-sT", "-p", "1-2000", "--max-rate", "2000", "--no-store", "127.0.0.1")
    scan.until_quiet()
    check("done: exit status 0", os.waitstatus_to_exitcode(scan.wait()) == 0)
    check("done: the terminal is as before", scan.restored())


def no_terminal():
    """Keys in a pipe are not for us, and stay in it."""
    r, w = os.pipe()
    os.write(w, b"xyz")
    out, err = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(r, 0)
        os.dup2(err, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(sys.argv[1], ["tojimari", "scan", "-n", "-sT", "-p", "1-1000", "--max-rate", "1000", "--no-store", "127.0.0.1"])
    os.close(err)
    os.waitpid(pid, 0)
    check("no terminal: no word", os.read(out, 4096) == b"")
    check("no terminal: what is in the pipe stays there", os.read(r, 10) == b"xyz")


key()
deadly()
stopped()
done()
no_terminal()
sys.exit(failed > 0)
