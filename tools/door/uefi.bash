# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What UEFI adds: GRUB as a program of its own in a part of the image that firmware can read, and firmware for QEMU.

# GRUB for x64 and for ia32, with all that our grub.cfg uses built in. multiboot2 carries what firmware of this kind leaves
# nowhere else: ACPI's anchor and the screen.
efi_modules="normal multiboot2 iso9660 part_msdos search search_fs_file serial efi_gop efi_uga test echo"
efi_programs="x86_64:BOOTX64.EFI i386:BOOTIA32.EFI"

# make_efi_part FILE : a FAT file system with both.
make_efi_part() {
    local folder=$1.d program
    mkdir -p "$folder"
    printf '%s\n' 'search --file --set=root /boot/dormer.elf' "set prefix=(\$root)/boot/grub" >"$folder/early.cfg"
    for program in $efi_programs; do
        # shellcheck disable=SC2086 # a list of words
        grub-mkimage -O "${program%:*}-efi" -d "/usr/lib/grub/${program%:*}-efi" -c "$folder/early.cfg" -p /boot/grub \
            -o "$folder/${program#*:}" $efi_modules || return 1
    done
    mformat -i "$1" -C -f 1440 :: && mmd -i "$1" ::/EFI ::/EFI/BOOT && mcopy -i "$1" "$folder"/*.EFI ::/EFI/BOOT/ || return 1
    rm -r -- "$folder"
}

# The firmware's code, and its variables, changes of which QEMU forgets at its end.
efi_code() {
    case ${option[firmware]} in
        uefi) echo /usr/share/OVMF/OVMF_CODE_4M.fd ;;
        uefi-ia32) echo /usr/share/OVMF/OVMF32_CODE_4M.secboot.fd ;;
    esac
}
efi_variables() {
    case ${option[firmware]} in
        uefi) echo /usr/share/OVMF/OVMF_VARS_4M.fd ;;
        uefi-ia32) echo /usr/share/OVMF/OVMF32_VARS_4M.fd ;;
    esac
}

# qemu_firmware : sets the array firmware. Without a network card, whose own program takes a second to start.
qemu_firmware() {
    firmware=()
    [ "${option[firmware]}" != bios ] || return 0
    firmware=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=$(efi_code)"
        -drive "if=pflash,unit=1,format=raw,snapshot=on,file=$(efi_variables)" -nic none)
    # Debian's ia32 firmware is built to keep its variables from everybody outside of SMM.
    [ "${option[firmware]}" != uefi-ia32 ] || firmware+=(-machine "smm=on")
}
