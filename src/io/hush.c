#include "io/hush.h"

#include <asm/byteorder.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

/* Of linux/bpf.h since Linux 6.6. */
enum { TCX_INGRESS = 46, TCX_NEXT = -1, TCX_DROP = 2 };

enum {
    RST = 4,
    V4 = ETH_HLEN,
    V4_TCP = V4 + 20,
    V6 = ETH_HLEN,
    V6_TCP = V6 + 40,
    FLAGS = 13,       /* in the TCP header */
    FRAGMENT = 0x3fff /* "more fragments" or an offset */
};

/* Instructions by the names of the kernel's manual (bpf/standardization/instruction-set.rst). */
#define LOAD(size, dst, src, at)                                                                             \
    {                                                                                                        \
        BPF_LDX | BPF_MEM | BPF_##size, BPF_REG_##dst, BPF_REG_##src, at, 0                                  \
    }
#define STORE(size, dst, at, src)                                                                            \
    {                                                                                                        \
        BPF_STX | BPF_MEM | BPF_##size, BPF_REG_##dst, BPF_REG_##src, at, 0                                  \
    }
#define SET(dst, imm)                                                                                        \
    {                                                                                                        \
        BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_##dst, 0, 0, imm                                                \
    }
#define MOVE(dst, src)                                                                                       \
    {                                                                                                        \
        BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_##dst, BPF_REG_##src, 0, 0                                      \
    }
#define ADD(dst, imm)                                                                                        \
    {                                                                                                        \
        BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_##dst, 0, 0, imm                                                \
    }
#define AND(dst, imm)                                                                                        \
    {                                                                                                        \
        BPF_ALU64 | BPF_AND | BPF_K, BPF_REG_##dst, 0, 0, imm                                                \
    }
#define FROM_NETWORK16(dst)                                                                                  \
    {                                                                                                        \
        BPF_ALU | BPF_END | BPF_TO_BE, BPF_REG_##dst, 0, 0, 16                                               \
    }
#define IF(op, dst, imm, where)                                                                              \
    {                                                                                                        \
        BPF_JMP | BPF_##op | BPF_K, BPF_REG_##dst, 0, where, imm                                             \
    }
#define IF_REG(op, dst, src, where)                                                                          \
    {                                                                                                        \
        BPF_JMP | BPF_##op | BPF_X, BPF_REG_##dst, BPF_REG_##src, where, 0                                   \
    }
#define GOTO(where)                                                                                          \
    {                                                                                                        \
        BPF_JMP | BPF_JA, 0, 0, where, 0                                                                     \
    }
#define CALL(function)                                                                                       \
    {                                                                                                        \
        BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_##function                                                     \
    }
#define EXIT                                                                                                 \
    {                                                                                                        \
        BPF_JMP | BPF_EXIT, 0, 0, 0, 0                                                                       \
    }
#define HERE(label)                                                                                          \
    {                                                                                                        \
        0, 0, 0, label, 0                                                                                    \
    } /* no instruction: where a label stands */

/* Jumps name labels; place() turns them into distances. */
enum { LABEL_V6 = 1, LABEL_PORTS, LABEL_NEXT, LABEL_DROP, LABELS };

enum { PORT_LO = -1, PORT_HI = -2 };

#define COPY(to, from) LOAD(W, 0, 2, from), STORE(W, 10, to, 0)

/* r6 = the packet's context, r2 and r3 = where its bytes begin and end, later the address tuple and its
 * length (struct bpf_sock_tuple on the stack: source, destination, both ports), r7 = our port. hush_open()
 * fills in the two numbers. */
