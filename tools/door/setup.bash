# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Installs what a verb needs through apt, or names it where there is no apt.

# Each need: a command or file that shows that it is there, a colon, and the Debian package that brings it.
# Never g++-multilib or gcc-multilib for 32 bits: they remove the cross compiler.
needs_build="cmake:cmake ninja:ninja-build nasm:nasm i686-linux-gnu-g++:g++-i686-linux-gnu python3:python3"
needs_image="grub-mkrescue:grub-common /usr/lib/grub/i386-pc/multiboot.mod:grub-pc-bin
    xorriso:xorriso mformat:mtools"
needs_qemu="qemu-system-i386:qemu-system-x86"
needs_bochs="bochs:bochs /usr/share/doc/bochs-term:bochs-term /usr/share/bochs/BIOS-bochs-latest:bochsbios
    /usr/share/vgabios/vgabios.bin:vgabios"
needs_tests="clang++-14:clang-14 ld.lld-14:lld-14 clang-format-14:clang-format-14 g++:g++
    /usr/lib/llvm-14/lib/clang/14.0.6/include/fuzzer:libclang-rt-14-dev
    /usr/src/googletest/CMakeLists.txt:googletest"
needs_gdb="gdb:gdb"

# missing_packages NEEDS : the packages, one per line.
missing_packages() {
    local need
    for need in $1; do
        case $need in
            /*) [ -e "${need%%:*}" ] || echo "${need##*:}" ;;
            *) command -v "${need%%:*}" >/dev/null || echo "${need##*:}" ;;
        esac
    done
}

# The words that make apt-get run with the right to install; fails where there is none.
apt_get() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        echo "env DEBIAN_FRONTEND=noninteractive apt-get"
    elif command -v sudo >/dev/null; then
        echo "sudo env DEBIAN_FRONTEND=noninteractive apt-get"
    else
        return 1
    fi
}

# ensure NEEDS... : installs what is missing, or names it and stops.
ensure() {
    local missing
    missing=$(missing_packages "$*" | tr '\n' ' ')
    [ -z "$missing" ] || install_packages "$missing"
    missing=$(missing_packages "$*" | tr '\n' ' ')
    [ -z "$missing" ] || stop "installed, but still not found: $missing"
    check_cmake
}

# install_packages PACKAGES : names of Debian packages, each followed by a blank.
install_packages() {
    local missing=$1 install log=$root/build/setup.log
    install=$(apt_get) || stop "please install: $missing(names of Debian packages), then try again"
    say "installing $missing(apt's output goes to build/setup.log)"
    mkdir -p "$root/build"
    # shellcheck disable=SC2086 # both are lists of words
    if ! { $install update && $install install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 5 "$log" >&2
        stop "apt could not install: $missing"
    fi
}

# What the presets need; Ubuntu 22.04, for one, has an older version.
check_cmake() {
    local found least=3.25
    found=$(cmake --version)
    found=${found#cmake version }
    found=${found%%[[:space:]]*}
    [ "$(printf '%s\n' "$least" "$found" | sort -V | head -n 1)" = "$least" ] ||
        stop "CMake $found is too old: $least or newer is needed, which Debian 12, Ubuntu 24.04 and cmake.org have"
}

verb_setup() {
    if wants_help "$@"; then help_for setup; return; fi
    [ $# -eq 0 ] || usage_error "setup takes no option '$1'"
    ensure "$needs_build" "$needs_image" "$needs_qemu" "$needs_bochs" "$needs_tests"
    say "everything is there"
}
