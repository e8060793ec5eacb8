/* Privilege is a phase: open what needs it, drop it, confine, and only then touch a foreign byte. */
#pragma once

#include <stdbool.h>

/* Effective capabilities of this thread: raw and packet sockets; changing interfaces and firewall. */
bool priv_net_raw(void);
bool priv_net_admin(void);

/* Gives up every capability (effective, permitted, inheritable, ambient; the bounding set where allowed) and
 * sets no_new_privs, for good. User and group stay: output files may be the user's own or root's. Of this
 * thread: call it before making threads. 0 or -errno. */
int priv_drop(void);

/* The same, but the firewall may still be changed (CAP_NET_ADMIN), also by programs that this process
 * becomes. 0 or -errno; -EPERM when it has no such capability. */
int priv_drop_but_net_admin(void);
/* The same, but who may read every file (CAP_DAC_READ_SEARCH; in containers mostly CAP_DAC_OVERRIDE alone)
 * still may: system logs often belong to neither root nor its group. Who may not has lost nothing: that is no
 * error. */
int priv_drop_but_reading(void);

#define PRIV_SOCKETS 1u /* new sockets may still be made and connected (connect scan, service probes, DNS) */
#define PRIV_THREADS 2u /* new threads may still be made */
#define PRIV_GUESTS                                                                                          \
    4u /* connections may still be taken in at sockets that listen already, but none be made */
#define PRIV_LINKS                                                                                           \
    8u /* packet sockets that are open may be given to another interface (an interface that was made again) */

/* Paths are lists that end with NULL; NULL instead of a list is an empty one. */
struct priv_conf {
    unsigned flags;           /* PRIV_* */
    const char *const *read;  /* files and folders that may still be opened for reading */
    const char *const *write; /* the same, with making, changing, renaming and deleting (store, outputs) */
};

#define PRIV_BY_SECCOMP  1u
#define PRIV_BY_LANDLOCK 2u

/* Confines this process to what a scanner needs once everything is open: a list of system calls (seccomp;
 * others fail with EPERM, so that a mistake is an error and not a crash), no exec, no new executable memory
 * (compile JITs before), and the file system closed but for the paths given (Landlock, Linux 5.13; paths that
 * do not exist are passed over). Needs no privilege; sets no_new_privs. Call it before making threads.
 * Without Landlock files can be opened for reading when `read` is given, and for all when `write` is. *ret_by
 * says what holds now (PRIV_BY_* bits; 0 in builds with sanitizers, which need what is forbidden here). 0 or
 * -errno. A kernel without either is no error. */
int priv_confine(const struct priv_conf *conf, unsigned *ret_by);
