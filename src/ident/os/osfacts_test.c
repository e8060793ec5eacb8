/* Systems described by what is published of them, not by our records: what they would answer leads to them,
 * over IPv4 and IPv6, with a closed port and without one, behind firewalls and routers; and whatever
 * middleboxes, noise or a missing record make of an answer, no wrong system is ever named with more than 90
 * %. */
#include "ident/os/osclass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SURE 90 /* %: nobody is wrong above it */

static struct osdata data;

/* ---- what is published ---- */

enum ids { ID_ZERO, ID_COUNTS, ID_RANDOM };
enum isns { ISN_HASH, ISN_RANDOM, ISN_CLOCK };
enum echo_df { DF_NO, DF_AS, DF_YES };

/* The table is read group by group. */
#define NAME(n, f, g)           .name = n, .family = f, .generation = g
#define TTL(t, of_icmp)         .ttl = t, .icmp_ttl = of_icmp
#define OPTIONS(a, t, s, b)     .all = a, .no_ts = t, .no_sack = s, .bare = b
#define WINDOW(w, t, scale)     .win = w, .win_no_ts = t, .wscale = scale
#define FLAGS(d, s, f)          .df = d, .strict = s, .synfin = f
#define NUMBERS(i, n, ts, same) .id = i, .isn = n, .hz = ts, .one_clock = same
#define ERRORS(c, e, q)         .code_kept = c, .echo_df = e, .quote = q

