/* Captures for measuring `watch`, on standard output; headers only, as --snaplen 64 leaves them.
 *
 *     watch-traffic PACKETS SCANNERS    ordinary TCP flows (handshake, data, end) of 2,000 clients, and among them scanners (one
 *                                       packet in twenty), each walking over a /16; a million packets a second
 *     watch-traffic forged SOURCES [N]  so many sources that never come back, N packets each (else one) at doors of 10.0.0.0/16, 100,000 a
 *                                       second; after each 100,000 packets 198.51.100.7 tries one more port of 10.0.0.5, and at the end
 *                                       203.0.113.8 thirty ports of 10.0.0.6 within a minute
 *
 *     watch-traffic 10000000 500 >FILE; time tojimari watch --home 10.0.0.0/8 FILE
 *     watch-traffic forged 10000000 | /usr/bin/time -f '%M KiB' tojimari watch --home 10.0.0.0/8 - --json - | grep -e 198.51.100.7 -e 203.0.113.8 */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLOWS = 20000, HEAD = 54 };

struct flow {
    uint32_t client, server, step, length;
    uint16_t port;
};

static uint64_t state = 88172645463325252u;

static uint32_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static void packet(uint64_t us, uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport, uint8_t flags,
                   uint16_t payload)
{
    uint8_t b[16 + HEAD] = {0};
    uint32_t record[4] = {(uint32_t)(1600000000 + us / 1000000), (uint32_t)(us % 1000000), HEAD,
                          HEAD + payload};
    memcpy(b, record, 16);
    uint8_t *p = b + 16;
    p[12] = 8;
    p += 14;
    p[0] = 0x45;
    uint16_t total = htons((uint16_t)(40 + payload)), sp = htons(sport), dp = htons(dport);
    memcpy(p + 2, &total, 2);
    p[8] = 64;
    p[9] = 6;
    src = htonl(src);
    dst = htonl(dst);
    memcpy(p + 12, &src, 4);
    memcpy(p + 16, &dst, 4);
    memcpy(p + 20, &sp, 2);
    memcpy(p + 22, &dp, 2);
    uint32_t seq = flags == 0x14 ? 0 : next();
    memcpy(p + 24, &seq, 4);
    p[32] = 0x50;
    p[33] = flags;
    p[34] = 4;
    fwrite(b, 1, sizeof b, stdout);
}

static void ordinary(struct flow *f, uint64_t us)
{
    if (f->step == f->length) {
        *f = (struct flow){.client = 0x0a000000 + next() % 2000,
                           .server = 0xc6120000 + next() % 500,
                           .length = 10 + next() % 60,
                           .port = (uint16_t)(32768 + next() % 28000)};
    }
    uint32_t s = f->step++;
    bool back = s == 1 || (s > 2 && s % 2);
    uint8_t flags = s == 0 ? 2 : s == 1 ? 0x12 : s + 1 == f->length ? 0x11 : 0x10;
    uint16_t payload = s > 2 && back ? 1400 : 0;
    if (back)
        packet(us, f->server, f->client, 443, f->port, flags, payload);
    else
        packet(us, f->client, f->server, f->port, 443, flags, payload);
}

/* Odd multipliers permute the numbers below 2^32: no source comes twice. */
static void forged(uint64_t sources, uint64_t each)
{
    uint64_t packets = sources * each;
    for (uint64_t i = 0; i < packets; i++) {
        packet(i * 10, (uint32_t)(i / each) * 2654435761u, 0x0a000000 + next() % 65536,
               (uint16_t)(1024 + next() % 60000), (uint16_t)(next() % 1024), 2, 0);
        if (i % 100000 == 99999)
            packet(i * 10, 0xc6336407, 0x0a000005, 51000, (uint16_t)(1 + i / 100000 * 7), 2, 0);
    }
    for (uint64_t i = 0; i < 30; i++)
        packet(packets * 10 + i * 2000000, 0xcb007108, 0x0a000006, 52000, (uint16_t)(1 + i * 11), 2, 0);
}

int main(int argc, char **argv)
{
    static struct flow flow[FLOWS];
    static const uint16_t ports[] = {22, 23, 80, 445, 3389, 8080};
    bool flood = argc > 2 && strcmp(argv[1], "forged") == 0;
    uint64_t n = argc > 1 && !flood ? strtoull(argv[1], NULL, 10) : 1000000;
    uint32_t scanners = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 500;
    uint32_t head[6] = {0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1};
    fwrite(head, 1, sizeof head, stdout);
    if (flood) {
        forged(strtoull(argv[2], NULL, 10), argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
        n = 0;
    }
    for (uint64_t i = 0; i < n; i++) {
        if (i % 20 == 0 && scanners) {
            uint32_t who = next() % scanners;
            packet(i, 0xcb007100 + who, 0x0a000000 + next() % 65536, (uint16_t)(40000 + who), ports[who % 6],
                   2, 0);
        } else {
            ordinary(&flow[next() % FLOWS], i);
        }
    }
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
