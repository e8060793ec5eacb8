/* Containers' names, as their managers keep them beside the id that the kernel's control groups show. */
#pragma once

/* Where Docker keeps a folder a container ("ID/config.v2.json", key Name), and Podman a list of all
 * ("containers.json": id, names). */
struct containers_folders {
    const char *docker, *podman;
};

extern const struct containers_folders containers_system;

struct containers;

/* Reads both once, 10,000 containers at most. What is not there, cannot be read or is not as expected, and
 * files above 1 MiB, are left alone. NULL when memory is out. */
struct containers *containers_read(const struct containers_folders *f);
void containers_free(struct containers *n);

/* The name of the container whose id begins with `id` (cgroup.h), borrowed; NULL: nobody has one. */
const char *containers_name(const struct containers *n, const char *id);
