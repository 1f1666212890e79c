# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Compilers' warnings. A build that a person starts shows them and goes on, so that an experiment may leave something unused;
# tests accept none. Ninja shows a warning only when it compiles, so what was compiled with one is noted in FOLDER/warned.

# warnings FOLDER : of the last build; each with the line of Ninja's that it came with.
warnings() {
    awk '/^\[[0-9]+\/[0-9]+\] / { if (warns) printf "%s", part; part = ""; warns = 0 }
        /^lto-wrapper: / { next } # without make it links on one CPU, and says so as a warning
        / warning: / { warns = 1 }
        { part = part $0 "\n" }
        END { if (warns) printf "%s", part }' "$1/build.log"
}

# note_warnings FOLDER
note_warnings() { warnings "$1" | sed -nE 's/^\[[^]]*\] (Building|Linking) .* ([^ ]+)$/\2/p' >>"$1/warned"; }

# forget_warned FOLDER : so that the next build compiles them, and warns, again.
forget_warned() {
    [ -f "$1/warned" ] || return 0
    (cd "$1" && xargs -r -d '\n' rm -f -- <warned && rm -f warned)
}

# each_once : of the warnings in its input, each one once, however many files include what it is about, and what points at it.
each_once() {
    sed -E 's#^(\.\./)+##' | awk '/ warning: / { show = !seen[$0]++ } !/ warning: / && !/^ / { show = 0 } show'
}

# show_warnings FOLDER : status 1 if there are some, and this compiler is one whose warnings count (cmake/options.cmake).
show_warnings() {
    local shown
    shown=$(warnings "$1" | each_once)
    [ -n "$shown" ] || return 0
    if grep -q '^DORMER_WARNINGS_COUNT:INTERNAL=ON' "$1/CMakeCache.txt"; then
        printf '%s\n' "$shown" >&2
        return 1
    fi
    say "this compiler warns where the one that the project is developed with does not: see ${1#"$root/"}/build.log"
}
