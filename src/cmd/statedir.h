/* Where this program keeps what has to outlive a run: XDG_STATE_HOME/tojimari; without that variable
 * /var/lib/tojimari for root and ~/.local/state/tojimari for others. */
#pragma once

#include <stdbool.h>

/* "…/tojimari/LEAF", to be freed. The folder that it names is made when `make`, for ourselves alone. NULL
 * when there is no home, or memory is out. */
char *statedir_folder(const char *leaf, bool make);

/* "…/tojimari/LEAF" of a file; the folder it lies in is made when `make`. The same otherwise. */
char *statedir_file(const char *leaf, bool make);
