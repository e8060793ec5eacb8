/* The key of a watch over files: made of what they begin with, so that the same files give the same alerts
 * with the same ids, run for run. The key is there so that no stranger can write addresses that fall on each
 * other in a table; he cannot know the times, to the microsecond, of what a file begins with either. */
#pragma once

#include "base/hash.h"
#include "base/opt.h"

/* A random key where one of them can be read once only (a pipe), or is empty. */
struct hash_key filekey_of(const struct opt_list *files);
