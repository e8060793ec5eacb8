#include "cmd/watchafter.h"

#include "audit/known.h"
#include "base/buf.h"
#include "model/glossary.h"
#include "model/portinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "6129/tcp dameware: DameWare remote control for Windows; CVE-2003-1030". */
static void one(const struct vuln_known *k, const char *lang, enum proto proto, uint16_t port,
                char out[WATCHAFTER_TEXT])
{
    const char *rest, *name = portinfo_name(proto, port), *about = portinfo_about(proto, port, lang);
    int n = snprintf(out, WATCHAFTER_TEXT, "%u/%s%s%s", port, proto_word(proto), name ? " " : "",
                     name ? name : "");
    size_t at = n > 0 ? (size_t)n : 0;
    if (about && at < WATCHAFTER_TEXT) {
        n = snprintf(out + at, WATCHAFTER_TEXT - at, ": %.*s", (int)glossary_title(about, &rest), about);
        at += n > 0 ? (size_t)n : 0;
    }
    for (unsigned i = 0; i < k->count && at < WATCHAFTER_TEXT; i++) {
        n = snprintf(out + at, WATCHAFTER_TEXT - at, "%s%s", i ? ", " : "; ", k->id[i]);
        at += n > 0 ? (size_t)n : 0;
    }
}

bool watchafter_proto(const char *technique, enum proto *ret)
{
    const char *t = technique ? technique : "";
    if (strcmp(t, "ip-protocol") == 0 || strcmp(t, "os-fingerprint") == 0)
        return false;
    *ret = strcmp(t, "udp") == 0 ? PROTO_UDP : strcmp(t, "sctp") == 0 ? PROTO_SCTP : PROTO_TCP;
    return true;
}

void watchafter_fill(struct vulndb *db, const char *lang, struct record *r, struct watchafter *room)
{
    struct record_alert *a = &r->alert;
    const char *p = a->port_list;
    enum proto proto;
    unsigned n = 0;
    if (!p || a->ports > WATCHAFTER_MAX || !watchafter_proto(a->technique, &proto))
        return;
    while (*p >= '0' && *p <= '9' && n < WATCHAFTER_MAX) {
        char *end;
        unsigned long port = strtoul(p, &end, 10);
        if (port > 65535)
            return;
        const char *name = portinfo_name(proto, (uint16_t)port);
        struct vuln_known k = {0};
        if (!db || !name || vuln_known(db, name, &k) <= 0)
            k.count = 0;
        one(&k, "en", proto, (uint16_t)port, room->records.text[n]);
        one(&k, lang, proto, (uint16_t)port, room->people.text[n]);
        room->records.item[n] = room->records.text[n];
        room->people.item[n] = room->people.text[n];
        n++;
        p = end + (*end == ',');
        if (*end == '-') /* neighbours: the first of them speaks for all */
            p = end + strcspn(end, ","), p += *p == ',';
    }
    a->after = (struct record_strings){room->records.item, n};
    r->after_said = (struct record_strings){room->people.item, n};
}
