"""The tools that are compared: how to call each, and how to read which doors it found.

A setting is a word that the tables show beside the tool's name: the rate, or "full" for all that the tool can give.
tojimari's "open" leaves out what masscan and zmap never say: which doors are not open, and why.
"""
import json
import re
import subprocess

from lab import GATEWAY_MAC

PORT_LINE = re.compile(r"(\d+)/open/tcp")


def first_line(*words):
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    for line in (done.stdout + done.stderr).splitlines():
        if line.strip():
            return line.strip()
    return None


class Tojimari:
    name = "tojimari"

    def __init__(self, binary):
        self.binary = binary

    def version(self):
        return first_line(self.binary, "--version")

    def words(self, net, ports, setting, out):
        more = {"full": [], "open": ["--open"]}.get(setting, ["--max-rate", setting])
        return [self.binary, "scan", net, "-p", ports, "-n", "-Pn", "--json", out, *more]

    def found(self, out, ports):
        for line in open(out, encoding="utf-8"):
            if '"state":"open"' in line:
                r = json.loads(line)
                if r["type"] == "port":
                    yield r["addr"], str(r["port"])

    def says(self, out):
        """What the run said about itself in its last line."""
        last = "{}"
        for last in open(out, encoding="utf-8"):
            pass
        return json.loads(last)


class Nmap:
    name = "nmap"

    def version(self):
        return first_line("nmap", "--version")

    def words(self, net, ports, setting, out):
        pace = ["-T4", "--min-rate", setting, "--max-rate", setting] if setting.isdigit() else [setting]
        return ["nmap", "-sS", "-n", "-Pn", *pace, "-p", ports, "-oG", out, net]

    def found(self, out, ports):
        for line in open(out, encoding="utf-8"):
            if line.startswith("Host: "):
                for port in PORT_LINE.findall(line):
                    yield line.split()[1], port

    def says(self, out):
        return {}


class Masscan:
    name = "masscan"

    def version(self):
        return first_line("masscan", "--version")

    def words(self, net, ports, setting, out):
        rate = "10000000" if setting == "full" else setting
        return ["masscan", net, "-p", ports, "--rate", rate, "-e", "v0", "--adapter-ip", "198.18.0.1", "--router-mac",
                GATEWAY_MAC.replace(":", "-"), "--wait", "2", "-oL", out]

    def found(self, out, ports):
        for line in open(out, encoding="utf-8"):
            if line.startswith("open tcp"):
                words = line.split()
                yield words[3], words[2]

    def says(self, out):
        return {}


class Zmap:
    """Before version 3 it asks one port a run, and there are no runs of several here."""
    name = "zmap"

    def version(self):
        return first_line("zmap", "--version")

    def words(self, net, ports, setting, out):
        rate = "0" if setting.startswith("full") else setting
        probes = ["-P", setting.partition("x")[2]] if "x" in setting else []
        # A system's zmap.conf may be another version's, whose options have other names.
        return ["zmap", "-C", "/dev/null", "-p", ports, "-i", "v0", "-G", GATEWAY_MAC, "-S", "198.18.0.1", "-r", rate, "-b", "/dev/null",
                "-c", "2", "-q", "--disable-syslog", *probes, "-o", out, net]

    def found(self, out, ports):
        for line in open(out, encoding="utf-8"):
            yield line.strip(), ports

    def says(self, out):
        return {}


class Bare:
    """The transmit loop: finds nothing, asks as many questions as the others."""
    name = "bare"

    def __init__(self, tools):
        self.tools = tools

    def version(self):
        return "bench/bare.c"

    def words(self, net, ports, setting, out):
        low, _, high = ports.partition("-")
        many = int(high or low) - int(low) + 1
        count = many << (32 - int(net.partition("/")[2] or 32))
        return [f"{self.tools}/bare", setting, "v0", str(count), net, str(many), GATEWAY_MAC]

    def found(self, out, ports):
        return ()

    def says(self, out):
        return {}


def all_tools(binary, tools):
    return {t.name: t for t in (Bare(tools), Tojimari(binary), Zmap(), Masscan(), Nmap())}
