# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Starts the emulator, waits for its end or for the time-out, and takes it along when we are ended.

# emulate LOG : sets emulator_status; 124 means timed out. What the emulator says goes to LOG.stderr.
emulate() {
    local log=$1 command terminal=''
    mkdir -p "$(dirname "$log")"
    rm -f "$log"
    "${option[emulator]}_command" "$log"
    # QEMU switches the terminal to raw keys, and cannot switch back when it is killed.
    if [ -t 0 ]; then terminal=$(stty -g); fi
    start_emulator "$log"
    [ -z "$terminal" ] || stty "$terminal"
}

# In the background, so that a signal for us is handled at once and not after the emulator's end; but in the
# foreground of the terminal, so that it reads the keys and gets Ctrl-C itself.
start_emulator() {
    local child input=/dev/stdin
    [ -z "${option[headless]}" ] || input=/dev/null
    timeout --foreground --kill-after=5 "${option[timeout]:-0}" "${command[@]}" \
        <$input 2>"$1.stderr" &
    child=$!
    trap 'kill "$child" 2>/dev/null; wait "$child" || true; exit 130' INT TERM HUP
    emulator_status=0
    wait "$child" || emulator_status=$?
    trap - INT TERM HUP
}
