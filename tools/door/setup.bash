# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Installs what a verb needs through apt, or names it where there is no apt.

# Each need: what shows that it is there, a colon, and the Debian packages that bring it, with commas
# between them. What shows it is a command, a file, or, after an @, what tools/newest.sh is asked for:
# programs of one version that is new enough. Debian's packages without a version bring the one that the
# release was tested with. Never g++-multilib or gcc-multilib for 32 bits: they remove the cross compiler.
needs_build="cmake:cmake ninja:ninja-build nasm:nasm @i686-linux-gnu-g++:g++-i686-linux-gnu python3:python3
    /usr/share/grub/ascii.pf2:grub-common"
needs_image="grub-mkrescue:grub-common /usr/lib/grub/i386-pc/multiboot.mod:grub-pc-bin
    xorriso:xorriso mformat:mtools"
needs_uefi_image="/usr/lib/grub/x86_64-efi/multiboot2.mod:grub-efi-amd64-bin
    /usr/lib/grub/i386-efi/multiboot2.mod:grub-efi-ia32-bin"
needs_uefi="/usr/share/OVMF/OVMF_CODE_4M.fd:ovmf qemu-system-x86_64:qemu-system-x86"
needs_uefi_ia32="/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd:ovmf-ia32"
needs_qemu="qemu-system-i386:qemu-system-x86"
needs_bochs="bochs:bochs /usr/share/doc/bochs-term:bochs-term /usr/share/bochs/BIOS-bochs-latest:bochsbios
    /usr/share/vgabios/vgabios.bin:vgabios"
needs_quick_tests="git:git $needs_uefi_image $needs_uefi @clang++:clang /usr/src/googletest/CMakeLists.txt:googletest @clang-format:clang-format"
needs_tests="$needs_quick_tests @clang++,ld.lld:clang,lld @clang++,include/fuzzer:clang,libclang-rt-dev"
needs_gdb="gdb:gdb"

# missing_packages NEEDS : the packages, one per line.
missing_packages() {
    local need
    for need in $1; do
        is_there "${need%%:*}" || echo "${need##*:}"
    done | tr , '\n' | sort -u
}

# is_there WHAT
is_there() {
    local IFS programs
    case $1 in
        @*) IFS=, && read -ra programs <<<"${1#@}" && "$root/tools/newest.sh" "${programs[@]}" >/dev/null ;;
        /*) [ -e "$1" ] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# The words that make apt-get run with the right to install; fails where there is none. In English, since
# lock_holder reads what it says.
apt_get() {
    local words="env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get"
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        echo "$words"
    elif command -v sudo >/dev/null; then
        echo "sudo $words"
    else
        return 1
    fi
}

# ensure NEEDS... : installs what is missing, or names it and stops.
ensure() {
    local missing
    missing=$(missing_packages "$*" | tr '\n' ' ')
    [ -z "$missing" ] || install_packages "$missing"
    check_cmake
    missing=$(missing_packages "$*" | tr '\n' ' ')
    [ -z "$missing" ] || stop "installed, but still not found, or too old: $missing"
}

# install_packages PACKAGES : names of Debian packages, each followed by a blank.
install_packages() {
    local missing=$1 install log=$root/build/setup.log done='' began=$SECONDS
    install=$(apt_get) || stop "please install: $missing(names of Debian packages), then try again"
    say "installing $missing(apt's output goes to build/setup.log)"
    need_folder "$root/build"
    need_output "$log" setup
    : >"$log"
    start_progress "installing" "$log"
    # shellcheck disable=SC2086 # a list of words
    if update_lists && wait_for_apt install -y --no-install-recommends $missing; then done=yes; fi
    end_progress
    if [ -z "$done" ]; then
        tail -n 5 "$log" >&2
        stop "apt could not install: $missing"
    fi
    [ $((SECONDS - began)) -lt 3 ] || say "installed in $(duration $((SECONDS - began)))"
}

# Fetches what apt knows about packages, unless we have done so within the hour.
update_lists() {
    local fetched=$root/build/.package-lists
    [ -z "$(find "$fetched" -mmin -60 2>/dev/null)" ] || return 0
    wait_for_apt update && touch "$fetched"
}

apt_patience=1200 # seconds; what a machine does of its own accord after it has started takes minutes

# wait_for_apt WORDS... : apt-get, once nobody else holds one of its locks. It tries, since there are four
# of them, and apt's own option to wait covers only one. Of install_packages: install, log.
wait_for_apt() {
    local holder told='' last=$((SECONDS + apt_patience))
    # shellcheck disable=SC2086 # a list of words
    until $install "$@" >"$log" 2>&1 </dev/null; do
        holder=$(lock_holder "$log")
        [ -n "$holder" ] && [ "$SECONDS" -lt "$last" ] || return 1
        [ "$holder" = "$told" ] || say "waiting for apt's lock, which $holder holds"
        told=$holder
        sleep 2
    done
}

# lock_holder LOG : who holds the lock that apt-get did not get; nothing if it ended for another reason.
lock_holder() {
    sed -nE '/Could not get lock|is locked by another process|was locked by another process/ {
        s/.*held by process ([0-9]+) \(([^)]*)\).*/\2 (process \1)/p; t end
        s/.*by another process with pid ([0-9]+).*/process \1/p; t end
        s/.*\(11: .*/another process/p; t end
        b
        :end
        q
    }' "$1"
}

# What the presets need; Ubuntu 22.04, for one, has an older version. A verb that builds nothing may do without.
check_cmake() {
    local found least=3.25
    command -v cmake >/dev/null || return 0
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
