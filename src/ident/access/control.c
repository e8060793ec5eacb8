/* Control sockets that may ask for a password: OpenVPN's management interface and Varnish's (varnish-cli(7),
 * status 107) do so at once, Tor says its methods (control-spec §3.21), MPD refuses its figures ("ACK [4@…",
 * permission, in its protocol's list of errors). */
#include "ident/access/dialogue.h"

static const struct {
    const char *service, *ask, *open, *asks;
} rows[] = {
    {"tor-control", "PROTOCOLINFO 1\r\n", "METHODS=NULL", "METHODS="},
    {"openvpn-management", NULL, ">INFO:", "ENTER PASSWORD:"},
    {"mpd", "stats\n", "uptime: ", "ACK [4@"},
    {"varnish-cli", NULL, "Varnish Cache CLI", "Authentication required."},
};

enum access_do access_control(struct access *a, struct rd in, struct wr *out)
{
    unsigned i = 0;
    while (i + 1 < sizeof rows / sizeof *rows && strcmp(a->door.service, rows[i].service) != 0)
        i++;
    if (a->fresh && rows[i].ask)
        return dialogue_say(out, "%s", rows[i].ask);
    if (dialogue_has(in, rows[i].open))
        dialogue_fact(a, "access=open");
    else if (dialogue_has(in, rows[i].asks))
        dialogue_fact(a, "access=password");
    else
        return ACCESS_HEAR;
    return ACCESS_END;
}
