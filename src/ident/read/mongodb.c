/* MongoDB: OP_REPLY and OP_MSG (MongoDB manual, "Wire Protocol") around one BSON document (bsonspec.org). */
#include "ident/read/read.h"

#include <stdio.h>

/* The document's element `name` of the type; its value's bytes. Only the top level. */
static struct rd bson_find(struct rd doc, const char *name, uint8_t type)
{
    rd_skip(&doc, 4);
    for (int i = 0; i < 100 && !doc.bad; i++) {
        uint8_t t = rd_u8(&doc);
        const uint8_t *nul = rd_left(&doc) ? memchr(doc.p, 0, rd_left(&doc)) : NULL;
        if (!t || !nul)
            break;
        bool same = strcmp((const char *)doc.p, name) == 0;
        rd_skip(&doc, (size_t)(nul - doc.p) + 1);
        struct rd peek = doc;
        uint32_t n = rd_le32(&peek);
        size_t size = t == 0x01 || t == 0x09 || t == 0x11 || t == 0x12 ? 8
                      : t == 0x10                                      ? 4
                      : t == 0x08                                      ? 1
                      : t == 0x0A                                      ? 0
                      : t == 0x07                                      ? 12
                      : t == 0x02                                      ? (size_t)n + 4
                      : t == 0x03 || t == 0x04                         ? n
                      : t == 0x05                                      ? (size_t)n + 5
                                                                       : SIZE_MAX;
        struct rd value = rd_sub(&doc, size);
        if (same && t == type)
            return value;
    }
    return (struct rd){.p = doc.end, .end = doc.end, .bad = true};
}

bool read_mongodb(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len);
    uint32_t len = rd_le32(&r);
    rd_skip(&r, 8);
    uint32_t op = rd_le32(&r);
    if (r.bad || len < 26 || len > (48u << 20) || (op != 1 && op != 2013))
        return false;
    rd_skip(&r, op == 1 ? 20 : 5);
    struct rd peek = r;
    uint32_t doc = rd_le32(&peek);
    if (r.bad || peek.bad || doc < 5 || doc > len)
        return false;
    cut_name(c, "mongod", 0.9);
    snprintf(c->found.product, sizeof c->found.product, "MongoDB");
    struct rd version = bson_find(r, "version", 0x02), wire = bson_find(r, "maxWireVersion", 0x10);
    if (!version.bad && rd_left(&version) > 5) {
        found_text(c->found.version, sizeof c->found.version, version.p + 4, rd_left(&version) - 5);
        snprintf(c->found.cpe[0], sizeof c->found.cpe[0], "cpe:2.3:a:mongodb:mongodb:%.40s:*:*:*:*:*:*:*",
                 c->found.version);
    }
    if (!wire.bad)
        cut_info(c, "wire protocol %u", rd_le32(&wire));
    return true;
}
