# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# How a run ended: by the kernel's last line *and* the emulator's exit status. A triple fault, for example,
# ends QEMU with status 0 and no line at all.

# judge LOG : prints the verdict; status 0 pass, 1 fail, 2 refused, 3 the emulator did not start.
judge() {
    local end outcome
    end=$(last_line "$1")
    read -r _ _ outcome _ <<<"$end "
    if [ "$emulator_status" = 124 ]; then
        verdict "time-out after ${option[timeout]} s" 1
    elif [ "$emulator_status" = 1 ] && [ -z "$end" ]; then
        cat "$1.emulator" >&2
        verdict "${option[emulator]} did not start" 3
    elif [ "$end" = "Resetting the machine." ] && [ "$emulator_status" = 0 ]; then
        echo "dormer: the machine was reset, as the monitor was asked to do; this run does not start it again"
    elif [[ $end != "dormer: end "* ]]; then
        verdict "the kernel did not end its run (a reset?); ${option[emulator]}'s status is $emulator_status" 1
    elif [ "${option[emulator]}" = qemu ] && [ "$emulator_status" != "$(qemu_status "$outcome")" ]; then
        verdict "'$end' does not go with QEMU's status $emulator_status" 1
    else
        [ -z "${option[headless]}" ] || echo "$end"
        case $outcome in
            pass) return 0 ;;
            refused) return 2 ;;
            *) return 1 ;;
        esac
    fi
}

# verdict SENTENCE STATUS
verdict() {
    echo "dormer: failed: $1"
    return "$2"
}

# last_line LOG : the last line that is not blank, without carriage returns.
last_line() { [ ! -f "$1" ] || tr -d '\r\0' <"$1" | grep -av '^[[:space:]]*$' | tail -n 1; }
