#include "answer/nft.h"
#include "cmd/cmd.h"
#include "cmd/priv_watchhand.h"
#include "sys/clock.h"
#include "sys/priv.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SAY_AGAIN (600 * NSEC_SEC)
#define LOG       "/dev/log"

static void log_open(struct hand *x)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = LOG};
    x->log = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (x->log >= 0 && connect(x->log, (struct sockaddr *)&to, sizeof to) < 0) {
        close(x->log);
        x->log = -1;
    }
}

/* The log may have been started anew since. */
static void log_line(struct hand *x, const char *text, size_t n)
{
    for (int k = 0; k < 2 && x->log != -2; k++) {
        if (x->log < 0)
            log_open(x);
        if (x->log >= 0 && send(x->log, text, n, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            return;
        if (x->log >= 0)
            close(x->log);
        x->log = -1;
    }
    nsec now = clock_mono();
    if (!x->log_said || now - x->log_said >= SAY_AGAIN) {
        cmd_say(_("%s: an alert could not be written to the system's log"), LOG);
        x->log_said = now;
    }
}

static int by_net(const void *a, const void *b)
{
    const struct addr_net *x = a, *y = b;
    int d = memcmp(&x->net, &y->net, sizeof x->net); /* base/addr.h: that is what makes them equal */
    return d ? d : (int)x->bits - (int)y->bits;
}

/* `never` stays sorted, and each is there once: what comes again costs nothing, however long the list is. */
bool watchserve_spare(struct hand *x, const void *nets, unsigned n)
{
    unsigned known = x->nevers;
    bool full = false;
    struct addr_net *grown =
        n > WATCHHAND_NEVER ? NULL : reallocarray(x->never, known + n + 1u, sizeof *grown);
    if (!grown)
        return false;
    x->never = grown;
    for (unsigned i = 0; i < n; i++) {
        struct addr_net one;
        memcpy(&one, (const char *)nets + i * sizeof one, sizeof one);
        if (known && bsearch(&one, x->never, known, sizeof one, by_net))
            continue;
        full |= x->nevers == WATCHHAND_NEVER;
        if (!full)
            x->never[x->nevers++] = one;
    }
    if (x->nevers == known)
        return !full;
    qsort(x->never, x->nevers, sizeof *x->never, by_net);
    unsigned last = 0;
    for (unsigned i = 1; i < x->nevers; i++)
        if (by_net(&x->never[last], &x->never[i]) != 0)
            x->never[++last] = x->never[i];
    x->nevers = last + 1;
    return !full;
}

/* Who asks for it reads packets of strangers: he says whom and how long, the words are ours, and so is the
 * list of who never is. */
static void carry_out(struct hand *x, const char *order, size_t n)
{
    struct addr_net net;
    nsec span;
    struct buf words;
    if (!nft_unpack(order, n, &net, &span))
        return;
    if (policy_lists(x->never, x->nevers, &net.net)) {
        char text[ADDR_TEXT_MAX];
        if (!x->refused)
            cmd_say(
                _("%s is not blocked, though the watch wants it: it is on the list of those that never are"),
                addr_text(&net.net, text));
        x->refused = true;
        return;
    }
    buf_init(&words, 1024);
    nft_block(&words, &net, span);
    for (unsigned i = 0; i < x->hooks; i++)
        if (x->kind[i] == TO_NFT)
            (void)jobs_add(x->jobs, i, buf_text(&words), words.len);
    buf_fini(&words);
}

static void take(struct hand *x, const char *message, size_t n)
{
    if (n && message[0] == TO_LOG)
        log_line(x, message + 1, n - 1);
    if (n && message[0] == TO_NFT) {
        carry_out(x, message + 1, n - 1);
        return;
    }
    if (n && message[0] == TO_SPARE && (n - 1) % sizeof(struct addr_net) == 0) {
        if (!watchserve_spare(x, message + 1, (unsigned)((n - 1) / sizeof(struct addr_net))))
            cmd_say(_(
                "there are too many that are never blocked: the process that blocks knows only those of its start"));
        return;
    }
    for (unsigned i = 0; n && i < x->hooks; i++)
        if (x->kind[i] == message[0])
            (void)jobs_add(x->jobs, i, message + 1, n - 1);
}

/* Each trouble at most every ten minutes, and at the end. */
static void say_failures(struct hand *x, nsec now, bool end)
{
    for (unsigned i = 0; i < x->hooks; i++) {
        const struct job_stats *s = jobs_stats(x->jobs, i);
        uint64_t bad = s->failed + s->late + s->dropped;
        if (bad == x->said[i].failures || (!end && x->said[i].when && now - x->said[i].when < SAY_AGAIN))
            continue;
        cmd_say(
            P_("%s: %llu alert was not taken (%llu failed, the last with status %d; %llu took too long; %llu came too fast)",
               "%s: %llu alerts were not taken (%llu failed, the last with status %d; %llu took too long; %llu came too fast)",
               bad),
            x->hook[i].name, (unsigned long long)bad, (unsigned long long)s->failed, s->last,
            (unsigned long long)s->late, (unsigned long long)s->dropped);
        x->said[i].when = now;
        x->said[i].failures = bad;
    }
}

static void serve(struct hand *x, int fd)
{
    static char message[HAND_MESSAGE];
    bool open = true, busy = false;
    nsec until = 0;
    while (open || (busy && clock_mono() < until)) {
        struct pollfd p = {.fd = open ? fd : -1, .events = POLLIN};
        (void)poll(&p, 1, busy ? 20 : 1000);
        for (ssize_t n; open && (n = recv(fd, message, sizeof message, MSG_DONTWAIT)) >= 0;) {
            open = n > 0;
            if (open)
                take(x, message, (size_t)n);
            else
                until = clock_mono() + JOB_PATIENCE + NSEC_SEC; /* who is killed then is said, too */
        }
        busy = jobs_step(x->jobs, clock_mono());
        say_failures(x, clock_mono(), false);
    }
    say_failures(x, clock_mono(), true);
}

/* Ctrl-C is for the watch: the hand ends when the watch has. */
_Noreturn void watchserve(struct hand *x, int fd, bool mail)
{
    sigset_t all;
    if (fd != 3 &&
        dup3(fd, 3, O_CLOEXEC) == 3) /* what the watch listens at is not ours, and may outlive it */
        fd = 3;
    if (fd == 3)
        (void)close_range(4, ~0U, 0);
    sigemptyset(&all);
    sigaddset(&all, SIGINT);
    sigaddset(&all, SIGTERM);
    sigaddset(&all, SIGHUP);
    sigprocmask(SIG_BLOCK, &all, NULL);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_NAME, "tojimari-hand", 0L, 0L, 0L);
    if (!mail &&
        (priv_net_admin() ? priv_drop_but_net_admin() : priv_drop()) < 0) /* the children have even less */
        _exit(1);
    serve(x, fd);
    watchhooks_drop(x);
    _exit(0);
}
