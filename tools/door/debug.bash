# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# QEMU halted before the first instruction, gdb attached to it through a socket of its own.

verb_debug() {
    if wants_help "$@"; then help_for debug; return; fi
    option[boot]=kernel option[cpus]=1
    parse_options "$@"
    [ "${option[emulator]}" = qemu ] || usage_error "debug has only --emulator qemu"
    prepare "$needs_gdb"
    local log=${option[log]:-$root/build/debug.log} socket=$root/build/gdb.socket command child
    option[headless]=yes
    option[qemu]+=" -S -chardev socket,id=gdb,path=$socket,server=on,wait=off -gdb chardev:gdb"
    rm -f "$socket"
    qemu_command "$log"
    "${command[@]}" </dev/null &
    child=$!
    trap 'kill "$child" 2>/dev/null || true' EXIT
    wait_for_socket "$socket" "$child"
    say "the serial console goes to $log"
    gdb -q -ex "set architecture i386" -ex "target remote $socket" "$kernel" || true
}

# wait_for_socket PATH PROCESS : until QEMU listens; stops if it has ended instead.
wait_for_socket() {
    while [ ! -S "$1" ]; do
        kill -0 "$2" 2>/dev/null || stop "QEMU did not start"
        sleep 0.1
    done
}
