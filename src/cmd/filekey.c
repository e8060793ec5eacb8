#include "cmd/filekey.h"

#include "base/bytes.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 * 1024 }; /* bytes of a file: some hundred lines or packets */

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* A plain file's first bytes, and it stays where it is; 0: none. */
static size_t head_of(const char *path, uint8_t ret[HEAD])
{
    struct stat st;
    int fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? pread(fd, ret, HEAD, 0) : 0;
    if (fd >= 0 && !is_stdin(path))
        close(fd);
    return n > 0 ? (size_t)n : 0;
}

struct hash_key filekey_of(const struct opt_list *files)
{
    uint8_t head[HEAD];
    struct hash_key key = {{0}}, other;
    for (unsigned i = 0; i < files->count; i++) {
        size_t n = head_of(files->item[i], head);
        if (!n)
            return hash_key_random();
        other = key;
        other.b[0] ^= 1;
        put_le64(key.b, siphash(&other, head, n));
        other.b[0] ^= 3;
        put_le64(key.b + 8, siphash(&other, head, n));
    }
    return key;
}
