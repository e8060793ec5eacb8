#include "cmd/rules.h"

#include "cmd/program.h"
#include "sys/netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { OUTPUT_MAX = 64 << 20, TABLES_MAX = 1 << 20 };

/* Where a program may lie: not where PATH says. */
static const char *const folders[] = {"/usr/sbin/", "/sbin/", "/usr/bin/", "/usr/local/sbin/"};

enum form { NFT, SAVE4, SAVE6 };

static int add(struct firewall *f, enum form form, const char *text, size_t len)
{
    struct diag d = {0};
    return form == NFT ? firewall_add_nft(f, text, len, &d)
                       : firewall_add_iptables(f, form == SAVE4 ? 4 : 16, text, len, &d);
}

/* Runs a program wherever it is; -ENOENT when it is nowhere. */
static int add_output(struct firewall *f, enum form form, const char *name, const char *const *words)
{
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[64], *text;
        size_t len, at = 0;
        for (const char *c = folders[i]; *c; c++)
            path[at++] = *c;
        for (const char *c = name; *c && at < sizeof path - 1; c++)
            path[at++] = *c;
        path[at] = 0;
        const char *argv[] = {path, words[0], words[0] ? words[1] : NULL,
                              words[0] && words[1] ? words[2] : NULL, NULL};
        int error = program_output(argv, OUTPUT_MAX, &text, &len);
        if (error == -ENOENT)
            continue;
        if (!error) {
            error = add(f, form, text, len);
            free(text);
        }
        return error;
    }
    return -ENOENT;
}

/* Whether the kernel has tables of the old kind in this namespace: their names, which root may read. 0, 1, or
 * an error. */
static int has_legacy(const char *path)
{
    char some[64];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    ssize_t n = read(fd, some, sizeof some);
    int error = n < 0 ? -errno : n > 0;
    close(fd);
    return error;
}

static int add_legacy(struct firewall *f)
{
    static const struct {
        const char *names, *program, *other;
        enum form form;
    } rows[] = {{"/proc/net/ip_tables_names", "iptables-legacy-save", "iptables-save", SAVE4},
                {"/proc/net/ip6_tables_names", "ip6tables-legacy-save", "ip6tables-save", SAVE6}};
    const char *const none[] = {NULL};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int there = has_legacy(rows[i].names);
        int error = there > 0 ? add_output(f, rows[i].form, rows[i].program, none) : there;
        if (error == -ENOENT)
            error = add_output(f, rows[i].form, rows[i].other, none);
        if (error)
            return error;
    }
    return 0;
}

/* Whether there are tables of nf_tables, iptables' newer variant among them. 0, 1, or an error. */
static int has_tables(void)
{
    struct netlink *nl;
    struct netlink_room room;
    struct netlink_answer answer = {0};
    int error = netlink_open(NETLINK_NETFILTER, &nl);
    if (error < 0)
        return error == -EPROTONOSUPPORT ? 0 : error;
    struct nlmsghdr *h = netlink_request(&room, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, NLM_F_DUMP,
                                         sizeof(struct nfgenmsg));
    error = netlink_ask(nl, h, TABLES_MAX, &answer);
    int there = error < 0 ? error : answer.len > 0;
    netlink_answer_fini(&answer);
    netlink_free(nl);
    return there == -EOPNOTSUPP || there == -EINVAL ? 0 : there; /* a kernel without nf_tables */
}

static int add_hook(struct firewall *f, const struct nlmsghdr *h)
{
    const struct nlattr *at[NFTA_CHAIN_HOOK + 1], *hook[NFTA_HOOK_DEVS + 1];
    const struct nfgenmsg *family = mnl_nlmsg_get_payload(h);
    if (!netlink_attrs(h, sizeof *family, at, NFTA_CHAIN_HOOK) || !at[NFTA_CHAIN_TABLE] ||
        !at[NFTA_CHAIN_NAME])
        return 0;
    const char *word = family->nfgen_family == NFPROTO_NETDEV ? "netdev" : "inet",
               *table = mnl_attr_get_str(at[NFTA_CHAIN_TABLE]), *name = mnl_attr_get_str(at[NFTA_CHAIN_NAME]);
    netlink_nested(at[NFTA_CHAIN_HOOK], hook, NFTA_HOOK_DEVS);
    if (hook[NFTA_HOOK_DEV])
        return firewall_add_device(f, word, table, name, mnl_attr_get_str(hook[NFTA_HOOK_DEV]));
    int error = 0;
    if (!hook[NFTA_HOOK_DEVS])
        return 0;
    const char *end = (const char *)hook[NFTA_HOOK_DEVS] + hook[NFTA_HOOK_DEVS]->nla_len;
    for (const struct nlattr *one = mnl_attr_get_payload(hook[NFTA_HOOK_DEVS]);
         !error && mnl_attr_ok(one, (int)(end - (const char *)one)); one = mnl_attr_next(one))
        error = firewall_add_device(f, word, table, name, mnl_attr_get_str(one));
    return error;
}

/* The devices of ingress and egress chains. */
static int add_devices(struct firewall *f)
{
    struct netlink *nl;
    struct netlink_room room;
    struct netlink_answer answer = {0};
    int error = netlink_open(NETLINK_NETFILTER, &nl);
    if (error < 0)
        return error;
    error = netlink_ask(nl,
                        netlink_request(&room, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN, NLM_F_DUMP,
                                        sizeof(struct nfgenmsg)),
                        OUTPUT_MAX, &answer);
    size_t pos = 0;
    for (const struct nlmsghdr *h; error == 0 && (h = netlink_next(answer.data, answer.len, &pos));)
        error = add_hook(f, h);
    netlink_answer_fini(&answer);
    netlink_free(nl);
    return error;
}

static int add_nf_tables(struct firewall *f)
{
    const char *const list[] = {"-j", "list", "ruleset"}, *const none[] = {NULL};
    int there = has_tables();
    if (there <= 0)
        return there;
    int error = add_output(f, SAVE4, "iptables-nft-save", none);
    error = error == 0 || error == -ENOENT ? add_output(f, SAVE6, "ip6tables-nft-save", none) : error;
    error = error == 0 || error == -ENOENT ? add_output(f, NFT, "nft", list) : error;
    return error ? error : add_devices(f);
}

int rules_read(struct firewall **ret)
{
    struct firewall *f = firewall_new();
    int error = f ? add_legacy(f) : -ENOMEM;
    error = error ? error : add_nf_tables(f);
    if (error)
        firewall_free(f);
    else
        *ret = f;
    return error;
}
