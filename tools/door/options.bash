# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The options of run and debug: what was asked for, checked before anything is installed or built.

declare -A option=([cpus]='' [memory]='' [cpu]='' [machine]='' [boot]=iso [firmware]=bios [emulator]=qemu [append]='' [log]=''
    [timeout]='' [qemu]='' [kernel]='' [headless]='' [release]='')

parse_options() {
    local word
    while [ $# -gt 0 ]; do
        word=${1#--}
        case $1 in
            --headless | --release) option[$word]=yes ;;
            --*=*)
                shift
                set -- "" "--${word%%=*}" "${word#*=}" "$@"
                ;;
            --cpus | --memory | --cpu | --machine | --boot | --firmware | --emulator | --append | --log | --timeout | --qemu | --kernel)
                [ $# -ge 2 ] || usage_error "$1 needs a value"
                [ -n "$2" ] || is_list "$word" || usage_error "$1 has an empty value; leave the option out for its default"
                if is_list "$word"; then option[$word]+=${option[$word]:+${2:+ }}$2; else option[$word]=$2; fi
                shift
                ;;
            *) usage_error "$verb has no option '$1'" ;;
        esac
        shift
    done
    check_options
}

# is_list WORD : an option that is a list of words: it may be empty, and may be given part by part. Anything else that is empty
# is a variable that a script has forgotten to set, and the default (another kernel, no time-out) is not what it asked for.
is_list() { [ "$1" = append ] || [ "$1" = qemu ]; }

check_options() {
    default_machine
    [[ ${option[cpus]} =~ ^[1-9][0-9]?$ ]] || usage_error "--cpus '${option[cpus]}' is not a number from 1 to 99"
    mebibytes "${option[memory]}" >/dev/null ||
        usage_error "--memory '${option[memory]}' is not a size like 64M or 6G, at least 1M"
    [ "$(mebibytes "${option[memory]}")" -le $((1000 * 1024)) ] ||
        usage_error "--memory ${option[memory]} is more than the emulated CPUs can address; 1000G are the most"
    [ "${option[machine]}" != isapc ] || [ "${option[cpus]}" = 1 ] || usage_error "--machine isapc has one CPU"
    [ "${option[machine]}/${option[boot]}" != isapc/usb ] || usage_error "--machine isapc has no USB"
    one_of "${option[machine]}" --machine pc q35 isapc
    one_of "${option[boot]}" --boot iso disk usb kernel
    one_of "${option[firmware]}" --firmware bios uefi uefi-ia32
    [ "${option[firmware]}" = bios ] || check_uefi_options
    one_of "${option[emulator]}" --emulator qemu bochs
    [ -z "${option[timeout]}" ] || is_number "${option[timeout]}" ||
        usage_error "--timeout '${option[timeout]}' is not a number of seconds"
    [ -z "${option[kernel]}" ] || { [ -f "${option[kernel]}" ] && [ -r "${option[kernel]}" ]; } ||
        usage_error "--kernel: there is no file '${option[kernel]}'"
    [ -z "${option[kernel]}" ] || is_i386_elf "${option[kernel]}" ||
        usage_error "--kernel: '${option[kernel]}' is no kernel: it is not an ELF file for i386"
    if [ "${option[emulator]}" = bochs ]; then check_bochs_options; fi
}

# is_i386_elf FILE : by its first 20 bytes: magic, 32 bits, little-endian, and the machine.
is_i386_elf() {
    local head
    head=$(head -c 20 -- "$1" | od -An -v -tx1 | tr -d ' \n')
    [ "${head:0:12}${head:36:4}" = 7f454c4601010300 ]
}

# Bochs takes seconds to start, and more with each CPU and each GiB.
default_machine() {
    local cpus=4 memory=6G
    [ "${option[machine]}" != isapc ] || cpus=1
    [ "${option[emulator]}" != bochs ] || cpus=1 memory=256M
    : "${option[cpus]:=$cpus}" "${option[memory]:=$memory}"
    if [ "${option[firmware]}" = bios ]; then : "${option[machine]:=pc}"; else : "${option[machine]:=q35}"; fi
}

check_uefi_options() {
    [ "${option[emulator]}" = qemu ] || usage_error "--firmware ${option[firmware]} is for QEMU"
    [ "${option[machine]}" = q35 ] || usage_error "--firmware ${option[firmware]} is for --machine q35"
    [ "${option[boot]}" != kernel ] || usage_error "--firmware ${option[firmware]} starts a medium: --boot iso, disk or usb"
}

check_bochs_options() {
    [ "${option[boot]}" = iso ] || usage_error "--emulator bochs boots only --boot iso"
    [ "${option[machine]}" = pc ] || usage_error "--emulator bochs has only --machine pc"
    [ -z "${option[qemu]}" ] || usage_error "--qemu has no effect with --emulator bochs"
}

# mebibytes SIZE : as a number; 16M, 6G, 1T, or MiB without a letter.
mebibytes() {
    [[ $1 =~ ^([0-9]{1,9})([KkMmGgTt]?)$ ]] || return 1
    local number=$((10#${BASH_REMATCH[1]})) unit=${BASH_REMATCH[2]}
    case $unit in
        [Kk]) number=$((number / 1024)) ;;
        [Gg]) number=$((number * 1024)) ;;
        [Tt]) number=$((number * 1024 * 1024)) ;;
    esac
    [ "$number" -ge 1 ] || return 1
    echo "$number"
}