static const struct bpf_insn template[] = {
    MOVE(6, 1),
    LOAD(W, 2, 6, offsetof(struct __sk_buff, data)),
    LOAD(W, 3, 6, offsetof(struct __sk_buff, data_end)),
    MOVE(4, 2),
    ADD(4, V4_TCP + 20),
    IF_REG(JGT, 4, 3, LABEL_NEXT),
    LOAD(H, 0, 2, 12),
    IF(JEQ, 0, __constant_htons(ETH_P_IPV6), LABEL_V6),
    IF(JNE, 0, __constant_htons(ETH_P_IP), LABEL_NEXT),

    LOAD(B, 0, 2, V4),
    IF(JNE, 0, 0x45, LABEL_NEXT),
    LOAD(B, 0, 2, V4 + 9),
    IF(JNE, 0, IPPROTO_TCP, LABEL_NEXT),
    LOAD(H, 0, 2, V4 + 6),
    AND(0, __constant_htons(FRAGMENT)),
    IF(JNE, 0, 0, LABEL_NEXT),
    LOAD(B, 0, 2, V4_TCP + FLAGS),
    AND(0, RST),
    IF(JEQ, 0, 0, LABEL_NEXT),
    LOAD(H, 7, 2, V4_TCP + 2),
    COPY(-16, V4 + 12),
    COPY(-12, V4 + 16),
    COPY(-8, V4_TCP),
    MOVE(2, 10),
    ADD(2, -16),
    SET(3, 12),
    GOTO(LABEL_PORTS),

    HERE(LABEL_V6),
    MOVE(4, 2),
    ADD(4, V6_TCP + 20),
    IF_REG(JGT, 4, 3, LABEL_NEXT),
    LOAD(B, 0, 2, V6 + 6),
    IF(JNE, 0, IPPROTO_TCP, LABEL_NEXT),
    LOAD(B, 0, 2, V6_TCP + FLAGS),
    AND(0, RST),
    IF(JEQ, 0, 0, LABEL_NEXT),
    LOAD(H, 7, 2, V6_TCP + 2),
    COPY(-40, V6 + 8),
    COPY(-36, V6 + 12),
    COPY(-32, V6 + 16),
    COPY(-28, V6 + 20),
    COPY(-24, V6 + 24),
    COPY(-20, V6 + 28),
    COPY(-16, V6 + 32),
    COPY(-12, V6 + 36),
    COPY(-8, V6_TCP),
    MOVE(2, 10),
    ADD(2, -40),
    SET(3, 36),

    HERE(LABEL_PORTS),
    FROM_NETWORK16(7),
    IF(JLT, 7, PORT_LO, LABEL_NEXT),
    IF(JGT, 7, PORT_HI, LABEL_NEXT),
    MOVE(1, 6),
    SET(4, BPF_F_CURRENT_NETNS),
    SET(5, 0),
    CALL(skc_lookup_tcp),
    IF(JEQ, 0, 0, LABEL_DROP),
    MOVE(1, 0),
    CALL(sk_release),

    HERE(LABEL_NEXT),
    SET(0, TCX_NEXT),
    EXIT,

    HERE(LABEL_DROP),
    SET(0, TCX_DROP),
    EXIT,
};

enum { LENGTH = sizeof template / sizeof *template };

static bool is_jump(const struct bpf_insn *i)
{
    uint8_t op = BPF_OP(i->code);
    return BPF_CLASS(i->code) == BPF_JMP && op != BPF_CALL && op != BPF_EXIT;
}

static int32_t number(int32_t imm, uint16_t port_lo, uint16_t port_hi)
{
    return imm == PORT_LO ? port_lo : imm == PORT_HI ? port_hi : imm;
}

/* Takes the labels out, gives jumps their distance and the ports to where they are compared. Returns the
 * length. */
static size_t assemble(struct bpf_insn out[LENGTH], uint16_t port_lo, uint16_t port_hi)
{
    int16_t at[LABELS] = {0};
    size_t n = 0;
    for (size_t i = 0; i < LENGTH; i++) {
        if (template[i].code == 0)
            at[template[i].off] = (int16_t)n;
        else
            out[n++] = template[i];
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_jump(&out[i]))
            continue;
        out[i].off = (int16_t)(at[out[i].off] - (int16_t)i - 1);
        out[i].imm = number(out[i].imm, port_lo, port_hi);
    }
    return n;
}

int hush_open(int ifindex, uint16_t port_lo, uint16_t port_hi)
{
    struct bpf_insn program[LENGTH];
    size_t n = assemble(program, port_lo, port_hi);
    int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "tojimari_hush", "Apache-2.0", program, n, NULL);
    if (fd < 0)
        return fd;
    int link = bpf_link_create(fd, ifindex, (enum bpf_attach_type)TCX_INGRESS, NULL);
    close(fd);
    return link;
}
