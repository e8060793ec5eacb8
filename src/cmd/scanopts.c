#include "cmd/scanopts.h"

#include "cmd/timing.h"

#include <fcntl.h>
#include <limits.h>

#include <string.h>

#define AT(member)          offsetof(struct scanopts, member), 0
#define ATS(member, string) offsetof(struct scanopts, member), offsetof(struct scanopts, string)

const struct opt_row scanopts_rows[] = {
    {"-iL", N_("FILE"), OPT_LIST, 0, AT(lists), N_("read targets from FILE ('-' = standard input)"),
     N_("Targets: addresses, prefixes, ranges, octet ranges (10.0-3.1,7.*), names")},
    {"--targets-from", N_("FILE"), OPT_STRING, 0, AT(targets_from),
     N_("ask the doors in FILE first: lines 'address port', or our JSON Lines"), NULL},
    {"--exclude", N_("TARGET,…"), OPT_LIST, 0, AT(excludes), N_("never ask these, whatever else is said"),
     NULL},
    {"--scope", N_("FILE"), OPT_STRING, 0, AT(scope),
     N_("the networks that may be asked, until when, and whose they are; outside them nothing is sent"),
     NULL},
    {"--manifest", N_("FILE"), OPT_STRING, 0, AT(manifest),
     N_("announce this scan, signed: 'watch --manifest FILE' excuses what it covers"), NULL},
    {"--manifest-key", N_("FILE"), OPT_STRING, 0, AT(manifest_key),
     N_("sign it by this key (default: ours, made when there is none)"), NULL},
    {"--manifest-for", N_("TIME"), OPT_DURATION, 0, AT(manifest_for),
     N_("it holds for so long (default: --deadline, or a day)"), NULL},
    {"--excludefile", N_("FILE"), OPT_LIST, 0, AT(exclude_lists), N_("never ask those in FILE"), NULL},
    {"-6", NULL, OPT_FLAG, 0, AT(ipv6), N_("names: IPv6 addresses only"), NULL},
    {"-4", NULL, OPT_FLAG, 0, AT(ipv4), N_("names: IPv4 addresses only"), NULL},

    {"-p", N_("PORTS"), OPT_STRING, 0, AT(ports), N_("22,80,1000-2000, '-' for all, T:22, service names"),
     N_("Ports")},
    {"-F", NULL, OPT_FLAG, 0, AT(fast), N_("the 100 likeliest ports instead of 1,000"), NULL},
    {"--top-ports", N_("N"), OPT_U64, 0, AT(top_ports), N_("the N likeliest ports"), NULL},
    {"--exclude-ports", N_("PORTS"), OPT_STRING, 0, AT(exclude_ports), N_("leave these out"), NULL},

    {"-sS", NULL, OPT_BITS, SCANOPTS_SYN, AT(techniques), N_("TCP SYN (default as root)"), N_("Techniques")},
    {"-sT", NULL, OPT_BITS, SCANOPTS_CONNECT, AT(techniques), N_("TCP connect (default for everybody else)"),
     NULL},
    {"-sU", NULL, OPT_BITS, SCANOPTS_UDP, AT(techniques),
     N_("UDP: each port in the language of its service (without root through the kernel)"), NULL},
    {"-sF", NULL, OPT_BITS, SCANOPTS_FIN, AT(techniques),
     N_("TCP FIN: open ports keep silent, closed ones reset"), NULL},
    {"-sN", NULL, OPT_BITS, SCANOPTS_NULL, AT(techniques), N_("TCP NULL: no flags; likewise"), NULL},
    {"-sX", NULL, OPT_BITS, SCANOPTS_XMAS, AT(techniques), N_("TCP Xmas: FIN, PSH, URG; likewise"), NULL},
    {"-sM", NULL, OPT_BITS, SCANOPTS_MAIMON, AT(techniques),
     N_("TCP Maimon: FIN, ACK; likewise on some BSDs"), NULL},
    {"-sA", NULL, OPT_BITS, SCANOPTS_ACK, AT(techniques), N_("TCP ACK: which ports a firewall lets through"),
     NULL},
    {"-sW", NULL, OPT_BITS, SCANOPTS_WINDOW, AT(techniques),
     N_("TCP window: -sA, and open ports of a few old systems"), NULL},
    {"-sY", NULL, OPT_BITS, SCANOPTS_SCTP, AT(techniques), N_("SCTP INIT: half-open, as -sS is for TCP"),
     NULL},
    {"-sZ", NULL, OPT_BITS, SCANOPTS_COOKIE, AT(techniques),
     N_("SCTP COOKIE ECHO: open ports keep silent, closed ones abort"), NULL},
    {"-sO", NULL, OPT_BITS, SCANOPTS_PROTO, AT(techniques),
     N_("IP protocols: which ones a host speaks; -p then means their numbers"), NULL},
    {"-b", N_("SERVER"), OPT_STRING, 0, AT(bounce),
     N_("FTP bounce: an FTP server connects in our place (user:password@server:port)"), NULL},
    {"--scanflags", N_("FLAGS"), OPT_STRING, 0, AT(scanflags),
     N_("TCP flags of the probes (SYNFIN, 0x29), judged as the chosen technique does (default -sS)"), NULL},
    {"-sV", NULL, OPT_FLAG, 0, AT(versions),
     N_("ask open ports who is there: service, product, version, TLS"), N_("Services")},
    {"--version-intensity", N_("N"), OPT_U64, 0, AT(version_intensity),
     N_("how many questions an unknown service is asked: 0 to 9 (default 7)"), NULL},
    {"--version-light", NULL, OPT_FLAG, 0, AT(version_light), N_("--version-intensity 2"), NULL},
    {"--version-all", NULL, OPT_FLAG, 0, AT(version_all), N_("--version-intensity 9"), NULL},
    {"--access", NULL, OPT_FLAG, 0, AT(access),
     N_("-sV, and what services let strangers do: in without a password, as a guest (AMQP: guest/guest), which shares"),
     NULL},
    {"--active", NULL, OPT_FLAG, 0, AT(active),
     N_("--access by trials that leave a trace: make and remove a folder, name a recipient"), NULL},
    {"-O", NULL, OPT_FLAG, 0, AT(systems),
     N_("which operating system each host is, and how predictable its sequence numbers are"), NULL},
    {"-A", NULL, OPT_FLAG, 0, AT(everything), N_("find out all that can be found out: -sV -O"), NULL},
    {"-sn", NULL, OPT_FLAG, 0, AT(only_discovery), N_("only look for hosts, ask no ports"),
     N_("Host discovery")},
    {"-Pn", NULL, OPT_FLAG, 0, AT(no_discovery),
     N_("take every address for a host; on the link itself ARP decides"), NULL},
    {"-PE", NULL, OPT_BITS, SCANOPTS_PE, AT(pings), N_("ask by ICMP echo"), NULL},
    {"-PP", NULL, OPT_BITS, SCANOPTS_PP, AT(pings), N_("by ICMP timestamp"), NULL},
    {"-PM", NULL, OPT_BITS, SCANOPTS_PM, AT(pings), N_("by ICMP address mask"), NULL},
    {"-PS", N_("[PORTS]"), OPT_BITS_STRING, SCANOPTS_PS, ATS(pings, ping_syn),
     N_("by SYN to these ports (80)"), NULL},
    {"-PA", N_("[PORTS]"), OPT_BITS_STRING, SCANOPTS_PA, ATS(pings, ping_ack),
     N_("by ACK to these ports (80)"), NULL},
    {"-PU", N_("[PORTS]"), OPT_BITS_STRING, SCANOPTS_PU, ATS(pings, ping_udp),
     N_("by UDP to these ports (40125)"), NULL},
    {"-PY", N_("[PORTS]"), OPT_BITS_STRING, SCANOPTS_PY, ATS(pings, ping_sctp),
     N_("by SCTP INIT to these ports (80)"), NULL},
    {"-PO", N_("[PROTOCOLS]"), OPT_BITS_STRING, SCANOPTS_PO, ATS(pings, ping_proto),
     N_("by these IP protocols (1,2,4)"), NULL},
    {"-PR", NULL, OPT_BITS, SCANOPTS_PR, AT(pings),
     N_("by ARP or neighbour discovery, as is always done on the link"), NULL},
    {"-n", NULL, OPT_FLAG, 0, AT(no_dns), N_("look no names of addresses up"), NULL},

    {"--min-rate", N_("N"), OPT_DOUBLE, 0, AT(min_rate), N_("at least N probes a second"),
     N_("Speed and completeness")},
    {"--max-rate", N_("N"), OPT_DOUBLE, 0, AT(max_rate), N_("at most N probes a second"), NULL},
    {"-T", N_("0-5"), OPT_STRING, 0, AT(timing),
     N_("nmap's timing words: a probe every 5 min, 15 s, 0.4 s (0, 1, 2), as usual (3), giving up earlier (4, 5)"),
     NULL},
    {"--scan-delay", N_("TIME"), OPT_DURATION, 0, AT(scan_delay),
     N_("so long between two probes, whomever they go to"), NULL},
    {"--recall", N_("SHARE"), OPT_DOUBLE, 0, AT(recall),
     N_("repeat until so many open doors are found (default 0.999)"), NULL},
    {"--max-retries", N_("N"), OPT_U64, 0, AT(max_retries),
     N_("ask a silent door again at most N times (default 9)"), NULL},
    {"--proof", N_("TIME"), OPT_DURATION, 0, AT(proof),
     N_("wait so long for answers that a target rations (default 1m, -sU: 20s)"), NULL},
    {"--udp-proof", NULL, OPT_FLAG, 0, AT(udp_proof),
     N_("-sU: wait until every port is proved, however long that takes"), NULL},
    {"--deadline", N_("TIME"), OPT_DURATION, 0, AT(deadline), N_("end after TIME with what is known then"),
     NULL},
    {"--wait", N_("TIME"), OPT_DURATION, 0, AT(wait),
     N_("wait so long for answers, instead of as long as this network takes"), NULL},
    {"--shard", N_("I/N"), OPT_STRING, 0, AT(shard), N_("ask only part I of N (1/4 … 4/4)"), NULL},
    {"--seed", N_("N"), OPT_U64, 0, AT(seed), N_("ask in the order that N stands for"), NULL},

    {"--resume", N_("RUN"), OPT_STRING, 0, AT(resume),
     N_("go on with a run that was cut short, with all its options"), NULL},
    {"--no-store", NULL, OPT_FLAG, 0, AT(no_store), N_("keep nothing on the disk: the run cannot be resumed"),
     NULL},

    {"-e", N_("INTERFACE"), OPT_STRING, 0, AT(interface), N_("leave by this interface"), N_("Way")},
    {"-S", N_("ADDRESS"), OPT_STRING, 0, AT(source), N_("send from this address of ours"), NULL},
    {"-g", N_("PORT"), OPT_U64, 0, AT(source_port), N_("send from this one port"), NULL},
    {"--ttl", N_("N"), OPT_U64, 0, AT(ttl), N_("hop limit of the probes (default 64)"), NULL},

    {"--json", N_("FILE"), OPT_STRING, 0, AT(json),
     N_("JSON Lines ('-' = standard output, as for all of these)"), N_("Output")},
    {"-oX", N_("FILE"), OPT_STRING, 0, AT(xml), N_("nmap's XML"), NULL},
    {"-oN", N_("FILE"), OPT_STRING, 0, AT(normal), N_("nmap's text"), NULL},
    {"-oG", N_("FILE"), OPT_STRING, 0, AT(grep), N_("nmap's greppable lines"), NULL},
    {"-oA", N_("BASE"), OPT_STRING, 0, AT(all), N_("the three of them: BASE.xml, BASE.nmap, BASE.gnmap"),
     NULL},
    {"--csv", N_("FILE"), OPT_STRING, 0, AT(csv), N_("CSV"), NULL},
    {"--pcap-out", N_("FILE"), OPT_STRING, 0, AT(pcap_out),
     N_("every packet sent and every one heard, as a capture file"), NULL},
    {"--open", NULL, OPT_FLAG, 0, AT(open_only), N_("show open ports only"), NULL},
    {"--all-states", NULL, OPT_FLAG, 0, AT(all_states),
     N_("one record for every port asked, nothing summed up"), NULL},
    {"--status-fd", N_("FD"), OPT_U64, 0, AT(status_fd),
     N_("progress as JSON Lines, once a second, to this descriptor"), NULL},
    {"--dry-run", NULL, OPT_FLAG, 0, AT(dry_run),
     N_("say what would be asked and by which way; send nothing"), NULL},
    {"-v", NULL, OPT_FLAG, 0, AT(verbose), N_("say more on standard error"), NULL},
    {"-d", NULL, OPT_FLAG, 0, AT(debug), N_("say still more"), NULL},
    {"--help", NULL, OPT_FLAG, 0, AT(help), N_("this text"), NULL},
    {"-h", NULL, OPT_FLAG, 0, AT(help), NULL, NULL},
    {NULL, NULL, OPT_FLAG, 0, 0, 0, NULL, NULL},
};

