#!/usr/bin/python3
"""Sets of rules; for each, what `tojimari local` says and what connections do. reach.py TOJIMARI PID-OF-HUB
Prints SET name: tallies, WRONG lines, and a total."""
import json, os, select, socket as S, subprocess, sys, time

PORTS = [('tcp', 22), ('tcp', 80), ('tcp', 8080), ('udp', 53)]
HOST = {4: '198.18.0.1', 16: '2001:db8::1'}
SENDERS = {('link', 4): ['198.18.0.2', '198.18.0.130'], ('link', 16): ['2001:db8::2', '2001:db8::130'],
           ('private', 4): ['10.9.0.2', '10.9.0.130'], ('private', 16): ['fd00:9::2', 'fd00:9::130'],
           ('public', 4): ['198.19.7.2', '198.19.7.130'], ('public', 16): ['2001:db8:7::2', '2001:db8:7::130']}
FAMILY = {4: S.AF_INET, 16: S.AF_INET6}
PATIENCE = 0.4, 2, 8  # seconds that connections get; on a machine that has other things to do, more of them

ND = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept;'
EST = 'ct state { established, related } accept;'
def inp(rules, policy='drop', family='inet', more=''):
    return f'table {family} f {{ {more}\n chain in {{ type filter hook input priority 0; policy {policy}; {rules} }} }}'

# name: (program, rules)
SETS = {
    'none': ('nft', ''),
    'ct state': ('nft', inp(f'{EST} iif lo accept; {ND} tcp dport 22 ct state new accept;')),
    'sender lists': ('nft', inp(f'ip saddr {{ 198.18.0.0/24, 10.0.0.0/8 }} tcp dport {{ 22, 80 }} drop; ip6 saddr fd00::/8 udp dport 53 drop;', 'accept')),
    'named sets': ('nft', inp(f'{ND} {EST} ip saddr @good accept; ip6 saddr @good6 tcp dport @web accept;', more='''
        set good { type ipv4_addr; flags interval; elements = { 198.18.0.0/25, 10.9.0.0-10.9.0.255 } }
        set good6 { type ipv6_addr; flags interval; elements = { 2001:db8::/48 } }
        set web { type inet_service; elements = { 80, 8080 } }''')),
    'verdict maps': ('nft', inp(f'ct state vmap {{ established : accept, related : accept, invalid : drop }}; {ND}\n meta l4proto vmap {{ tcp : jump t, udp : goto u }};',
        more='chain t { tcp dport vmap { 22 : accept, 80 : drop, 8080 : return } } chain u { udp dport 53 accept; }')),
    'jumps': ('nft', inp(f'{EST} {ND} jump a; tcp dport 8080 accept;', more='chain b { ip saddr 10.0.0.0/8 return; ip6 saddr fd00::/8 return; accept; } chain a { tcp dport 80 goto b; udp dport 53 drop; tcp dport 22 return; }')),
    'limits': ('nft', inp(f'{EST} {ND} tcp dport 22 limit rate 100/second burst 50 packets accept; tcp dport 80 limit rate over 100/second burst 50 packets drop; tcp dport 80 accept; udp dport 53 ct count 1000 accept;')),
    'interfaces': ('nft', inp(f'{EST} {ND} iifname "le*" tcp dport 22 accept; iifname "eth9" accept; iif != "lo" tcp dport 80 accept; iifname != {{ "leg", "x0" }} accept;')),
    'ip only': ('nft', inp('tcp dport 22 drop; udp dport 53 reject;', 'accept', 'ip')),
    'ip6 only': ('nft', inp(f'{EST} {ND} tcp dport 22 accept;', 'drop', 'ip6')),
    'stateless': ('nft', 'table inet f { chain pre { type filter hook prerouting priority raw; notrack; } chain in { type filter hook input priority 0; policy drop; '
        + ND + ' ct state untracked tcp dport 22 accept; ct state new tcp dport 80 accept; } }'),
    'only new': ('nft', inp(f'{ND} tcp dport 22 ct state new accept; tcp dport 80 accept; udp dport 53 ct state established accept;')),
    'ingress': ('nft', 'table netdev n { chain i { type filter hook ingress device leg priority 0; tcp dport 80 drop; ip saddr 198.19.0.0/16 drop; } chain o { type filter hook ingress device lo priority 0; policy drop; } }'),
    'answers': ('nft', 'table inet f { chain o { type filter hook output priority 0; policy drop; ct state established tcp sport 22 accept; tcp sport 80 ct state new accept; meta l4proto ipv6-icmp accept; } }'),
    'flags': ('nft', inp('tcp flags & (syn | ack) == syn tcp dport 22 drop; tcp dport 80 tcp flags ! syn drop; tcp flags syn / fin,syn,rst,ack tcp dport 8080 ip saddr 10.0.0.0/8 drop;', 'accept')),
    'redirect': ('nft', 'table ip n { chain p { type nat hook prerouting priority dstnat; tcp dport 8080 redirect to :80; } }'),
    'fib': ('nft', inp(f'fib saddr . iif oif missing drop; {EST} {ND} fib daddr type != local drop; tcp dport > 1024 accept; meta pkttype host udp dport 53 accept;')),
    'several tables': ('nft', inp(f'{EST} {ND} tcp dport {{ 22, 80 }} accept; udp dport 53 accept;') + ' table ip g { chain late { type filter hook input priority 10; ip saddr 198.18.0.130 drop; tcp dport 80 drop; } } table inet d { flags dormant;\n chain i { type filter hook input priority 0; policy drop; }\n }'),
    'source port': ('nft', inp(f'{EST} {ND} tcp sport 53 accept; tcp dport 22 tcp sport 1024-65535 accept;')),
    'ipt basic': ('iptables-nft', ['-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT', '-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -p udp -m udp --dport 53 -m comment --comment "a -j DROP" -j ACCEPT', '-P INPUT DROP']),
    'ipt legacy': ('iptables-legacy', ['-N web', '-A INPUT -m state --state ESTABLISHED -j ACCEPT', '-A INPUT -p tcp -m multiport --dports 80,8000:8100 -j web', '-A web -s 10.0.0.0/8 -j RETURN', '-A web -m limit --limit 100/s --limit-burst 90 -j ACCEPT', '-A INPUT -i leg -p tcp --syn --dport 22 -j REJECT', '-A INPUT -i le+ -p udp -j ACCEPT', '-P INPUT DROP']),
    'ipt raw': ('iptables-legacy', ['-t raw -A PREROUTING -p tcp --dport 80 -j CT --notrack', '-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT', '-P INPUT DROP']),
    'ipt ranges': ('iptables-nft', ['-A INPUT -m iprange --src-range 10.9.0.0-10.9.0.100 -j DROP', '-A INPUT ! -s 198.18.0.0/15 -p tcp --dport 80 -j DROP', '-A INPUT -m addrtype --dst-type LOCAL -p udp --dport 53 -j DROP', '-A INPUT -m connlimit --connlimit-above 50 -j DROP']),
    'ipt redirect': ('iptables-legacy', ['-t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80', '-A INPUT -p udp -j DROP']),
    'ipt matches': ('iptables-nft', ['-A INPUT -p tcp --dport 22 -m mac --mac-source 02:00:00:00:00:77 -j DROP', '-A INPUT -p udp -j DROP']),
    'both': ('both', (['-A INPUT -p tcp --dport 22 -j DROP'], inp(f'tcp dport 80 drop;', 'accept'))),
}

