#!/bin/sh
# House rules that a grep can see (CONTRIBUTING.md has the reasons). Each breach is printed as file:line.
#
# A line may say "house: allow" and why, where a rule is wrong for it.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 1
bad=0

# forbid WHAT PATTERN FILE… (an extended regular expression; files as `find` names them)
forbid() {
    what=$1 pattern=$2
    shift 2
    found=$(find "$@" -type f -print0 | xargs -0r grep -HnE -- "$pattern" | grep -v 'house: allow')
    [ -n "$found" ] || return 0
    echo "$what:"
    echo "$found"
    bad=1
}

here=
for place in src lab tests fuzz bench tools man docs changes data; do
    [ ! -d $place ] || here="$here $place"
done
C='src lab fuzz bench -name *.[ch]'
PROGRAM='src -name *.c -not -name *_test.c -not -name *_main.c' # *_main.c: small programs for tests
LIBRARIES="$PROGRAM -not -path src/cmd/*"

set -f # the patterns are for find
# shellcheck disable=SC2086 # lists of words on purpose
{
    forbid 'no bounds' '\b(v?sprintf|strcpy|strcat|stpcpy|gets|alloca|strtok)\(' $C
    forbid 'no errors' '\b(atoi|atol|atoll|atof)\(' $C
    forbid 'not for threads' '\b(strerror_r|localtime|gmtime|ctime|asctime|inet_ntoa|gethostbyname)\(' $PROGRAM
    forbid 'libraries do not print, exit or abort' '\b(printf|puts|putchar|perror|exit|_exit|abort|err|errx|warn|warnx|syslog)\(' \
        $LIBRARIES
    forbid 'clocks are read in cmd/ alone' '\b(clock_gettime|gettimeofday|time|nanosleep|usleep|sleep)\(' \
        $LIBRARIES -not -path src/sys/clock.c
    forbid '#if belongs into meson.build' '^[ \t]+#[ \t]*if' $C
    forbid 'no pragma but once' '^#pragma (GCC|clang|pack)' $C
    forbid 'unfinished' '\b(TODO|FIXME|XXX|HACK)\b' $here -not -name house.sh
    forbid 'a path of somebody'"'"'s machine' '(/work/|/home/[a-z]|/Users/|\.\./shared)' $here -not -name house.sh
    forbid 'a test that cannot fail' '\|\| *(true|:)( |$|;)' tests src lab -name '*.sh' -not -name house.sh
    forbid 'tests do not skip' '\bskip\(\)|\bexit 77\b' tests src '(' -name '*_test.c' -o -name '*.sh' ')' -not -name house.sh
    forbid 'processes end by number' '\b(pkill|killall)\b' $here -not -name house.sh
    forbid 'tabs' "$(printf '\t')" $C
    forbid 'space at the end' '[[:space:]]$' $C
}
exit $bad
