/* Dialogues with services of known answers, whole and cut anywhere, and with a real Samba's. */
#include "ident/access.h"
#include "ident/access/smb1.h"

#include "ident/priv_smb_samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TURNS = 12, ALL = 100000 };

/* What a service says: before our first word on each connection (NULL = nothing), and to each word. */
struct script {
    const char *service;
    unsigned flags;
    const char *greeting;
    struct {
        const char *bytes;
        unsigned len; /* 0 = a text */
    } answer[TURNS];
    const char *facts; /* ", " between */
};

enum { UDP = 1, ACTIVE = 2, TLS = 4 };

/* connection.start of a broker that offers one mechanism of five letters. */
#define AMQP_START(mechanism)                                                                                \
    "\1\0\0\0\0\0\x1c\0\x0a\0\x0a\0\x09\0\0\0\0\0\0\0\5" mechanism "\0\0\0\5en_US\xce", 36

/* The same, of one that offers two. */
#define AMQP_BOTH                                                                                            \
    "\1\0\0\0\0\0\x26\0\x0a\0\x0a\0\x09\0\0\0\0\0\0\0\x0f"                                                   \
    "ANONYMOUS PLAIN\0\0\0\5en_US\xce",                                                                      \
        46

static const struct script scripts[] = {
    {"redis", 0, NULL, {{"+PONG\r\n"}}, "access=open"},
    {"redis", 0, NULL, {{"-NOAUTH Authentication required.\r\n"}}, "access=password"},
    {"redis", 0, NULL, {{"-DENIED Redis is running in protected mode\r\n"}}, "access=refused"},
    {"memcache", 0, NULL, {{"VERSION 1.6.18\r\n"}}, "access=open"},
    {"memcache", 0, NULL, {{"CLIENT_ERROR unauthenticated\r\n"}}, "access=password"},
    {"nats", 0, "INFO {\"auth_required\":true}\r\n", {{""}}, "access=password"},
    {"nats", 0, "INFO {\"server_id\":\"x\"}\r\n", {{"PONG\r\n"}}, "access=open"},
    {"mongod", 0, NULL, {{"\x20\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0databases\0\0\0\0\0\0\0", 32}}, "access=open"},
    {"mongod",
     0,
     NULL,
     {{"\x38\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0command listDatabases requires authentication", 61}},
     "access=password"},
    {"memcache", UDP, NULL, {{"to\0\0\0\1\0\0VERSION 1.6.18\r\n", 24}}, "access=open"},
    {"domain", UDP, NULL, {{"to\x81\x80\0\1\0\1\0\0\0\0", 12}}, "recursion"},
    {"domain", UDP, NULL, {{"to\x81\x85\0\1\0\0\0\0\0\0", 12}}, "recursion=refused"},
    {"amqp", 0, NULL, {{AMQP_START("PLAIN")}, {"\1\0\0\0\0\0\4\0\x0a\0\x1e\xce", 12}}, "access=guest"},
    {"amqp",
     0,
     NULL,
     {{AMQP_START("PLAIN")}, {"\1\0\0\0\0\0\6\0\x0a\0\x32\1\x93\xce", 14}},
     "access=password"},
    {"amqp", 0, NULL, {{AMQP_START("OTHER")}}, "access=password"},
    {"amqp", 0, NULL, {{AMQP_BOTH}, {"\1\0\0\0\0\0\4\0\x0a\0\x1e\xce", 12}}, "access=open"},
    {"amqp",
     0,
     NULL,
     {{AMQP_BOTH},
      {"\1\0\0\0\0\0\6\0\x0a\0\x32\1\x93\xce", 14},
      {AMQP_BOTH},
      {"\1\0\0\0\0\0\4\0\x0a\0\x1e\xce", 12}},
     "access=guest"},
    {"amqp",
     0,
     NULL,
     {{AMQP_BOTH},
      {"\1\0\0\0\0\0\6\0\x0a\0\x32\1\x93\xce", 14},
      {AMQP_BOTH},
      {"\1\0\0\0\0\0\6\0\x0a\0\x32\1\x93\xce", 14}},
     "access=password"},
    {"amqp",
     0,
     NULL,
     {{AMQP_BOTH}, {"\1\0\0\0\0\0\6\0\x0a\0\x32\1\x93\xce", 14}, {AMQP_START("OTHER")}},
     "access=password"},
    {"ldap",
     0,
     NULL,
     {{"\x30\x26\2\1\2\x64\x21\4\0\x30\x1d\x30\x1b\4\x0enamingContexts\x31\x09\4\7"
       "dc=ex,c\x30\x0c\2\1\2\x65\7\x0a\1\0\4\0\4\0",
       54},
      {"\x30\x0c\2\1\2\x65\7\x0a\1\0\4\0\4\0\x30\x0e\2\1\3\x64\x09\4\5"
       "dc=ex\x30\0",
       30}},
     "access=open"},
    {"ldap",
     0,
     NULL,
     {{"\x30\x26\2\1\2\x64\x21\4\0\x30\x1d\x30\x1b\4\x0enamingContexts\x31\x09\4\7"
       "dc=ex,c\x30\x0c\2\1\2\x65\7\x0a\1\0\4\0\4\0",
       54},
      {"\x30\x0c\2\1\3\x65\7\x0a\1\0\4\0\4\0", 14}},
     ""}, /* nothing below the tree's own entry */
    {"ldap", 0, NULL, {{"\x30\x0c\2\1\2\x65\7\x0a\1\x0d\4\0\4\0", 14}}, "access=password"},
    {"distcc", 0, NULL, {{"DONE00000001STAT00000064SERR00000000"}}, "access=open"},
    {"distcc", 0, NULL, {{""}}, ""},
    {"ipp", 0, NULL, {{"HTTP/1.1 200 OK\r\n\r\n<Location />\nAllow all\n</Location>\n"}}, "control=open"},
    {"ipp", 0, NULL, {{"HTTP/1.1 403 Forbidden\r\n\r\n"}}, "access=password"},
    {"ipp", 0, NULL, {{"HTTP/1.1 200 OK\r\n\r\n<LocationBar>"}}, ""},
    {"ipp", 0, NULL, {{"HTTP/1.1 404 Not Found\r\n\r\n"}}, ""},
    {"imap",
     0,
     "* OK ready\r\n",
     {{"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\nt1 OK done\r\n"}},
     "cleartext-login"},
    {"imap", 0, "* OK ready\r\n", {{"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nt1 OK done\r\n"}}, ""},
    {"pop3", 0, "+OK ready\r\n", {{"+OK\r\nTOP\r\nSTLS\r\nUSER\r\nSASL PLAIN\r\n.\r\n"}}, "cleartext-login"},
    {"pop3", 0, "+OK ready\r\n", {{"+OK\r\nTOP\r\nSTLS\r\nSASL\r\n.\r\n"}}, ""},
    {"pop3", 0, "+OK ready\r\n", {{"-ERR what?\r\n"}}, ""},
    {"varnish-cli", 0, "200 276\n---\nVarnish Cache CLI 1.0\n---\n", {{""}}, "access=open"},
    {"mpd", 0, "OK MPD 0.23.5\n", {{"uptime: 0\nplaytime: 0\nOK\n"}}, "access=open"},
    {"mpd", 0, "OK MPD 0.23.5\n", {{"ACK [4@0] {stats} you don't have permission\n"}}, "access=password"},
    {"varnish-cli", 0, "107 59\nabc\n\nAuthentication required.\n", {{""}}, "access=password"},
    {"mqtt", 0, NULL, {{"\x20\2\0\0", 4}}, "access=open"},
    {"mqtt", 0, NULL, {{"\x20\2\0\5", 4}}, "access=password"},
    {"cassandra", 0, NULL, {{"\x84\0\0\1\2\0\0\0\0", 9}}, "access=open"},
    {"cassandra", 0, NULL, {{"\x84\0\0\1\3\0\0\0\0", 9}}, "access=password"},
    {"postgresql", 0, NULL, {{"R\0\0\0\x08\0\0\0\0", 9}}, "access=open"},
    {"postgresql", 0, NULL, {{"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0", 24}}, "access=password"},
    {"postgresql", 0, NULL, {{"E\0\0\0\x28SFATAL\0C28000\0Mno pg_hba.conf entry\0\0", 41}}, "access=refused"},
    {"mysql", 0, "\x4a", {{""}}, ""},
    {"x11", 0, NULL, {{"\1\0\x0b\0\0\0\0\0", 8}}, "access=open"},
    {"x11", 0, NULL, {{"\0\x16\x0b\0\0\0\6\0No protocol specified\n\0", 31}}, "access=password"},
    {"vnc", 0, "RFB 003.008\n", {{"\2\2\1", 3}}, "access=open"},
    {"vnc", 0, "RFB 003.008\n", {{"\1\2", 2}}, "access=password"},
    {"vnc", 0, "RFB 003.008\n", {{"\2\x13\5", 3}}, "access=password, encrypted"},
    {"vnc", 0, "RFB 003.008\n", {{"\2\x10\x13", 3}}, "access=password"},
    {"docker", 0, NULL, {{"HTTP/1.1 200 OK\r\n\r\n[]"}}, "access=open"},
    {"etcd-client",
     0,
     NULL,
     {{"HTTP/1.0 400 Bad Request\r\n\r\n{\"error\":\"etcdserver: user name is empty\"}"}},
     "access=password"},
    {"kubelet", 0, NULL, {{"HTTP/1.0 401 Unauthorized\r\n\r\nUnauthorized"}}, "access=password"},
    {"ftp", 0, "220 hi\r\n", {{"331 who?\r\n"}, {"530 no\r\n"}, {"221 bye\r\n"}}, "access=password"},
    {"ftp",
     0,
     "220-a\r\n220 hi\r\n",
     {{"331 who?\r\n"}, {"230 in\r\n"}, {"500 Illegal PORT\r\n"}, {"221 bye\r\n"}},
     "access=anonymous"},
    {"ftp",
     ACTIVE,
     "220 hi\r\n",
     {{"331 who?\r\n"},
      {"230 in\r\n"},
      {"200 ok\r\n"},
      {"250 /\r\n"},
      {"550 Permission denied\r\n"},
      {"550 Permission denied\r\n"},
      {"250 /incoming\r\n"},
      {"550 No such directory\r\n"},
      {"257 made\r\n"},
      {"250 gone\r\n"},
      {"221 bye\r\n"}},
     "access=anonymous, bounce, writable=/incoming"},
    {"ftp",
     ACTIVE,
     "220 hi\r\n",
     {{"331 who?\r\n"},
      {"230 in\r\n"},
      {"500 Illegal PORT\r\n"},
      {"250 /\r\n"},
      {"550 Permission denied\r\n"},
      {"550 Create directory operation failed\r\n"},
      {"221 bye\r\n"}},
     "access=anonymous, may-write=/"},
    {"smtp",
     ACTIVE,
     "220 hi\r\n",
     {{"250 a\r\n"}, {"250 b\r\n"}, {"250 c\r\n"}, {"250 d\r\n"}, {"221 e\r\n"}},
     "relay=open"},
    {"smtp",
     ACTIVE,
     "220 hi\r\n",
     {{"250 a\r\n"}, {"250 b\r\n"}, {"554 denied\r\n"}, {"250 d\r\n"}, {"221 e\r\n"}},
     "relay=refused"},
    {"smtp",
     ACTIVE,
     "220 hi\r\n",
     {{"500 what?\r\n"}, {"250 a\r\n"}, {"250 b\r\n"}, {"250 c\r\n"}, {"250 d\r\n"}, {"221 e\r\n"}},
     "relay=open"},
    {"http-proxy", ACTIVE, NULL, {{"HTTP/1.1 503 Service Unavailable\r\n\r\n"}}, "proxy=open"},
    {"http-proxy", ACTIVE, NULL, {{"HTTP/1.1 403 Forbidden\r\n\r\n"}}, "proxy=refused"},
    {"http-proxy", ACTIVE, NULL, {{"HTTP/1.1 500 Error\r\nconnection: close\r\n\r\noops"}}, ""},
    {"http-proxy", ACTIVE, NULL, {{"HTTP/1.1 500 Error\r\n\r\nUnable to connect"}}, "proxy=open"},
    {"http",
     ACTIVE,
     NULL,
     {{"HTTP/1.1 200 OK\r\n\r\n"}, {"HTTP/1.1 502 Bad Gateway\r\n\r\n"}, {"HTTP/1.1 200 OK\r\n\r\n"}},
     "proxy=open"},
    {"http",
     ACTIVE,
     NULL,
     {{"HTTP/1.1 200 OK\r\n\r\n"},
      {"HTTP/1.1 503 Service Unavailable\r\n\r\n"},
      {"HTTP/1.1 503 Service Unavailable\r\n\r\n"}},
     ""},
    {"http",
     ACTIVE,
     NULL,
     {{"HTTP/1.1 503 Service Unavailable\r\n\r\n"},
      {"HTTP/1.1 503 Service Unavailable\r\n\r\n"},
      {"HTTP/1.1 503 Service Unavailable\r\n\r\n"}},
     ""},
    {"http",
     ACTIVE,
     NULL,
     {{"HTTP/1.1 200 OK\r\n\r\n"}, {"HTTP/1.1 200 OK\r\n\r\n"}, {"HTTP/1.1 200 OK\r\n\r\n"}},
     ""},
    {"http",
     ACTIVE,
     NULL,
     {{"HTTP/1.1 200 OK\r\n\r\n"},
      {"HTTP/1.1 500 Error\r\nconnection: close\r\n\r\noops"},
      {"HTTP/1.1 200 OK\r\n\r\n"}},
     ""},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\5\0\1\0\0\0\0\0\0", 10}}, "access=open, proxy=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\2\0\1\0\0\0\0\0\0", 10}}, "access=open, proxy=refused"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\0\0\1\0\0\0\0\0\0", 10}}, "access=open, proxy=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\1\0\1\0\0\0\0\0\0", 10}}, "access=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\3\0\1\0\0\0\0\0\0", 10}}, "access=open, proxy=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\6\0\1\0\0\0\0\0\0", 10}}, "access=open, proxy=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\7\0\1\0\0\0\0\0\0", 10}}, "access=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\10\0\1\0\0\0\0\0\0", 10}}, "access=open"},
    {"socks", ACTIVE, NULL, {{"\5\0", 2}, {"\5\377\0\1\0\0\0\0\0\0", 10}}, "access=open"},
    {"socks", 0, NULL, {{"\5\xff", 2}}, "access=password"},
    {"rsync",
     0,
     "@RSYNCD: 31.0\n",
     {{"pub            \tall\nown\tmine\n@RSYNCD: EXIT\n"}, {"@RSYNCD: OK\n"}, {"@RSYNCD: AUTHREQD x\n"}},
     "access=open, share=pub, protected-share=own"},
    {"rsync",
     ACTIVE,
     "@RSYNCD: 31.0\n",
     {{"pub\tall\nro\tread\n@RSYNCD: EXIT\n"},
      {"@RSYNCD: OK\n"},
      {"seed\4\0\0\7\xff\xff\xff\xff", 12},
      {"@RSYNCD: OK\n"},
      {"seed\x1b\0\0\x08"
       "ERROR: module is read only\n",
       35}},
     "access=open, share=pub, may-write=pub, share=ro"},
    {"snmp",
     UDP,
     NULL,
     {{"\x30\x1c\2\1\1\4\6public\xa2\x0f\2\1\7\2\1\0\2\1\0\x30\4\x30\2\6\0", 30}, {""}},
     "community=public"},
    {"ntp", UDP, NULL, {{"\x97\0\3\x2a\0\1\0\x48", 8}}, "monlist"},
    {"ntp", UDP, NULL, {{"\x97\0\3\x2a\x40\0\0\0", 8}}, ""},
    {"ntp", UDP, NULL, {{""}, {"\x16\x82to\0\0\0\0\0\0\0\4a=b\n", 16}}, "control"},
    {"ntp", UDP, NULL, {{""}, {"\x16\xc2to\0\0\0\0\0\0\0\0", 12}}, ""},
    {"asf-rmcp",
     UDP,
     NULL,
     {{"\6\0\xff\7\0\0\0\0\0\0\0\0\0\x10\x81\x1c\x63\x20\0\x38\0\1\x97\5\3\0\0\0\0\x3a", 30},
      {"\6\0\xff\7\6\x11\0\0\0\0\0\0\0\0\x24\0\0\0\4\0toji", 24}},
     "access=open, access=anonymous, weak=cipher-zero"},
    {"asf-rmcp",
     UDP,
     NULL,
     {{"\6\0\xff\7\0\0\0\0\0\0\0\0\0\x10\x81\x1c\x63\x20\0\x38\0\1\x94\4\3\0\0\0\0\x3a", 30},
      {"\6\0\xff\7\6\x11\0\0\0\0\0\0\0\0\x08\0\0\x11\0\0toji", 24}},
     "access=password"},
    {"kubelet", 0, NULL, {{"HTTP/1.1 200 OK\r\n\r\n{\"kind\":\"PodList\",\"items\":[]}"}}, "access=open"},
    {"elasticsearch",
     0,
     NULL,
     {{"HTTP/1.1 200 OK\r\n\r\n{\"cluster_name\":\"x\",\"status\":\"green\"}"}},
     "access=open"},
    {"elasticsearch", 0, NULL, {{"HTTP/1.1 401 Unauthorized\r\n\r\n{}"}}, "access=password"},
    {"mountd",
     UDP,
     NULL,
     {{"toji\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4/srv\0\0\0\1\0\0\0\1*\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4/own\0\0\0\1\0\0\0\7"
       "host.ex\0\0\0\0\0\0\0\0\0",
       88}},
     "share=/srv, protected-share=/own"},
    {"zookeeper",
     0,
     NULL,
     {{"\0\0\0\x24\0\0\0\0\0\0\x0f\xa0\0\0\0\0\0\0\0\1\0\0\0\x10xxxxxxxxxxxxxxxx", 40},
      {"\0\0\0\x14\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0", 24},
      {""}},
     "access=open"},
    {"ssh",
     0,
     "SSH-2.0-x\r\n",
     {{"\0\0\0\x6c\4\x14"
       "cookiecookiecook\0\0\0\x1a"
       "diffie-hellman-group1-sha1\0\0\0\7ssh-rsa\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\4none"
       "\0\0\0\4none\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
       112}},
     "algorithms, weak=diffie-hellman-group1-sha1, dated=ssh-rsa, auth=not-learnt"},
    {"",
     TLS,
     NULL,
     {{"\x15\3\0\0\2\2\x46", 7},
      {"\x16\3\1\0\x2a\2\0\0\x26\3\1rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0\x2f\0", 47},
      {"\x15\3\2\0\2\2\x46", 7},
      {"\x16\3\3\0\x2a\2\0\0\x26\3\3rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0\x05\0", 47}},
     "tls-weak=TLSv1.0, tls-weak=RC4"},
};

