#include "answer/words.h"
#include "cmd/cmd.h"
#include "cmd/priv_watchhand.h"
#include "sys/priv.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SENDMAIL "/usr/sbin/sendmail"

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

/* A file that may be executed; *there: one is there, whatever may be done with it. */
static bool is_program(const char *path, bool *there)
{
    struct stat st;
    bool file = stat(path, &st) == 0 && S_ISREG(st.st_mode);
    *there |= file;
    return file && access(path, X_OK) == 0;
}

/* What an alert starts is looked for before there is one. */
static int find_program(const char *name)
{
    char path[PATH_MAX];
    const char *at = getenv("PATH");
    bool there = false, found = strchr(name, '/') && is_program(name, &there);
    for (at = strchr(name, '/') ? NULL : at ? at : "/bin:/usr/bin"; at && !found;) {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)n, at, name);
        found = n < sizeof path && is_program(path, &there);
        at = at[n] ? at + n + 1 : NULL;
    }
    return found   ? 0
           : there ? wrong(N_("%s: alerts are to start it, and it may not be executed (chmod +x)"), name)
                   : wrong(N_("%s: alerts are to start it, and there is no such program"), name);
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

int watchhooks_make(struct hand *x, const struct watchhand_conf *c)
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

void watchhooks_drop(struct hand *x)
{
    jobs_free(x->jobs);
    for (unsigned i = 0; i < JOB_HOOKS; i++)
        free(x->words[i]);
    free(x->never);
}
