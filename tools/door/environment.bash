# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What a person's environment may hold for other programs, and what must change nothing here: neither what is built, nor how
# the door reads what its tools say.

# A stream that was closed is one that nobody reads: the next file to be opened would get its number, and its words.
{ : 3<&0; } 2>/dev/null || exec </dev/null
{ : 3>&1; } 2>/dev/null || exec >/dev/null
{ : 3>&2; } 2>/dev/null || exec 2>/dev/null

set +o posix
unset POSIXLY_CORRECT BASH_ENV ENV CDPATH GLOBIGNORE GREP_OPTIONS GREP_COLOR GREP_COLORS
# Locales: numbers have decimal points, i is the small I, and tools speak English.
unset "${!LC_@}" LANGUAGE
export LC_ALL=C
# Compilers, their options, and where they look.
unset CC CXX CPP LD AR AS NM STRIP CFLAGS CXXFLAGS CPPFLAGS LDFLAGS ASMFLAGS ASM_NASMFLAGS NASMENV MAKEFLAGS MFLAGS \
    CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH OBJC_INCLUDE_PATH LIBRARY_PATH COMPILER_PATH GCC_EXEC_PREFIX GCC_COLORS \
    LD_RUN_PATH DEPENDENCIES_OUTPUT SUNPRO_DEPENDENCIES NINJA_STATUS DESTDIR VERBOSE PYTHONPATH PYTHONHOME PYTHONWARNINGS
# A launcher (a compiler cache) and the number of jobs are a person's own affair; other variables of CMake's, and filters of
# tests, are not.
for name in "${!CMAKE_@}" "${!CTEST_@}" "${!GTEST_@}"; do
    case $name in *_LAUNCHER | *_PARALLEL_LEVEL) ;; *) unset "$name" ;; esac
done