static unsigned length(const char *bytes, unsigned len)
{
    return len || !bytes ? len : (unsigned)strlen(bytes);
}

/* Memory that ends where the bytes end, so that a sanitizer sees one byte too many. */
static struct rd heard(const char *bytes, unsigned n, uint8_t **ret_room)
{
    *ret_room = malloc(n ? n : 1);
    assert_non_null(*ret_room);
    memcpy(*ret_room, bytes ? bytes : "", n);
    return rd_of(*ret_room, n);
}

/* Plays the script; of all that is said only the first `cut` bytes come, and then the connection ends. */
static void play(struct access *a, const struct script *s, unsigned cut)
{
    struct access_door door = {.service = s->service,
                               .product = "",
                               .addr = {.b = {198, 18, 0, 1}, .len = 4},
                               .port = 1,
                               .udp = s->flags & UDP,
                               .tls = s->flags & TLS,
                               .active = s->flags & ACTIVE,
                               .unix_s = 1795319640};
    static uint8_t out[16384];
    enum access_do next = ACCESS_CALL;
    unsigned turn = 0;
    assert_true(access_begin(a, &door));
    for (unsigned moves = 0; next != ACCESS_END; moves++) {
        assert_true(moves < 400);
        bool fresh = next == ACCESS_CALL, said = next == ACCESS_SAY, again = next == ACCESS_HEAR;
        const char *bytes = fresh ? s->greeting : said && turn < TURNS ? s->answer[turn].bytes : NULL;
        unsigned n = fresh || !bytes ? length(bytes, 0) : length(bytes, s->answer[turn].len);
        uint8_t *room;
        turn += said;
        n = n < cut ? n : cut;
        cut -= n;
        struct wr w = wr_of(out, sizeof out);
        struct rd in = heard(bytes, n, &room);
        next = access_step(a, fresh, !fresh && (again || !n || !cut), in, &w);
        if (next == ACCESS_SAY)
            assert_true(!w.bad && wr_len(&w) > 0);
        free(room);
    }
}

