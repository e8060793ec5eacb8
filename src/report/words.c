#include "report/words.h"

#include "base/diag.h"

#include <string.h>

struct word {
    const char *word, *text;
};

static const char *const states[STATE_COUNT] = {
    "",
    N_("open"),
    N_("closed"),
    N_("filtered"),
    N_("unfiltered"),
    N_("open or filtered, no answer tells which"),
    N_("closed or filtered, no answer tells which"),
    N_("undecided, because the target rations its answers"),
};

static const struct word limits[] = {
    {"card", N_("this machine's network card or its driver")},
    {"receiver", N_("this machine, which could not read the answers any faster")},
    {"target", N_("the targets, which would have dropped or rationed a faster scan")},
    {"host", N_("how fast one host should be asked; --min-rate asks for more")},
    {"subnet", N_("how fast one network should be asked; --min-rate asks for more")},
    {"next-hop", N_("how fast one gateway should be asked; --min-rate asks for more")},
    {"path", N_("the network on the way, which began to lose packets")},
    {"user", N_("the rate or timing that was asked for")},
    {NULL, NULL},
};

static const struct word whys[] = {
    {"interrupted", N_("it was interrupted")},
    {"deadline", N_("its deadline came")},
    {"permission-ended", N_("a permission that it needs has ended")},
    {"host-timeout", N_("some hosts took longer than --host-timeout allows")},
    {"interface-down", N_("the network interface went down")},
    {"no-route", N_("this machine has no route to some of the targets")},
    {"name-lookup", N_("a name could not be looked up")},
    {"gateway-silent", N_("the gateway to some of the targets does not answer")},
    {"local-failure", N_("this machine could not send all of the probes")},
    {"permission", N_("the system did not permit some of it")},
    {"no-memory", N_("memory ran out")},
    {"scan-incomplete", N_("the scan it stands on was not complete")},
    {"too-many", N_("there were more doors or findings than there is room for")},
    {"output", N_("an output could not be written")},
    {"input", N_("an input could not be read")},
    {"damaged-input", N_("an input ended early or is damaged")},
    {NULL, NULL},
};

static const struct word exposures[] = {
    {"loopback", N_("this machine only")},
    {"link", N_("the same LAN or Wi-Fi")},
    {"private", N_("private networks")},
    {"all", N_("everyone")},
    {"nobody", N_("nobody")},
    {"unknown", N_("unknown")},
    {NULL, NULL},
};

static const struct word models[] = {
    {"fixed", N_("always the same: anybody can forge connections")},
    {"clock", N_("one counter for all connections, which anybody can read (not as RFC 6528 wants it)")},
    {"rfc6528", N_("a clock and a secret for each connection, as RFC 6528 wants it")},
    {"random", N_("random each time, also for the same connection")},
    {"repeating",
     N_("each connection has a number of its own, but always the same (not as RFC 6528 wants it)")},
    {NULL, NULL},
};

static const struct word frags[] = {
    {"constant", N_("always the same number (!)")},
    {"shared",
     N_("one counter for all destinations, so that anybody can tell the next number (RFC 7739) (!)")},
    {"counts",
     N_("a counter; without a second address here nobody knows whether for each destination alone")},
    {"each", N_("a counter for each destination, as RFC 7739 allows")},
    {"random", N_("random, as RFC 7739 advises")},
    {NULL, NULL},
};

static const struct word stamps[] = {
    {"none", N_("none")},
    {"zero", N_("always zero")},
    {"still", N_("always the same")},
    {"global",
     N_("one clock for all connections, which tells how long the host is up (RFC 7323 advises against it)")},
    {"rfc7323", N_("a clock with an offset for each connection, as RFC 7323 advises; it tells no uptime")},
    {"wild", N_("no clock")},
    {NULL, NULL},
};

static const struct word remarks[] = {
    {"unreachable", N_("nobody of another machine can reach it")},
    {"redirected", N_("nobody listens, the packet filter sends it elsewhere")},
    {"unused", N_("not seen in use for a week")},
    {"nobody-listens", N_("nobody here listens, something else answers")},
    {"not-reached", N_("the scan did not get in")},
    {NULL, NULL},
};

static const struct word suspects[] = {
    {"syn-proxy", N_("a firewall that answers for the host (SYN proxy)")},
    {"one-device", N_("one of many addresses that a single device answers for")},
    {"accepts-all", N_("something that accepts connections to every port (a transparent proxy, a honeypot)")},
    {"tarpit", N_("a tarpit, which accepts every connection and holds it")},
    {NULL, NULL},
};

static const char *find(const struct word *list, const char *word)
{
    for (; list->word; list++)
        if (strcmp(list->word, word) == 0)
            return list->text;
    return word;
}

const char *words_state(enum state s)
{
    return (unsigned)s < STATE_COUNT ? states[s] : "";
}

const char *words_limit(const char *word)
{
    return find(limits, word);
}

const char *words_why(const char *word)
{
    return find(whys, word);
}

const char *words_exposure(const char *word)
{
    return find(exposures, word);
}

const char *words_model(const char *word)
{
    return find(models, word);
}

const char *words_stamps(const char *word)
{
    return find(stamps, word);
}

const char *words_frag(const char *word)
{
    return find(frags, word);
}

const char *words_remark(const char *word)
{
    return find(remarks, word);
}

const char *words_suspect(const char *word)
{
    return find(suspects, word);
}
