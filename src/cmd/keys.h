/* A key press asks how far the scan is: the terminal on stdin hands over single keys, unseen, while it runs. It is put back as
 * it was at the end, and before this process is killed or stopped by a signal. One at a time. */
#pragma once

#include <stdbool.h>

/* Begins, when stdin is a terminal and we are in its foreground. The descriptor to watch, or -1. */
int keys_begin(void);
/* What was typed is read and forgotten. False when it was nothing: another program has the terminal now, and the descriptor is to
 * be watched no more. */
bool keys_take(void);
void keys_end(void);