static void assert_facts(const struct access *a, const struct script *s)
{
    char all[1024] = "";
    for (unsigned i = 0; i < a->facts; i++) {
        strncat(all, i ? ", " : "", sizeof all - strlen(all) - 1);
        strncat(all, access_fact(a, i), sizeof all - strlen(all) - 1);
    }
    if (strcmp(all, s->facts) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", s->service, all, s->facts);
}

static void test_scripts(void **state)
{
    static struct access a;
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        play(&a, &scripts[i], ALL);
        assert_facts(&a, &scripts[i]);
    }
}

/* Cut anywhere, it ends, and never says more than the whole would. */
static void test_truncations(void **state)
{
    static struct access a;
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        for (unsigned cut = 0; cut < 240; cut++) {
            play(&a, &scripts[i], cut);
            for (unsigned k = 0; k < a.facts; k++)
                if (!strstr(scripts[i].facts, access_fact(&a, k)))
                    fail_msg("%s, cut at %u: says '%s'", scripts[i].service, cut, access_fact(&a, k));
        }
}

static void play_smb(struct access *a, const struct smb_sample *at, size_t samples, unsigned cut)
{
    struct access_door door = {
        .service = "microsoft-ds", .product = "", .addr = {.b = {198, 18, 10, 2}, .len = 4}, .port = 445};
    static uint8_t out[16384];
    const struct smb_sample *end = at + samples;
    enum access_do next = ACCESS_CALL;
    assert_true(access_begin(a, &door));
    while (next != ACCESS_END) {
        struct wr w = wr_of(out, sizeof out);
        uint8_t *room;
        bool there = at < end && (next != ACCESS_HEAR) && (next == ACCESS_CALL) == !at->len;
        unsigned n = there ? (at->len < cut ? at->len : cut) : 0;
        struct rd in = heard(there ? at->bytes : NULL, n, &room);
        cut -= n;
        at += there;
        bool fresh = next == ACCESS_CALL;
        next = access_step(a, fresh, !fresh && (!there || !cut), in, &w);
        free(room);
    }
}

