#include "ident/browse.h"

#include <ctype.h>
#include <string.h>

#define NAME_LEN       15
#define MASTER_BROWSER 0x1D

/* The first level of encoding (RFC 1001 §14.1): each half of a byte is a letter from A on. */
static void encode(const char *name, uint8_t out[2 * (NAME_LEN + 1)])
{
    size_t len = strlen(name);
    for (size_t i = 0; i <= NAME_LEN; i++) {
        unsigned c = i == NAME_LEN ? MASTER_BROWSER
                     : i < len     ? (unsigned)toupper((unsigned char)name[i])
                                   : ' ';
        out[2 * i] = (uint8_t)('A' + (c >> 4 & 15));
        out[2 * i + 1] = (uint8_t)('A' + (c & 15));
    }
}

bool browse_workgroup(const struct found *f, char ret[BROWSE_NAME_MAX])
{
    static const char word[] = "workgroup ";
    const char *at = strstr(f->info, word);
    size_t n = at ? strcspn(at + sizeof word - 1, ";") : 0;
    if (strcmp(f->name, "netbios-ns") != 0 || !n || n > NAME_LEN)
        return false;
    memcpy(ret, at + sizeof word - 1, n);
    ret[n] = '\0';
    return true;
}

bool browse_fill(uint8_t *request, size_t len, const char *workgroup)
{
    uint8_t usual[2 * (NAME_LEN + 1)], theirs[2 * (NAME_LEN + 1)];
    encode("WORKGROUP", usual);
    encode(workgroup, theirs);
    uint8_t *at = memmem(request, len, usual, sizeof usual);
    if (at)
        memcpy(at, theirs, sizeof theirs);
    return at != NULL;
}
