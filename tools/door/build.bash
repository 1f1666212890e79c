# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Configures and builds one CMake preset; quiet unless it fails, except for how far it is and how long it
# took.

# The kernel that a verb boots or packs: the everyday one, or the release (use_release). run --kernel names another one.
kernel_preset=kernel
kernel=$root/build/kernel/dormer.elf

use_release() { kernel_preset=kernel-release kernel=$root/build/kernel-release/dormer.elf; }

# A few words for a person: which kernel it is, where it lies, and what compiled it.
kernel_name() {
    local compiler
    compiler=$(compiler_of "$(dirname "$kernel")")
    case $kernel in
        "$root/build/kernel/dormer.elf") echo "the everyday kernel (build/kernel/dormer.elf$compiler)" ;;
        "$root/build/kernel-release/dormer.elf") echo "the release (build/kernel-release/dormer.elf$compiler)" ;;
        *) echo "$kernel$compiler" ;;
    esac
}

# compiler_of FOLDER : ", by GCC 12.2.0", if CMake has built there.
compiler_of() {
    cat "$1"/CMakeFiles/*/CMakeCXXCompiler.cmake 2>/dev/null | sed -nE 's/^set\(CMAKE_CXX_COMPILER_(ID|VERSION) "(.*)"\)$/\2/p' |
        tail -n 2 | tr '\n' ' ' | sed -E 's/^GNU /GCC /; s/^(.*) $/, by \1/'
}

# build PRESET : status 1 if it does not compile. Two of us at a time wait for each other.
build() {
    local dir=$root/build/$1 began=$SECONDS failed=''
    mkdir -p "$dir"
    start_progress "building $1" "$dir/build.log"
    if ! (flock 9 && cd "$root" && configure "$1" "$dir" && compile "$1" "$dir") 9>"$dir/.lock" >"$dir/build.log" 2>&1; then
        failed=yes
    fi
    end_progress
    if [ -n "$failed" ]; then
        grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Re-checking)' "$dir/build.log" >&2
        say "the build of preset $1 failed"
        return 1
    fi
    [ $((SECONDS - began)) -lt 3 ] || say "built $1 in $(duration $((SECONDS - began)))"
}

# compile PRESET DIR : A header that comes with a package is older than what was built from its predecessor,
# which Ninja takes for up to date. Clang does not, if it has precompiled it.
compile() {
    cmake --build --preset "$1" && return
    grep -q 'modified since the precompiled header' "$2/build.log" || return 1
    find "$2" -name '*.pch' -delete
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
