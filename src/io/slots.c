#include "io/priv_slots.h"

#include <errno.h>
#include <stdlib.h>

struct slots {
    uint8_t *room; /* count * size bytes */
    struct mmsghdr *msg;
    struct iovec *iov;
    uint32_t count, size;
    uint32_t head; /* slot of the first frame that is not done with */
};

int slots_new(uint32_t count, uint32_t size, struct slots **ret)
{
    struct slots *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    *s = (struct slots){.count = count, .size = size};
    s->room = calloc(count, size);
    s->msg = calloc(count, sizeof *s->msg);
    s->iov = calloc(count, sizeof *s->iov);
    if (!s->room || !s->msg || !s->iov) {
        slots_free(s);
        return -ENOMEM;
    }
    *ret = s;
    return 0;
}

void slots_free(struct slots *s)
{
    if (!s)
        return;
    free(s->room);
    free(s->msg);
    free(s->iov);
    free(s);
}

uint32_t slots_reserve(struct slots *s, struct frame *out, uint32_t n)
{
    if (n > s->count)
        n = s->count;
    for (uint32_t i = 0; i < n; i++) {
        size_t slot = (s->head + i) % s->count;
        out[i] = (struct frame){.data = s->room + slot * s->size, .len = s->size, .vlan = FRAMES_NO_VLAN};
    }
    return n;
}

/* Fills messages for the frames from the first on that go by the same descriptor; how many, and *ret_fd: the
 * descriptor, or -errno when the first frame itself cannot be sent. */
static uint32_t same_way(struct slots *s, const struct frame *in, uint32_t n, slots_aim *aim, void *context,
                         int *ret_fd)
{
    uint32_t i = 0;
    for (; i < n; i++) {
        s->iov[i] = (struct iovec){.iov_base = in[i].data, .iov_len = in[i].len};
        s->msg[i].msg_hdr = (struct msghdr){.msg_iov = &s->iov[i], .msg_iovlen = 1};
        int fd = aim(context, i, &in[i], &s->msg[i].msg_hdr);
        if (i == 0)
            *ret_fd = fd;
        if (fd < 0 || fd != *ret_fd)
            break;
    }
    return i;
}

static void drop(struct slots_count *c, int error)
{
    c->failed++;
    c->last_error = error;
}

/* Whether the whole link, and not one frame, is in trouble. */
static bool fatal(int error)
{
    return error == ENETDOWN || error == ENXIO || error == ENODEV || error == EBADF;
}

static int send_all(struct slots *s, const struct frame *in, uint32_t n, slots_aim *aim, void *context,
                    struct slots_count *c)
{
    uint32_t done = 0;
    while (done < n) {
        int fd;
        uint32_t way = same_way(s, in + done, n - done, aim, context, &fd);
        int sent = fd < 0 ? -1 : sendmmsg(fd, s->msg, way, MSG_DONTWAIT);
        int error = fd < 0 ? -fd : errno;
        if (sent > 0) {
            c->tx += (uint32_t)sent;
            done += (uint32_t)sent;
        } else if (error == EAGAIN || error == ENOBUFS || error == ENOMEM || error == EINTR) {
            c->refused++;
            break;
        } else if (fatal(error)) {
            c->last_error = error;
            return done ? (int)done : -error;
        } else {
            drop(c, error);
            done++;
        }
    }
    return (int)done;
}

int slots_send(struct slots *s, const struct frame *in, uint32_t n, slots_aim *aim, void *context,
               struct slots_count *c)
{
    int done = send_all(s, in, n < s->count ? n : s->count, aim, context, c);
    if (done > 0)
        s->head = (s->head + (uint32_t)done) % s->count;
    return done;
}
