# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Boots the kernel in an emulator and judges how the run ended. Read next: options.bash, qemu.bash, verdict.bash.

# prepare [NEEDS] : sets up and builds what the options ask for, and whatever else is needed. If they name a kernel, nothing
# is installed or built: what is missing is only named.
prepare() {
    local needs=${1:-} missing
    [ "${option[boot]}" = kernel ] || needs+=" $needs_image"
    if [ "${option[emulator]}" = bochs ]; then needs+=" $needs_bochs"; else needs+=" $needs_qemu"; fi
    if [ -n "${option[kernel]}" ]; then
        kernel=$(realpath -- "${option[kernel]}")
        missing=$(missing_packages "$needs" | tr '\n' ' ')
        [ -z "$missing" ] || stop "this needs what is not there: $missing(names of Debian packages; ./dormer setup installs them)"
        return
    fi
    ensure "$needs_build $needs"
    [ -z "${option[release]}" ] || use_release
    [ -e "$kernel" ] || say "building the kernel (its output goes to build/$kernel_preset/build.log)"
    build "$kernel_preset" || leave 3
}

# In a terminal, the tour ends at a prompt, unless the command line says what to run.
choose_words() {
    [ -t 0 ] && [ -t 1 ] && [ -z "${option[headless]}" ] && [ "${option[emulator]}" = qemu ] || return 0
    [[ " ${option[append]}" == *" run="* ]] || option[append]="run=tour,monitor ${option[append]}"
}

verb_run() {
    if wants_help "$@"; then help_for run; return; fi
    parse_options "$@"
    choose_words
    prepare
    [ -z "${option[headless]}" ] || : "${option[timeout]:=600}"
    local log status=0
    if [ -n "${option[log]}" ]; then claim_log "${option[log]}"; else claim_default_log run; fi
    say "booting $(kernel_name)"
    emulate "$log"
    [ -z "${option[headless]}" ] || echo "log: $log"
    judge "$log" || status=$?
    leave "$status"
}
