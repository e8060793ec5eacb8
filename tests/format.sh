#!/bin/sh
# Every C file is as clang-format writes it; `make format` does that.
set -eu
cd "$(dirname "$0")/.."
find src lab bench fuzz -name '*.[ch]' -print0 | xargs -0r clang-format --dry-run -Werror
