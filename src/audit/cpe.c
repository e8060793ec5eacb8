#include "audit/cpe.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static int hex(unsigned char c)
{
    return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* One attribute up to an unquoted ':' or the end. Returns where it ends, NULL when it is too long or
 * broken. */
static const char *attribute(const char *p, bool uri, char *out)
{
    size_t n = 0;
    const char *first = p;
    while (*p && *p != ':') {
        unsigned char c = (unsigned char)*p++;
        if (c == '\\' && !uri) {
            if (!*p)
                return NULL;
            c = (unsigned char)*p++;
        } else if (c == '%' && uri) {
            int high = hex((unsigned char)*p), low = high < 0 ? -1 : hex((unsigned char)p[1]);
            if (low < 0)
                return NULL;
            c = (unsigned char)(high << 4 | low);
            p += 2;
        }
        if (n + 1 >= CPE_PART_MAX || c < ' ')
            return NULL;
        out[n++] = (char)tolower(c);
    }
    out[n] = 0;
    if (n == 1 && *first == '*') /* not a quoted one */
        out[0] = 0;
    return p;
}

bool cpe_parse(const char *text, struct cpe *ret)
{
    struct cpe c = {0};
    bool uri = strncasecmp(text, "cpe:/", 5) == 0;
    if (!uri && strncasecmp(text, "cpe:2.3:", 8) != 0)
        return false;
    const char *p = text + (uri ? 5 : 8);
    /* A URI has seven attributes; the last one packs more with '~', which nobody writes for services. */
    unsigned most = uri ? CPE_LANGUAGE + 1 : CPE_ATTRIBUTES;
    for (unsigned i = 0; i < most; i++) {
        p = attribute(p, uri, c.at[i]);
        if (!p)
            return false;
        if (!*p)
            break;
        p++;
    }
    if (*p || !c.at[CPE_VENDOR][0] || !c.at[CPE_PRODUCT][0])
        return false;
    *ret = c;
    return true;
}

static const char *const updates[] = {"rc", "beta", "alpha", "pl", "sp", "update", "pre", "p", "u"};

/* Where an update begins in `text`, NULL = nowhere: behind a digit, one of the words and a number. */
static const char *update_in(const char *text)
{
    for (const char *p = text + 1; *text && *p; p++) {
        if (!isalpha((unsigned char)*p) || isalpha((unsigned char)p[-1]))
            continue;
        for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
            size_t len = strlen(updates[i]);
            if (strncasecmp(p, updates[i], len) == 0 && isdigit((unsigned char)p[len]))
                return p;
        }
    }
    return NULL;
}

static void copy_lower(char *out, const char *text, size_t len)
{
    size_t n = len < CPE_PART_MAX - 1 ? len : CPE_PART_MAX - 1;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)tolower((unsigned char)text[i]);
    out[n] = 0;
}

void cpe_split_version(const char *text, char *version, char *update)
{
    const char *at = update_in(text);
    size_t len = at ? (size_t)(at - text) : strlen(text);
    while (at && len && strchr(".-_+ ", text[len - 1]))
        len--;
    copy_lower(version, text, len);
    copy_lower(update, at ? at : "", at ? strlen(at) : 0);
}