static void check_smb(const struct smb_sample *samples, size_t n, const char *facts)
{
    static struct access a;
    const struct script wanted = {.service = "microsoft-ds", .facts = facts};
    play_smb(&a, samples, n, ALL);
    assert_facts(&a, &wanted);
    for (unsigned cut = 0; cut < 3300; cut += 1 + cut % 7) {
        play_smb(&a, samples, n, cut);
        for (unsigned k = 0; k < a.facts; k++)
            assert_non_null(strstr(facts, access_fact(&a, k)));
    }
}

static void test_smb(void **state)
{
    (void)state;
    check_smb(
        smb_samples, sizeof smb_samples / sizeof *smb_samples,
        "dialect=3.1.1, signing=optional, dialect=3.0.2, dialect=3.0, dialect=2.1, dialect=2.0.2, access=null-session, "
        "listed-share=pub, listed-share=IPC$, share=pub, access=guest");
}

static void test_smb_old(void **state)
{
    (void)state;
    check_smb(
        smb_old_samples, sizeof smb_old_samples / sizeof *smb_old_samples,
        "dialect=1, signing-1=off, access=null-session, listed-share=files, listed-share=own, listed-share=IPC$, share=files, "
        "access=guest");
}

/* The rights that SMB 1 tells of a share: in the extended answer to TREE_CONNECT_ANDX ([MS-SMB] 2.2.4.7.2),
 * of words of our own. */
