#include "cmd/program.h"

#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE (10 * NSEC_SEC)

static int start(const char *const *argv, int out, pid_t *ret)
{
    static char locale[] = "LC_ALL=C";
    char *environment[] = {locale, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return -error;
    error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    error = error ? error : posix_spawn_file_actions_adddup2(&actions, out, 1);
    error = error ? error : posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    error = error ? error : posix_spawn(ret, argv[0], &actions, NULL, (char *const *)argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    return -error;
}

/* Everything until the other end closes. */
static int drain(int in, size_t max, char **ret, size_t *ret_len)
{
    nsec until = clock_mono() + PATIENCE;
    size_t len = 0, cap = 1 << 14;
    char *text = malloc(cap);
    int error = text ? 0 : -ENOMEM;
    while (!error) {
        nsec left = until - clock_mono();
        struct pollfd fd = {.fd = in, .events = POLLIN};
        int ready = left > 0 ? poll(&fd, 1, (int)(left / 1000000) + 1) : 0;
        ssize_t n = ready > 0 ? read(in, text + len, cap - len - 1) : ready;
        if (n == 0 && ready > 0)
            break;
        if (ready == 0 || (n < 0 && errno != EINTR)) {
            error = ready == 0 ? -ETIMEDOUT : -errno;
            break;
        }
        len += n > 0 ? (size_t)n : 0;
        if (len + 1 == cap) {
            char *more = cap * 2 > max ? NULL : realloc(text, cap * 2);
            error = more ? 0 : cap * 2 > max ? -EFBIG : -ENOMEM;
            text = more ? more : text;
            cap *= more ? 2 : 1;
        }
    }
    if (error) {
        free(text);
        return error;
    }
    text[len] = 0;
    *ret = text;
    *ret_len = len;
    return 0;
}

int program_output(const char *const *argv, size_t max, char **ret, size_t *ret_len)
{
    int ends[2], status = 0;
    pid_t pid;
    if (access(argv[0], X_OK) < 0)
        return -errno;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    int error = start(argv, ends[1], &pid);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return error;
    }
    error = drain(ends[0], max, ret, ret_len);
    close(ends[0]);
    if (error)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!error && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        free(*ret);
        error = -EIO;
    }
    return error;
}
