# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# How the door ends. What goes wrong in the door itself is status 3 and one sentence, never the kernel's fault.

decided=''  # set by those who end the door on purpose
clean_up=() # functions that are called in the end, however it comes

# leave STATUS : ends with this status, on purpose.
leave() {
    decided=yes
    exit "$1"
}

# Ends with the status for wrong usage and a failed set-up.
stop() {
    say "$*"
    leave 3
}

# must "SENTENCE" COMMAND... : stops with the sentence, and the reason that the command gives, if it fails. Its output is
# not seen.
must() {
    local sentence=$1 said
    shift
    said=$("$@" 2>&1) || stop "$sentence${said:+: $(reason_of "$said")}"
}

# reason_of TEXT : why, in a few words: the end of the last line.
reason_of() {
    local line=${1##*$'\n'}
    echo "${line##*: }"
}

# The net below everything: a command that failed where nobody had thought of it. Subshells leave this to us.
end_of_door() {
    local status=$? function
    for function in "${clean_up[@]}"; do "$function" || true; done
    case $decided$status in yes* | 0 | 3 | 129 | 130 | 141 | 143) return 0 ;; esac # 129 and on: a signal ended us
    say "the door itself failed at '$verb', for the reason above (status $status); this says nothing of the kernel"
    exit 3
}
trap end_of_door EXIT