static int check(const struct scanopts *o, struct diag *d)
{
    if (!(~o->techniques & (SCANOPTS_SYN | SCANOPTS_CONNECT)))
        return diag_set(d, N_("-sS and -sT are two ways to ask the same ports: choose one"), NULL, NULL,
                        NULL);
    if (o->techniques & SCANOPTS_CONNECT && (o->source_port != SCANOPTS_UNSET || o->ttl != SCANOPTS_UNSET))
        return diag_set(d, N_("-g and --ttl need packets of our own: not with -sT"), NULL, NULL, NULL);
    if (o->techniques & SCANOPTS_CONNECT && o->pcap_out)
        return diag_set(d, N_("--pcap-out keeps packets of our own, and -sT has none"), NULL, NULL, NULL);
    if (o->max_rate == 0 || o->deadline == 0 || o->recall == 0)
        return diag_set(d, N_("%s expects more than 0"),
                        o->max_rate == 0   ? "--max-rate"
                        : o->deadline == 0 ? "--deadline"
                                           : "--recall",
                        NULL, NULL);
    if (o->udp_proof && o->proof)
        return diag_set(d, N_("--proof and --udp-proof are two lengths of the same wait: choose one"), NULL,
                        NULL, NULL);
    if (o->techniques & SCANOPTS_BOUNCE && o->techniques != SCANOPTS_BOUNCE)
        return diag_set(d, N_("-b asks through another machine: not together with other techniques"), NULL,
                        NULL, NULL);
    if (o->only_discovery && o->no_discovery)
        return diag_set(d, N_("-sn looks for hosts and -Pn does not: choose one"), NULL, NULL, NULL);
    if (o->only_discovery && (o->techniques || o->ports || o->fast || o->top_ports != SCANOPTS_UNSET))
        return diag_set(d, N_("-sn asks no ports: leave -p, -F, --top-ports and the other techniques out"),
                        NULL, NULL, NULL);
    if (o->no_discovery && o->pings & ~SCANOPTS_PR)
        return diag_set(d, N_("-Pn asks nobody whether he is there: leave -PE, -PS and the like out"), NULL,
                        NULL, NULL);
    if (o->min_rate > 0 && o->max_rate > 0 && o->min_rate > o->max_rate)
        return diag_set(d, N_("--min-rate is above --max-rate"), NULL, NULL, NULL);
    if (o->status_fd != SCANOPTS_UNSET && (o->status_fd > INT_MAX || fcntl((int)o->status_fd, F_GETFD) < 0))
        return diag_set(d, N_("--status-fd expects an open file descriptor"), NULL, NULL, NULL);
    if (o->recall > 1)
        return diag_set(d, N_("--recall expects a share between 0 and 1"), NULL, NULL, NULL);
    if (o->source_port != SCANOPTS_UNSET && (o->source_port < 1 || o->source_port > 65535))
        return diag_set(d, N_("-g expects a port from 1 to 65535"), NULL, NULL, NULL);
    if (o->ttl != SCANOPTS_UNSET && (o->ttl < 1 || o->ttl > 255))
        return diag_set(d, N_("--ttl expects a number from 1 to 255"), NULL, NULL, NULL);
    if (o->ports && (o->fast || o->top_ports != SCANOPTS_UNSET))
        return diag_set(d, N_("-p, -F and --top-ports exclude each other"), NULL, NULL, NULL);
    if (o->top_ports == 0)
        return diag_set(d, N_("--top-ports expects a number from 1 on"), NULL, NULL, NULL);
    if (o->version_intensity != SCANOPTS_UNSET && o->version_intensity > 9)
        return diag_set(d, N_("--version-intensity expects a number from 0 to 9"), NULL, NULL, NULL);
    return 0;
}

