/* What local_read() sees, one line a socket, for tests/live/local.sh: PROTO ADDR PORT DEVICE V6ONLY EXPOSURE
 * PID NAME. With "find PROTO ADDR PORT": the same line for the socket that local_find() chooses, with the
 * count in front. */
#include "local/local.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(const struct local_socket *s)
{
    char addr[ADDR_TEXT_MAX];
    const struct local_process *p = s->process;
    printf("%s %s %u %s %s %s %llu %s\n", proto_word(s->proto), addr_show(&s->addr, addr), s->port,
           s->device[0] ? s->device : "-", s->v6only ? "v6only" : "-", exposure_word(s->exposure),
           p ? (unsigned long long)p->pid : 0, p && p->name ? p->name : "-");
}

static int find(const struct local_table *t, char **word)
{
    struct addr addr;
    size_t count;
    int proto = proto_from_word(word[0]);
    if (proto < 0 || addr_parse(word[1], &addr) < 0)
        return 2;
    const struct local_socket *s =
        local_find(t, (enum proto)proto, &addr, (uint16_t)strtoul(word[2], NULL, 10), &count);
    printf("%zu ", count);
    if (s)
        print(s);
    else
        puts("-");
    return 0;
}

int main(int argc, char **argv)
{
    struct local_conf conf = {0};
    struct local_stats stats;
    struct local_table *t;
    int r = local_read(&conf, &t, &stats);
    if (r < 0) {
        fprintf(stderr, "local_read: %s\n", strerror(-r));
        return 4;
    }
    int status = 0;
    if (argc == 5 && strcmp(argv[1], "find") == 0)
        status = find(t, argv + 2);
    else
        for (size_t i = 0; i < t->count; i++)
            print(&t->sockets[i]);
    fprintf(stderr, "sockets %llu hidden %llu ownerless %llu unread %llu\n",
            (unsigned long long)stats.sockets, (unsigned long long)stats.hidden,
            (unsigned long long)stats.ownerless, (unsigned long long)stats.unread);
    local_free(t);
    return status;
}
