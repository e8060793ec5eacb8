/* FTP (RFC 959, 1635): does "anonymous" come in? And then: is PORT taken for an address that is not ours (RFC 2577 §3; the address is one
 * of documentation, and no transfer is begun)? Actively: may a folder be made? It is removed at once. */
#include "ident/access/dialogue.h"

enum { GREETING, USER, PASS, PORT, MAKE, REMOVE, QUIT };

/* Where uploads are often let in. */
static const char *const folders[] = {"", "incoming/", "upload/", "uploads/", "pub/"};

struct trial {
    unsigned folder;
    unsigned long long number; /* of a name that nobody else uses */
};

static enum access_do quit(struct access *a, struct wr *out)
{
    a->step = QUIT;
    return dialogue_say(out, "QUIT\r\n");
}

static enum access_do make(struct access *a, struct wr *out)
{
    struct trial *t = (struct trial *)(void *)a->state;
    if (!a->door.active || t->folder >= sizeof folders / sizeof *folders)
        return quit(a, out);
    t->number = a->door.unix_s;
    a->step = MAKE;
    return dialogue_say(out, "MKD %stojimari-trial-%llu\r\n", folders[t->folder], t->number);
}

static enum access_do let_in(struct access *a, struct wr *out)
{
    dialogue_fact(a, "access=anonymous");
    a->step = PORT;
    return dialogue_say(out, "PORT 192,0,2,1,31,144\r\n");
}

enum access_do access_ftp(struct access *a, struct rd in, struct wr *out)
{
    struct trial *t = (struct trial *)(void *)a->state;
    int code = dialogue_code(in);
    if (!code)
        return ACCESS_HEAR;
    bool good = code / 100 == 2;
    switch (a->step) {
    case GREETING: a->step = USER; return good ? dialogue_say(out, "USER anonymous\r\n") : ACCESS_END;
    case USER:
        if (good)
            return let_in(a, out);
        a->step = PASS;
        if (code == 331)
            return dialogue_say(out, "PASS tojimari@example.com\r\n");
        if (code == 530 || code == 532)
            dialogue_fact(a, "access=password");
        return quit(a, out);
    case PASS:
        if (good)
            return let_in(a, out);
        dialogue_fact(a, "access=password");
        return quit(a, out);
    case PORT:
        if (good)
            dialogue_fact(a, "bounce");
        return make(a, out);
    case MAKE:
        if (!good) {
            t->folder++;
            return make(a, out);
        }
        dialogue_fact(a, "writable=/%s", folders[t->folder]);
        a->step = REMOVE;
        return dialogue_say(out, "RMD %stojimari-trial-%llu\r\n", folders[t->folder], t->number);
    case REMOVE:
        if (!good)
            dialogue_fact(a, "left-behind=/%stojimari-trial-%llu", folders[t->folder], t->number);
        return quit(a, out);
    }
    return ACCESS_END;
}
