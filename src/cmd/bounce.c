#include "cmd/bounce.h"

#include "cmd/cmd.h"
#include "cmd/resolve.h"
#include "model/ports.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOGIN_TIME   (30 * NSEC_SEC)
#define ASK_TIME     (15 * NSEC_SEC) /* a server that waits longer for a silent door is left, and called again */
#define RETRY_AFTER  NSEC_SEC
#define FAILURES_MAX 4
#define REFUSALS_MAX 4
#define REFUSALS_LOW 32
#define LOSSES_MAX   3 /* sessions that may end over one question */
#define NAP          (100 * NSEC_MS)
#define REST                                                                                                 \
    (200 *                                                                                                   \
     NSEC_MS) /* after a refusal: vsftpd says a second 500 as it ends, which is no answer to the next question */

static int wrong(const char *spec)
{
    cmd_say(_("-b expects USER:PASSWORD@SERVER:PORT, SERVER alone at least, not '%s'"), spec);
    return CMD_USAGE;
}

/* Cuts b->text. False when it is no such specification. */
static bool cut(struct bounce *b)
{
    char *server = strrchr(b->text, '@'), *end;
    b->user = "anonymous";
    b->pass = "anonymous@";
    b->port = 21;
    if (server) {
        *server++ = 0;
        b->user = b->text;
        char *pass = strchr(b->text, ':');
        if (pass)
            *pass++ = 0;
        b->pass = pass ? pass : "";
    } else {
        server = b->text;
    }
    char *port = *server == '[' ? strchr(server, ']') : strchr(server, ':');
    if (*server == '[' && port) {
        server++;
        *port++ = 0;
    }
    if (port && *port && *port != ':' && *server)
        return false;
    if (port && *port == ':') {
        *port++ = 0;
        unsigned long n = strtoul(port, &end, 10);
        if (*port < '0' || *port > '9' || *end || n < 1 || n > 65535)
            return false;
        b->port = (uint16_t)n;
    }
    b->host = server;
    return *server && ftp_word(b->user) && ftp_word(b->pass);
}

int bounce_init(struct bounce *b, const char *spec)
{
    *b = (struct bounce){.epoll = -1, .fd = -1};
    if (strlen(spec) >= sizeof b->text)
        return wrong(spec);
    memcpy(b->text, spec, strlen(spec) + 1);
    if (!cut(b))
        return wrong(spec);
    if (addr_parse(b->host, &b->server) < 0 && resolve_name(NULL, b->host, 0, &b->server, 1) < 1) {
        cmd_say(_("%s: the FTP server's name has no address"), b->host);
        return CMD_USAGE;
    }
    b->epoll = epoll_create1(EPOLL_CLOEXEC);
    return b->epoll < 0 ? cmd_failed("epoll", -errno) : 0;
}

static void hang_up(struct bounce *b)
{
    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
    b->connecting = b->asking = false;
}

void bounce_fini(struct bounce *b)
{
    hang_up(b);
    if (b->epoll >= 0)
        close(b->epoll);
    b->epoll = -1;
}

/* What a server says is a stranger's text: diag_set() makes it harmless. */
static void give_up(struct bounce *b, const char *message, const char *why)
{
    struct diag d = {0};
    diag_set(&d, message, b->host, why, NULL);
    (void)cmd_wrong(&d);
    b->gave_up = true;
    hang_up(b);
}

/* The session ended before the question under way was answered: nothing is known of that door. It is asked
 * again in another session, and left without a verdict when those end as well. */
static void unanswered(struct bounce *b, nsec now)
{
    b->again = ++b->losses < LOSSES_MAX;
    if (b->again)
        return;
    b->reply = (struct reply){.addr = b->probe.addr,
                              .port = b->probe.port,
                              .try = b->probe.try,
                              .at = now,
                              .rtt = -1,
                              .error = ECONNRESET};
    b->replied = true;
}

static void failed(struct bounce *b, nsec now, const char *why)
{
    if (b->asking)
        unanswered(b, now);
    hang_up(b);
    b->retry_at = now + RETRY_AFTER;
    if (++b->failures >= FAILURES_MAX)
        give_up(b, N_("%s: no session with the FTP server: %s"), why);
}

