/* FTP (RFC 959, 1635): does "anonymous" come in? And then: is PORT taken for an address that is not ours (RFC
 * 2577 §3; the address is one of documentation, and no transfer is begun)? Actively: may a folder be made?
 * Only where one could be removed again is one made, and removed at once; elsewhere "MKD ." must do, which a
 * server that lets us write refuses for another reason than one that does not. */
#include "ident/access/dialogue.h"

enum step { GREETING, USER, PASS, PORT, ENTER, PROBE, MAKE, REMOVE, EXISTING, QUIT };

/* Where uploads are often let in. */
static const char *const folders[] = {"/", "/incoming", "/upload", "/uploads", "/pub/incoming"};
enum { FOLDERS = sizeof folders / sizeof *folders };

struct trial {
    unsigned folder;
    unsigned long long number; /* of a name that nobody else uses */
};

static struct trial *trial_of(struct access *a)
{
    return (struct trial *)(void *)a->state;
}

static enum access_do quit(struct access *a, struct wr *out)
{
    a->step = QUIT;
    return dialogue_say(out, "QUIT\r\n");
}

static enum access_do with_name(struct access *a, enum step step, const char *command, struct wr *out)
{
    a->step = step;
    return dialogue_say(out, "%s tojimari-trial-%llu\r\n", command, trial_of(a)->number);
}

static enum access_do enter(struct access *a, unsigned folder, struct wr *out)
{
    struct trial *t = trial_of(a);
    t->folder = folder;
    t->number = a->door.unix_s;
    if (!a->door.active || folder >= FOLDERS)
        return quit(a, out);
    a->step = ENTER;
    return dialogue_say(out, "CWD %s\r\n", folders[folder]);
}

static enum access_do let_in(struct access *a, struct wr *out)
{
    dialogue_fact(a, "access=anonymous");
    a->step = PORT;
    return dialogue_say(out, "PORT 192,0,2,1,31,144\r\n");
}

static enum access_do refused(struct access *a, struct wr *out)
{
    dialogue_fact(a, "access=password");
    return quit(a, out);
}

static bool denied(int code, struct rd in)
{
    static const char *const words[] = {"ermission", "enied", "ermitted", "llowed", "isabled", "mplemented"};
    bool said = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        said |= dialogue_has(in, words[i]);
    return said || code != 550;
}

static enum access_do trying(struct access *a, int code, struct rd in, struct wr *out)
{
    struct trial *t = trial_of(a);
    bool good = code / 100 == 2;
    switch (a->step) {
    case ENTER: return good ? with_name(a, PROBE, "RMD", out) : enter(a, t->folder + 1, out);
    case PROBE: /* nothing has that name: a refusal for that reason shows that we might */
        if (!denied(code, in))
            return with_name(a, MAKE, "MKD", out);
        a->step = EXISTING;
        return dialogue_say(out, "MKD .\r\n");
    case MAKE:
        if (!good)
            return enter(a, t->folder + 1, out);
        dialogue_fact(a, "writable=%s", folders[t->folder]);
        return with_name(a, REMOVE, "RMD", out);
    case REMOVE:
        if (!good)
            dialogue_fact(a, "left-behind=%s/tojimari-trial-%llu", folders[t->folder], t->number);
        return quit(a, out);
    default: /* EXISTING */
        if (denied(code, in))
            return enter(a, t->folder + 1, out);
        dialogue_fact(a, "may-write=%s", folders[t->folder]);
        return quit(a, out);
    }
}

enum access_do access_ftp(struct access *a, struct rd in, struct wr *out)
{
    int code = dialogue_code(in);
    if (!code)
        return ACCESS_HEAR;
    bool good = code / 100 == 2;
    switch (a->step) {
    case GREETING: a->step = USER; return good ? dialogue_say(out, "USER anonymous\r\n") : ACCESS_END;
    case USER:
        if (good)
            return let_in(a, out);
        if (code != 331)
            return code == 530 || code == 532 ? refused(a, out) : quit(a, out);
        a->step = PASS;
        return dialogue_say(out, "PASS tojimari@example.com\r\n");
    case PASS: return good ? let_in(a, out) : refused(a, out);
    case PORT:
        if (good)
            dialogue_fact(a, "bounce");
        return enter(a, 0, out);
    case QUIT: return ACCESS_END;
    }
    return trying(a, code, in, out);
}
