# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Makes bootable ISOs: the one with the menu, and for a run one that boots the run's command line at once.

# Only what our grub.cfg uses: 3 MB with UEFI instead of 16. Booted as a disk, GRUB asks for every kind of partition.
grub_modules="multiboot normal iso9660 biosdisk serial test"
partition_modules() { tr '\n' ' ' </usr/lib/grub/i386-pc/partmap.lst; }

# make_iso FILE GRUB_CFG [uefi] : boots with a BIOS, and with UEFI if asked for: from a second El Torito image and, as a
# disk, from a partition of its own behind the first. That one stays as it is, since there are BIOSes that want it.
make_iso() {
    local tree log=$1.log efi=()
    tree=$(mktemp -d 2>/dev/null) || stop "cannot make a folder for temporary files in ${TMPDIR:-/tmp}"
    temporary+=("$tree" "$1.$$" "$log")
    must "cannot put the image together in $tree" fill_tree "$tree" "$2"
    if [ "${3:-}" = uefi ]; then
        temporary+=("$1.$$.efi" "$1.$$.efi.d")
        must "cannot put UEFI's part of the image together" make_efi_part "$1.$$.efi"
        efi=(-- -append_partition 2 0xef "$1.$$.efi"
            -boot_image any next -boot_image any efi_path=--interval:appended_partition_2:all::)
    fi
    # Built beside FILE and moved into place: its readers see the old one or the new one, never half of it.
    if ! grub-mkrescue -d /usr/lib/grub/i386-pc -o "$1.$$" --install-modules="$grub_modules $(partition_modules)" \
        --fonts= --locales= --themes= "$tree" "${efi[@]}" >"$log" 2>&1; then
        not_full "$(dirname -- "$1")" "$log" "cannot write $1"
        cat "$log" >&2
        stop "grub-mkrescue could not make $1"
    fi
    must "cannot write $1" mv -- "$1.$$" "$1"
    remove_temporary
}

# fill_tree FOLDER GRUB_CFG
fill_tree() {
    mkdir -p "$1/boot/grub" && cp -- "$2" "$1/boot/grub/grub.cfg" && cp -- "$kernel" "$1/boot/dormer.elf" &&
        i686-linux-gnu-strip "$1/boot/dormer.elf"
}

temporary=() # files and folders that are not to outlive us
clean_up+=(remove_temporary)
remove_temporary() {
    rm -rf -- "${temporary[@]}"
    temporary=()
}

# grub_words WORD... : each quoted for GRUB's shell.
grub_words() {
    local word
    for word; do printf " '%s'" "${word//\'/\'\\\'\'}"; done
}

# run_iso WORDS : sets iso, the path of an ISO that boots the kernel with this command line and asks nothing.
# One file for each kernel, its sources and command line, so that runs side by side do not disturb each other, and none boots
# what another one left. Files of an older build of this very kernel are removed, and those that are a day old: another
# kernel's may be about to boot.
run_iso() {
    local dir=$root/build/iso template=$root/iso/run.cfg of_kernel of_sources name words text firmware='' multiboot=multiboot
    [ "${option[firmware]}" = bios ] || firmware=uefi multiboot=multiboot2
    of_kernel=$(cksum <<<"$kernel" | tr ' ' -)
    of_sources=$of_kernel.$(sources_of "$kernel")
    name=$of_sources.$(cksum <<<"$1" | tr ' ' -)$firmware
    need_folder "$dir"
    iso=$dir/$name.iso
    if ! [ "$iso" -nt "$kernel" ] || ! [ "$iso" -nt "$template" ]; then
        find "$dir" -name '*.iso' \( -name "$of_kernel.*" ! \( -newer "$kernel" -name "$of_sources.*" \) -o -mtime +0 \) -delete
        read -ra words <<<"$1"
        text=$(<"$template")
        text=${text/@MULTIBOOT@/$multiboot}
        echo "${text/@WORDS@/"$(grub_words "${words[@]}")"}" >"$dir/$name.$$.cfg"
        temporary+=("$dir/$name.$$.cfg")
        make_iso "$iso" "$dir/$name.$$.cfg" $firmware
    fi
}

verb_image() {
    if wants_help "$@"; then help_for image; return; fi
    local medium=iso file=$root/build/dormer.iso
    case ${1:-} in
        --floppy) medium=floppy file=$root/build/dormer.img && shift ;;
        --pxe) medium=pxe file=$root/build/pxe && shift ;;
    esac
    case ${1:-} in
        --floppy | --pxe) usage_error "image makes one medium at a time" ;;
        -*) usage_error "image has no option '$1'" ;;
    esac
    [ $# -le 1 ] || usage_error "image takes one file, not $#"
    file=${1-$file}
    [ -n "$file" ] || usage_error "image takes the name of a file, not nothing"
    [ ! -L "$file" ] || file=$(readlink -m -- "$file") # a link stays one
    if [ "$medium" = pxe ]; then
        need_folder "$file"
        nobodys_or_ours "$file"
    elif [ $# -ne 0 ]; then
        need_output "$file" image
    fi
    ensure "$needs_build" "$needs_image" "$needs_uefi_image"
    use_release
    [ -e "$kernel" ] || say "building the release, which takes some minutes (its output goes to build/$kernel_preset/build.log)"
    build "$kernel_preset" || leave 3
    "make_$medium" "$file" "$root/iso/grub.cfg" uefi
    "explain_$medium" "$file" >&2
    tell "$file"
}

# nobodys_or_ours FOLDER : among what is put in there is a menu of GRUB, by the name that the one of this machine may have.
nobodys_or_ours() {
    [ -e "$1/dormer.0" ] || [ -z "$(ls -A -- "$1")" ] ||
        stop "image: there are files of somebody else's in $1; give a new folder, or an empty one"
}
