#include "cmd/columns.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_MIN     40
#define COLUMNS_MAX     100
#define COLUMNS_DEFAULT 80

unsigned columns_of_terminal(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return COLUMNS_DEFAULT;
    return size.ws_col < COLUMNS_MIN ? COLUMNS_MIN : size.ws_col > COLUMNS_MAX ? COLUMNS_MAX : size.ws_col;
}
