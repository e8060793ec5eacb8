/* Runs files, or all files of a folder, through a fuzz target, each whole and cut at every length (up to a
 * limit), in memory of exactly that size. So every fuzzer's corpus is an ordinary test, without libFuzzer.
 * No input at all is an error. */
#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 1 << 20, CUT_MAX = 2048 };

static void run(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len);
    if (!copy && len)
        abort();
    if (len)
        memcpy(copy, data, len);
    if (copy)
        LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static unsigned replay_file(const char *path)
{
    static uint8_t data[FILE_MAX];
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    size_t len = fread(data, 1, sizeof data, f);
    fclose(f);
    for (size_t n = 0; n < len && n < CUT_MAX; n++)
        run(data, n);
    run(data, len);
    return 1;
}

static unsigned replay_folder(const char *path)
{
    unsigned n = 0;
    DIR *dir = opendir(path);
    if (!dir)
        return 0;
    for (struct dirent *e; (e = readdir(dir));) {
        char file[4096];
        int len = snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.' && len > 0 && (size_t)len < sizeof file)
            n += replay_file(file);
    }
    closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat st;
        bool folder = stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode);
        unsigned n = folder ? replay_folder(argv[i]) : replay_file(argv[i]);
        printf("%s: %u files\n", argv[i], n);
        if (!n)
            return 1;
    }
    return argc > 1 ? 0 : 1;
}
