/* FTP bounce scan: an FTP server connects to the doors in our place (ftp.h); cmd/ drives the session and
 * makes replies of what it says. Connected = open, not connected = closed, no word in time = filtered. */
#include "base/diag.h"
#include "scan/tech.h"

const struct tech tech_bounce = {
    .name = "bounce",
    .option = "-b",
    .help = N_("FTP bounce scan: an FTP server connects in our place"),
    .proto = PROTO_TCP,
    .dialled = true,
    .silence = {STATE_FILTERED, REASON_NO_RESPONSE},
    .yes = {STATE_OPEN, REASON_FTP_CONNECTED},
    .rst = {STATE_CLOSED, REASON_FTP_NOT_CONNECTED},
    .icmp = {STATE_FILTERED, REASON_NONE},
};
