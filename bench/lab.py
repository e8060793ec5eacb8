"""Two network namespaces joined by a veth pair and by nothing else, and a target in one of them.

    v0  198.18.0.1/22, the scanner's end      ----      v1  the target's, MAC 02:00:00:00:00:fe, no address

All of 198.18.0.0/15 is routed to 198.18.0.254, which the target plays. Nothing can leave: there is no other link.
"""
import contextlib
import os
import signal
import subprocess
import tempfile
import time

GATEWAY_MAC = "02:00:00:00:00:fe"


def run(*words, **more):
    return subprocess.run(words, check=True, text=True, capture_output=True, **more).stdout


def stop(process):
    """Ends a process that we started, gently first."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
    if process.poll() is None:
        process.kill()
    return process.communicate()[0]


class Lab:
    """The namespaces; gone again at the end of the `with`."""

    def __init__(self):
        self.scanner, self.target = (f"tojimari-bench-{os.getpid()}-{side}" for side in "ab")

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _build(self):
        for name in (self.scanner, self.target):
            run("ip", "netns", "add", name)
            # IPv6 would put router solicitations among what is counted.
            run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1",
                "net.ipv6.conf.default.disable_ipv6=1")
        run("ip", "-n", self.scanner, "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", self.target)
        run("ip", "-n", self.scanner, "link", "set", "v0", "address", "02:00:00:00:00:01")
        run("ip", "-n", self.target, "link", "set", "v1", "address", GATEWAY_MAC)
        run("ip", "-n", self.scanner, "addr", "add", "198.18.0.1/22", "dev", "v0")
        run("ip", "-n", self.scanner, "link", "set", "lo", "up")
        run("ip", "-n", self.scanner, "link", "set", "v0", "up")
        run("ip", "-n", self.target, "link", "set", "v1", "up")
        run("ip", "-n", self.scanner, "route", "add", "198.18.0.0/15", "via", "198.18.0.254")

    def __exit__(self, *_):
        for name in (self.scanner, self.target):
            subprocess.run(("ip", "netns", "del", name), check=False, capture_output=True)

    def inside(self, *words):
        """The words that run a command at the scanner's end."""
        return ("ip", "netns", "exec", self.scanner, *words)

    def beyond(self, *words):
        return ("ip", "netns", "exec", self.target, *words)

    def link(self):
        """v0's own counters."""
        for line in run(*self.inside("cat", "/proc/net/dev")).splitlines():
            name, _, numbers = line.partition(":")
            if name.strip() == "v0":
                n = [int(x) for x in numbers.split()]
                return {"rx": n[1], "rx_drop": n[2] + n[3], "tx": n[9], "tx_drop": n[10] + n[11]}
        return {}


def wait_ready(process):
    line = process.stdout.readline()
    if "ready" not in line:
        raise RuntimeError("the target did not start: " + line + process.communicate()[0])


@contextlib.contextmanager
def murmur(lab, tools):
    """A few frames a second, as on any real link (see responder.c)."""
    p = subprocess.Popen(lab.beyond(f"{tools}/responder", "--murmur", "v1"), stdout=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        p.terminate()
        p.communicate()


class Responder:
    """Answers in the driver, by a rule (bench/rule.h)."""

    def __init__(self, tools, seed, dead=0, share=6554, silent=0):
        self.tools, self.rule = tools, [str(x) for x in (seed, dead, share, silent)]
        self.counts = {}

    def truth(self, net, ports):
        text = run(f"{self.tools}/responder", "--list", net, ports, *self.rule)
        return {tuple(line.split()) for line in text.splitlines()}

    @contextlib.contextmanager
    def serve(self, lab):
        run(*lab.inside(f"{self.tools}/responder", "--gro", "v0"))
        words = lab.beyond(f"{self.tools}/responder", "v1", f"{self.tools}/responder.bpf.o", *self.rule)
        p = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        try:
            wait_ready(p)
            yield
        finally:
            words = stop(p).split()
            self.counts = {k: float(v) for k, v in zip(words[::2], words[1::2])}


class Sim:
    """lab/sim on the far end: round trips, losses, policers."""

    def __init__(self, program, script, seed):
        self.program, self.script, self.seed = program, script, str(seed)
        self.known, self.counts = set(), {}

    def truth(self, net, ports):
        low, _, high = ports.partition("-")
        low, high = int(low), int(high or low)
        return {(a, p) for a, p in self.known if low <= int(p) <= high}

    @contextlib.contextmanager
    def serve(self, lab):
        with tempfile.NamedTemporaryFile(mode="r") as truth:
            words = lab.beyond(self.program, self.script, "--if", "v1", "--seed", self.seed, "--truth", truth.name)
            p = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            try:
                wait_ready(p)
                self.known = {(a, port) for a, proto, port in (line.split() for line in truth) if proto == "tcp"}
                yield
            finally:
                text = stop(p)
        self.counts = {}
        for line in text.splitlines():
            words = line.replace("drop ", "drop-", 1).split()
            if len(words) >= 2 and words[1].isdigit():
                self.counts[words[0]] = float(words[1])


def wait_quiet(seconds=0.3):
    """Lets what is still on its way arrive before the next run begins."""
    time.sleep(seconds)
