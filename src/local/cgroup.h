/* What a control group path says about a process: its systemd unit and its container. Pure text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { CGROUP_NAME_MAX = 256 }; /* longer names are cut (systemd's own limit is 255) */

struct cgroup {
    char unit[CGROUP_NAME_MAX]; /* "" = none */
    /* the unit lies below another one: a user's own manager, a container's, or whatever somebody made in a
     * subtree that was handed to him. It is no unit of the system's systemd, although it may be called like
     * one */
    bool nested;
    char container[CGROUP_NAME_MAX]; /* "" = none */
    bool container_is_id;            /* the beginning of an engine's id, and not a name that somebody chose */
};

/* Reads /proc/PID/cgroup (cgroups(7)): lines HIERARCHY:CONTROLLERS:PATH. The unit is the last component that
 * ends in .service, .socket or .scope, in version 2 ("0::") or in version 1's name=systemd, as systemctl
 * wants it: systemd's \xHH escapes stay. The container comes from any line: a component whose last 64
 * characters are the hex digits that Docker, Podman, containerd and CRI-O use (shown as twelve, as `docker
 * ps` does), or the name of an LXC or systemd-nspawn container, where root's programs put them: nothing below
 * user.slice, where users name their scopes themselves (a rootless container is a user's program). What fits
 * no rule leaves the fields empty.
 * `text` need not end in NUL. */
void cgroup_parse(const char *text, size_t n, struct cgroup *ret);
