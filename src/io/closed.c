#include "io/priv_closed.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define COPY(to, from) LOAD(W, 0, 2, from), STORE(W, 10, to, 0)

/* r6 = the packet's context, r2 and r3 = where its bytes begin and end, later the address tuple and its
 * length (struct bpf_sock_tuple on the stack: source, destination, both ports), r7 = our port. */
static const struct bpf_insn question[] = {
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
    IF(JEQ, 0, 0, LABEL_TAKE),
    MOVE(1, 0),
    CALL(sk_release),
};

enum { HEAD = 3, QUESTION = sizeof question / sizeof *question };

static bool is_label(const struct bpf_insn *i)
{
    return i->code == 0 && i->off; /* the second half of a constant has neither */
}

static bool is_jump(const struct bpf_insn *i)
{
    uint8_t op = BPF_OP(i->code);
    return BPF_CLASS(i->code) == BPF_JMP && op != BPF_CALL && op != BPF_EXIT;
}

static bool is_constant(const struct bpf_insn *i)
{
    return BPF_CLASS(i->code) == BPF_LD && BPF_SIZE(i->code) == BPF_DW && BPF_MODE(i->code) == BPF_IMM;
}

/* Copies without labels; where they stood is noted. */
static size_t copy(const struct bpf_insn *from, size_t n, struct bpf_insn *out, size_t length,
                   int16_t at[LABELS])
{
    for (size_t i = 0; i < n; i++) {
        if (is_label(&from[i]))
            at[from[i].off] = (int16_t)length;
        else
            out[length++] = from[i];
    }
    return length;
}

size_t closed_program(const struct closed_conf *conf, struct bpf_insn out[CLOSED_MAX])
{
    const struct bpf_insn head[HEAD] = {MOVE(6, 1), LOAD(W, 2, 6, conf->data), LOAD(W, 3, 6, conf->data_end)};
    int16_t at[LABELS] = {0};
    assert(HEAD + QUESTION + conf->tails <= CLOSED_MAX);
    size_t n = copy(head, HEAD, out, 0, at);
    n = copy(question, QUESTION, out, n, at);
    n = copy(conf->tail, conf->tails, out, n, at);
    for (size_t i = 0; i < n; i++) {
        if (is_jump(&out[i]))
            out[i].off = (int16_t)(at[out[i].off] - (int16_t)i - 1);
        if ((is_jump(&out[i]) || is_constant(&out[i])) && out[i].imm < 0 && out[i].imm > -HOLES)
            out[i].imm = conf->hole[-out[i].imm];
    }
    return n;
}
