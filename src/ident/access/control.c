/* Control sockets that may ask for a password: OpenVPN's management interface does so at once, Tor says its methods (control-spec §3.21). */
#include "ident/access/dialogue.h"

enum access_do access_control(struct access *a, struct rd in, struct wr *out)
{
    bool tor = strcmp(a->door.service, "tor-control") == 0;
    if (a->fresh && tor)
        return dialogue_say(out, "PROTOCOLINFO 1\r\n");
    const char *open = tor ? "METHODS=NULL" : ">INFO:", *asks = tor ? "METHODS=" : "ENTER PASSWORD:";
    if (dialogue_has(in, open))
        dialogue_fact(a, "access=open");
    else if (dialogue_has(in, asks))
        dialogue_fact(a, "access=password");
    else
        return ACCESS_HEAR;
    return ACCESS_END;
}
