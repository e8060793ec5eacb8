#include "watch/detect/pretext.h"

#include "watch/detect/priv_stray.h"
#include "watch/flow/question.h"

enum {
    SAME_DOOR = 3, /* datagrams to a door: those who insist are in a conversation */
    LOW_SAID = 20,
    SERVICES = 16, /* ports of services of one host: who was forged at random has one of these in a hundred */
    MANY_SAID =
        64, /* true answers to ports of one host that never asked their service, or to one port, or a few,
                       of so many hosts: a scan, or the reflections of a flood */
    CANDIDATES = 12, /* addresses of one peer, of all his nets: RFC 8445 5.1.1 */
    SESSIONS = 16,   /* those of one host, and of hardly any other, that some calls at once bring */
    PER_HOST = 8,    /* of each host: a peer has some, and most calls have another peer */
    BLOCK = 48,
    COUNTED = 40, /* bits of 64, as some 60 hosts set them; of more they tell nothing */
    LIST_LEAST = 32,
    LIST_PORTS = 4,
    TRACES = 8,    /* probes that reach one depth: traceroute sends three, some implementations five */
    SHUFFLED = 24, /* flows that a router exports at once, in any order */
};

/* Services by UDP below 512: nobody answers by UDP from the others. */
static const uint16_t services[] = {7,   9,   13,  17,  19,  37,  42,  49,  53,  67,  68,  69,  80, 88,
                                    111, 123, 137, 138, 161, 162, 177, 389, 427, 434, 443, 464, 500};

static bool may_answer(uint16_t port)
{
    bool known = port >= 512;
    for (unsigned i = 0; i < sizeof services / sizeof *services; i++)
        known |= services[i] == port;
    return known;
}

uint32_t pretext_services(const struct portset *ports)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < sizeof services / sizeof *services; i++)
        n += portset_has(ports, services[i]);
    return n;
}

/* Ports of one host, or one port of many; else it is a bit of everything. */
static bool is_vertical(const struct stray *x)
{
    return x->same_host * 2 > x->doors;
}

static bool is_horizontal(const struct stray *x)
{
    return stray_most(x->same_port, x->doors) && x->same_host * 4 < x->doors;
}

#define APART (10 * NSEC_MS)

/* One host is sent something at any of its ports, and fast: questions carry what one service wants and go to
 * its port, or carry nothing; and who asks by UDP waits, since refusals are rationed (RFC 1812 4.3.2.8). */
static bool is_flood(const struct stray *x)
{
    bool low = stray_seeks_low(x) && x->doors >= STRAY_LOW;
    return is_vertical(x) && !low && x->bare * 4 < x->doors && x->steps * 4 < x->doors &&
           x->last - x->first.at < x->doors * APART;
}

/* True answers, as far as is known, to doors of one host: to those of services, whoever forged the questions did
 * not ask from there; */
static bool seeks_services(const struct stray *x)
{
    return x->doors >= SERVICES && x->service * 2 > x->doors;
}

/* or to low ones, or many, of one that asked nobody. */
static bool says_in_vain(const struct stray *x)
{
    return (stray_seeks_low(x) && x->doors >= LOW_SAID) ||
           (x->doors >= MANY_SAID && x->acquainted * 4 < x->doors);
}

/* Ports of one host, none of those that systems ask from, from one above the system's, where programs ask from, too (SIP): in
 * their order or not, so many are no chance. */
static bool knows_ports(const struct stray *x)
{
    return x->high_sport == x->doors && is_vertical(x) && x->low == x->doors && x->doors >= STRAY_LOW;
}

/* Many ports of each of several hosts. */
static bool is_block(const struct stray *x)
{
    unsigned hosts = (unsigned)__builtin_popcountll(x->hosts);
    return x->doors >= BLOCK && hosts <= COUNTED && x->doors >= hosts * PER_HOST;
}

/* A few ports of many hosts: each asker takes his own. */
static bool is_list(const struct stray *x)
{
    return x->doors >= LIST_LEAST && __builtin_popcountll(x->ports) <= LIST_PORTS &&
           __builtin_popcountll(x->hosts) >= 2 * LIST_PORTS && x->same_host * 4 < x->doors;
}

/* One port, or a few, of so many hosts that the answers must be somebody's who is out for it, or a flood's, which
 * come from many (stray.c). Servers answer each other, and clients of old, at their own port. */
static bool says_everywhere(const struct stray *x)
{
    return x->doors >= MANY_SAID && (is_horizontal(x) || is_list(x)) && x->first.port != x->first.sport;
}

/* Who sends on and on to high ports of many, each its own, is in conversations with them: a tunnel, at
 * whatever port. */
static bool is_tunnel(const struct stray *x)
{
    return x->insists * 4 >= x->doors * 3 && !is_vertical(x) && x->same_port * 4 < x->doors && !x->service &&
           x->steps * 4 < x->doors;
}

