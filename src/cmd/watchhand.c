#include "cmd/watchhand.h"

#include "answer/job.h"
#include "answer/nft.h"
#include "answer/words.h"
#include "cmd/cmd.h"
#include "cmd/priv_watchhand.h"
#include "report/advice.h"
#include "report/alerts.h"
#include "report/digest.h"
#include "report/esc.h"
#include "report/fmt.h"
#include "report/jsonl.h"
#include "report/sentence.h"
#include "report/wrap.h"
#include "sys/clock.h"
#include "watch/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { COLUMNS = 76 }; /* of a mail */

enum { SPARED = 1024 /* networks of a message */, SPARE_WAIT = 5000 /* ms */ };

bool watchhand_tells(const struct watchhand_conf *c)
{
    return c->exec->count || c->webhook->count || c->mail->count || c->syslog;
}

bool watchhand_wanted(const struct watchhand_conf *c)
{
    return c->nft || watchhand_tells(c);
}

int watchhand_open(struct watchhand *h, const struct watchhand_conf *conf)
{
    struct hand x = {.log = -2};
    int pair[2], room = HAND_MESSAGE * 4;
    *h = (struct watchhand){.fd = -1, .conf = conf};
    if (!watchhand_wanted(conf))
        return 0;
    int status = watchhooks_make(&x, conf);
    if (!status && !watchserve_spare(&x, conf->never, conf->nevers))
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
            watchserve(&x, pair[1], conf->mail->count > 0);
        }
        close(pair[1]);
        h->fd = pair[0];
        if (h->pid < 0) {
            status = cmd_failed(_("the process that answers"), -errno);
            close(h->fd);
            h->fd = -1;
        }
    }
    watchhooks_drop(&x);
    return status;
}

/* At once, or within `wait` ms. */
static bool put_within(struct watchhand *h, char kind, const struct buf *text, int wait)
{
    struct buf b;
    struct pollfd p = {.fd = h->fd, .events = POLLOUT};
    buf_init(&b, HAND_MESSAGE);
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
    if (!fine && !h->gone && !h->dropped)
        cmd_say(_("alerts come faster than they can be answered: some are told, and not answered"));
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

/* One text for each sort of hook: the record as JSON, a mail, and, of `a`, a line of the log. */
static void hand_out(struct watchhand *h, const struct record_alert *a, const char *json, const char *heading,
                     const char *text)
{
    struct buf b;
    buf_init(&b, HAND_MESSAGE);
    if (h->conf->exec->count || h->conf->webhook->count) {
        buf_puts(&b, json);
        buf_putc(&b, '\n');
        put(h, TO_JSON, &b);
    }
    if (h->conf->mail->count) { /* one text; sendmail is told who gets it */
        buf_clear(&b);
        words_mail(&b, h->conf->mail->count == 1 ? h->conf->mail->item[0] : "undisclosed-recipients:;",
                   heading, a->id, text, json);
        put(h, TO_MAIL, &b);
    }
    if (h->conf->syslog) {
        buf_clear(&b);
        words_log(&b, a, (unsigned)getpid());
        put(h, TO_LOG, &b);
    }
    buf_fini(&b);
}

void watchhand_tell(struct watchhand *h, const struct record_alert *a, const char *json)
{
    struct buf heading, why, wrapped;
    struct record_alert own = *a; /* for people: in their language */
    if (h->fd < 0)
        return;
    buf_init(&heading, HAND_MESSAGE);
    buf_init(&why, HAND_MESSAGE);
    buf_init(&wrapped, HAND_MESSAGE);
    sentence_put_why(&why, a);
    tell_person(&wrapped, a, buf_text(&why));
    buf_puts(&heading, "tojimari: ");
    alerts_heading(&heading, a);
    own.why = buf_text(&why);
    hand_out(h, &own, json, buf_text(&heading), buf_text(&wrapped));
    buf_fini(&wrapped);
    buf_fini(&why);
    buf_fini(&heading);
}

void watchhand_rest(struct watchhand *h, struct record *r, const char *const line[], unsigned n,
                    const char *severity)
{
    struct buf json, heading, text;
    char id[DIGEST_LINES][WATCH_ID], count[FMT_MAX], since[FMT_MAX];
    const char *ids[DIGEST_LINES];
    if (h->fd < 0)
        return;
    buf_init(&json, HAND_MESSAGE);
    buf_init(&heading, HAND_MESSAGE);
    buf_init(&text, HAND_MESSAGE);
    uint64_t many = r->digest.left_out;
    buf_printf(&heading,
               P_("tojimari: %s more alert from outside since %s",
                  "tojimari: %s more alerts from outside since %s", many),
               fmt_count(many, count), fmt_minute(r->digest.from, since));
    buf_printf(&text, "%s\n",
               _("They were not told one by one; --json and --state have each of them. The gravest:"));
    for (unsigned i = 0; i < n; i++) {
        snprintf(id[i], sizeof id[i], "%.*s", (int)strcspn(line[i], " "), line[i]);
        ids[i] = id[i];
        buf_printf(&text, "%s\n", line[i]);
    }
    r->digest.gravest = (struct record_strings){ids, n};
    jsonl_record(&json, r);
    const struct record_alert all = {.kind = "digest", .severity = severity, .why = buf_text(&heading)};
    hand_out(h, &all, buf_text(&json), buf_text(&heading), buf_text(&text));
    buf_fini(&text);
    buf_fini(&heading);
    buf_fini(&json);
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

int watchhand_try_nft(const char *script)
{
    const struct job_hook hook = {.name = "nft", .argv = {"nft", "-f", "-"}, .alone = true};
    struct jobs *j = jobs_new(&hook, 1);
    bool fine = j && jobs_add(j, 0, script, strlen(script));
    while (fine && jobs_step(j, clock_mono()))
        (void)poll(NULL, 0, 2);
    const struct job_stats *s = j ? jobs_stats(j, 0) : NULL;
    int status = fine && s->done == 1 ? 0 : s && s->last ? s->last : 127;
    jobs_free(j);
    return status;
}

int watchhand_nft(const char *script)
{
    int status = watchhand_try_nft(script);
    if (status)
        cmd_say(
            _("nft does not take it (status %d): are the nftables there, and the right to change them (CAP_NET_ADMIN)?"),
            status);
    return status ? CMD_ENV : CMD_OK;
}
