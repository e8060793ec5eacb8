/* MySQL and MariaDB: a login as "root" with an empty password (HandshakeResponse41). An empty password is
 * sent as nothing, whatever the method, so no secret is computed. */
#include "ident/access/dialogue.h"

enum { PROTOCOL_41 = 0x200, SECURE_CONNECTION = 0x8000, PLUGIN_AUTH = 0x80000 };
enum { OK = 0, MORE = 1, SWITCH = 0xfe, ERR = 0xff };

/* The payload of the first packet of `in`; *ret_seq its number. Bad when it is not whole. */
static struct rd packet(struct rd in, uint8_t *ret_seq)
{
    uint32_t head = rd_le32(&in);
    *ret_seq = (uint8_t)(head >> 24);
    return rd_sub(&in, head & 0xffffff);
}

static void head(struct wr *w, size_t len, uint8_t seq)
{
    uint8_t bytes[4] = {(uint8_t)len, (uint8_t)(len >> 8), 0, seq};
    wr_bytes(w, bytes, sizeof bytes);
}

static enum access_do login(struct wr *w)
{
    static const char user[] = "root", plugin[] = "mysql_native_password";
    uint32_t flags = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH;
    uint8_t fixed[32] = {(uint8_t)flags, (uint8_t)(flags >> 8), (uint8_t)(flags >> 16), 0, 0, 0, 0, 1, 33};
    head(w, sizeof fixed + sizeof user + 1 + sizeof plugin, 1);
    wr_bytes(w, fixed, sizeof fixed);
    wr_bytes(w, user, sizeof user);
    wr_u8(w, 0); /* no password */
    wr_bytes(w, plugin, sizeof plugin);
    return ACCESS_SAY;
}

enum access_do access_mysql(struct access *a, struct rd in, struct wr *out)
{
    uint8_t seq;
    struct rd body = packet(in, &seq);
    uint8_t kind = rd_u8(&body);
    if (body.bad)
        return ACCESS_HEAR;
    if (a->step++ == 0 && kind == ERR)
        dialogue_fact(a, "access=refused"); /* our address may not */
    if (a->step == 1)
        return kind == 10 ? login(out) : ACCESS_END; /* protocol 10 */
    if (kind == SWITCH && a->step < 4) {
        head(out, 0, (uint8_t)(seq + 1));
        return ACCESS_SAY;
    }
    if (kind == MORE && rd_u8(&body) == 3 && a->step < 5) /* caching_sha2_password: an OK follows */
        return ACCESS_HEAR;
    if (kind == OK)
        dialogue_fact(a, "access=open");
    else if (kind == ERR)
        dialogue_fact(a, "access=password");
    return ACCESS_END;
}
