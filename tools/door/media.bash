# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Boot media beside the ISO: a floppy disk, and what a PXE server hands out. And how each of them, and the ISO, gets onto a
# board.

grub_bios=/usr/lib/grub/i386-pc
# Within GRUB's core: a floppy disk is slow to look for modules on.
grub_core="multiboot normal serial gzio test"

# make_floppy FILE GRUB_CFG : 1.44 MB, with a FAT file system. Its first file is GRUB's core, which then lies behind the
# tables, in one piece; the boot sector and the core's own first sector are told where.
make_floppy() {
    local tree new=$1.$$ first=33
    tree=$(mktemp -d 2>/dev/null) || stop "cannot make a folder for temporary files in ${TMPDIR:-/tmp}"
    temporary+=("$tree" "$new")
    must "cannot put the floppy disk together in $tree" fill_small_tree "$tree" "$2"
    # shellcheck disable=SC2086
    must "grub-mkimage could not make GRUB's core" grub-mkimage -O i386-pc -p /boot/grub -o "$tree/core.img" \
        biosdisk fat $grub_core
    must "cannot read $grub_bios/boot.img" cp -- "$grub_bios/boot.img" "$tree/boot.img"
    put_word "$tree/boot.img" 0x5c "$first"
    put_word "$tree/core.img" 0x1f4 $((first + 1))
    must "cannot make the floppy disk $1" mformat -C -i "$new" -f 1440 -B "$tree/boot.img" ::
    must "the kernel does not fit onto a floppy disk" mcopy -i "$new" "$tree/core.img" ::/core.img
    must "the kernel does not fit onto a floppy disk" mcopy -s -i "$new" "$tree/boot" ::/
    must "cannot write $1" mv -- "$new" "$1"
    remove_temporary
}

# make_pxe FOLDER GRUB_CFG : the network's boot program and what it asks for by TFTP.
make_pxe() {
    must "cannot write into the folder $1" fill_small_tree "$1" "$2"
    # shellcheck disable=SC2086
    must "grub-mkimage could not make the boot program" grub-mkimage -O i386-pc-pxe -p '(pxe)/boot/grub' \
        -o "$1/dormer.0" pxe tftp $grub_core
}

# fill_small_tree FOLDER GRUB_CFG : like fill_tree, with a kernel that GRUB unpacks.
fill_small_tree() {
    fill_tree "$1" "$2" && gzip -9 -n -f -- "$1/boot/dormer.elf" && mv -- "$1/boot/dormer.elf.gz" "$1/boot/dormer.elf"
}

# put_word FILE OFFSET NUMBER : four bytes, the lowest first.
put_word() {
    local byte bytes=''
    for byte in 0 8 16 24; do bytes+=$(printf '\\x%02x' $(($3 >> byte & 255))); done
    # shellcheck disable=SC2059
    printf "$bytes" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none || stop "cannot write $1"
}

explain_iso() {
    cat <<END
To put it on a USB stick, as root, with the stick's name for sdX (lsblk shows it). This erases the whole stick:

    dd if=${1@Q} of=/dev/sdX bs=4M conv=fsync

END
    explain_terminal
}

explain_floppy() {
    cat <<END
To put it on a floppy disk, as root. This erases the disk:

    dd if=${1@Q} of=/dev/fd0 bs=18k conv=fsync

END
    explain_terminal
}

explain_pxe() {
    cat <<END
Serve this folder by TFTP, and name dormer.0 as the file to boot. With dnsmasq, as root, on a network card (here eth0)
that leads to the board alone, since this hands out addresses:

    ip address add 192.168.7.1/24 dev eth0; ip link set eth0 up
    dnsmasq --no-daemon --port=0 --interface=eth0 --dhcp-range=192.168.7.10,192.168.7.99 --dhcp-boot=dormer.0 \\
        --enable-tftp --tftp-root=$(readlink -f -- "$1" | sed "s/[^a-zA-Z0-9/._-]/\\\\&/g")

END
    explain_terminal
}

explain_terminal() {
    cat <<END
The board's own screen shows what the kernel says. To see it on another machine, join the two by a null-modem cable from
the board's COM1, and start there, for example:

    picocom -b 115200 /dev/ttyUSB0        (115200 baud, 8 data bits, no parity, 1 stop bit, no flow control)

END
}