static void test_smb_old_rights(void **state)
{
    (void)state;
    static const struct {
        uint8_t words;
        uint32_t rights;
        bool writable;
    } rows[] = {
        {7, 0x001f01ff, true}, {7, 0x001200a9, false}, {7, 4, true}, {4, 0x001f01ff, false}, {3, 2, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t bytes[128];
        struct wr w = wr_of(bytes, sizeof bytes);
        wr_u32(&w, 32 + 1 + 2u * rows[i].words + 2);
        wr_bytes(&w, "\xffSMB\x75\0\0\0\0\x88\1\x40", 12);
        wr_zero(&w, 12);
        wr_bytes(&w, "\x34\x12\0\0\x78\x56\0\0", 8); /* tree, process, user, message */
        wr_u8(&w, rows[i].words);
        wr_bytes(&w, "\xff\0\0\0\0\0", 6); /* no other command, no options */
        for (unsigned k = 0; k + 6 < 2u * rows[i].words; k++)
            wr_u8(&w, k < 4 ? (uint8_t)(rows[i].rights >> 8 * k) : 0);
        wr_zero(&w, 2);
        assert_false(w.bad);
        for (size_t len = 0; len <= wr_len(&w); len++) {
            struct smb1 s = {0};
            struct smb1_answer r = {0};
            bool whole = len == wr_len(&w);
            assert_int_equal(smb1_read(&s, rd_of(bytes, len), &r), whole ? SMB1_READ : SMB1_SHORT);
            assert_int_equal(r.writable, whole && rows[i].writable);
        }
    }
}

/* Services of which there is nothing to ask are left alone. */
static void test_nothing_to_ask(void **state)
{
    static struct access a;
    (void)state;
    assert_false(access_begin(&a, &(struct access_door){.service = "echo", .product = ""}));
    assert_false(access_begin(&a, &(struct access_door){.service = "", .product = ""}));
    assert_false(access_begin(&a, &(struct access_door){.service = "smtp", .product = "Postfix"}));
    assert_true(
        access_begin(&a, &(struct access_door){.service = "smtp", .product = "Postfix", .active = true}));
    assert_false(access_begin(&a, &(struct access_door){.service = "http-proxy", .product = "Squid"}));
    assert_false(access_begin(&a, &(struct access_door){.service = "http", .product = "nginx"}));
    assert_false(access_begin(&a, &(struct access_door){.service = "http", .product = "Monitorix"}));
    assert_true(access_begin(&a, &(struct access_door){.service = "http", .product = "Consul"}));
    assert_false(access_begin(&a, &(struct access_door){.service = "redis", .product = "", .udp = true}));
}

/* What is known of a web server says what it is asked; of a kubelet its port does. */
static void test_web(void **state)
{
    static const struct {
        const char *product;
        uint16_t port;
        const char *asked, *answer, *fact; /* NULL = none */
    } rows[] = {
        {"Transmission", 9091, "GET /transmission/rpc ",
         "409 Conflict\r\nX-Transmission-Session-Id: x\r\n\r\n", "control=open"},
        {"Transmission", 9091, "GET /transmission/rpc ", "401 Unauthorized\r\n\r\n", "access=password"},
        {"aria2", 6800, "POST /jsonrpc ", "200 OK\r\n\r\n{\"id\":\"t\",\"result\":{}}", "control=open"},
        {"aria2", 6800, "POST /jsonrpc ", "400 Bad Request\r\n\r\n{\"message\":\"Unauthorized\"}", NULL},
        {"Monit", 2812, "GET /_status?format=text ", "200 OK\r\n\r\nMonit 5.33.0 uptime: 1m", "control=open"},
        {"Monit", 2812, "GET /_status?format=text ", "200 OK\r\n\r\n<title>Monit</title>", NULL},
        {"", 10250, "GET /pods ", "200 OK\r\n\r\n{\"kind\":\"PodList\"}", "control=open"},
        {"", 10250, "GET /pods ", "401 Unauthorized\r\n\r\nUnauthorized", "access=password"},
        {"", 10250, "GET /pods ", "409 Conflict\r\n\r\n", NULL},
        {"HAProxy", 8404, "GET / ", "200 OK\r\n\r\n<title>Statistics Report for HAProxy</title>",
         "status=open"},
        {"NATS", 8222, "GET /varz ", "200 OK\r\n\r\n{\"server_id\":\"N\"}", "status=open"},
        {"HAProxy", 8404, "GET / ", "401 Unauthorized\r\n\r\n", "access=password"},
        {"Jupyter", 8888, "GET /api/contents ", "200 OK\r\n\r\n{\"content\":[]}", "access=open"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct access a;
        uint8_t said[1024], *room;
        char answer[256];
        struct wr w = wr_of(said, sizeof said);
        int n = snprintf(answer, sizeof answer, "HTTP/1.1 %s", rows[i].answer);
        assert_true(access_begin(
            &a, &(struct access_door){.service = "http", .product = rows[i].product, .port = rows[i].port}));
        assert_int_equal(access_step(&a, true, false, rd_of(NULL, 0), &w), ACCESS_SAY);
        assert_memory_equal(said, rows[i].asked, strlen(rows[i].asked));
        w = wr_of(said, sizeof said);
        assert_int_equal(access_step(&a, false, true, heard(answer, (unsigned)n, &room), &w), ACCESS_END);
        free(room);
        assert_int_equal(a.facts, rows[i].fact != NULL);
        if (rows[i].fact)
            assert_string_equal(access_fact(&a, 0), rows[i].fact);
    }
}

/* IPv6 as RFC 3986 §3.2.2 wants it. */
static void test_host(void **state)
{
    static const struct {
        const char *service, *wanted;
    } rows[] = {
        {"docker", "\r\nHost: [fe80::1]\r\n"},
        {"http-proxy", "GET http://[fe80::1]:59989/ HTTP/1.0\r\nHost: [fe80::1]:59989\r\n"},
        {"http", "GET / HTTP/1.0\r\n\r\n"}, /* not by its name: see proxy.c */
    };
    static struct access a;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct access_door door = {.service = rows[i].service, .product = "", .port = 80, .active = true};
        uint8_t out[1024] = "";
        struct wr w = wr_of(out, sizeof out - 1);
        assert_int_equal(addr_parse("fe80::1%4", &door.addr), 0);
        assert_true(access_begin(&a, &door));
        assert_int_equal(access_step(&a, true, false, rd_of(NULL, 0), &w), ACCESS_SAY);
        assert_non_null(strstr((char *)out, rows[i].wanted));
    }
}

/* What is asked for is below the tree: its own entry shows nothing. */
static void test_ldap_scope(void **state)
{
    static const char trees[] = "\x30\x26\2\1\2\x64\x21\4\0\x30\x1d\x30\x1b\4\x0enamingContexts\x31\x09\4\7"
                                "dc=ex,c",
                      wanted[] = "\4\7dc=ex,c\x0a\1\1";
    static struct access a;
    uint8_t out[256], *room;
    struct wr w = wr_of(out, sizeof out), next = w;
    (void)state;
    assert_true(access_begin(&a, &(struct access_door){.service = "ldap", .product = ""}));
    assert_int_equal(access_step(&a, true, false, rd_of(NULL, 0), &w), ACCESS_SAY);
    struct rd in = heard(trees, sizeof trees - 1, &room);
    assert_int_equal(access_step(&a, false, false, in, &next), ACCESS_SAY);
    assert_non_null(memmem(out, wr_len(&next), wanted, sizeof wanted - 1));
    free(room);
}

/* What a server says of a folder (RFC 7530): up to where something is refused. */
struct nfs_folder {
    unsigned depth;
    uint32_t lookup, readdir; /* the status of the last of its names, and of its list */
    uint8_t system, access;
    const char *names; /* "d" or "-" and a letter for each; "?" = its attributes are refused */
};

static void say_folder(struct wr *w, const struct nfs_folder *f)
{
    wr_u32(w, 0);
    wr_bytes(w, "toji", 4);
    wr_u32(w, 1);
    wr_zero(w, 16 + 4 + 4 + 4); /* accepted; its status, tag and number are not looked at */
    wr_u32(w, 24);
    wr_u32(w, 0);
    for (unsigned i = 1; i <= f->depth; i++) {
        wr_u32(w, 15);
        wr_u32(w, i == f->depth ? f->lookup : 0);
    }
    if (!f->lookup) {
        const uint32_t words[] = {9, 0, 1, 1 << 8, 16,        0,  f->system, 0,
                                  0, 3, 0, 12,     f->access, 26, f->readdir};
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            wr_u32(w, words[i]);
    }
    if (!f->lookup && !f->readdir) {
        wr_zero(w, 8);
        for (const char *n = f->names; *n; n += 2) {
            wr_u32(w, 1);
            wr_zero(w, 8);
            wr_u32(w, 1);
            wr_bytes(w, n + 1, 1);
            wr_zero(w, 3);
            wr_u32(w, 1);
            wr_u32(w, *n == '?' ? 1 << 11 : 1 << 1 | 1 << 11);
            wr_u32(w, *n == '?' ? 4 : 8);
            wr_u32(w, *n == '?' ? 10016 : *n == 'd' ? 2 : 1);
            if (*n != '?')
                wr_u32(w, 0);
        }
        wr_u32(w, 0);
        wr_u32(w, 1);
    }
    put_u32(w->start, 0x80000000 | (uint32_t)(wr_len(w) - 4));
}

/* Plays the folders; the answer to the last of them is cut, and then the connection ends. */
static void play_nfs(struct access *a, const struct nfs_folder *f, unsigned n, size_t cut)
{
    static uint8_t out[16384];
    assert_true(access_begin(a, &(struct access_door){.service = "nfs", .product = "", .port = 2049}));
    struct wr w = wr_of(out, sizeof out);
    enum access_do next = access_step(a, true, false, rd_of(NULL, 0), &w);
    for (unsigned i = 0; i < n; i++) {
        uint8_t bytes[1024], *room;
        struct wr said = wr_of(bytes, sizeof bytes);
        assert_int_equal(next, ACCESS_SAY);
        assert_int_equal(get_u32(out), 0x80000000 | (wr_len(&w) - 4));
        say_folder(&said, &f[i]);
        assert_false(said.bad);
        size_t len = wr_len(&said);
        bool last = i + 1 == n && cut < len;
        struct rd in = heard((const char *)bytes, (unsigned)(last ? cut : len), &room);
        w = wr_of(out, sizeof out);
        next = access_step(a, false, last, in, &w);
        free(room);
    }
    assert_int_equal(next, ACCESS_END);
}

static void test_nfs(void **state)
{
    static const struct {
        unsigned count;
        struct nfs_folder folder[5];
        const char *facts;
    } rows[] = {
        {4,
         {{.names = "dsdh"},
          {.depth = 1, .names = "de"},
          {.depth = 1, .system = 1, .names = "-x"},
          {.depth = 2, .system = 2, .access = 12, .names = ""}},
         "access=open, share=/h, share=/s/e, writable=/s/e"},
        {2, {{.names = "?k"}, {.depth = 1, .lookup = 10016}}, "protected-share=/k"},
        {2, {{.names = "ds"}, {.depth = 1, .names = ""}}, ""}, /* made up: what is in it is hidden from us */
        {2, {{.names = "ds"}, {.depth = 1, .system = 1, .readdir = 13}}, ""},
        {1, {{.names = ""}}, ""},
        {1, {{.names = "-xdy"}}, "access=open, share=/"},
        {1, {{.lookup = 1}}, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct access a;
        const struct script wanted = {.service = "nfs", .facts = rows[i].facts};
        play_nfs(&a, rows[i].folder, rows[i].count, ALL);
        assert_facts(&a, &wanted);
        for (size_t cut = 1; cut < 300; cut++) { /* unheard, it would be asked again */
            static struct access less;
            play_nfs(&less, rows[i].folder, rows[i].count, cut);
            assert_true(less.facts <= a.facts);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scripts),
                                       cmocka_unit_test(test_truncations),
                                       cmocka_unit_test(test_smb),
                                       cmocka_unit_test(test_smb_old),
                                       cmocka_unit_test(test_nothing_to_ask),
                                       cmocka_unit_test(test_host),
                                       cmocka_unit_test(test_ldap_scope),
                                       cmocka_unit_test(test_web),
                                       cmocka_unit_test(test_nfs),
                                       cmocka_unit_test(test_smb_old_rights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
