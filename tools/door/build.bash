# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Configures and builds one CMake preset; quiet unless it fails, except for how far it is and how long it
# took.

# The kernel that a verb boots or packs: the everyday one, or the release (use_release). run --kernel names another one.
kernel_preset=kernel
kernel=$root/build/kernel/dormer.elf

use_release() { kernel_preset=kernel-release kernel=$root/build/kernel-release/dormer.elf; }

# A few words for a person: which kernel it is, where it lies, what compiled it, and, if a person has named it and it may be
# any, from which sources.
kernel_name() {
    local origin
    origin=$(compiler_of "$(dirname "$kernel")")
    [ -z "${option[kernel]}" ] || origin+=", sources $(sources_of "$kernel")"
    case $kernel in
        "$root/build/kernel/dormer.elf") echo "the everyday kernel (build/kernel/dormer.elf$origin)" ;;
        "$root/build/kernel-release/dormer.elf") echo "the release (build/kernel-release/dormer.elf$origin)" ;;
        *) echo "$kernel$origin" ;;
    esac
}

# sources_of KERNEL : the fingerprint that it carries.
sources_of() {
    local found
    found=$(LC_ALL=C grep -aom 1 'dormer-sources:[0-9a-f]\{12\}' "$1" 2>/dev/null) || found=:unknown
    echo "${found##*:}"
}

# compiler_of FOLDER : ", by GCC 12.2.0", if CMake has built there.
compiler_of() {
    cat "$1"/CMakeFiles/*/CMakeCXXCompiler.cmake 2>/dev/null | sed -nE 's/^set\(CMAKE_CXX_COMPILER_(ID|VERSION) "(.*)"\)$/\2/p' |
        tail -n 2 | tr '\n' ' ' | sed -E 's/^GNU /GCC /; s/^(.*) $/, by \1/'
}

# build PRESET [strict] : status 1 if it does not compile, or, strict, if compilers warn. Two of us at a time wait for each
# other. Stops if what is there afterwards was not built from this checkout as it is now.
build() {
    local dir=$root/build/$1 began=$SECONDS lock
    need_folder "$dir"
    own_folder "$dir"
    lock_file "$dir/.lock"
    leave_other_checkout "$1" "$dir"
    [ -z "${2:-}" ] || forget_warned "$dir"
    build_locked "$1" "$dir" || return 1
    if ! is_from_here "$1" "$dir" 2>/dev/null; then # somebody edits while we build
        build_locked "$1" "$dir" || return 1
        must "build/$1: this kernel is not to be believed; if no file changes meanwhile, remove build/$1 and try again" is_from_here "$1" "$dir"
    fi
    unlock_file
    [ $((SECONDS - began)) -lt 3 ] || say "built $1 in $(duration $((SECONDS - began)))"
    show_warnings "$dir" || [ -z "${2:-}" ] || { say "the build of preset $1 has warnings, which tests do not accept"; return 1; }
}

# build_locked PRESET DIR
build_locked() {
    local failed=''
    start_progress "building $1" "$2/build.log"
    (cd "$root" && configure "$1" "$2" && compile "$1" "$2") >"$2/build.log" 2>&1 || failed=yes
    end_progress
    note_warnings "$2"
    [ -n "$failed" ] || return 0
    not_full "$2" "$2/build.log" "cannot go on building in $2" # that is no mistake in the sources
    grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Re-checking|Taking)' "$2/build.log" >&2
    say "the build of preset $1 failed"
    return 1
}

# A build folder that came with a copied or moved checkout would go on building the sources it was made for.
# leave_other_checkout PRESET DIR
leave_other_checkout() {
    local built_for
    built_for=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$2/CMakeCache.txt" 2>/dev/null) || return 0
    [ -n "$built_for" ] && [ "$built_for" != "$root" ] || return 0
    say "build/$1 came from $built_for; building it anew, from this checkout"
    must "cannot empty $2" find "$2" -mindepth 1 ! -name .lock -delete
}

# is_from_here PRESET DIR : whether the kernel there carries the fingerprint of this checkout; other presets carry none.
is_from_here() {
    case $1 in kernel*) python3 "$root/tools/fingerprint.py" check "$root" "$2/dormer.elf" ;; esac
}

# compile PRESET DIR : Ninja goes by times. A header that comes with a package is older than what was built from its
# predecessor; clang sees that, if it has precompiled it. A file of ours may be put back from a copy, or a clock be wrong;
# tools/fingerprint.py sees that.
compile() {
    cmake --build --preset "$1" && return
    if grep -q 'modified since the precompiled header' "$2/build.log"; then
        find "$2" -name '*.pch' -delete
    elif grep -q 'changed, but is no newer than what was built from it' "$2/build.log"; then
        python3 "$root/tools/fingerprint.py" discard "$root" "$2" && configure "$1" "$2" || return 1
    else
        return 1
    fi
    cmake --build --preset "$1"
}

# configure PRESET DIR : only if it never was, or if the presets or the compilers that it finds have
# changed. CMake sees to the rest by itself.
configure() {
    local found
    found=$(compilers "$1")
    if [ -e "$2/compilers" ] && [ "$(<"$2/compilers")" != "$found" ]; then
        cmake --fresh --preset "$1"
    elif ! [ "$2/build.ninja" -nt "$root/CMakePresets.json" ]; then
        cmake --preset "$1"
    fi && echo "$found" >"$2/compilers"
}

# compilers PRESET : the newest of those that the preset uses, one per line.
compilers() {
    local program suffix wanted=clang++
    case $1 in
        kernel-clang | kernel-ubsan) wanted="clang++ i686-linux-gnu-g++" ;;
        kernel*) wanted=i686-linux-gnu-g++ ;;
    esac
    for program in $wanted; do
        suffix=$("$root/tools/newest.sh" "$program") || continue
        "$program$suffix" --version | head -n 1
    done
}
