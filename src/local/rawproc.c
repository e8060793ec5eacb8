#include "local/rawproc.h"

#include "local/sockdiag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNCONNECTED = 7 }; /* TCP_CLOSE */

enum column {
    LOCAL = 1,
    STATE = 3,
    UID = 7,
    INODE = 9,
    COLUMNS
}; /* of /proc/net/raw; the others are not read */

/* The kernel prints an address as words of this machine's byte order (raw_sock_seq_show(),
 * ip6_dgram_sock_seq_show()). */
static bool read_addr(const char *hex, uint8_t len, struct addr *ret)
{
    uint8_t b[16];
    for (uint8_t i = 0; i < len; i += 4) {
        char word[9] = {0}, *end;
        memcpy(word, hex + 2 * i, 8);
        uint32_t v = (uint32_t)strtoul(word, &end, 16);
        if (*end)
            return false;
        memcpy(b + i, &v, sizeof v);
    }
    *ret = len == 4 ? addr_v4((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3])
                    : addr_v6(b);
    return true;
}

/* Where each begins; false: there are fewer. */
static bool split(const char *line, const char *column[COLUMNS])
{
    for (unsigned i = 0; i < COLUMNS; i++) {
        line += strspn(line, " \n");
        if (!*line)
            return false;
        column[i] = line;
        line += strcspn(line, " \n");
    }
    return true;
}

bool rawproc_line(const char *line, uint8_t len, struct local_socket *ret)
{
    const char *column[COLUMNS];
    struct local_socket s = {.proto = PROTO_IP, .v6only = len == 16};
    if (!split(line, column))
        return false;
    const char *hex = column[LOCAL];
    if (strspn(hex, "0123456789ABCDEF") != 2u * len || hex[2u * len] != ':' || !read_addr(hex, len, &s.addr))
        return false;
    unsigned long number = strtoul(hex + 2u * len + 1, NULL, 16), state = strtoul(column[STATE], NULL, 16);
    unsigned long uid = strtoul(column[UID], NULL, 10);
    unsigned long long inode = strtoull(column[INODE], NULL, 10);
    if (number < 1 || number > UINT8_MAX || state != UNCONNECTED || uid > UINT32_MAX || inode > UINT32_MAX)
        return false;
    s.port = (uint16_t)number;
    s.uid = (uint32_t)uid;
    s.inode = (uint32_t)inode;
    *ret = s;
    return true;
}

static int read_table(const char *proc, const char *name, uint8_t len, struct sockdiag *d)
{
    char path[256], *line = NULL;
    size_t cap = 0;
    int error = 0;
    snprintf(path, sizeof path, "%s/net/%s", proc, name);
    FILE *f = fopen(path, "re");
    while (f && !error && getline(&line, &cap, f) > 0) {
        struct local_socket s;
        if (rawproc_line(line, len, &s))
            error = sockdiag_add(d, &s);
    }
    free(line);
    if (f)
        fclose(f);
    return error;
}

int rawproc_read(const char *proc, struct sockdiag *d)
{
    int error = read_table(proc, "raw", 4, d);
    return error ? error : read_table(proc, "raw6", 16, d);
}
