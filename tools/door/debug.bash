# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# QEMU halted before the first instruction, gdb attached to it through a socket of its own.

verb_debug() {
    if wants_help "$@"; then help_for debug; return; fi
    option[boot]=kernel option[cpus]=1
    parse_options "$@"
    [ "${option[emulator]}" = qemu ] || usage_error "debug has only --emulator qemu"
    prepare "$needs_gdb"
    local log socket command
    if [ -n "${option[log]}" ]; then claim_log "${option[log]}"; else claim_default_log debug; fi
    # Not in the checkout: the name of a socket has at most 107 letters.
    socket=$(mktemp -d 2>/dev/null) || stop "cannot make a folder for temporary files in ${TMPDIR:-/tmp}"
    temporary+=("$socket")
    socket+=/gdb
    option[headless]=yes
    option[qemu]+=" -S -chardev socket,id=gdb,path=$(doubled "$socket"),server=on,wait=off -gdb chardev:gdb"
    qemu_command "$log"
    command -v "${command[0]}" >/dev/null || stop "there is no ${command[0]}; ./dormer setup installs it"
    "${command[@]}" </dev/null &
    debugged=$!
    clean_up+=(end_debugged)
    wait_for_socket "$socket" "$debugged"
    say "the serial console goes to $log"
    gdb -q -ex "set architecture i386" -ex "target remote $socket" "$kernel" || true
}

end_debugged() { kill "$debugged" 2>/dev/null; }

# wait_for_socket PATH PROCESS : until QEMU listens; stops if it has ended instead.
wait_for_socket() {
    while [ ! -S "$1" ]; do
        kill -0 "$2" 2>/dev/null || stop "QEMU did not start"
        sleep 0.1
    done
}
