#include "ident/probe.h"

#include "ident/frame.h"

#include <string.h>

bool probe_for_port(const struct probe_row *p, uint16_t port)
{
    for (uint16_t i = 0; i < p->n_ports; i++)
        if (p->ports[i] == port)
            return true;
    return false;
}

/* `word` is one of the words of `list`. */
static bool listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; n && (at = strstr(at, word)); at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

bool probe_for_service(const struct probe_row *p, const char *service, const char *product)
{
    if (!listed(p->service, service))
        return false;
    if (strcmp(p->when, "-") == 0)
        return product[0] == '\0';
    if (strcmp(p->when, "-+") == 0)
        return product[0] == '\0' || frame_of(product);
    return strstr(product, p->when) != NULL;
}

size_t probe_fill(const struct probe_row *p, const char *host, uint8_t *out, size_t cap)
{
    size_t n = p->host_at == PROBE_NO_HOST ? 0 : strlen(host), before = n ? p->host_at : p->len;
    if (p->len + n > cap)
        return 0;
    memcpy(out, p->bytes, before);
    memcpy(out + before, host, n);
    memcpy(out + before + n, p->bytes + before, p->len - before);
    return p->len + n;
}