static const struct system {
    const char *name, *family, *generation; /* generation: part of it, or NULL */
    uint8_t ttl, icmp_ttl;
    const char *all, *no_ts, *no_sack,
        *bare; /* options, when the client offers all; no timestamps; no SACK; MSS alone */
    uint16_t win, win_no_ts;
    int8_t wscale;
    bool df, strict, synfin; /* strict: NULL is reset; synfin: SYN+FIN is a SYN */
    enum ids id;
    enum isns isn;
    uint16_t hz;    /* of timestamps, each connection with its offset; 0 = none */
    bool one_clock; /* for all connections */
    bool code_kept;
    enum echo_df echo_df;
    uint8_t quote; /* bytes that errors quote; 0 = all; 255 = no errors */
} systems[] = {
    {NAME("Linux 6.1", "Linux", "4.20-6.x"), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(65160, 64240, 7), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 1000, false),
     ERRORS(true, DF_NO, 0)},
    {NAME("RHEL 7", "Linux", "3.11-4.19"), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(28960, 29200, 7), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 1000, true),
     ERRORS(true, DF_NO, 0)},
    {NAME("Linux 3.2", "Linux", "2.6.39-3.10"), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(14480, 14600, 6), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 250, true),
     ERRORS(true, DF_NO, 0)},
    {NAME("Linux 2.6.32", "Linux", "2.6.0-2.6.38"), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(5792, 5840, 5), FLAGS(true, false, true), NUMBERS(ID_ZERO, ISN_HASH, 1000, true),
     ERRORS(true, DF_NO, 0)},
    {NAME("Android 13", "Linux", "Android"), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(65535, 65535, 8), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 1000, false),
     ERRORS(true, DF_NO, 0)},
    {NAME("Windows 11", "Windows", "11"), TTL(128, 128), OPTIONS("MNWNNS", "MNWNNS", "MNW", "M"),
     WINDOW(65535, 65535, 8), FLAGS(true, true, false), NUMBERS(ID_COUNTS, ISN_RANDOM, 0, false),
     ERRORS(false, DF_NO, 255)},
    {NAME("Windows Server 2022, RFC 1323 on", "Windows", "11"), TTL(128, 128),
     OPTIONS("MNWST", "MNWNNS", "MNWNNT", "M"), WINDOW(65535, 65535, 8), FLAGS(true, true, false),
     NUMBERS(ID_COUNTS, ISN_HASH, 1000, false), ERRORS(false, DF_NO, 255)},
    {NAME("Windows 10 22H2", "Windows", "10"), TTL(128, 128), OPTIONS("MNWNNS", "MNWNNS", "MNW", "M"),
     WINDOW(65535, 65535, 8), FLAGS(true, true, false), NUMBERS(ID_COUNTS, ISN_RANDOM, 0, false),
     ERRORS(false, DF_NO, 255)},
    {NAME("Windows Server 2016", "Windows", "2016"), TTL(128, 128), OPTIONS("MNWST", "MNWNNS", "MNWNNT", "M"),
     WINDOW(8192, 8192, 8), FLAGS(true, true, false), NUMBERS(ID_COUNTS, ISN_RANDOM, 100, true),
     ERRORS(false, DF_NO, 255)},
    {NAME("Windows Server 2008 R2", "Windows", "2008 R2"), TTL(128, 128),
     OPTIONS("MNWST", "MNWNNS", "MNWNNT", "M"), WINDOW(8192, 8192, 8), FLAGS(true, true, false),
     NUMBERS(ID_COUNTS, ISN_RANDOM, 100, true), ERRORS(false, DF_NO, 0)},
    {NAME("Windows XP", "Windows", "XP"), TTL(128, 128), OPTIONS("MNNS", "MNNS", "M", "M"),
     WINDOW(65535, 65535, -1), FLAGS(true, true, false), NUMBERS(ID_COUNTS, ISN_RANDOM, 0, false),
     ERRORS(false, DF_NO, 0)},
    {NAME("macOS 13", "macOS", "macOS"), TTL(64, 64), OPTIONS("MNWNNTSE", "MNWSE", "MNWNNT", "M"),
     WINDOW(65535, 65535, 6), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 1000, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("iOS 16", "macOS", "iOS"), TTL(64, 64), OPTIONS("MNWNNTSE", "MNWSE", "MNWNNT", "M"),
     WINDOW(65535, 65535, 7), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 1000, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("FreeBSD 13", "FreeBSD", "11-15"), TTL(64, 64), OPTIONS("MNWST", "MNWSE", "MNWNNT", "M"),
     WINDOW(65535, 65535, 6), FLAGS(true, false, true), NUMBERS(ID_ZERO, ISN_HASH, 1000, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("OpenBSD 7.1", "OpenBSD", "6-7"), TTL(64, 255), OPTIONS("MNNSNWNNT", "MNNSNW", "MNWNNT", "M"),
     WINDOW(16384, 16384, 6), FLAGS(true, false, false), NUMBERS(ID_RANDOM, ISN_RANDOM, 2, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("NetBSD 9", "NetBSD", NULL), TTL(64, 255), OPTIONS("MNWSNNNNT", "MNWSNN", "MNWNNNNT", "M"),
     WINDOW(32768, 32768, 3), FLAGS(true, false, false), NUMBERS(ID_ZERO, ISN_HASH, 2, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("Solaris 10", "Solaris", "10"), TTL(64, 255), OPTIONS("NNTMNWNNS", "MNWNNS", "NNTMNW", "M"),
     WINDOW(49232, 49640, 0), FLAGS(true, false, false), NUMBERS(ID_COUNTS, ISN_CLOCK, 100, true),
     ERRORS(true, DF_YES, 64)},
    {NAME("Cisco IOS 12.4", "Cisco IOS", NULL), TTL(255, 255), OPTIONS("M", "M", "M", "M"),
     WINDOW(4128, 4128, -1), FLAGS(false, true, false), NUMBERS(ID_RANDOM, ISN_RANDOM, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("Cisco IOS 15, numbers that count", "Cisco IOS", NULL), TTL(255, 255), OPTIONS("M", "M", "M", "M"),
     WINDOW(4128, 4128, -1), FLAGS(false, true, false), NUMBERS(ID_COUNTS, ISN_RANDOM, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("HP LaserJet", "printer", "JetDirect"), TTL(64, 64), OPTIONS("MNWNNSNNT", "MNWNNS", "MNWNNT", "M"),
     WINDOW(8688, 8760, 0), FLAGS(false, true, false), NUMBERS(ID_COUNTS, ISN_CLOCK, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("HP JetDirect", "printer", "JetDirect"), TTL(64, 64), OPTIONS("MNWNNS", "MNWNNS", "MNW", "M"),
     WINDOW(8760, 8760, 0), FLAGS(true, false, false), NUMBERS(ID_COUNTS, ISN_CLOCK, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("Ricoh Aficio", "printer", "Ricoh"), TTL(255, 255), OPTIONS("MNWNNS", "MNWNNS", "MNW", "M"),
     WINDOW(16384, 16384, 0), FLAGS(false, false, false), NUMBERS(ID_COUNTS, ISN_CLOCK, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("Brother MFC 7820N", "printer", "Brother"), TTL(60, 60), OPTIONS("M", "M", "M", "M"),
     WINDOW(4096, 4096, -1), FLAGS(false, false, false), NUMBERS(ID_COUNTS, ISN_CLOCK, 0, false),
     ERRORS(true, DF_NO, 8)},
    {NAME("Xerox WorkCentre", "Linux", NULL), TTL(64, 64), OPTIONS("MSTNW", "MNNSNW", "MNNTNW", "M"),
     WINDOW(5792, 5840, 4), FLAGS(true, false, true), NUMBERS(ID_ZERO, ISN_HASH, 250, true),
     ERRORS(true, DF_NO, 0)},
    {NAME("VMware ESXi 6.5", "FreeBSD", "ESXi"), TTL(64, 64), OPTIONS("MNWST", "MNWSE", "MNWNNT", "M"),
     WINDOW(65535, 65535, 9), FLAGS(true, false, true), NUMBERS(ID_ZERO, ISN_HASH, 100, false),
     ERRORS(true, DF_AS, 8)},
    {NAME("lwIP", "lwIP", NULL), TTL(255, 255), OPTIONS("M", "M", "M", "M"), WINDOW(2144, 2144, -1),
     FLAGS(false, false, true), NUMBERS(ID_COUNTS, ISN_CLOCK, 0, false), ERRORS(true, DF_AS, 8)},
};

/* ---- what such a system answers ---- */

static uint32_t some(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed ^ *seed >> 15;
}

struct run {
    const struct system *s;
    uint32_t seed, hash;
    uint16_t id;
    uint8_t hops;
};

static uint16_t next_id(struct run *r)
{
    return r->s->id == ID_ZERO ? 0 : r->s->id == ID_RANDOM ? (uint16_t)some(&r->seed) : ++r->id;
}

static struct asks_answer segment(struct run *r, uint8_t flags, nsec at)
{
    return (struct asks_answer){.kind = ASKS_SEGMENT,
                                .sent = at,
                                .at = at + NSEC_MS,
                                .ttl = (uint8_t)(r->s->ttl - r->hops),
                                .df = r->s->df,
                                .id = next_id(r),
                                .flags = flags,
                                .ack_is = ASKS_NEXT,
                                .seq_is = ASKS_OTHER};
}

static struct asks_answer synack(struct run *r, enum asks_question q, nsec at)
{
    const struct system *s = r->s;
    bool same = q >= ASKS_AGAIN1 && q <= ASKS_ECN, no_ts = q == ASKS_SYN2,
         bare = q == ASKS_SYN3 || q == ASKS_SYN4;
    const char *opts = no_ts                   ? s->no_ts
                       : q == ASKS_SYN5        ? s->no_sack
                       : bare || q == ASKS_ODD ? s->bare
                                               : s->all;
    struct asks_answer a = segment(r, TCP_SYN | TCP_ACK, at);
    uint32_t hash = q == ASKS_SYN1 || same ? r->hash : some(&r->seed);
    memcpy(a.opts, opts, strlen(opts) + 1);
    a.ts_set = strchr(opts, 'T') != NULL;
    a.wscale_set = strchr(opts, 'W') != NULL;
    a.wscale = a.wscale_set ? (uint8_t)s->wscale : 0;
    a.mss_set = true;
    a.mss = 1460;
    a.win = a.ts_set ? s->win : s->win_no_ts;
    a.ts = (s->one_clock ? 77 : hash >> 4) + (uint32_t)(at / NSEC_MS * s->hz / 1000);
    a.seq = s->isn == ISN_HASH    ? hash + (uint32_t)(at / 64)
            : s->isn == ISN_CLOCK ? (uint32_t)(at / NSEC_MS) * 250
                                  : some(&r->seed) * 2654435761u;
    return a;
}

static struct asks_answer reset(struct run *r, enum asks_question q, nsec at)
{
    bool acked = q == ASKS_ACK || q == ASKS_CLOSED_ACK;
    struct asks_answer a = segment(r, acked ? TCP_RST : TCP_RST | TCP_ACK, at);
    a.seq_is = acked ? ASKS_SAME : ASKS_ZERO;
    a.ack_is = acked ? ASKS_ZERO : q == ASKS_NULL ? ASKS_SAME : ASKS_NEXT;
    return a;
}

static struct asks_answer icmp(struct run *r, enum asks_question q, nsec at)
{
    const struct system *s = r->s;
    struct asks_answer a = {.kind = ASKS_ECHO, .sent = at, .at = at + NSEC_MS, .id = next_id(r)};
    a.ttl = (uint8_t)(s->icmp_ttl - r->hops);
    a.df = s->echo_df == DF_YES || (s->echo_df == DF_AS && q == ASKS_ECHO_DF);
    a.code = q == ASKS_ECHO_CODE && s->code_kept ? 5 : 0;
    a.tos = q == ASKS_ECHO_CODE && s->code_kept ? 0x10 : 0;
    if (q != ASKS_UDP)
        return a;
    a.kind = s->quote == 255 ? ASKS_SILENT : ASKS_ERROR;
    a.quoted = s->quote ? s->quote : 128;
    a.whole = !s->quote;
    a.quoted_ttl = (uint8_t)(64 - r->hops);
    return a;
}

/* Of whom something keeps part of the answers away. */
enum view { VIEW_ALL, VIEW_NO_CLOSED, VIEW_NO_ICMP, VIEW_SYNACKS, VIEWS };

static bool seen(enum view v, enum asks_question q)
{
    bool closed = q >= ASKS_CLOSED_SYN && q <= ASKS_CLOSED_ODD,
         echo = q == ASKS_ECHO_DF || q == ASKS_ECHO_CODE;
    if (v == VIEW_NO_CLOSED)
        return !closed && q != ASKS_UDP;
    if (v == VIEW_NO_ICMP)
        return !echo && q != ASKS_UDP;
    return v == VIEW_ALL || q <= ASKS_ECN;
}

static struct asks_answer answer_of(struct run *r, enum asks_question q, nsec at)
{
    const struct asks_answer silence = {.kind = ASKS_SILENT, .sent = at};
    if (q <= ASKS_ECN || (q == ASKS_ODD && r->s->synfin))
        return synack(r, q, at);
    if (q >= ASKS_UDP)
        return icmp(r, q, at);
    return (q == ASKS_NULL || q == ASKS_ODD) && !r->s->strict ? silence : reset(r, q, at);
}

static struct traits traits_seen(const struct system *s, bool v4, enum view v, uint8_t hops)
{
    struct asks_answer a[ASKS_COUNT];
    struct asks_host h = {.addr.len = v4 ? 4 : 16, .open = 22, .ttl = 64};
    struct traits_numbers n;
    struct traits t;
    struct run r = {s, 4711, 0x9e3779b9, 30000, hops};
    for (unsigned q = 0; q < ASKS_COUNT; q++) {
        bool door = v != VIEW_NO_CLOSED || q < ASKS_CLOSED_SYN || q > ASKS_UDP; /* else none is known */
        a[q] = answer_of(&r, (enum asks_question)q, (nsec)(q + 10) * 100 * NSEC_MS);
        if (!seen(v, (enum asks_question)q))
            a[q] = (struct asks_answer){.kind = door ? ASKS_SILENT : ASKS_UNASKED, .sent = a[q].sent};
    }
    traits_numbers(a, h.addr.len, false, &n);
    traits_of(a, &n, &h, hops ? 255 : 0, &t);
    return t;
}

static struct osclass_verdict judge(const struct osdata *d, const struct traits *t)
{
    struct osclass_verdict v;
    osclass_judge(d, &(struct osclass_evidence){.traits = t}, &v);
    return v;
}

static void explain(const struct traits *t)
{
    struct buf b;
    buf_init(&b, 4096);
    traits_text(t, &b);
    print_error("%s\n", buf_text(&b));
    buf_fini(&b);
}

static void test_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        for (unsigned k = 0; k < 2u * 2 * VIEWS; k++) {
            const struct system *s = &systems[i];
            bool v4 = k % 2 == 0;
            enum view view = (enum view)(k / 4);
            struct traits t = traits_seen(s, v4, view, k / 2 % 2 ? 9 : 0);
            struct osclass_verdict v = judge(&data, &t);
            bool needed = view == VIEW_ALL || view == VIEW_NO_CLOSED;
            bool right = v.guesses && strcmp(v.guess[0].record->family, s->family) == 0;
            bool generation = !s->generation || !v.generation[0] || strstr(v.generation, s->generation);
            if (right && (v.known || !needed) && (!v.known || generation))
                continue;
            explain(&t);
            fail_msg("%s, IPv%u, view %u: %s, %u %%", s->name, v4 ? 4 : 6, view,
                     v.guesses ? v.name : "nothing", v.accuracy);
        }
    }
}

/* ---- nobody is sure and wrong ---- */

static void expect_modest(const struct osdata *d, const struct traits *t, const char *family,
                          const char *what)
{
    struct osclass_verdict v = judge(d, t);
    if (v.accuracy <= SURE || strcmp(v.family, family) == 0)
        return;
    explain(t);
    fail_msg("%s, %s: %s, %u %%", family, what, v.name, v.accuracy);
}

/* What scrubbers, proxies, tunnels and firewalls do to answers on their way. */
static void strip(struct traits *t, const char *letters)
{
    static const enum traits_key options[] = {TRAITS_O1, TRAITS_O2, TRAITS_O3,
                                              TRAITS_O4, TRAITS_O5, TRAITS_O6};
    for (unsigned i = 0; i < 6; i++)
        for (char *c = t->value[options[i]]; *c; c++)
            if (strchr(letters, *c))
                *c = 'N';
}

static void replace(struct traits *t, const enum traits_key *k, unsigned n, const char *value)
{
    for (unsigned i = 0; i < n; i++)
        if (t->value[k[i]][0])
            snprintf(t->value[k[i]], TRAITS_VALUE, "%s", value);
}

#define ALL(...)                                                                                             \
    (const enum traits_key[]){__VA_ARGS__}, sizeof((enum traits_key[]){__VA_ARGS__}) / sizeof(enum traits_key)
#define BOXES 14

static void pass_box(struct traits *t, unsigned box)
{
    static const char *const ttls[] = {"32", "60", "64", "128", "255"};
    if (box < 5)
        replace(t, ALL(TRAITS_T1, TRAITS_CT, TRAITS_UT, TRAITS_ET), ttls[box]);
    else if (box == 5)
        strip(t, "T");
    else if (box == 6)
        strip(t, "S");
    else if (box == 7)
        strip(t, "WST");
    else if (box == 8)
        replace(t, ALL(TRAITS_M1), "1300");
    else if (box == 9)
        replace(t, ALL(TRAITS_W1, TRAITS_W2, TRAITS_W3, TRAITS_W4, TRAITS_W5, TRAITS_W6), "8192");
    else if (box == 10)
        replace(t, ALL(TRAITS_D1, TRAITS_CD), "no");
    else if (box == 11)
        replace(t, ALL(TRAITS_O1, TRAITS_O2, TRAITS_O3, TRAITS_O4, TRAITS_O5, TRAITS_O6), "M");
    else if (box == 12)
        replace(t, ALL(TRAITS_SQ, TRAITS_ID), "random");
    else
        replace(t, ALL(TRAITS_S1), "0");
}

static void test_middleboxes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        for (unsigned k = 0; k < 4u * BOXES * BOXES; k += 3) {
            struct traits t = traits_seen(&systems[i], k % 2, k / 2 % 2 ? VIEW_NO_CLOSED : VIEW_ALL, 0);
            pass_box(&t, k / 4 % BOXES);
            pass_box(&t, k / 4 / BOXES);
            expect_modest(&data, &t, systems[i].family, systems[i].name);
        }
    }
}

/* One of the values that a record names for a trait; none where there is a range. */
static void pick(struct traits *t, enum traits_key k, const char *list, uint32_t *seed)
{
    unsigned words = 1, take;
    for (const char *c = list; *c; c++)
        words += *c == ' ';
    for (take = some(seed) % words; take; take--)
        list = strchr(list, ' ') + 1;
    size_t n = strcspn(list, " ");
    bool range = n > 1 && k != TRAITS_ET && (memchr(list, '*', n) || memchr(list, '-', n));
    snprintf(t->value[k], TRAITS_VALUE, "%.*s", range ? 0 : (int)n, list);
}

/* Some values of any systems among those of one: a host behind several, a stack that was patched, luck. */
static void test_noise(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        for (unsigned k = 0; k < 200; k++) {
            struct traits t = traits_seen(&systems[i], k % 2, k / 2 % 2 ? VIEW_NO_CLOSED : VIEW_ALL, 0);
            for (unsigned n = 1 + some(&seed) % 8; n; n--) {
                const struct osdata_record *r = &data.record[some(&seed) % data.count];
                enum traits_key key = (enum traits_key)(some(&seed) % TRAITS_COUNT);
                if (r->list[key] && t.value[key][0])
                    pick(&t, key, r->list[key], &seed);
            }
            expect_modest(&data, &t, systems[i].family, systems[i].name);
        }
    }
}

/* Without a record, or a whole family, what it says belongs to a relative, or to nobody. */
static void test_left_out(void **state)
{
    (void)state;
    uint32_t seed = 1;
    struct osdata rest = {.record = malloc(data.count * sizeof *rest.record)};
    assert_non_null(rest.record);
    for (unsigned k = 0; k < data.count * 40; k++) {
        const struct osdata_record *out = &data.record[k / 40];
        struct traits t = {.family = k % 2 ? 6 : 4};
        rest.count = 0;
        for (unsigned i = 0; i < data.count; i++)
            if (k % 4 < 2 ? &data.record[i] != out : strcmp(data.record[i].family, out->family) != 0)
                rest.record[rest.count++] = data.record[i];
        for (unsigned i = 0; i < TRAITS_COUNT; i++)
            if (out->list[i])
                pick(&t, (enum traits_key)i, out->list[i], &seed);
        expect_modest(&rest, &t, out->family, out->name);
    }
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        struct traits t = traits_seen(&systems[i], true, VIEW_ALL, 0);
        rest.count = 0;
        for (unsigned k = 0; k < data.count; k++)
            if (strcmp(data.record[k].family, systems[i].family) != 0)
                rest.record[rest.count++] = data.record[k];
        expect_modest(&rest, &t, systems[i].family, systems[i].name);
    }
    free(rest.record);
}

static int begin(void **state)
{
    (void)state;
    osdata_init(&data);
    return osdata_own(&data);
}

static int end(void **state)
{
    (void)state;
    osdata_fini(&data);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_middleboxes),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_left_out),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