/* A port of each of many, all of those that systems ask from: nobody looks for anything in this way. What
 * answers a call to all (SSDP, mDNS) does, and not always by the book. */
static bool is_scattered(const struct stray *x)
{
    return !x->low && x->doors < 2 * (unsigned)__builtin_popcountll(x->hosts);
}

/* Something to one port after the other of those that systems ask from, and not faster than somebody asks who
 * waits for each: nobody looks for services there with what they do not understand. True answers may be among it,
 * to a service that asks from its own port (RFC 5905 9.1). Of many nobody knows. */
static bool is_leisurely(const struct stray *x)
{
    return x->low <= x->said && x->low * 4 <= x->doors && !x->bare &&
           x->last - x->first.at >= x->doors * NSEC_SEC;
}

/* Who looks for the way to a host may ask from whatever port (mtr -u from its process's number), port after port of
 * those that it begins at, where nobody tells the TTL. */
static bool may_be_trace(const struct stray *x)
{
    return !x->first.ttl && question_traces(x->first.port) && is_vertical(x) && x->steps * 2 >= x->doors;
}

/* An answer goes to a port that asked; where it was seen to, whatever comes there is one, also from another
 * address and with nothing to say. Where it was not seen to, in a recording of both ways, nobody did; in one
 * of the other way only, the shape tells: askers' ports are all over what systems take, and differ from host
 * to host. Who is flooded in our name answers many of us, at any ports, and that is what an answer
 * carries. */
static bool is_no_answer(const struct stray *x)
{
    bool one = stray_most(x->same_sport, x->doors), uninvited = stray_most(x->uninvited, x->doors);
    if (x->tries > x->doors * SAME_DOOR || stray_most(x->invited, x->doors) || is_flood(x) || may_be_trace(x))
        return false;
    /* What services say is never none of theirs; what is made up at random may look right at times, and may be a protocol
     * that nobody here knows. It tells of who sent it what an answer does not: nothing at all, calls, where it goes. */
    bool leisurely = is_leisurely(x) && x->doors < MANY_SAID;
    bool as_answers = x->bare * 4 < x->doors && stray_goes_as_answers(x);
    bool made_up = x->denied >= STRAY_DOORS && x->denied * 4 >= x->doors && !is_scattered(x) && !leisurely &&
                   !as_answers;
    if (one && !is_tunnel(x) && (made_up || !may_answer(x->first.sport)))
        return true;
    if (stray_says(x))
        return says_everywhere(x) ||
               (is_vertical(x) && (seeks_services(x) || (one && uninvited && says_in_vain(x))));
    if (is_horizontal(x) || is_list(x) || (one && knows_ports(x)))
        return true;
    if (one && uninvited && (is_vertical(x) || (is_block(x) && x->acquainted * 4 < x->doors)))
        return true;
    bool empty = stray_most(x->bare, x->doors); /* what services have to say seldom is */
    return one && stray_seeks_low(x) && (empty || (uninvited && x->doors >= STRAY_LOW));
}

bool pretext_is_doubtful(const struct stray *x)
{
    return (is_leisurely(x) && x->doors >= MANY_SAID) || (stray_says(x) && !stray_seeks_low(x));
}

/* Peers try a few addresses of each other, some of which lead nowhere, and each of those again and again (RFC
 * 8445 14, RFC 8489 6.2.1); their ports are their systems' choice. */
static bool is_no_candidate(const struct stray *x)
{
    if (x->doors < CANDIDATES)
        return false;
    bool many = stray_most(x->same_host, x->doors) && x->doors > SESSIONS;
    return many || is_horizontal(x) || ((is_vertical(x) || is_block(x)) && stray_most(x->once, x->doors));
}

/* One after the other, though flows of a moment are told in any order: most of those between the first and the last. */
static bool goes_in_order(const struct stray *x)
{
    return x->steps * 2 >= x->doors || x->doors < SHUFFLED || x->highest - x->lowest < 2 * (int64_t)x->doors;
}

/* What counts hops arrives with another TTL each time. Where that is not told: it goes from port to port of one
 * host; a port of many hosts, or ports in any order, are sought. */
static bool is_no_trace(const struct stray *x)
{
    if (x->doors < TRACES)
        return false;
    if (x->first.ttl)
        return stray_most(x->same_ttl, x->doors);
    return is_horizontal(x) || (is_vertical(x) && !goes_in_order(x));
}

bool pretext_is_false(const struct stray *x)
{
    switch ((enum question_pretext)x->pretext) {
    case PRETEXT_ANSWER: return is_no_answer(x);
    case PRETEXT_CANDIDATE: return is_no_candidate(x);
    case PRETEXT_TRACE: return is_no_trace(x);
    default: return false;
    }
}
