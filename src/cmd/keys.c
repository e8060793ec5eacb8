#include "cmd/keys.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The signal handlers must reach it. */
static struct termios before, during;
static volatile sig_atomic_t changed, again;
static const char *enter, *leave; /* of the screen; NULL = it is not ours */

static const int fatal[] = {SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS};

static bool in_foreground(void)
{
    return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static void screen(const char *text)
{
    if (text)
        (void)!write(STDOUT_FILENO, text, strlen(text));
}

/* tcsetattr() may be called in a signal handler (signal-safety(7)). In the background it would stop us. */
static void put_back(void)
{
    if (!changed || !in_foreground())
        return;
    screen(leave);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

/* SA_RESETHAND: what the signal does by itself comes next. */
static void on_fatal(int signal)
{
    put_back();
    (void)raise(signal);
}

/* Ctrl-Z: whoever comes next finds the terminal as it was; so do we when we go on. */
static void on_stop(int signal)
{
    (void)signal;
    put_back();
    (void)raise(SIGSTOP);
    if (!changed || !in_foreground())
        return;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &during);
    screen(enter);
    again = 1;
}

static void handle(void (*stop)(int), void (*die)(int))
{
    struct sigaction on = {.sa_handler = stop, .sa_flags = SA_RESTART},
                     end = {.sa_handler = die, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGTSTP, &on, NULL);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        (void)sigaction(fatal[i], &end, NULL);
}

int keys_begin(void)
{
    if (!isatty(STDIN_FILENO) || !in_foreground() || tcgetattr(STDIN_FILENO, &before) < 0)
        return -1;
    during = before;
    during.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    during.c_cc[VMIN] = 0; /* a read never waits */
    during.c_cc[VTIME] = 0;
    changed = 1;
    handle(on_stop, on_fatal);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &during) == 0)
        return STDIN_FILENO;
    keys_end();
    return -1;
}

size_t keys_read(char *to, size_t cap)
{
    ssize_t n = changed && in_foreground() ? read(STDIN_FILENO, to, cap) : 0;
    return n > 0 ? (size_t)n : 0;
}

bool keys_take(void)
{
    char typed[256];
    return keys_read(typed, sizeof typed) > 0;
}

void keys_screen(const char *to_enter, const char *to_leave)
{
    enter = to_enter;
    leave = to_leave;
    screen(enter);
}

bool keys_again(void)
{
    bool is = again;
    again = 0;
    return is;
}

void keys_end(void)
{
    if (!changed)
        return;
    put_back();
    changed = 0;
    enter = leave = NULL;
    handle(SIG_DFL, SIG_DFL);
}
