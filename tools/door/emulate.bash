# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Starts the emulator, waits for its end or for the time-out, and ends it when we are ended.

# emulate LOG : sets emulator_status; 124 means timed out. The log is ours (claim_log). What the emulator itself says goes
# to LOG.emulator.
emulate() {
    local log=$1 command emulator terminal='' began=$SECONDS
    need_output "$log.emulator" --log
    "${option[emulator]}_command" "$log"
    command -v "${command[0]}" >/dev/null || stop "there is no ${command[0]}; ./dormer setup installs it"
    # QEMU switches the terminal to raw keys, and cannot switch back when it is killed.
    if [ -t 0 ]; then terminal=$(stty -g); fi
    if [ -n "${option[headless]}" ]; then
        start_emulator </dev/null >"$log.emulator" 2>&1
    elif [ "${option[emulator]}" = bochs ]; then
        start_emulator </dev/null >"$log.emulator" 2>&1
        tail --pid="$emulator" -n +1 -f "$log" & # Bochs has no console in the terminal
    else
        start_emulator 2>"$log.emulator"
    fi
    if [ "${option[emulator]}" = bochs ]; then drain_screen "$log" & fi
    wait_for_emulator
    # One that did not end when told to was killed.
    [ "$emulator_status" != 137 ] || [ "${option[timeout]:-0}" = 0 ] || [ $((SECONDS - began)) -lt "${option[timeout]}" ] ||
        emulator_status=124
    [ -z "$terminal" ] || stty "$terminal"
}

# In the background, so that a signal for us is handled at once and not after the emulator's end; but in the
# foreground of the terminal, so that it reads the keys and gets Ctrl-C itself. Sets emulator, a process number.
start_emulator() {
    timeout --foreground --kill-after=5 "${option[timeout]:-0}" "${command[@]}" <&0 &
    emulator=$!
    trap 'kill "$emulator" 2>/dev/null; wait "$emulator" || true; leave 130' INT TERM HUP
}

wait_for_emulator() {
    emulator_status=0
    { wait "$emulator"; } 2>/dev/null || emulator_status=$? # bash would report one that a signal ended
    trap - INT TERM HUP
    wait # for the rest of the log to be shown
}
