/* Programs in the kernel that pick out the answers of closed ports: what hush.c and sieve.c have in
 * common. */
#pragma once

#include <asm/byteorder.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

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
#define CONSTANT(dst, kind, imm)                                                                             \
    {BPF_LD | BPF_DW | BPF_IMM, BPF_REG_##dst, BPF_PSEUDO_##kind, 0, imm},                                   \
    {                                                                                                        \
        0, 0, 0, 0, 0                                                                                        \
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

/* Jumps name labels; closed_program() turns them into distances. */
enum { LABEL_V6 = 1, LABEL_PORTS, LABEL_NEXT, LABEL_TAKE, LABEL_SUBMIT, LABEL_SENT, LABELS };

/* Numbers that are filled in. */
enum { PORT_LO = -1, PORT_HI = -2, MAP_RECORDS = -3, MAP_ASLEEP = -4, HOLES = 5 };

enum { CLOSED_MAX = 160 }; /* instructions of a program */

struct closed_conf {
    int16_t data, data_end;      /* where the context says where the packet's bytes begin and end */
    const struct bpf_insn *tail; /* what happens at LABEL_TAKE and LABEL_NEXT */
    size_t tails;                /* at most 80 */
    int32_t hole[HOLES];         /* what stands for -1, -2, … among the numbers */
};

/* A program that asks: is this a RST to a port from port_lo to port_hi for which the kernel has no socket
 * (IPv4 without options, IPv6 without extension headers)? Then it goes on at LABEL_TAKE, else at LABEL_NEXT,
 * with the context in r6. Returns its length. */
size_t closed_program(const struct closed_conf *conf, struct bpf_insn out[CLOSED_MAX]);
