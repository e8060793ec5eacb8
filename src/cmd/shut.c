#include "cmd/shut.h"

#include "base/buf.h"
#include "cmd/closing.h"
#include "cmd/cmd.h"
#include "cmd/columns.h"
#include "cmd/program.h"
#include "report/wrap.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

static bool is_wanted(const struct shut_conf *o, uint16_t port)
{
    for (unsigned i = 0; i < o->ports; i++)
        if (o->port[i] == port)
            return true;
    return false;
}

static bool is_program(const char *path)
{
    return access(path, X_OK) == 0;
}

/* Why there is no command. */
static const char *without_command(const struct local_socket *s, enum closing_kind kind, char *text,
                                   size_t cap)
{
    if (kind == CLOSING_INETD)
        snprintf(text, cap, _("comment out its line, %s, then send inetd a SIGHUP"),
                 s->config ? s->config : "/etc/inetd.conf");
    else
        snprintf(text, cap, "%s",
                 _("no process of ours to see holds it; `systemctl list-sockets` names socket units"));
    return text;
}

/* What one should know before: in lines of their own. */
static void warn(const struct closing *c, const struct local_socket *s, void (*say)(const char *text))
{
    if (closing_way_in(s))
        say(_(
            "Careful: this may be the only way into this machine from afar. First try another one, or have a screen and a keyboard at it."));
    if (c->kind == CLOSING_PROCESS)
        say(_(
            "This ends the program only for now: a supervisor, cron, the desktop session or the next start of the machine may bring it back."));
}

static void to_reader(const char *text)
{
    struct buf b;
    buf_init(&b, 1 << 12);
    wrap_text(&b, text, 2, columns_of_terminal());
    fputs(buf_text(&b), stdout);
    buf_fini(&b);
}

static void to_user(const char *text)
{
    cmd_say("%s", text);
}

static bool agreed(const struct shut_conf *o, const char *command)
{
    char line[16];
    if (o->yes)
        return true;
    if (!isatty(0) || !isatty(1)) {
        cmd_say(_("not run, there is no terminal to ask on (--yes): %s"), command);
        return false;
    }
    printf(_("Run this: %s\n[y/N] "), command);
    fflush(stdout);
    return fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y');
}

/* The process that was seen, or nobody: its pid may be another's by now. */
static int end_process(const struct local_process *p)
{
    int fd = local_hold(p);
    if (fd < 0)
        return fd;
    int e = pidfd_send_signal(fd, SIGTERM, NULL, 0) < 0 ? -errno : 0;
    close(fd);
    return e;
}

static int run(const struct closing *c)
{
    const char *argv[CLOSING_WORDS + 1] = {NULL};
    char *text;
    size_t len;
    for (unsigned i = 0; i < c->words; i++)
        argv[i] = c->word[i];
    int e = program_output(argv, 1 << 20, &text, &len);
    if (e == 0)
        free(text);
    return e;
}

/* 0 when it is done. */
static int close_one(const struct shut_conf *o, const struct closing *c, const struct local_socket *s,
                     const char *command)
{
    if (!agreed(o, command))
        return CMD_PARTIAL;
    int e = c->kind == CLOSING_PROCESS ? end_process(s->process) : run(c);
    if (e == -ESRCH) {
        cmd_say(_("not run, that process is gone: %s"), command);
        return CMD_PARTIAL;
    }
    if (e < 0)
        return cmd_failed(command, e);
    cmd_say(_("done: %s"), command);
    return CMD_OK;
}

/* Each command once: a service may hold several of the doors. */
int shut_each(const struct shut_conf *o, const struct house *h)
{
    char last[CLOSING_WORDS * CLOSING_WORD] = "", command[sizeof last], why[512];
    int status = CMD_OK;
    for (size_t i = 0; i < h->rooms; i++)
        for (size_t k = 0; k < h->room[i].table->count; k++) {
            const struct local_socket *s = &h->room[i].table->sockets[k];
            struct closing c;
            if (!is_wanted(o, s->port) || s->proto == PROTO_PACKET ||
                s->proto == PROTO_IP) /* their numbers are no ports */
                continue;
            closing_of(s, is_program, &c);
            closing_text(&c, command, sizeof command);
            if (c.words && strcmp(last, command) == 0)
                continue;
            memcpy(last, command, sizeof last);
            if (o->text && !o->run)
                printf(_("To close %u/%s: %s\n"), s->port, proto_word(s->proto),
                       c.words ? command : without_command(s, c.kind, why, sizeof why));
            else if (o->run && !c.words)
                cmd_say(_("%u/%s stays open: %s"), s->port, proto_word(s->proto),
                        without_command(s, c.kind, why, sizeof why));
            if ((o->text && !o->run) || (o->run && c.words))
                warn(&c, s, o->run ? to_user : to_reader);
            int one = !o->run ? CMD_OK : c.words ? close_one(o, &c, s, command) : CMD_PARTIAL;
            status = one > status ? one : status;
        }
    return status;
}
