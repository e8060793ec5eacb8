/* LDAP (RFC 4511): what does somebody see who has not bound? Asked is for the trees that the server holds
 * (RFC 4512 §5.1), and then for one entry below the first of them, without its attributes: the tree's own
 * entry is often shown to those who may see nothing else. */
#include "ident/access/dialogue.h"
#include "ident/read/ber.h"

enum {
    MESSAGE = 0x30,
    ENTRY = 0x64,
    DONE = 0x65,
    OCTETS = 0x04,
    FIRST = 2, /* the number of the first message */
    BASE = 0,
    ONE = 1, /* below it, by one step */
    TREE_MAX = 64,
    STRONGER = 8,
    CONFIDENTIAL = 13,
    NO_SUCH = 32,
    INAPPROPRIATE = 48,
    INSUFFICIENT = 50,
    OPERATIONS = 1,
};

/* A search for at most one entry within ten seconds; filter (objectClass=*). */
static enum access_do search(struct wr *w, uint8_t id, struct rd tree, uint8_t scope, const char *attribute)
{
    static const uint8_t limits[] = "\x0a\x01\x00\x02\x01\x01\x02\x01\x0a\x01\x01\x00\x87\x0b"
                                    "objectClass";
    size_t n = rd_left(&tree), m = strlen(attribute);
    size_t body = 2 + n + 3 + sizeof limits - 1 + 4 + m;
    wr_u8(w, MESSAGE);
    wr_u8(w, 0x81);
    wr_u8(w, (uint8_t)(3 + 3 + body));
    wr_bytes(w, "\x02\x01", 2);
    wr_u8(w, id);
    wr_bytes(w, "\x63\x81", 2);
    wr_u8(w, (uint8_t)body);
    wr_u8(w, OCTETS);
    wr_u8(w, (uint8_t)n);
    wr_bytes(w, tree.p, n);
    wr_bytes(w, "\x0a\x01", 2);
    wr_u8(w, scope);
    wr_bytes(w, limits, sizeof limits - 1);
    wr_u8(w, 0x30);
    wr_u8(w, (uint8_t)(2 + m));
    wr_u8(w, OCTETS);
    wr_u8(w, (uint8_t)m);
    wr_bytes(w, attribute, m);
    return ACCESS_SAY;
}

/* The first value of the first attribute of an entry; empty where there is none. */
static struct rd first_value(struct rd entry)
{
    (void)ber_enter(&entry, OCTETS); /* its name */
    struct rd attributes = ber_enter(&entry, 0x30);
    struct rd attribute = ber_enter(&attributes, 0x30);
    (void)ber_enter(&attribute, OCTETS);
    struct rd values = ber_enter(&attribute, 0x31);
    struct rd value = ber_enter(&values, OCTETS);
    return value.bad || rd_left(&value) > TREE_MAX ? rd_of("", 0) : value;
}

/* RFC 4511 appendix A: codes that say "not you". Where a tree that is there is called absent, it is hidden
 * from strangers. */
static bool is_refusal(int64_t code)
{
    return code == OPERATIONS || code == STRONGER || code == CONFIDENTIAL || code == NO_SUCH ||
           code == INAPPROPRIATE || code == INSUFFICIENT;
}

static enum access_do judge(struct access *a, struct ber answer, struct wr *out)
{
    if (answer.tag == DONE) {
        int64_t code = ber_int(&answer.value, 0x0a);
        if (!answer.value.bad && is_refusal(code))
            dialogue_fact(a, "access=password");
        return ACCESS_END;
    }
    if (answer.tag != ENTRY)
        return ACCESS_END;
    if (a->step) {
        dialogue_fact(a, "access=open");
        return ACCESS_END;
    }
    struct rd tree = first_value(answer.value);
    a->step = 1;
    return rd_left(&tree) ? search(out, FIRST + 1, tree, ONE, "1.1") : ACCESS_END;
}

enum access_do access_ldap(struct access *a, struct rd in, struct wr *out)
{
    struct ber whole, answer;
    if (a->fresh)
        return search(out, FIRST, rd_of("", 0), BASE, "namingContexts");
    while (ber_next(&in, &whole, false) && whole.tag == MESSAGE) {
        int64_t id = ber_int(&whole.value, 0x02);
        if (!ber_next(&whole.value, &answer, false))
            return ACCESS_END;
        if (id == FIRST + a->step) /* not the end of the search before */
            return judge(a, answer, out);
    }
    return a->over ? ACCESS_END : ACCESS_HEAR;
}
