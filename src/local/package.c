#include "local/package.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With and without /usr a file of a merged system is the same. */
static const char *merged(const char *path)
{
    static const char *const folders[] = {"/usr/bin/", "/usr/sbin/", "/usr/lib"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return path + 4;
    return path;
}

static int by_path(const void *a, const void *b)
{
    const struct package_query *const *x = a, *const *y = b;
    return strcmp(merged((*x)->path), merged((*y)->path));
}

/* All queries for a line's path get the name. */
static int note(struct package_query **sorted, size_t n, const char *path, const char *package, size_t len)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(merged(sorted[middle]->path), merged(path)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && strcmp(merged(sorted[low]->path), merged(path)) == 0; low++) {
        if (sorted[low]->package)
            continue;
        sorted[low]->package = strndup(package, len);
        if (!sorted[low]->package)
            return -ENOMEM;
    }
    return 0;
}

static int read_list(int folder, const char *name, size_t len, struct package_query **sorted, size_t n)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC), error = 0;
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t got;
    while (f && !error && (got = getline(&line, &cap, f)) > 0) {
        if (line[got - 1] == '\n')
            line[got - 1] = 0;
        error = note(sorted, n, line, name, len);
    }
    free(line);
    if (f)
        fclose(f);
    return error;
}

int package_find(const char *folder, struct package_query *q, size_t n)
{
    struct package_query **sorted = malloc((n ? n : 1) * sizeof(struct package_query *));
    DIR *d = n ? opendir(folder) : NULL;
    int error = sorted ? 0 : -ENOMEM;
    for (size_t i = 0; i < n && sorted; i++) {
        q[i].package = NULL;
        sorted[i] = &q[i];
    }
    if (sorted)
        qsort(sorted, n, sizeof *sorted, by_path);
    for (struct dirent *e; d && !error && (e = readdir(d));) {
        size_t len = strlen(e->d_name);
        if (len <= 5 || strcmp(e->d_name + len - 5, ".list") != 0)
            continue;
        len = strcspn(e->d_name, ":");
        error =
            read_list(dirfd(d), e->d_name, strchr(e->d_name, ':') ? len : strlen(e->d_name) - 5, sorted, n);
    }
    if (d)
        closedir(d);
    free(sorted);
    return error;
}