def run(*words, text=None):
    subprocess.run(words, input=text, text=True, check=True, stdout=subprocess.DEVNULL)

def lines(rules):
    """nft wants a new line behind a block."""
    return rules.replace('; }', ';\n}\n').replace('} }', '}\n}\n').replace('} chain', '}\n chain').replace('} table', '}\n table')

def iptables(program, rules):
    import shlex
    for rule in rules:
        run(program, *shlex.split(rule))
        if '--src-range' not in rule and '-s ' not in rule:
            run(program.replace('ip', 'ip6', 1), *shlex.split(rule))
    if '-P INPUT DROP' in rules:
        run(program.replace('ip', 'ip6', 1), *'-I INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT'.split())
        run(program.replace('ip', 'ip6', 1), *'-I INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT'.split())

def clear():
    run('nft', 'flush', 'ruleset')
    for program in 'iptables-legacy', 'ip6tables-legacy':
        run(program, '-P', 'INPUT', 'ACCEPT')
        for table in 'raw', 'nat', 'filter':
            run(program, '-t', table, '-F')
            run(program, '-t', table, '-X')

def load(program, rules):
    clear()
    if program == 'nft':
        run('nft', '-f', '-', text=lines(rules))
    elif program == 'both':
        iptables('iptables-legacy', rules[0])
        run('nft', '-f', '-', text=lines(rules[1]))
    else:
        iptables(program, rules)

def listeners():
    doors = {}
    for proto, port in PORTS:
        for family in 4, 16:
            s = S.socket(FAMILY[family], S.SOCK_STREAM if proto == 'tcp' else S.SOCK_DGRAM)
            s.setsockopt(S.SOL_SOCKET, S.SO_REUSEADDR, 1)
            if family == 16:
                s.setsockopt(S.IPPROTO_IPV6, S.IPV6_V6ONLY, 1)
            s.bind(('::' if family == 16 else '0.0.0.0', port))
            if proto == 'tcp':
                s.listen(64)
            s.setblocking(False)
            doors[s] = (proto, port, family)
    return doors

