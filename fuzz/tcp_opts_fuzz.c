/* tcp_opts_parse(), and back: what was well formed is written and read again as the same. */
#include "check_packet.h"

static void check_round(const struct tcp_opts *o)
{
    uint8_t first[TCP_OPTS_MAX], second[TCP_OPTS_MAX];
    struct wr w = wr_of(first, sizeof first), w2 = wr_of(second, sizeof second);
    tcp_opts_build(&w, o);
    if (w.bad) /* the same option several times, the last one the longest */
        return;
    struct tcp_opts again;
    CHECK(tcp_opts_parse(first, wr_len(&w), &again) == PACKET_OK);
    tcp_opts_build(&w2, &again);
    CHECK(!w2.bad && wr_len(&w2) == wr_len(&w) && memcmp(first, second, wr_len(&w)) == 0);
    CHECK(again.mss_set == o->mss_set && (!o->mss_set || again.mss == o->mss));
    CHECK(again.ts_set == o->ts_set &&
          (!o->ts_set || (again.ts_val == o->ts_val && again.ts_ecr == o->ts_ecr)));
    CHECK(again.n_sacks == o->n_sacks && memcmp(again.sack, o->sack, o->n_sacks * sizeof *o->sack) == 0);
    CHECK(again.n_others == o->n_others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct tcp_opts o;
    enum packet_result result = tcp_opts_parse(data, len, &o);
    CHECK((result == PACKET_BAD) == o.malformed);
    check_opts(&o, data, len);
    if (result == PACKET_OK)
        check_round(&o);
    return 0;
}
