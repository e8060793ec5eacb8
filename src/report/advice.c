#include "report/advice.h"

#include "base/diag.h"

#include <string.h>

#define NOTHING                                                                                              \
    N_("Nothing need be done: no door is known to have opened to it. Blocking it (--block nft) only makes the log shorter.")

/* The first row that fits counts. Scanners that write their own packets have no connection, but a packet
 * socket (ss -0) or a raw one (-w). Who answered a sweep is there, and has opened no door by it. */
static const struct row {
    const char *kind, *technique, *zone; /* NULL: any */
    int answered;                        /* 1: a door opened to it, 0: none did, -1: no matter */
    const char *text;
} rows[] = {
    {"break-in", NULL, NULL, -1,
     N_("Take it for a break-in: lock that account or change its password, read on that host what was done since, and let "
        "that door be reached from your own networks only.")},
    {"visit", NULL, NULL, -1,
     N_("Read the log of that service at that time. If nobody outside needs it, let the packet filter close that door.")},
    {"surge", NULL, NULL, -1,
     N_("Look whether you have such a service that strangers reach ('tojimari scan' with that port, from outside), and "
        "whether it is up to date.")},
    {"backscatter", NULL, NULL, -1, NULL},
    {NULL, "ftp-bounce", "internal", -1,
     N_("That host is an FTP server, and whoever is logged in there has it ask (PORT). Its log says who; let it refuse to "
        "connect to any host but the client itself.")},
    {NULL, NULL, "internal", 1,
     N_("On that host, find the program (root's 'ss -0wtunap' while it goes on). If you know it, declare the host "
        "with --role; if nobody does, take the host off the network, and look at those that answered it.")},
    {NULL, NULL, "internal", -1,
     N_("On that host, find the program (root's 'ss -0wtunap' while it goes on). If you know it, declare the host "
        "with --role; if nobody does, take the host off the network.")},
    {"sweep", NULL, NULL, -1, NOTHING},
    {NULL, NULL, NULL, 1,
     N_("Look whether the doors that opened to it are meant for strangers, and close those that are not. What stays open should be up to date.")},
    {NULL, NULL, NULL, -1, NOTHING},
};

static bool same(const char *wanted, const char *is)
{
    return !wanted || (is && strcmp(wanted, is) == 0);
}

const char *advice_of(const struct record_alert *a)
{
    bool answered = a->answered != RECORD_NO_U64 && a->answered > 0;
    for (size_t i = 0; !a->suppressed && i < sizeof rows / sizeof *rows; i++)
        if (same(rows[i].kind, a->kind) && same(rows[i].technique, a->technique) &&
            same(rows[i].zone, a->zone) && (rows[i].answered < 0 || (rows[i].answered > 0) == answered))
            return rows[i].text;
    return NULL;
}
