/* A key press asks how far the scan is: the terminal on stdin hands over single keys, unseen, while it runs.
 * It is put back as it was at the end, and before this process is killed or stopped by a signal. One at a
 * time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Begins, when stdin is a terminal and we are in its foreground. The descriptor to watch, or -1. */
int keys_begin(void);
/* What was typed is read and forgotten. False when it was nothing: another program has the terminal now, and
 * the descriptor is to be watched no more. */
bool keys_take(void);
/* The same, but says what: the first bytes. Returns how many; none of a terminal that is not ours now. */
size_t keys_read(char *to, size_t cap);
/* After keys_begin(): the screen is ours, too. `enter` is written to standard output now and when we go on
 * after a stop, `leave` wherever the terminal is put back; both static. */
void keys_screen(const char *enter, const char *leave);
/* True once after a stop: the screen is to be drawn anew. */
bool keys_again(void);
void keys_end(void);
