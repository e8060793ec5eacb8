/* How wide prose may be. */
#pragma once

/* Columns of the terminal on stdout, between 40 and 100; 80 when it is none. */
unsigned columns_of_terminal(void);
