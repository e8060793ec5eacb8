/* Containers' names, as their managers keep them beside the id that the kernel's control groups show. */
#pragma once

/* Where Docker keeps a folder a container ("ID/config.v2.json", key Name), and Podman a list of all ("containers.json": id, names). */
struct names_folders {
    const char *docker, *podman;
};

extern const struct names_folders names_system;

/* The name of the container whose id begins with `id` (cgroup.h); the caller frees it. NULL: nobody has one, it cannot be read, or the files
 * are not as expected; files above 1 MiB are left alone. */
char *names_of(const struct names_folders *f, const char *id);
