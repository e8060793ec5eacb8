#include "cmd/watchpackets.h"

#include "cmd/cmd.h"
#include "io/pcapng.h"
#include "report/fmt.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAM "tojimari " /* only what it wrote is gone on with */

enum { TOGETHER = 1 << 16 }; /* of one alert: 32 packets, their comments */

int watchpackets_open(struct watchpackets *p, int fd, const char *path, off_t limit)
{
    *p = (struct watchpackets){.fd = fd, .path = path, .limit = limit};
    int reads = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    off_t whole = reads < 0 ? -errno : pcapng_whole(reads, PROGRAM);
    if (reads >= 0)
        close(reads);
    if (whole == -EINVAL) {
        cmd_say(_("%s: there is something else in this file than packets of alerts; it is left as it is"),
                path);
        return CMD_USAGE;
    }
    if (whole >= 0 && (ftruncate(fd, whole) < 0 || fcntl(fd, F_SETFL, O_APPEND) < 0))
        whole = -errno;
    p->size = whole;
    return whole < 0 ? cmd_failed(path, (int)whole) : CMD_OK;
}

static int link_of(struct watchpackets *p, struct buf *b, uint16_t linktype)
{
    for (unsigned i = 0; i < p->links; i++)
        if (p->link[i] == linktype)
            return (int)i;
    if (p->links == WATCHPACKETS_LINKS)
        return -1;
    p->link[p->links] = linktype;
    pcapng_link(b, linktype);
    return (int)p->links++;
}

/* All of an alert, or nothing: a file that is cut off between blocks is whole. */
static bool write_all(struct watchpackets *p, const struct buf *b)
{
    if (b->over)
        return false;
    p->full = p->size + (off_t)b->len > p->limit;
    if (p->full) {
        char limit[FMT_MAX];
        cmd_say(_("%s: has reached its limit of %s: packets of further alerts are not kept"), p->path,
                fmt_size((uint64_t)p->limit, limit));
        return false;
    }
    ssize_t n = write(p->fd, b->data, b->len);
    if (n == (ssize_t)b->len) {
        p->size += n;
        p->failing = false;
        return true;
    }
    int e = n < 0 ? -errno : -ENOSPC;
    if (n > 0)
        (void)!ftruncate(p->fd, p->size);
    if (!p->failing)
        (void)cmd_failed(p->path, e);
    p->failing = true;
    return false;
}

/* Whoever empties the file has taken what was in it. */
static void look(struct watchpackets *p)
{
    struct stat st;
    if (fstat(p->fd, &st) < 0 || st.st_size >= p->size)
        return;
    p->size = st.st_size;
    p->links = 0;
    p->begun = p->full = false;
}

unsigned watchpackets_put(struct watchpackets *p, struct watch *w, const char *id, const char *kind)
{
    struct kept kept[WATCH_PACKETS];
    struct buf b;
    char comment[96];
    unsigned all;
    if (p->fd < 0)
        return 0;
    look(p);
    if (p->full)
        return 0;
    unsigned n = watch_packets(w, kept, &all), links = p->links;
    buf_init(&b, TOGETHER);
    if (n && !p->begun)
        pcapng_section(&b, PROGRAM TOJIMARI_VERSION);
    snprintf(comment, sizeof comment, "tojimari %s %s", id, kind ? kind : "");
    for (unsigned i = 0; i < n; i++) {
        const struct packet *k = kept[i].packet;
        int link = link_of(p, &b, k->linktype);
        if (link >= 0)
            pcapng_packet(&b, (uint32_t)link, kept[i].at, k->data, k->len, k->wire, comment);
    }
    bool written = n && write_all(p, &b);
    p->begun |= written;
    p->links = written || !n ? p->links
                             : links; /* what was not written is not there: the next one writes it again */
    p->packets += written ? n : 0;
    buf_fini(&b);
    return written || !n ? all : 0;
}
