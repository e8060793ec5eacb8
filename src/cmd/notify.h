/* What the service manager is told (sd_notify(3)): datagrams to the socket that NOTIFY_SOCKET names. Without
 * one, nothing. */
#pragma once

#include "base/nsec.h"

/* A connected socket, before privileges go and files are closed; -1 = nobody asks, or it cannot be
 * reached. */
int notify_open(void);
/* "READY=1", "STATUS=…", "STOPPING=1", "WATCHDOG=1". Never waits; what cannot be sent is lost. */
void notify_say(int fd, const char *text);
/* RELOADING=1 with the time that systemd wants beside it. */
void notify_reloading(int fd, nsec mono);
/* How often WATCHDOG=1 is expected (WATCHDOG_USEC); 0 = not at all. */
nsec notify_watchdog(void);