def callers(turn, patience):
    """In the hub: every kind of connection at once. Each writes what it is as soon as it can. The turn tells it from a connection of an
    earlier set whose data was dropped then: the kernel goes on sending that, and the next set may let it in."""
    made = []
    for (zone, family), sources in SENDERS.items():
        for source in sources:
            for proto, port in PORTS:
                s = S.socket(FAMILY[family], S.SOCK_STREAM if proto == 'tcp' else S.SOCK_DGRAM)
                s.setblocking(False)
                s.bind((source, 0))
                try:
                    s.connect((HOST[family], port))
                except BlockingIOError:
                    pass
                made.append((s, f'{turn} {zone} {source} {proto} {port}'.encode()))
    until, waiting = time.monotonic() + patience, list(made)
    while waiting and (left := until - time.monotonic()) > 0:
        for s in select.select([], [s for s, _ in waiting], [], left)[1]:
            text = next(t for w, t in waiting if w is s)
            waiting = [(w, t) for w, t in waiting if w is not s]
            try:
                s.send(text)
            except OSError:
                pass
    time.sleep(patience / 4)

def reached(doors, hub, turn, patience):
    """The calls that came through, as their texts at the door they came to."""
    hub.stdin.write(f'{turn} {patience}\n'.encode())
    hub.stdin.flush()
    came, open_ones = set(), {}
    def look(wait):
        for s in select.select(list(doors) + list(open_ones), [], [], wait)[0]:
            try:
                if s in open_ones:
                    came.add((s.recv(100).decode(), open_ones.pop(s)))
                elif doors[s][0] == 'udp':
                    came.add((s.recv(100).decode(), doors[s]))
                else:
                    open_ones[s.accept()[0]] = doors[s]
            except OSError:
                open_ones.pop(s, None)
    while not select.select([hub.stdout], [], [], 0)[0]:
        look(0.02)
    hub.stdout.readline()
    for _ in range(5):
        look(0)
    return came

def said(tojimari):
    out = subprocess.run([tojimari, 'local', '--here', '--json', '-'], stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in out.stdout.splitlines()]
    return {(l['proto'], l['port'], 16 if ':' in l['addr'] else 4): l['reach'] for l in lines if l['type'] == 'listener' and l['addr'] in ('::', '0.0.0.0')}

def got(turn, came, door, zone):
    return [(f'{turn} {zone} {source} {door[0]} {door[1]}', door) in came for source in SENDERS[zone, door[2]]]

def late(turn, doors, came, words):
    """Whether a connection is missing of a door that is said to be open."""
    return any(words[door][zone] == 'open' and not all(got(turn, came, door, zone))
               for door in doors.values() for zone in ('link', 'private', 'public'))

def compare(name, turn, doors, came, words):
    tally = {'open': 0, 'partly': 0, 'closed': 0, 'unknown': 0}
    for door in doors.values():
        proto, port, family = door
        for zone in 'link', 'private', 'public':
            word = words[door][zone]
            tally[word] += 1
            made = got(turn, came, door, zone)
            if (word == 'open' and not all(made)) or (word == 'closed' and any(made)):
                print(f'WRONG {name}: {proto} {port} family {family} from {zone}: said {word}, connections {made}')
    print(f'SET {name}:', *(f'{k} {v}' for k, v in tally.items()), flush=True)
    return tally

def main(tojimari, pid):
    doors, total = listeners(), {}
    hub = subprocess.Popen(['nsenter', f'--net=/proc/{pid}/ns/net', sys.executable, __file__, 'hub'],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for turn, (name, (program, rules)) in enumerate(SETS.items()):
        load(program, rules)
        run('ip', 'neigh', 'flush', 'dev', 'leg')
        words = said(tojimari)
        came = set()
        for patience in PATIENCE:
            came |= reached(doors, hub, turn, patience)
            if not late(turn, doors, came, words):
                break
        for k, v in compare(name, turn, doors, came, words).items():
            total[k] = total.get(k, 0) + v
    clear()
    hub.stdin.close()
    hub.wait()
    print('TOTAL', sum(total.values()), *(f'{k} {v}' for k, v in total.items()))

if sys.argv[1] == 'hub':
    for turn in sys.stdin:
        subprocess.run(['ip', 'neigh', 'flush', 'dev', 'leg'], check=True, stdout=subprocess.DEVNULL)
        callers(*(t(w) for t, w in zip((str, float), turn.split())))
        print('done', flush=True)
else:
    main(*sys.argv[1:])
