#include "local/containers.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 20, MOST = 10000 };

struct one {
    char *id, *name; /* owned; NULL when memory was out */
};

struct containers {
    struct one *one; /* owned */
    unsigned count;
};

const struct containers_folders containers_system = {
    .docker = "/var/lib/docker/containers",
    .podman = "/var/lib/containers/storage/overlay-containers",
};

static bool begins(const char *text, const char *with)
{
    return text && *with && strncmp(text, with, strlen(with)) == 0;
}

static json_t *load(int folder, const char *name)
{
    struct stat st;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    if (!f)
        return NULL;
    json_t *json =
        fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MOST ? json_loadf(f, 0, NULL) : NULL;
    fclose(f);
    return json;
}

/* Takes over copies; Docker writes a '/' before the name. What does not fit is left out. */
static void put(struct containers *n, const char *id, const json_t *value)
{
    const char *text = json_string_value(value);
    if (text && *text == '/')
        text++;
    if (!id || !text || !*text || n->count == MOST)
        return;
    struct one *grown = reallocarray(n->one, n->count + 1, sizeof *grown);
    if (!grown)
        return;
    n->one = grown;
    struct one one = {strdup(id), strdup(text)};
    n->one[n->count++] = one;
}

static void read_docker(struct containers *n, DIR *d)
{
    char path[300];
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/config.v2.json", e->d_name);
        json_t *json = load(dirfd(d), path);
        put(n, e->d_name, json_object_get(json, "Name"));
        json_decref(json);
    }
}

static void read_podman(struct containers *n, DIR *d)
{
    json_t *json = load(dirfd(d), "containers.json"), *one;
    size_t i;
    json_array_foreach(json, i, one) put(n, json_string_value(json_object_get(one, "id")),
                                         json_array_get(json_object_get(one, "names"), 0));
    json_decref(json);
}

struct containers *containers_read(const struct containers_folders *f)
{
    struct containers *n = calloc(1, sizeof *n);
    DIR *docker = n ? opendir(f->docker) : NULL, *podman = n ? opendir(f->podman) : NULL;
    if (docker) {
        read_docker(n, docker);
        closedir(docker);
    }
    if (podman) {
        read_podman(n, podman);
        closedir(podman);
    }
    return n;
}

void containers_free(struct containers *n)
{
    for (unsigned i = 0; n && i < n->count; i++) {
        free(n->one[i].id);
        free(n->one[i].name);
    }
    free(n ? n->one : NULL);
    free(n);
}

const char *containers_name(const struct containers *n, const char *id)
{
    for (unsigned i = 0; i < n->count; i++)
        if (begins(n->one[i].id, id))
            return n->one[i].name;
    return NULL;
}
