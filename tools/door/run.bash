# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Boots the kernel in an emulator and judges how the run ended. Read next: options.bash, qemu.bash, verdict.bash.

# prepare [NEEDS] : sets up and builds what the options ask for, and whatever else is needed. If they name a kernel, nothing
# is installed or built: what is missing is only named.
prepare() {
    local needs=${1:-} missing
    [ "${option[boot]}" = kernel ] || needs+=" $needs_image"
    if [ "${option[emulator]}" = bochs ]; then needs+=" $needs_bochs"; else needs+=" $needs_qemu"; fi
    case ${option[firmware]} in
        uefi) needs+=" $needs_uefi_image $needs_uefi" ;;
        uefi-ia32) needs+=" $needs_uefi_image $needs_uefi_ia32" ;;
    esac
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

# In a terminal somebody sits there, which the kernel is told, with the terminal's size; and the tour ends at a prompt,
# unless the command line says what to run. Bochs looks like a board with keyboard and screen, and has nobody there.
choose_words() {
    if [ "${option[emulator]}" = bochs ]; then add_attended no; fi
    in_terminal || return 0
    [[ " ${option[append]}" == *" run="* ]] || option[append]="run=tour,monitor ${option[append]}"
    add_attended "$(terminal_size)"
}

# add_attended WHERE : unless the command line says so itself.
add_attended() {
    [[ " ${option[append]}" == *" attended="* ]] || option[append]="${option[append]:+${option[append]% } }attended=$1"
}

in_terminal() { [ -t 0 ] && [ -t 1 ] && [ -z "${option[headless]}" ] && [ "${option[emulator]}" = qemu ]; }

# Rows and columns as the kernel's command line takes them; "terminal" where it has none or odd ones.
terminal_size() {
    local rows columns
    read -r rows columns < <(stty size 2>/dev/null) || true
    if is_number "${rows:-x}" && is_number "${columns:-x}" && [ "$rows" -ge 10 ] && [ "$rows" -le 999 ] &&
        [ "$columns" -ge 40 ] && [ "$columns" -le 999 ]; then
        echo "${rows}x$columns"
    else
        echo terminal
    fi
}

verb_run() {
    if wants_help "$@"; then help_for run; return; fi
    parse_options "$@"
    choose_words
    prepare
    [ -z "${option[headless]}" ] || : "${option[timeout]:=600}"
    local log verdict status=0
    if [ -n "${option[log]}" ]; then claim_log "${option[log]}"; else claim_default_log run; fi
    say "booting $(kernel_name)"
    ! in_terminal || say "Ctrl-A X leaves at any time; all other keys, Ctrl-C too, go to the kernel"
    emulate "$log"
    [ -z "${option[headless]}" ] || tell "log: $log"
    verdict=$(judge "$log") || status=$?
    [ -z "$verdict" ] || tell "$verdict"
    leave "$status"
}
