#include "cmd/watchhand.h"

#include "answer/job.h"
#include "answer/nft.h"
#include "answer/words.h"
#include "cmd/cmd.h"
#include "report/advice.h"
#include "report/alerts.h"
#include "report/esc.h"
#include "report/sentence.h"
#include "report/wrap.h"
#include "sys/clock.h"
#include "sys/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLUMNS = 76 }; /* of a mail */

enum { MESSAGE = 1 << 18, SPARED = 1024 /* networks of a message */, SPARE_WAIT = 5000 /* ms */ };

#define SAY_AGAIN (600 * NSEC_SEC)
#define SENDMAIL  "/usr/sbin/sendmail"
#define LOG       "/dev/log"

/* What a message is for: its first byte. */
enum { TO_NFT = 'n', TO_JSON = 'j', TO_MAIL = 'm', TO_LOG = 'l', TO_SPARE = 's' };

/* In the process of the hand. */
struct hand {
    struct job_hook hook[JOB_HOOKS];
    char kind[JOB_HOOKS];
    unsigned hooks;
    struct {
        nsec when;
        uint64_t failures;
    } said[JOB_HOOKS];
    struct jobs *jobs;
    char *words[JOB_HOOKS]; /* of --exec, cut up; owned */
    struct addr_net *never; /* owned */
    unsigned nevers;
    bool refused;  /* said so */
    int log;       /* socket to the system's log; -1 = not now, -2 = not wanted */
    nsec log_said; /* that it takes nothing */
};

bool watchhand_wanted(const struct watchhand_conf *c)
{
    return c->nft || c->exec->count || c->webhook->count || c->mail->count || c->syslog;
}

/* --- what there is to start */

static struct job_hook *add(struct hand *x, char kind, const char *name)
{
    if (x->hooks == JOB_HOOKS)
        return NULL;
    x->kind[x->hooks] = kind;
    x->hook[x->hooks].name = name;
    return &x->hook[x->hooks++];
}

static int wrong(const char *msg, const char *a)
{
    struct diag d = {0};
    diag_set(&d, msg, a, NULL, NULL);
    return cmd_wrong(&d);
}

/* What an alert starts is looked for before there is one. */
static int find_program(const char *name)
{
    char path[PATH_MAX];
    const char *at = getenv("PATH");
    bool found = strchr(name, '/') && access(name, X_OK) == 0;
    for (at = strchr(name, '/') ? NULL : at ? at : "/bin:/usr/bin"; at && !found;) {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)n, at, name);
        found = n < sizeof path && access(path, X_OK) == 0;
        at = at[n] ? at + n + 1 : NULL;
    }
    return found ? 0 : wrong(N_("%s: alerts are to start it, and there is no such program"), name);
}

static int set_words(struct job_hook *h, const char *const *words, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        h->argv[i] = words[i];
    return find_program(words[0]);
}

