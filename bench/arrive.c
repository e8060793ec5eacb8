/* Lets SYNs of 256 scanners arrive at an interface as fast as is wanted, without anybody who sends them: the kernel's own test runs of XDP programs with
 * live frames (BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18), so that it is the listener who is measured.
 *
 *     arrive IF arrive.bpf.o PACKETS PACKETS-A-SECOND      for another host (as at a mirror port): the kernel answers none
 *
 * Prints "arrived N seconds S pps R". */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

enum { FRAME = 60, BATCH = 1 << 20 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    uint8_t frame[FRAME] = {2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8, 8, 0, 0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6};
    frame[46] = 0x50;
    frame[47] = 2;
    frame[48] = 4;
    if (argc != 5)
        return 2;
    unsigned ifindex = if_nametoindex(argv[1]);
    struct bpf_object *object = bpf_object__open_file(argv[2], NULL);
    if (!ifindex || !object || bpf_object__load(object) < 0)
        return 1;
    int program = bpf_program__fd(bpf_object__find_program_by_name(object, "arrive"));
    uint64_t packets = strtoull(argv[3], NULL, 10), sent = 0;
    double rate = strtod(argv[4], NULL), begun = now();
    while (sent < packets) {
        struct xdp_md ctx = {.data_end = sizeof frame, .ingress_ifindex = ifindex};
        LIBBPF_OPTS(bpf_test_run_opts, o, .data_in = frame, .data_size_in = sizeof frame, .ctx_in = &ctx,
                    .ctx_size_in = sizeof ctx, .repeat = BATCH, .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
                    .batch_size = 64);
        int e = bpf_prog_test_run_opts(program, &o);
        if (e < 0) {
            fprintf(stderr, "arrive: %s\n", strerror(-e));
            return 1;
        }
        sent += BATCH;
        while (now() < begun + (double)sent / rate) {
        }
    }
    double took = now() - begun;
    printf("arrived %llu seconds %.3f pps %.0f\n", (unsigned long long)sent, took, (double)sent / took);
    bpf_object__close(object);
    return 0;
}
