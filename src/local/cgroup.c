#include "local/cgroup.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ID_LEN = 64, ID_SHOWN = 12 };

/* A piece of the text, borrowed. */
struct span {
    const char *p;
    size_t n;
};

static bool is_text(struct span s, const char *text)
{
    return s.n == strlen(text) && memcmp(s.p, text, s.n) == 0;
}

static bool begins(struct span s, const char *with)
{
    return s.n >= strlen(with) && memcmp(s.p, with, strlen(with)) == 0;
}

static bool ends(struct span s, const char *with)
{
    size_t n = strlen(with);
    return s.n > n && memcmp(s.p + s.n - n, with, n) == 0;
}

static struct span without(struct span s, size_t head, size_t tail)
{
    return (struct span){s.p + head, s.n - head - tail};
}

/* The piece up to `stop` (or the end), which *rest skips together with the stop. */
static struct span next(struct span *rest, char stop)
{
    const char *end = rest->n ? memchr(rest->p, stop, rest->n) : NULL;
    struct span s = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    *rest = without(*rest, end ? s.n + 1 : s.n, 0);
    return s;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes systemd's escapes (systemd.unit(5)), for the name of a container; \x00 stays as it is, being no
 * text. */
static void unescape(struct span s, char out[CGROUP_NAME_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < CGROUP_NAME_MAX - 1; i++) {
        bool is_escape = s.n - i >= 4 && s.p[i] == '\\' && s.p[i + 1] == 'x' && hex(s.p[i + 2]) >= 0 &&
                         hex(s.p[i + 3]) >= 0;
        int c = is_escape ? hex(s.p[i + 2]) << 4 | hex(s.p[i + 3]) : 0;
        if (c)
            i += 3;
        out[n++] = c ? (char)c : s.p[i];
    }
    out[n] = 0;
}

static bool is_unit(struct span part)
{
    return ends(part, ".service") || ends(part, ".socket") || ends(part, ".scope");
}

static bool read_unit(struct span part, struct cgroup *ret)
{
    /* systemd writes a '_' before names that the kernel could take for files of its own. */
    if (begins(part, "_"))
        part = without(part, 1, 0);
    if (!is_unit(part))
        return false;
    size_t n = part.n < CGROUP_NAME_MAX ? part.n : CGROUP_NAME_MAX - 1;
    memcpy(ret->unit, part.p, n);
    ret->unit[n] = 0;
    return true;
}

/* "<id>", "docker-<id>.scope", "libpod-<id>", "cri-containerd:<id>", … The monitor of a Podman container is
 * not in it. */
static bool read_id(struct span part, char out[CGROUP_NAME_MAX])
{
    if (ends(part, ".scope"))
        part = without(part, 0, strlen(".scope"));
    if (part.n < ID_LEN || begins(part, "libpod-conmon-"))
        return false;
    struct span id = without(part, part.n - ID_LEN, 0);
    if (part.n > ID_LEN && id.p[-1] != '-' && id.p[-1] != ':')
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (hex(id.p[i]) < 0)
            return false;
    memcpy(out, id.p, ID_SHOWN);
    out[ID_SHOWN] = 0;
    return true;
}

/* Where a part of a path stands. Whoever was handed a subtree names what is in it as he likes. */
struct place {
    struct span parent;
    unsigned depth;
    bool below_unit;
};

/* LXC's own names, which it puts at the top: "lxc.payload.NAME", "lxc/NAME". */
static struct span lxc_name(struct span part, const struct place *at)
{
    if (at->depth == 1 && is_text(at->parent, "lxc"))
        return part;
    return at->depth == 0 && begins(part, "lxc.payload.") ? without(part, strlen("lxc.payload."), 0)
                                                          : (struct span){part.p, 0};
}

/* "systemd-nspawn@NAME.service", and "machine-NAME.scope", which systemd-machined makes for whoever asks it:
 * systemd-nspawn and libvirt. */
static struct span machine_name(struct span part)
{
    struct span none = {part.p, 0};
    if (begins(part, "machine-") && ends(part, ".scope"))
        return without(part, strlen("machine-"), strlen(".scope"));
    return begins(part, "systemd-nspawn@") && ends(part, ".service") &&
                   part.n > strlen("systemd-nspawn@.service")
               ? without(part, strlen("systemd-nspawn@"), strlen(".service"))
               : none;
}

/* libvirt's "lxc-NUMBER-NAME" are containers, its "qemu-NUMBER-NAME" are not, however they are written. */
static void read_name(struct span name, char out[CGROUP_NAME_MAX])
{
    unescape(name, out);
    if (strncmp(out, "qemu-", 5) == 0)
        out[0] = 0;
}

static void read_container(struct span part, const struct place *at, struct cgroup *ret)
{
    ret->container_is_id = read_id(part, ret->container);
    if (ret->container_is_id)
        return;
    struct span name = lxc_name(part, at);
    if (!name.n && !at->below_unit)
        name = machine_name(part);
    if (name.n)
        read_name(name, ret->container);
}

/* user.slice is where users' own managers are: a scope of any name is theirs for the asking (systemd-run
 * --user --scope). */
static void read_path(struct span path, bool systemd, struct cgroup *ret)
{
    struct place at = {.parent = {path.p, 0}};
    unsigned units = 0;
    if (begins(path, "/"))
        path = without(path, 1, 0);
    bool of_users = begins(path, "user.slice/");
    for (; path.n; at.depth++) {
        struct span part = next(&path, '/');
        if (!ret->container[0] && !of_users)
            read_container(part, &at, ret);
        units += systemd && read_unit(part, ret);
        at.below_unit |= is_unit(part);
        at.parent = part;
    }
    ret->nested |= units > 1;
}

void cgroup_parse(const char *text, size_t n, struct cgroup *ret)
{
    struct span rest = {text, n};
    *ret = (struct cgroup){0};
    while (rest.n) {
        struct span path = next(&rest, '\n');
        struct span hierarchy = next(&path, ':'), controllers = next(&path, ':');
        bool v2 = is_text(hierarchy, "0") && !controllers.n;
        read_path(path, v2 || is_text(controllers, "name=systemd"), ret);
    }
}
