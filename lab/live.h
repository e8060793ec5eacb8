/* For tests with real packets: a network namespace of the test's own, with no link to the outside, and a
 * second one for the other end of a wire. Needs root. A child that fails takes the test down with it. */
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a shell command; ends the test when it fails. */
__attribute__((format(printf, 1, 2))) static inline void live_run(const char *format, ...)
{
    char command[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(command, sizeof command, format, ap);
    va_end(ap);
    if (system(command) != 0) {
        fprintf(stderr, "failed: %s\n", command);
        exit(1);
    }
}

/* Moves this process into a namespace that holds nothing but a loopback. */
static inline void live_enter(void)
{
    if (unshare(CLONE_NEWNET) < 0) {
        perror("unshare: these tests need root");
        exit(1);
    }
    live_run("ip link set lo up");
}

/* A process in another new namespace, which lives as long as this one; commands run there by `nsenter -t PID
 * -n`. */
static inline pid_t live_peer(void)
{
    int ready[2];
    char byte;
    if (pipe(ready) < 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (unshare(CLONE_NEWNET) < 0 || write(ready[1], "+", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    if (pid < 0 || read(ready[0], &byte, 1) != 1)
        exit(1);
    close(ready[0]);
    live_run("nsenter -t %d -n ip link set lo up", pid);
    return pid;
}

static inline void live_peer_end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}
