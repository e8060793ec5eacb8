/* local: the kernel's socket tables go in, this machine's listening sockets and the processes that hold them
 * come out.
 *
 * It reads and never sends: the interfaces, one NETLINK_SOCK_DIAG dump a protocol and family
 * (local/sockdiag.h), then one walk over /proc (local/priv_procs.h), all done when the call returns. It may
 * not know who asks, what a scan saw, or what is printed; it reads no clock ("since" is a fact that the
 * kernel keeps). It sees the network namespace of the caller. A list belongs to one thread and is const once
 * read; everything in it is owned by it. */
#pragma once

#include "local/exposure.h"
#include "model/record.h"
#include "model/sink.h"
#include "sys/link.h"

enum { LOCAL_SOCKETS_MAX = 1 << 16, LOCAL_PROCESSES_MAX = 1 << 14 };

struct local_conf {
    const char *proc;       /* where procfs is mounted; NULL = "/proc" */
    bool tcp, udp;          /* which sockets, UDP-Lite going with UDP; both false = all that have ports */
    bool raw;               /* raw IP and packet sockets as well */
    bool connections;       /* count them */
    uint32_t max_sockets;   /* 0 = LOCAL_SOCKETS_MAX */
    uint32_t max_processes; /* holders remembered; 0 = LOCAL_PROCESSES_MAX */
};

struct local_stats {
    uint64_t sockets; /* in the list */
    /* of those, without a process because some processes could not be looked into: ask as root */
    uint64_t hidden;
    /* of those, without a process though all could be: of the kernel (nfsd, WireGuard, …) or of processes in
     * other pid namespaces */
    uint64_t ownerless;
    uint64_t unread;    /* processes whose descriptors could not be read */
    uint64_t refused;   /* sockets or processes beyond the limits */
    uint64_t malformed; /* netlink messages that made no sense */
    uint64_t ears;      /* packet sockets: in the list, but no doors */
};

struct local_process {
    uint64_t pid;
    uint64_t start;  /* clock ticks after boot (proc_pid_stat(5), field 22) */
    nsec_wall since; /* the same as wall clock, from "btime" of /proc/stat; 0 = unknown */
    /* NULL = unknown. As the kernel has them: any byte but NUL may occur, so outputs escape them. */
    char *name;           /* comm, at most 15 bytes, the process's own choice */
    char *exe;            /* may end in " (deleted)" */
    char *cmdline;        /* blanks between arguments, at most 4096 bytes */
    char *user;           /* name of the effective user, or its number */
    char *unit;           /* systemd's: "nginx.service" */
    bool unit_nested;     /* it is not the system's (struct cgroup) */
    char *package;        /* Debian's, of the executable; filled by local_packages() only */
    char *container;      /* 12 hex digits, or the name for LXC and systemd-nspawn */
    bool container_is_id; /* the former, for Docker, Podman and their like */
    char *container_name; /* Docker's or Podman's; filled by local_names() only */
};

struct local_socket {
    enum proto proto;
    /* raw sockets (PROTO_IP): the protocol's number; packet sockets: the EtherType, 3 = every frame */
    uint16_t port;
    struct addr addr; /* as bound, any = all; an IPv4-mapped address is the IPv4 address that it means */
    bool v6only;      /* addr is "::" and IPv4 is not covered; a "::" without it accepts IPv4 as well */
    uint32_t ifindex; /* SO_BINDTODEVICE, or the scope of a link-local address; 0 = any interface */
    char device[IF_NAMESIZE]; /* its name; "" = none */
    uint32_t uid;             /* who made the socket; known without privilege, unlike the process */
    uint32_t inode;
    uint64_t cookie; /* the kernel's identity of the socket, unique since boot */
    enum exposure exposure;
    uint32_t holders;                    /* processes that have it open */
    const struct local_process *process; /* the one to name; NULL = unknown */
    /* Of TCP, when they were counted: connections that it accepted and that are still there, and what these
     * carried so far. Those that ended are in no counter of the kernel. */
    bool counted;
    uint64_t connections, bytes_in, bytes_out;
    char *config; /* owned; inetd's line for it, "/etc/inetd.conf:7"; NULL = none, or not asked for */
    /* owned; systemd's "ssh.socket", whose service begins with the first connection; NULL = none */
    char *socket_unit;
    char *activates; /* owned; that service */
};

/* Most exposed first, then by port, protocol, address, and age of the socket (inode). */
struct local_table {
    struct local_socket *sockets;
    size_t count;
    struct local_process *processes; /* every holder that was seen */
    size_t processes_count;
    struct links links; /* this machine's interfaces and addresses */
};

/* Reads every listening TCP socket and every bound, unconnected UDP socket, IPv4 and IPv6: what `ss -ltn` and
 * `ss -lun` list. Also bound UDP-Lite and listening SCTP sockets (each address of one is an entry), if the
 * kernel knows these protocols. 0, with *ret to be freed by local_free() and *stats overwritten; or negative
 * errno of the netlink socket (-EPROTONOSUPPORT or -ENOENT: a kernel without inet_diag; what netlink_ask()
 * says) or -ENOMEM. Missing privilege is no error: see stats->hidden. */
int local_read(const struct local_conf *conf, struct local_table **ret, struct local_stats *stats);
void local_free(struct local_table *t);

/* The listener that would take what this machine sends to addr:port, as the kernel chooses
 * (inet_lookup_listener(); measured by tests/live/local.sh): an exact address beats a wildcard; then a socket
 * bound to the interface that has the address beats one bound to none; then one of the address's own family
 * beats a dual-stack "::". Bound to another interface it is none at all, though over the loopback it goes;
 * for an address that is not this machine's such sockets come last. A zone of 0 on either side matches every
 * zone. Several sockets may share the door (SO_REUSEPORT, or SO_REUSEADDR for UDP): the oldest comes back and
 * *ret_count (NULL is fine) says how many. NULL and 0: nobody. */
const struct local_socket *local_find(const struct local_table *t, enum proto proto, const struct addr *addr,
                                      uint16_t port, size_t *ret_count);

/* A socket as a `listener` record, its process as the `process` of a `port` record. Strings are borrowed from
 * the list. */
void local_record(const struct local_socket *s, struct record *ret);
void local_holder(const struct local_socket *s, struct record_process *ret);

/* Finds the packages that own the executables of a table's processes, not those of containers: dpkg's lists
 * are those of this file system. 0 or -ENOMEM. */
int local_packages(struct local_table *t);

/* Gives containers the names that Docker and Podman know them by, where their files can be read. */
void local_names(struct local_table *t);

/* A descriptor of the process that `p` was (pidfd_open(2)), for pidfd_send_signal(2): whatever is sent by it
 * reaches that process or nobody, even when its pid is given to another one in between. -ESRCH: it is gone.
 * Other errors of pidfd_open(2). */
int local_hold(const struct local_process *p);

/* One `listener` record a socket, less those that hear frames, into `sink`. 0 or the sink's error. */
int local_put(const struct local_table *t, struct sink *sink);

/* local_read(), local_put(), local_free(). Errors of the first two. */
int local_list(const struct local_conf *conf, struct sink *sink, struct local_stats *stats);
