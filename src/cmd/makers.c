#include "cmd/makers.h"

#include "base/buf.h"

#include <fcntl.h>
#include <unistd.h>

static const char *const files[MAKERS_FILES] = {"oui.csv", "mam.csv", "oui36.csv"};

void makers_open(struct makers *m, const char *folder)
{
    *m = (struct makers){0};
    int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < MAKERS_FILES; i++)
        m->fd[i] = at < 0 ? -1 : openat(at, files[i], O_RDONLY | O_CLOEXEC);
    if (at >= 0)
        close(at);
}

void makers_fini(struct makers *m)
{
    for (int i = 0; i < MAKERS_FILES && m->fd[i]; i++)
        if (m->fd[i] > 0)
            close(m->fd[i]);
    vendors_free(m->vendors);
    *m = (struct makers){0};
}

/* What cannot be read is not known: nobody needs it to go on. */
static void take_in(struct vendors *v, int fd)
{
    char piece[65536];
    struct buf b;
    ssize_t n;
    buf_init(&b, VENDOR_TEXT_MAX);
    while ((n = read(fd, piece, sizeof piece)) > 0 && !b.over)
        buf_put(&b, piece, (size_t)n);
    if (n == 0 && !b.over)
        (void)vendors_add(v, buf_text(&b), b.len);
    buf_fini(&b);
}

static void read_all(struct makers *m)
{
    m->read = true;
    if (vendors_new(&m->vendors) < 0)
        return;
    for (int i = 0; i < MAKERS_FILES; i++) {
        if (m->fd[i] <= 0)
            continue;
        take_in(m->vendors, m->fd[i]);
        close(m->fd[i]);
        m->fd[i] = -1;
    }
}

const char *makers_find(struct makers *m, const uint8_t mac[6])
{
    if (!m->read)
        read_all(m);
    return m->vendors ? vendors_find(m->vendors, mac) : NULL;
}
