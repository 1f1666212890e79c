# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The Linux that the benchmarks are compared with, in the same QEMU: built by tests/peer/linux, or, where Debian's
# packages cannot be had, as it was recorded.

linux_folder=$root/build/linux-peer
recorded_linux=$root/tests/peer/linux/recorded.json
needs_linux="make:make i686-linux-gnu-gcc:gcc-i686-linux-gnu dpkg-deb:dpkg apt-get:apt"

# Adds Linux's boots to runs, or its record to report.
bench_linux() {
    local missing
    missing=$(missing_packages "$needs_linux" | tr '\n' ' ')
    if [ -n "$missing" ] && ! apt_get >/dev/null; then
        say "no Linux to compare with: its module cannot be built without $missing"
    elif (ensure "$needs_linux") && build_linux; then # in a subshell: if something is missing, only that ends
        bench_one_linux icount 'qemu32,+pse36' "$instruction_counter"
        bench_one_linux tcg 'qemu32,+pse36' ""
        bench_one_linux tcg4k 'qemu32,+pse36,-pse' "" # no 2 MiB pages: see tests/peer/linux/README.md
        return
    fi
    say "comparing with the figures that were recorded in tests/peer/linux/recorded.json"
    report+=(--recorded "$recorded_linux")
}

# Fails, with a sentence, where Debian's packages cannot be had.
build_linux() {
    say "building the Linux to compare with"
    need_folder "$linux_folder"
    (flock 9 && python3 "$root/tests/peer/linux/build.py" "$linux_folder") 9>"$linux_folder/.lock" \
        2>"$linux_folder/build.log" >&2 && return
    tail -n 1 "$linux_folder/build.log" >&2
    return 1
}

# bench_one_linux CLOCK CPU "QEMU'S ARGUMENTS" : one boot, added to runs. Its last line is the module's.
bench_one_linux() {
    local log=$root/build/bench-linux-$1-1.log
    say "measuring Linux ($1)"
    option[emulator]=linux option[cpu]=$2 option[qemu]=$3
    claim_log "$log"
    emulate "$log"
    option[emulator]=qemu option[cpu]=''
    if [ "$emulator_status" != 0 ] || ! grep -qa 'peer: end pass' "$log"; then
        echo "dormer: failed: Linux did not end its run; QEMU's status is $emulator_status"
        stop_bench "$log"
    fi
    runs+=("linux-$1-1=$log")
}

# linux_command LOG : sets the array command. Everything that costs time and has nothing to do with mapping
# is off. Not qemu-system-i386, which cuts the addresses of page tables above 4 GiB to 32 bits.
# no_timer_check: on a busy host the emulated timer is late, and Linux takes it for broken and panics.
linux_command() {
    local further
    read -ra further <<<"${option[qemu]}"
    command=(qemu-system-x86_64 -machine pc,accel=tcg -cpu "${option[cpu]}" -smp 1 -m 4G -nodefaults -vga std
        -display none -no-reboot -serial "file:$1" -kernel "$linux_folder/vmlinuz" -initrd "$linux_folder/initrd"
        -append "console=ttyS0 panic=-1 quiet nopti mitigations=off init_on_alloc=0 no_timer_check" "${further[@]}")
}
