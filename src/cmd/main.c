/* tojimari: locking up before the night. Finds the verb, sets the language, hands over. */
#include "base/opt.h"
#include "cmd/cmd.h"
#include "report/esc.h"
#include "report/out.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} verbs[] = {
    {"scan", cmd_scan,
     N_("which doors are open; without a target: those of this machine, and who holds them")},
    {"local", cmd_local, N_("every listening socket of this machine: process, user, unit, who can reach it")},
    {"watch", cmd_watch, N_("who scans whom: alerts from live traffic, captures and logs")},
    {"explain", cmd_explain, N_("a port, service, reason or scanner in plain words")},
    {"audit", cmd_audit, N_("what is dangerous about open doors, and what to do about it")},
    {"vulndb", cmd_vulndb, N_("known vulnerabilities: take in feeds, look up a product and its version")},
};

#define VERBS (sizeof verbs / sizeof *verbs)

static const int *stop_by;

void cmd_stop_by(const int *stop)
{
    stop_by = stop;
}

static void (*say_into)(void *ctx, const char *line);
static void *say_ctx;

void cmd_say_into(void (*take)(void *ctx, const char *line), void *ctx)
{
    say_into = isatty(STDERR_FILENO) ? take : NULL;
    say_ctx = ctx;
}

void cmd_say(const char *format, ...)
{
    static _Thread_local int patience = OUT_PATIENCE;
    va_list ap;
    va_start(ap, format);
    struct buf raw, line;
    buf_init(&raw, 8192);
    buf_init(&line, 65536);
    buf_vprintf(&raw, format, ap);
    esc_term(&line, buf_text(&raw),
             UINT_MAX); /* file names and words of the command line may hold anything */
    if (say_into) {
        struct buf said;
        buf_init(&said, 65536);
        buf_printf(&said, "tojimari: %s", buf_text(&line));
        say_into(say_ctx, buf_text(&said));
        buf_fini(&said);
    } else if (out_room(STDERR_FILENO, stop_by, &patience) == 0)
        fprintf(stderr, "tojimari: %s\n", buf_text(&line));
    buf_fini(&raw);
    buf_fini(&line);
    va_end(ap);
}

static char *translate(const char *id)
{
    return _(id);
}

int cmd_wrong(const struct diag *d)
{
    char text[1024];
    cmd_say("%s", diag_text(d, translate, text, sizeof text));
    return CMD_USAGE;
}

int cmd_failed(const char *what, int negative_errno)
{
    cmd_say("%s: %s", what, strerror(-negative_errno));
    return CMD_ENV;
}

static void help_row(const struct opt_row *row)
{
    char left[64];
    const char *gap = row->spelling[1] == '-' || row->kind != OPT_BITS_STRING ? " " : "";
    snprintf(left, sizeof left, "%s%s%s", row->spelling, row->value ? gap : "",
             row->value ? _(row->value) : "");
    unsigned width = esc_width(left);
    if (width > 24)
        printf("  %s\n  %24s  %s\n", left, "", _(row->help));
    else
        printf("  %s%*s  %s\n", left, (int)(24 - width), "", _(row->help));
}

void cmd_help(const char *usage, const char *about, const struct opt_row *rows)
{
    printf("%s: %s\n\n%s\n", _("usage"), usage, about);
    for (const struct opt_row *row = rows; row->spelling; row++) {
        if (row->group)
            printf("\n%s\n", _(row->group));
        if (row->help)
            help_row(row);
    }
}

static void help(void)
{
    printf(
        _("tojimari %s: which doors of my network are open, who stands behind them, and who is trying the handles?\n"),
        TOJIMARI_VERSION);
    printf("\n%s: tojimari VERB …\n\n", _("usage"));
    for (size_t i = 0; i < VERBS; i++)
        printf("  %-10s %s\n", verbs[i].name, _(verbs[i].help));
    printf(_("\n'tojimari VERB --help' tells the options. Scan only networks that you look after.\n"));
}

/* The user's locale; where it was never generated (a fresh Debian has C.UTF-8 alone), its language at
 * least. */
static void use_locale(void)
{
    const char *names[] = {getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")};
    if (setlocale(LC_ALL, ""))
        return;
    setlocale(LC_ALL, "C.UTF-8");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i] && *names[i]) {
            setenv("LANGUAGE", names[i], 0);
            return;
        }
    }
}

/* Messages of an installed program stand under the prefix; those of a build tree beside the program. */
static void set_language(void)
{
    static char near[4096];
    use_locale();
    setlocale(LC_NUMERIC, "C"); /* options and formats have decimal points everywhere */
    tzset();
    ssize_t n = readlink("/proc/self/exe", near, sizeof near - 16);
    const char *dir = TOJIMARI_LOCALEDIR;
    if (n > 0) {
        near[n] = 0;
        char *cut = strstr(near, "/src/cmd/tojimari");
        if (cut && !cut[strlen("/src/cmd/tojimari")]) {
            memcpy(cut, "/po", sizeof "/po");
            if (access(near, F_OK) == 0)
                dir = near;
        }
    }
    bindtextdomain(I18N_DOMAIN, dir);
    bind_textdomain_codeset(I18N_DOMAIN, "UTF-8");
    (void)_("source"); /* read now: who has given up his privileges opens no file of messages */
}

/* What was printed must have arrived: a full disk is not "done". */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    cmd_say("%s: %s", _("standard output"), strerror(errno));
    return status == CMD_OK ? CMD_PARTIAL : status;
}

/* A descriptor 0, 1 or 2 that is closed would be given to the next file or packet socket, and messages would
 * go there. */
static bool fill_standard_files(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (fd >= 0 && fd <= 2)
        fd = dup(fd);
    if (fd > 2)
        close(fd);
    return fd >= 0;
}

int main(int argc, char **argv)
{
    if (!fill_standard_files())
        return CMD_ENV;
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error of write(), not the end */
    set_language();
    if (sodium_init() < 0) {
        cmd_say(_("no source of random numbers"));
        return CMD_ENV;
    }
    if (argc < 2) {
        help();
        return CMD_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        help();
        return finish(CMD_OK);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("tojimari %s\n", TOJIMARI_VERSION);
        return finish(CMD_OK);
    }
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            return finish(verbs[i].run(argc - 1, argv + 1));
    cmd_say(_("there is no verb '%s'; 'tojimari --help' lists them"), argv[1]);
    return CMD_USAGE;
}
