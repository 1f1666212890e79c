# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# QEMU's command line for a machine that was asked for, and what its exit status means.

# qemu_binary MEBIBYTES : the i386 one ends at 61 GiB on pc and at 30 GiB on q35, where its physical addresses do.
qemu_binary() {
    if [ "${option[firmware]}" = uefi ]; then echo qemu-system-x86_64; return; fi
    local limit=$((60 * 1024))
    [ "${option[machine]}" != q35 ] || limit=$((30 * 1024))
    if [ "$1" -gt "$limit" ]; then echo qemu-system-x86_64; else echo qemu-system-i386; fi
}

# qemu_boot_medium : sets the array medium.
qemu_boot_medium() {
    local iso
    [ "${option[boot]}" = kernel ] || run_iso "${option[append]}"
    case ${option[boot]} in
        iso) medium=(-cdrom "$iso") ;;
        disk) medium=(-drive "format=raw,snapshot=on,file=$(doubled "$iso")") ;;
        usb)
            medium=(-device usb-ehci -device "usb-storage,drive=stick"
                -drive "if=none,id=stick,format=raw,snapshot=on,file=$(doubled "$iso")")
            ;;
        kernel)
            name_kernel
            medium=(-kernel "$as_one_word" -append "${option[append]}")
            ;;
    esac
}

# name_kernel : sets as_one_word, a name of the kernel without blanks. QEMU puts it before the kernel's command line, of which
# the kernel skips one word.
name_kernel() {
    local file
    as_one_word=$kernel
    [[ $kernel == *[[:space:]]* ]] || return 0
    exec {file}<"$kernel"
    as_one_word=/proc/$$/fd/$file
}

# doubled PATH : as a part of an option of QEMU's, which commas separate.
doubled() { echo "${1//,/,,}"; }

# qemu_command LOG : sets the array command.
qemu_command() {
    local size medium firmware further chardev path
    path=$(doubled "$1")
    chardev="stdio,id=com1,logfile=$path"
    size=$(mebibytes "${option[memory]}")
    # Ctrl-C goes to the kernel; the multiplexer is for Ctrl-A X.
    ! in_terminal || chardev="stdio,id=com1,mux=on,signal=off,logfile=$path"
    [ -z "${option[headless]}" ] || chardev="file,id=com1,path=$path"
    qemu_boot_medium
    qemu_firmware
    read -ra further <<<"${option[qemu]}"
    # The accelerator is named because KVM may exist and yet be unable to run a 32-bit guest; --qemu may name it
    # in more detail. Memory is not reserved: only what the guest touches has to fit. One core per socket,
    # because the MP table lists sockets.
    local accelerator=,accel=tcg
    case " ${option[qemu]}" in *' -accel '*) accelerator='' ;; esac
    command=("$(qemu_binary "$size")" -machine "${option[machine]},memory-backend=ram$accelerator"
        -object "memory-backend-ram,id=ram,size=${size}M,reserve=off" -m "${size}M"
        -smp "${option[cpus]},sockets=${option[cpus]},cores=1,threads=1" -cpu "${option[cpu]:-max}"
        -display none -monitor none -chardev "$chardev" -serial chardev:com1
        -no-reboot -device "isa-debug-exit,iobase=0xf4,iosize=0x04"
        "${firmware[@]}" "${medium[@]}" "${further[@]}")
}

# qemu_status OUTCOME : the exit status of QEMU that must go with the outcome in the log.
qemu_status() {
    case $1 in
        pass) echo 33 ;; # the value 0x10 that the kernel writes, times two plus one
        fail) echo 35 ;;
        refused) echo 37 ;;
        panic) echo 39 ;;
    esac
}