static void defaults(struct scanopts *o)
{
    memset(o, 0, sizeof *o);
    o->top_ports = o->source_port = o->ttl = o->max_retries = o->version_intensity = o->seed = o->status_fd =
        SCANOPTS_UNSET;
    o->max_rate = o->recall = -1;
    o->deadline = -1;
}

/* For those who read them, 0 is none or the default; nobody can have said it. */
static void unset_to_zero(struct scanopts *o)
{
    o->max_rate = o->max_rate < 0 ? 0 : o->max_rate;
    o->recall = o->recall < 0 ? 0 : o->recall;
    o->deadline = o->deadline < 0 ? 0 : o->deadline;
}

/* A resumed run has its own options: only what concerns the watcher may stand beside --resume. */
static int check_alone(const struct scanopts *o, struct diag *d)
{
    struct scanopts alone;
    defaults(&alone);
    alone.resume = o->resume;
    alone.verbose = o->verbose;
    alone.debug = o->debug;
    alone.help = o->help;
    alone.status_fd = o->status_fd;
    if (memcmp(&alone, o, sizeof alone) == 0)
        return 0;
    return diag_set(
        d,
        N_("--resume goes on with the options of that run: only -v, -d and --status-fd may stand beside it"),
        NULL, NULL, NULL);
}

int scanopts_parse(int argc, char **argv, struct scanopts *ret, struct diag *d)
{
    defaults(ret);
    int e = opt_parse(scanopts_rows, argc, argv, ret, &ret->words, d);
    if (e < 0)
        return e;
    if (ret->bounce)
        ret->techniques |= SCANOPTS_BOUNCE;
    e = ret->resume ? check_alone(ret, d) : check(ret, d);
    unset_to_zero(ret);
    return e < 0 ? e : timing_apply(ret, d);
}
