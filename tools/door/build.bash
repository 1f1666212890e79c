# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Configures and builds one CMake preset; quiet unless it fails.

# The kernel that a verb boots or packs: the everyday one, or the release (use_release). run --kernel names another one.
kernel_preset=kernel
kernel=$root/build/kernel/dormer.elf

use_release() { kernel_preset=kernel-release kernel=$root/build/kernel-release/dormer.elf; }

# A few words for a person: which kernel that is.
kernel_name() {
    case $kernel in
        "$root/build/kernel/dormer.elf") echo "the everyday kernel (build/kernel)" ;;
        "$root/build/kernel-release/dormer.elf") echo "the release (build/kernel-release)" ;;
        *) echo "$kernel" ;;
    esac
}

# build PRESET : status 1 if it does not compile. Two of us at a time wait for each other.
build() {
    local dir=$root/build/$1
    mkdir -p "$dir"
    if ! (flock 9 && cd "$root" && configure "$1" "$dir" && compile "$1" "$dir") 9>"$dir/.lock" >"$dir/build.log" 2>&1; then
        grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Re-checking)' "$dir/build.log" >&2
        say "the build of preset $1 failed"
        return 1
    fi
}

# compile PRESET DIR : A header that comes with a package is older than what was built from the one before it, which
# Ninja takes for up to date. Clang does not, where it has precompiled it.
compile() {
    cmake --build --preset "$1" && return
    grep -q 'modified since the precompiled header' "$2/build.log" || return 1
    find "$2" -name '*.pch' -delete
    cmake --build --preset "$1"
}

# configure PRESET DIR : only if it never was, or the presets have changed. CMake sees to the rest itself.
configure() {
    [ "$2/build.ninja" -nt "$root/CMakePresets.json" ] || cmake --preset "$1"
}
