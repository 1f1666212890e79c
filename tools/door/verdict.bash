# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# How a run ended: by the kernel's last line *and* the emulator's exit status. A triple fault, for example,
# ends QEMU with status 0 and no line at all. Read next: failure.bash.

# judge LOG : prints what failed and the verdict; status 0 pass, 1 fail, 2 refused, 3 no verdict on the kernel.
judge() {
    local end outcome
    end=$(last_line "$1")
    read -r _ _ outcome _ <<<"$end "
    judge_emulator "$1" "$end" || return 3
    [ -z "${option[headless]}" ] || tell_ignored_words "$1" >&2
    if [ "$emulator_status" = 124 ]; then
        failure "$1" "$end" "time-out after ${option[timeout]} s"
    elif [ "$end" = "Resetting the machine." ] && [ "$emulator_status" = 0 ]; then
        echo "dormer: the machine was reset, as the monitor was asked to do; this run does not start it again"
    elif [[ $end == *"QEMU: Terminated" ]]; then
        echo "dormer: left by Ctrl-A X; the kernel had not ended its run"
        return 1
    elif [[ $end != "dormer: end "* ]]; then
        failure "$1" "$end" "the kernel did not end its run (a reset?); ${option[emulator]}'s status is $emulator_status"
    elif [ "${option[emulator]}" = qemu ] && [ "$emulator_status" != "$(qemu_status "$outcome")" ]; then
        failure "$1" "$end" "'$end' does not go with QEMU's status $emulator_status"
    else
        [ "$outcome" = pass ] || tell_failure "$1" "$end"
        [ "$outcome" = pass ] || [ -n "${option[headless]}" ] || echo "log: $1"
        [ -z "${option[headless]}" ] || echo "$end"
        case $outcome in
            pass) return 0 ;;
            refused) return 2 ;;
            *) return 1 ;;
        esac
    fi
}

# judge_emulator LOG END : status 1, with a sentence, if something other than the kernel ended the run.
judge_emulator() {
    local name=${option[emulator]} status=$emulator_status
    if [ "$status" = 126 ] || [ "$status" = 127 ] || { [ "$status" = 1 ] && [ -z "$2" ]; }; then
        no_verdict "$1" "$name did not start: $(emulator_words "$1")"
    elif [ "$status" -gt 128 ]; then
        no_verdict "$1" "$name was ended by signal $((status - 128)) ($(kill -l $((status - 128)))), and not by the kernel"
    elif [[ $2 != "dormer: end "* ]] && is_cut "$1" "$status"; then
        no_verdict "$1" "the log is incomplete; is the disk full?"
    else
        judge_identity "$1"
    fi
}

# judge_identity LOG : status 1, with a sentence, if the kernel that ran names other sources than the one that was to run.
judge_identity() {
    local wanted said
    wanted=$(sources_of "$kernel")
    said=$(sed -nE '/^Dormer [0-9a-f]{12}, /{ s/^Dormer (.{12}).*/\1/p; q }' "$1" 2>/dev/null)
    [ "$wanted" = unknown ] || [ -z "$said" ] || [ "$said" = "$wanted" ] ||
        no_verdict "$1" "what ran was built from other sources ($said) than $kernel ($wanted)"
}

# is_cut LOG STATUS : whether the kernel has ended the run and the log does not show it, because it could not be written.
is_cut() {
    case $2 in 0 | 33 | 35 | 37 | 39) ;; *) return 1 ;; esac
    ! write_something "$(dirname -- "$1")" 2>/dev/null || { [ "$2" != 0 ] && [ -n "$(tail -c 1 -- "$1")" ]; }
}

# emulator_words LOG : the first thing that the emulator said, except for warnings.
emulator_words() {
    local said
    said=$(grep -avE '^[[:space:]]*$|: warning:' "$1.emulator" 2>/dev/null | head -n 1)
    echo "${said:-it said nothing}"
}

# no_verdict LOG SENTENCE
no_verdict() {
    [ -n "${option[headless]}" ] || echo "log: $1"
    echo "dormer: failed: $2"
    return 1
}

# failure LOG END SENTENCE : of the kernel.
failure() {
    tell_failure "$1" "$2"
    [ -n "${option[headless]}" ] || echo "log: $1"
    echo "dormer: failed: $3"
    return 1
}

# last_line LOG : the last line that is not blank, without carriage returns.
last_line() { [ ! -f "$1" ] || tr -d '\r\0' <"$1" | grep -av '^[[:space:]]*$' | tail -n 1; }
