# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Configures and builds one CMake preset; quiet unless it fails.

# build PRESET : status 1 if it does not compile. Two of us at a time wait for each other.
build() {
    local dir=$root/build/$1
    mkdir -p "$dir"
    if ! (flock 9 && cd "$root" && configure "$1" "$dir" && cmake --build --preset "$1") \
        9>"$dir/.lock" >"$dir/build.log" 2>&1; then
        grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking|Re-checking)' "$dir/build.log" >&2
        say "the build of preset $1 failed"
        return 1
    fi
}

# configure PRESET DIR : only if it never was, or the presets have changed. CMake sees to the rest itself.
configure() {
    [ "$2/build.ninja" -nt "$root/CMakePresets.json" ] || cmake --preset "$1"
}