static void call(struct bounce *b, nsec now)
{
    struct sockaddr_storage sa = {0};
    socklen_t len = sizeof(struct sockaddr_in);
    struct sockaddr_in *four = (struct sockaddr_in *)&sa;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&sa;
    if (b->server.len == 4) {
        four->sin_family = AF_INET;
        four->sin_port = htons(b->port);
        memcpy(&four->sin_addr, b->server.b, 4);
    } else {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(b->port);
        six->sin6_scope_id = b->server.zone;
        memcpy(&six->sin6_addr, b->server.b, 16);
        len = sizeof *six;
    }
    b->fd = socket(sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
    if (b->fd < 0 || epoll_ctl(b->epoll, EPOLL_CTL_ADD, b->fd, &ev) < 0 ||
        (connect(b->fd, (struct sockaddr *)&sa, len) < 0 && errno != EINPROGRESS)) {
        failed(b, now, strerror(errno));
        return;
    }
    ftp_init(&b->ftp, b->user, b->pass);
    b->connecting = true;
    b->until = now + LOGIN_TIME;
}

static void receive(struct bounce *b, nsec now)
{
    char in[4096];
    for (int i = 0; i < 16 && b->fd >= 0; i++) {
        ssize_t n = recv(b->fd, in, sizeof in, 0);
        if (n < 0 && (errno == EAGAIN || errno == ENOTCONN))
            return;
        if (n < 0) {
            failed(b, now, strerror(errno));
            return;
        }
        b->connecting = false;
        ftp_input(&b->ftp, in, (size_t)n);
        if (n == 0)
            return;
    }
}

static void transmit(struct bounce *b)
{
    while (b->fd >= 0 && b->ftp.out_len) {
        ssize_t n = send(b->fd, b->ftp.out, b->ftp.out_len, MSG_NOSIGNAL);
        if (n < 0)
            return; /* not now, or receive() hears why */
        ftp_sent(&b->ftp, (size_t)n);
    }
}

static void conclude(struct bounce *b, enum ftp_answer answer, nsec now)
{
    b->reply = (struct reply){
        .addr = b->probe.addr, .port = b->probe.port, .try = b->probe.try, .at = now, .rtt = -1};
    b->replied = true;
    b->asking = false;
    b->failures = 0;
    if (answer == FTP_REFUSED) {
        memcpy(b->refusal, b->ftp.said, sizeof b->refusal);
        b->rest_until = now + REST;
        b->reply.error = EPERM;
        /* some servers never connect to system ports (vsftpd): that is no refusal of everything */
        b->refused_high |= b->probe.port >= PORTS_USER;
        if (++b->refusals >= (b->refused_high ? REFUSALS_MAX : REFUSALS_LOW))
            (void)bounce_refused(b);
        return;
    }
    b->reply.heard = answer == FTP_CONNECTED ? HEARD_YES : HEARD_RST;
    b->accepted = true;
    b->refusals = 0;
}

/* Where the session stands. */
static void look(struct bounce *b, nsec now)
{
    enum ftp_answer answer = b->asking ? ftp_take(&b->ftp) : FTP_NOTHING;
    if (answer != FTP_NOTHING)
        conclude(b, answer, now);
    else if (b->ftp.state == FTP_LOGIN_FAILED)
        give_up(b, N_("%s: the FTP server refuses the login: %s"), b->ftp.said);
    else if (b->ftp.state == FTP_OVER)
        failed(b, now, *b->ftp.said ? b->ftp.said : _("it ended the session"));
    else if (now >= b->until && b->asking && b->ftp.state != FTP_PORT)
        hang_up(b); /* the silence is the door's */
    else if (now >= b->until && b->ftp.state != FTP_IDLE)
        failed(b, now, strerror(ETIMEDOUT));
}

static void ask(struct bounce *b, nsec now)
{
    ftp_ask(&b->ftp, &b->probe.addr, b->probe.port);
    b->asking = true;
    b->again = false;
    b->until = now + ASK_TIME;
}

int bounce_turn(void *ctx, nsec now, nsec *ret_wake)
{
    struct bounce_run *run = ctx;
    struct bounce *b = run->bounce;
    struct epoll_event seen[2];
    (void)epoll_wait(b->epoll, seen, 2, 0); /* edges: seen now, and looked at below */
    if (b->fd < 0 && !b->gave_up && now >= b->retry_at)
        call(b, now);
    if (b->fd >= 0)
        receive(b, now);
    if (b->fd >= 0)
        look(b, now);
    if (b->gave_up)
        return scan_stop(run->scan, now);
    bool ready = b->fd >= 0 && !b->asking && b->ftp.state == FTP_IDLE && now >= b->rest_until;
    if (ready && b->again) {
        ask(b, now);
        ready = false;
    }
    scan_under_way(run->scan, b->asking || b->again || !ready);
    int n = scan_step(run->scan, now, &b->reply, b->replied, &b->probe, ready ? 1 : 0, ret_wake);
    b->replied = false;
    if (n < 0)
        return n;
    if (n) {
        b->losses = 0;
        ask(b, now);
    }
    transmit(b);
    if (!ready || n)
        *ret_wake = now + NAP;
    return 0;
}

bool bounce_refused(struct bounce *b)
{
    if (!b->gave_up && !b->accepted && b->refusals)
        give_up(b, N_("%s: the FTP server refuses to connect to others: %s"), b->refusal);
    return b->gave_up;
}
