#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds the newest compiler that this machine has, from the oldest that works on. The only place that knows
# versions: CMake (cmake/newest.cmake) and the door (tools/door/setup.bash) ask it.
#
#   newest.sh clang++ ld.lld       prints what the newest LLVM that has both appends to their names: "-19", or an empty
#                                  line for programs without a number. A word with a slash is a file of clang's own folder
#   newest.sh i686-linux-gnu-g++   the same for GCC
#
# Status 1: no version from the oldest on has all of them.
set -eu
[ $# -gt 0 ] || { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
case $1 in
    clang*) least=14 ;; # clang++ ends with g++, too
    *) least=12 ;;
esac

# A line for each version: its number, and what it appends.
versions() {
    echo "$PATH" | tr : '\n' | while read -r folder; do
        for program in "$folder/$1"-[0-9]*; do
            number=${program##*-}
            case $number in
                *[!0-9]*) ;;
                *) [ ! -x "$program" ] || echo "$number -$number" ;;
            esac
        done
    done
    # Behind them, so that of the same version the one with a number is taken.
    ! command -v "$1" >/dev/null || echo "$({ "$1" -dumpversion || "$1" --version; } 2>/dev/null |
        sed '1s/[^0-9]*\([0-9]*\).*/\1/; q') "
}

# has SUFFIX WORD...
has() {
    suffix=$1
    shift
    for word; do
        case $word in
            */*) [ -e "$("clang++$suffix" -print-resource-dir)/$word" ] || return 1 ;;
            *) command -v "$word$suffix" >/dev/null || return 1 ;;
        esac
    done
}

versions "$1" | sort -s -k1,1nr | while read -r number suffix; do
    [ "$number" -ge "$least" ] || break
    if has "$suffix" "$@"; then echo "found $suffix"; break; fi
done | { read -r _ suffix && echo "$suffix"; }
