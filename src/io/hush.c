#include "io/hush.h"

#include "io/priv_closed.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

/* Of linux/bpf.h since Linux 6.6. */
enum { TCX_INGRESS = 46, TCX_NEXT = -1, TCX_DROP = 2 };

static const struct bpf_insn tail[] = {
    HERE(LABEL_NEXT), SET(0, TCX_NEXT), EXIT,

    HERE(LABEL_TAKE), SET(0, TCX_DROP), EXIT,
};

int hush_open(int ifindex, uint16_t port_lo, uint16_t port_hi)
{
    struct bpf_insn program[CLOSED_MAX];
    struct closed_conf conf = {.data = offsetof(struct __sk_buff, data),
                               .data_end = offsetof(struct __sk_buff, data_end),
                               .tail = tail,
                               .tails = sizeof tail / sizeof *tail,
                               .hole = {[-PORT_LO] = port_lo, [-PORT_HI] = port_hi}};
    size_t n = closed_program(&conf, program);
    int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "tojimari_hush", "Apache-2.0", program, n, NULL);
    if (fd < 0)
        return fd;
    int link = bpf_link_create(fd, ifindex, (enum bpf_attach_type)TCX_INGRESS, NULL);
    close(fd);
    return link;
}
