# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Labs: tools/lab does the work; here are the packages it needs, and how it ends.

needs_lab="cmake:cmake ninja:ninja-build python3:python3 git:git @clang++:clang /usr/src/googletest/CMakeLists.txt:googletest"

verb_lab() {
    if [ $# = 0 ] || wants_help "$@"; then help_for lab; return; fi
    case $1 in
        list | hint | diff | report | start | solution | update | autograder | boot) ensure "python3:python3 git:git" ;;
        check | grade | prove) ensure "$needs_lab" ;;
    esac
    local status=0
    PYTHONDONTWRITEBYTECODE=1 python3 "$root/tools/lab/lab.py" "$@" || status=$?
    leave "$status"
}
