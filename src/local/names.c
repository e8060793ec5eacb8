#include "local/names.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 20 };

const struct names_folders names_system = {
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

/* Docker writes a '/' before it. */
static char *name_in(const json_t *name)
{
    const char *text = json_string_value(name);
    text += text && *text == '/';
    return text && *text ? strdup(text) : NULL;
}

static char *of_docker(DIR *d, const char *id)
{
    char path[300];
    for (struct dirent *e; (e = readdir(d));) {
        if (!begins(e->d_name, id))
            continue;
        snprintf(path, sizeof path, "%s/config.v2.json", e->d_name);
        json_t *json = load(dirfd(d), path);
        char *name = name_in(json_object_get(json, "Name"));
        json_decref(json);
        return name;
    }
    return NULL;
}

static char *of_podman(DIR *d, const char *id)
{
    json_t *json = load(dirfd(d), "containers.json"), *one;
    char *name = NULL;
    size_t i;
    json_array_foreach(json, i, one) if (!name && begins(json_string_value(json_object_get(one, "id")), id))
        name = name_in(json_array_get(json_object_get(one, "names"), 0));
    json_decref(json);
    return name;
}

char *names_of(const struct names_folders *f, const char *id)
{
    DIR *docker = opendir(f->docker), *podman = opendir(f->podman);
    char *name = docker ? of_docker(docker, id) : NULL;
    if (!name && podman)
        name = of_podman(podman, id);
    if (docker)
        closedir(docker);
    if (podman)
        closedir(podman);
    return name;
}
