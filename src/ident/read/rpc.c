/* ONC RPC (RFC 5531, 1833): a reply to our call; the portmapper's list of programs. */
#include "ident/read/read.h"

#include <stdio.h>

#define PORTMAP       100000
#define CALL_LEN      44 /* of a call without arguments, with its record mark */
#define PROG_MISMATCH 2  /* then the lowest and the highest version there is */

static const char *program_name(uint32_t program)
{
    static const struct {
        uint32_t program;
        const char *name;
    } programs[] = {{100000, "rpcbind"},       {100001, "rstatd"},
                    {100002, "rusersd"},       {100003, "nfs"},
                    {100004, "ypserv"},        {100005, "mountd"},
                    {100007, "ypbind"},        {100008, "rwalld"},
                    {100009, "yppasswdd"},     {100011, "rquotad"},
                    {100012, "sprayd"},        {100021, "nlockmgr"},
                    {100024, "status"},        {100026, "bootparam"},
                    {100068, "cmsd"},          {100069, "ypxfrd"},
                    {100227, "nfs_acl"},       {14398633, "gluster-cbk"},
                    {1238463, "gluster-mgmt"}, {34123456, "gluster-handshake"}};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (programs[i].program == program)
            return programs[i].name;
    return NULL;
}

/* The service by its program, or, when the program is not there, by who alone speaks RPC at that port. */
static bool named(struct cut *c, const char *program, uint16_t port)
{
    bool gluster = port == 24007 || (program && strncmp(program, "gluster", 7) == 0);
    if (gluster)
        snprintf(c->found.product, sizeof c->found.product, "glusterd");
    else if (port == 749) /* Heimdal's kadmind speaks no RPC */
        snprintf(c->found.product, sizeof c->found.product, "MIT Kerberos kadmind");
    const char *name = gluster                    ? "glusterd"
                       : port == 749              ? "kerberos-adm"
                       : port == 2049 && !program ? "nfs"
                       : program                  ? program
                                                  : "";
    return cut_name(c, name, name[0] ? 0.85 : 0.3);
}

static uint32_t called(const struct match_answer *a)
{
    struct rd s = rd_of(a->sent, a->sent_len);
    rd_skip(&s, (a->proto == PROTO_TCP ? 4 : 0) + 12);
    uint32_t program = rd_u32(&s);
    return s.bad ? 0 : program;
}

static void list(struct cut *c, struct rd r)
{
    uint32_t seen[32];
    int n = 0;
    for (int i = 0; i < 128 && rd_u32(&r) == 1 && n < 32; i++) {
        uint32_t program = rd_u32(&r);
        uint32_t version = rd_u32(&r);
        rd_skip(&r, 8);
        if (r.bad)
            break;
        if (program == PORTMAP && version >= 3) /* the older portmap knows version 2 alone */
            snprintf(c->found.product, sizeof c->found.product, "rpcbind");
        int k = 0;
        while (k < n && seen[k] != program)
            k++;
        if (k < n)
            continue;
        seen[n++] = program;
        const char *name = program_name(program);
        if (name)
            cut_info(c, "%s", name);
        else
            cut_info(c, "program %u", program);
    }
}

/* Where one question called many programs, each under a transaction id that is its number: the one that is
 * there. */
static uint32_t present(struct rd r)
{
    for (int i = 0; i < 32; i++) {
        uint32_t mark = rd_u32(&r), len = mark & 0x7FFFFFFF;
        struct rd one = rd_of(r.p, len < rd_left(&r) ? len : rd_left(&r));
        uint32_t program = rd_u32(&one), reply = rd_u32(&one), status = rd_u32(&one);
        rd_skip(&one, 4);
        rd_skip(&one, rd_u32(&one));
        uint32_t accepted = rd_u32(&one);
        if (r.bad || !(mark & 0x80000000) || len < 12)
            return 0;
        if (!one.bad && reply == 1 && status == 0 && (accepted == 0 || accepted == PROG_MISMATCH) &&
            program_name(program))
            return program;
        rd_skip(&r, len);
    }
    return 0;
}

bool read_rpc(const struct match_answer *a, struct cut *c)
{
    struct rd r = rd_of(a->data, a->len), sent = rd_of(a->sent, a->sent_len);
    if (a->proto == PROTO_TCP) {
        uint32_t mark = rd_u32(&r);
        rd_skip(&sent, 4);
        if (r.bad || !(mark & 0x80000000) || (mark & 0x7FFFFFFF) < 12)
            return false;
    }
    uint32_t xid = rd_u32(&r), reply = rd_u32(&r), status = rd_u32(&r);
    if (r.bad || sent.bad || reply != 1 || status > 1 || rd_u32(&sent) != xid || sent.bad)
        return false;
    uint32_t program = called(a), accepted = 0;
    if (status == 0) {
        rd_skip(&r, 4);
        rd_skip(&r, rd_u32(&r));
        accepted = rd_u32(&r);
    }
    if (r.bad || accepted > 5)
        return false;
    bool has = status == 0 && accepted != 1; /* 1: PROG_UNAVAIL */
    cut_info(c, "ONC RPC");
    if (program == PORTMAP && has) {
        if (accepted == 0)
            list(c, r);
        rd_skip(&r, 4);
        if (accepted == PROG_MISMATCH && rd_u32(&r) >= 3)
            snprintf(c->found.product, sizeof c->found.product, "rpcbind");
        return cut_name(c, "sunrpc", 0.95);
    }
    if (!has)
        program = a->proto == PROTO_TCP && a->sent_len > CALL_LEN ? present(rd_of(a->data, a->len)) : 0;
    return named(c, program_name(program), a->port);
}