/* "program word word": no shell, no quotes. */
static int add_exec(struct hand *x, const char *command)
{
    struct job_hook *h = add(x, TO_JSON, command);
    char *copy = strdup(command), *save = NULL;
    unsigned n = 0;
    if (!h || !copy) {
        free(copy);
        return h ? cmd_failed("--exec", -ENOMEM)
                 : wrong(N_("at most eight answers can be given to an alert"), NULL);
    }
    x->words[x->hooks - 1] = copy;
    for (char *w = strtok_r(copy, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
        if (n == JOB_WORDS)
            return wrong(N_("--exec %s: too many words"), command);
        h->argv[n++] = w;
    }
    h->prepare = priv_drop;
    return n ? find_program(h->argv[0]) : wrong(N_("--exec %s: a program is expected"), command);
}

static int add_webhook(struct hand *x, const char *url)
{
    const char *const words[] = {"curl",          "-q",
                                 "--silent",      "--fail",
                                 "--proto",       "=http,https",
                                 "--max-time",    "15",
                                 "--header",      "Content-Type: application/json",
                                 "--data-binary", "@-",
                                 "--output",      "/dev/null",
                                 "--url",         url};
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
        return wrong(N_("--webhook %s: http://… or https://… is expected"), url);
    struct job_hook *h = add(x, TO_JSON, url);
    if (!h)
        return wrong(N_("at most eight answers can be given to an alert"), NULL);
    h->prepare = priv_drop;
    return set_words(h, words, sizeof words / sizeof *words);
}

/* The mailer may be a program that changes its user when it starts: it keeps what we began with. */
static int add_mail(struct hand *x, const char *to)
{
    const char *const words[] = {SENDMAIL, "-i", "--", to};
    if (!words_is_address(to))
        return wrong(N_("--mail %s: an address is expected"), to);
    struct job_hook *h = add(x, TO_MAIL, to);
    return h ? set_words(h, words, 4) : wrong(N_("at most eight answers can be given to an alert"), NULL);
}

static int add_nft(struct hand *x)
{
    const char *const words[] = {"nft", "-f", "-"};
    struct job_hook *h = add(x, TO_NFT, "nft");
    h->alone = true;
    h->prepare = priv_drop_but_net_admin;
    return set_words(h, words, 3);
}

static int make_hooks(struct hand *x, const struct watchhand_conf *c)
{
    int status = c->nft ? add_nft(x) : 0;
    for (unsigned i = 0; i < c->exec->count && !status; i++)
        status = add_exec(x, c->exec->item[i]);
    for (unsigned i = 0; i < c->webhook->count && !status; i++)
        status = add_webhook(x, c->webhook->item[i]);
    for (unsigned i = 0; i < c->mail->count && !status; i++)
        status = add_mail(x, c->mail->item[i]);
    x->log = c->syslog ? -1 : -2;
    return status;
}

static void drop_hooks(struct hand *x)
{
    jobs_free(x->jobs);
    for (unsigned i = 0; i < JOB_HOOKS; i++)
        free(x->words[i]);
    free(x->never);
}

/* --- the process */

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
static bool spare(struct hand *x, const void *nets, unsigned n)
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
        if (!spare(x, message + 1, (unsigned)((n - 1) / sizeof(struct addr_net))))
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
    static char message[MESSAGE];
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
                until = clock_mono() + JOB_PATIENCE;
        }
        busy = jobs_step(x->jobs, clock_mono());
        say_failures(x, clock_mono(), false);
    }
    say_failures(x, clock_mono(), true);
}

/* Ctrl-C is for the watch: the hand ends when the watch has. */
static _Noreturn void live(struct hand *x, int fd, bool mail)
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
    drop_hooks(x);
    _exit(0);
}

int watchhand_open(struct watchhand *h, const struct watchhand_conf *conf)
{
    struct hand x = {.log = -2};
    int pair[2], room = MESSAGE * 4;
    *h = (struct watchhand){.fd = -1, .conf = conf};
    if (!watchhand_wanted(conf))
        return 0;
    int status = make_hooks(&x, conf);
    if (!status && !spare(&x, conf->never, conf->nevers))
        status = cmd_failed(_("the process that answers"), -ENOMEM);
    x.jobs = status ? NULL : jobs_new(x.hook, x.hooks);
    if (!status && (!x.jobs || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0))
        status = cmd_failed(_("the process that answers"), x.jobs ? -errno : -ENOMEM);
    if (!status) {
        (void)setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        fflush(NULL);
        h->pid = fork();
        if (h->pid == 0) {
            close(pair[0]);
            live(&x, pair[1], conf->mail->count > 0);
        }
        close(pair[1]);
        h->fd = pair[0];
        if (h->pid < 0) {
            status = cmd_failed(_("the process that answers"), -errno);
            close(h->fd);
            h->fd = -1;
        }
    }
    drop_hooks(&x);
    return status;
}

