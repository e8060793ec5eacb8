#include "cmd/statedir.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LONGEST 4096

/* `mkdir -p` of what stands before the last '/'; the last folder for ourselves alone. */
static void make_parents(char *path)
{
    char *last = strrchr(path, '/');
    for (char *p = path + 1; p <= last; p++)
        if (*p == '/') {
            *p = 0;
            (void)mkdir(path, p == last ? 0700 : 0755);
            *p = '/';
        }
}

char *statedir_file(const char *leaf, bool make)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    struct buf b;
    buf_init(&b, PATH_LONGEST);
    if (state && *state == '/')
        buf_printf(&b, "%s/tojimari/%s", state, leaf);
    else if (geteuid() == 0)
        buf_printf(&b, "/var/lib/tojimari/%s", leaf);
    else if (home && *home == '/')
        buf_printf(&b, "%s/.local/state/tojimari/%s", home, leaf);
    if (b.over || !b.len) {
        buf_fini(&b);
        return NULL;
    }
    if (make)
        make_parents(b.data);
    return b.data;
}

char *statedir_folder(const char *leaf, bool make)
{
    char *path = statedir_file(leaf, make);
    if (path && make)
        (void)mkdir(path, 0700);
    return path;
}
