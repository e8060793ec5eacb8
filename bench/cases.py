"""What is measured. A row a case; `runs` are tool and setting, asked in turn, round after round.

A run marked slow takes more than half a minute and is left out by --quick; `cap` ends them after so many seconds.
"""
from dataclasses import dataclass, field

FULL = "full"


@dataclass
class Case:
    name: str
    title: str
    net: str
    ports: str
    runs: list                      # (tool, setting) or (tool, setting, "slow")
    goal: str = ""
    script: str = ""                # of lab/sim; empty: the responder in the driver
    rule: dict = field(default_factory=dict)
    cap: int = 60
    slow: bool = False
    measure: str = "wall"           # what the case is about: wall time, or "pps" the target saw
    ports_of: dict = field(default_factory=dict)  # a tool that cannot ask `ports` asks these


CASES = [
    Case("pps", "packets per second offered: SYN, /16 × 20 ports, XDP responder", "198.19.0.0/16", "1-20",
         [("bare", "packet"), ("bare", "xdp"), ("tojimari", FULL), ("zmap", "fullx20"), ("masscan", FULL)],
         "≥ 90 % of the bare loop; ≥ 1.3 × zmap; ≥ 2 × masscan", measure="pps", ports_of={"zmap": "80"}),
    Case("net16", "/16 × 1 port, no network loss", "198.19.0.0/16", "80",
         [("bare", "packet"), ("bare", "xdp"), ("tojimari", FULL), ("tojimari", "open"), ("zmap", FULL),
          ("zmap", "50000"), ("masscan", FULL), ("masscan", "100000"), ("masscan", "10000"), ("nmap", "-T4", "slow")],
         "100 %; ≤ 1.5 × the bare loop; ≥ 3 × faster than the fastest peer that reaches 99.9 %", cap=300),
    Case("net16-silent", "the same with 60 % of the addresses dead and 10 % of the other doors silent", "198.19.0.0/16", "80",
         [("bare", "packet"), ("bare", "xdp"), ("tojimari", FULL), ("tojimari", "open"), ("zmap", FULL),
          ("masscan", FULL), ("masscan", "10000"), ("nmap", "-T4", "slow")],
         "100 %; silence is asked again, so the bare loop is no yardstick for the time", rule={"dead": 39322, "silent": 6554},
         cap=300),
    Case("net24", "/24 × 10,000 ports, no network loss", "198.19.7.0/24", "1-10000",
         [("bare", "packet"), ("bare", "xdp"), ("tojimari", FULL), ("tojimari", "open"), ("masscan", FULL),
          ("masscan", "100000"), ("nmap", "-T4", "slow")],
         "100 %; the same ratios", cap=300),
    Case("issue-block", "1,024 hosts × 100 ports, RTT 5–300 ms, 1 % loss each way", "198.18.4.0/22", "1-100",
         [("tojimari", FULL), ("masscan", "100000"), ("masscan", "10000"), ("nmap", "-T4", "slow")],
         "≥ 99.9 %, ≤ 5 s", script="issue-block.sim", cap=600),
    Case("lossy-block", "256 hosts × 1,000 ports, RTT 10–60 ms, 5 % loss each way", "198.18.5.0/24", "1-1000",
         [("tojimari", FULL), ("masscan", "100000"), ("masscan", "20000"), ("nmap", "-T4", "slow")],
         "≥ 99.9 %, ≤ 10 s", script="lossy-block.sim", cap=600),
    Case("issue-host", "one host × 65,535 ports, RTT 100 ms, 2 % loss", "198.18.4.9", "1-65535",
         [("tojimari", FULL), ("masscan", "100000"), ("masscan", "20000"), ("nmap", "-T4", "slow")],
         "100 %, ≤ 3 s", script="issue-host.sim", cap=600),
    Case("filtered-host", "one fully filtered host × 65,535 ports, RTT 40 ms, 1 % loss each way", "198.18.4.9", "1-65535",
         [("tojimari", FULL), ("masscan", "100000"), ("masscan", "20000"), ("nmap", "-T4", "slow")],
         "all open ports, ≤ 5 s", script="filtered-host.sim", cap=600),
    Case("policer", "256 hosts × 200 ports behind a policer of 5,000 packets/s", "198.18.6.0/24", "1-200",
         [("tojimari", FULL), ("masscan", "5000"), ("masscan", "10000"), ("nmap", "-T4", "slow")],
         "converges, ≥ 99.9 %, wasted probes < 20 %", script="policer.sim", cap=300),
]

# Recall against the rate that was asked for; the net16 case.
CURVE = Case("curve", "/16 × 1 port, no network loss: recall by rate", "198.19.0.0/16", "80",
             [(tool, rate) for rate in ("10000", "20000", "50000", "100000", "200000", "400000")
              for tool in ("tojimari", "zmap", "masscan", "nmap")], cap=60)
