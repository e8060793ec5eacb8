/* The network namespaces of this machine that may be looked into. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct netns {
    int fd;           /* owned */
    unsigned long id; /* its inode */
    char name[64];    /* of `ip netns`, else "pid N" of its first process; "" for our own */
};

struct netns_list {
    struct netns *item; /* owned; our own first */
    size_t count;
};

/* 0, or -ENOMEM. Without /proc there is just our own, which may have fd -1. */
int netns_read(struct netns_list *ret);
void netns_fini(struct netns_list *l);

/* This process (its only thread) goes there. 0 or negative errno. */
int netns_enter(const struct netns *n);
