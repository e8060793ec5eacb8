#include "local/firewall.h"

#include <cmocka_wrap.h>
#include <netinet/in.h>
#include <string.h>

