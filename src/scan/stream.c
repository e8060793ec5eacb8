#include "scan/stream.h"

#include <stdlib.h>

#define ROOM 32768 /* a power of two: 10 ms of three million answers a second */

void stream_begin(struct stream *s, const struct block *b, bool wanted)
{
    wanted &= b->hosts >= STREAM_HOSTS_MIN && b->hosts <= UINT32_MAX;
    s->head = s->tail = 0;
    if (!wanted)
        stream_fini(s);
    else if (!s->host)
        s->host = malloc(ROOM * sizeof *s->host);
}

void stream_fini(struct stream *s)
{
    free(s->host);
    s->host = NULL;
}

void stream_answered(struct stream *s, const struct block *b, uint64_t host, nsec now)
{
    if (!s->host || s->head - s->tail == ROOM || space_ports(&b->space, host) > STREAM_PORTS_MAX ||
        !block_host_done(b, host))
        return;
    s->host[s->head++ % ROOM] = (struct stream_host){.host = (uint32_t)host, .since = now};
}

bool stream_next(struct stream *s, nsec until, uint64_t *ret_host)
{
    if (s->head == s->tail || s->host[s->tail % ROOM].since > until)
        return false;
    *ret_host = s->host[s->tail++ % ROOM].host;
    return true;
}