/* At once, or within `wait` ms. */
static bool put_within(struct watchhand *h, char kind, const struct buf *text, int wait)
{
    struct buf b;
    struct pollfd p = {.fd = h->fd, .events = POLLOUT};
    buf_init(&b, MESSAGE);
    buf_putc(&b, kind);
    buf_put(&b, buf_text(text), text->len);
    bool whole = !b.over && !text->over;
    bool fine = whole && send(h->fd, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    for (nsec until = clock_mono() + wait * NSEC_MS; whole && !fine && wait && errno == EAGAIN;) {
        nsec left = until - clock_mono();
        if (left <= 0 || poll(&p, 1, (int)(left / NSEC_MS) + 1) <= 0)
            break;
        fine = send(h->fd, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    }
    if (!fine && errno != EAGAIN && errno != EMSGSIZE && !b.over && !h->gone) {
        cmd_say(_("the process that answers is gone: alerts are told, but no longer answered"));
        h->gone = true;
    }
    h->sent += fine;
    h->dropped += !fine;
    buf_fini(&b);
    return fine;
}

static void put(struct watchhand *h, char kind, const struct buf *text)
{
    (void)put_within(h, kind, text, 0);
}

/* What a person reads of it, in his language: why, what to do, which ports, what it did first. */
static void tell_person(struct buf *b, const struct record_alert *a, const char *why)
{
    wrap_text(b, why, 0, COLUMNS);
    if (advice_of(a)) {
        buf_putc(b, '\n');
        wrap_text(b, _(advice_of(a)), 0, COLUMNS);
    }
    if (a->port_list) {
        buf_printf(b, "\n%s ", _("ports"));
        esc_term(b, a->port_list, 400);
        buf_putc(b, '\n');
    }
    for (size_t i = 0; i < a->events.count; i++) {
        buf_puts(b, i ? "" : "\n");
        sentence_put_event(b, a->events.item[i]);
        buf_putc(b, '\n');
    }
}

void watchhand_tell(struct watchhand *h, const struct record_alert *a, const char *json)
{
    struct buf b, why, wrapped;
    struct record_alert own = *a; /* for people: in their language */
    if (h->fd < 0)
        return;
    buf_init(&b, MESSAGE);
    buf_init(&why, MESSAGE);
    buf_init(&wrapped, MESSAGE);
    sentence_put_why(&why, a);
    tell_person(&wrapped, a, buf_text(&why));
    if (h->conf->exec->count || h->conf->webhook->count) {
        buf_puts(&b, json);
        buf_putc(&b, '\n');
        put(h, TO_JSON, &b);
    }
    if (h->conf->mail->count) { /* one text; sendmail is told who gets it */
        struct buf subject;
        buf_init(&subject, MESSAGE);
        buf_puts(&subject, "tojimari: ");
        alerts_heading(&subject, a);
        buf_clear(&b);
        words_mail(&b, h->conf->mail->count == 1 ? h->conf->mail->item[0] : "undisclosed-recipients:;",
                   buf_text(&subject), a, buf_text(&wrapped), json);
        buf_fini(&subject);
        put(h, TO_MAIL, &b);
    }
    if (h->conf->syslog) {
        own.why = buf_text(&why);
        buf_clear(&b);
        words_log(&b, &own, (unsigned)getpid());
        put(h, TO_LOG, &b);
    }
    buf_fini(&wrapped);
    buf_fini(&why);
    buf_fini(&b);
}

bool watchhand_block(struct watchhand *h, const struct addr_net *n, nsec span)
{
    struct buf b;
    if (h->fd < 0)
        return false;
    if (h->unsure) { /* it may be one that shall never be */
        h->dropped++;
        return false;
    }
    uint8_t order[NFT_ORDER];
    nft_pack(order, n, span);
    buf_init(&b, sizeof order);
    buf_put(&b, order, sizeof order);
    bool given = put_within(h, TO_NFT, &b, 0);
    buf_fini(&b);
    return given;
}

void watchhand_spare(struct watchhand *h, const struct addr_net never[], unsigned n)
{
    bool fine = true;
    for (unsigned i = 0; h->fd >= 0 && h->conf->nft && fine && i < n; i += SPARED) {
        struct buf b;
        buf_init(&b, SPARED * sizeof *never);
        buf_put(&b, never + i, (n - i < SPARED ? n - i : SPARED) * sizeof *never);
        fine = put_within(h, TO_SPARE, &b, SPARE_WAIT);
        buf_fini(&b);
    }
    if (!fine && !h->gone)
        cmd_say(_("the process that answers was not told who is never blocked: nobody is blocked any more"));
    h->unsure = !fine;
}

/* A confined process may not wait for its children; but it hears when they are gone. */
void watchhand_close(struct watchhand *h)
{
    if (h->fd < 0)
        return;
    char byte;
    struct pollfd p = {.fd = h->fd, .events = POLLIN};
    shutdown(h->fd, SHUT_WR);
    if (poll(&p, 1, 25000) > 0)
        (void)!recv(h->fd, &byte, 1, MSG_DONTWAIT);
    close(h->fd);
    h->fd = -1;
}

int watchhand_nft(const char *script)
{
    const struct job_hook hook = {.name = "nft", .argv = {"nft", "-f", "-"}, .alone = true};
    struct jobs *j = jobs_new(&hook, 1);
    bool fine = j && jobs_add(j, 0, script, strlen(script));
    while (fine && jobs_step(j, clock_mono()))
        (void)poll(NULL, 0, 2);
    const struct job_stats *s = j ? jobs_stats(j, 0) : NULL;
    fine = fine && s->done == 1;
    if (!fine)
        cmd_say(
            _("nft does not take it (status %d): are the nftables there, and the right to change them (CAP_NET_ADMIN)?"),
            s ? s->last : 127);
    jobs_free(j);
    return fine ? CMD_OK : CMD_ENV;
}
