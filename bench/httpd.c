/* A web server of one answer, for measurements: httpd PORT [ADDRESS]. One epoll loop, no files. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n"
                             "Content-Length: 64\r\nConnection: close\r\n\r\n"
                             "<html><head><title>bench</title></head><body>hello</body></html>\n";

static void serve(int epoll, int listener)
{
    struct epoll_event e[256];
    char request[4096];
    for (;;) {
        int n = epoll_wait(epoll, e, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = e[i].data.fd, c;
            if (fd == listener) {
                while ((c = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    struct epoll_event in = {.events = EPOLLIN, .data.fd = c};
                    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c, &in) < 0)
                        close(c);
                }
                continue;
            }
            ssize_t got = recv(fd, request, sizeof request, 0);
            if (got > 0)
                (void)!send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
            close(fd);
        }
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    struct rlimit many = {65536, 65536};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    if (argc < 2 || fd < 0 || epoll < 0)
        return 2;
    (void)setrlimit(RLIMIT_NOFILE, &many);
    at.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    if (argc > 2 && inet_pton(AF_INET, argv[2], &at.sin_addr) != 1)
        return 2;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct epoll_event in = {.events = EPOLLIN, .data.fd = fd};
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &in) < 0) {
        perror("httpd");
        return 1;
    }
    serve(epoll, fd);
}
