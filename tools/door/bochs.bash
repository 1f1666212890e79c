# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Bochs' configuration for a machine that was asked for. Debian's Bochs stops in its debugger at once, so it is
# started with a script for the debugger that continues.

# bochs_command LOG : sets the array command. Bochs' own files are put beside the log.
bochs_command() {
    local size iso
    size=$(mebibytes "${option[memory]}")
    run_iso "${option[append]}"
    need_output "$1.debugger" --log
    need_output "$1.bochsrc" --log
    printf 'c\nexit\n' >"$1.debugger"
    bochs_configuration "$1" "$size" "$iso" >"$1.bochsrc"
    command=(env TERM=xterm bochs -q -f "$1.bochsrc" -rc "$1.debugger")
}

# Bochs 2.7 shows its screen on a terminal of its own making, and waits for ever once nobody reads what is in there. Ends
# with Bochs. Others have none.
# drain_screen LOG : in the background.
drain_screen() {
    local terminal=''
    while [ -z "$terminal" ]; do
        kill -0 "$emulator" 2>/dev/null || return 0
        sleep 0.1
        terminal=$(sed -n 's/^Bochs connected to screen "\(.*\)"$/\1/p' "$1.emulator" 2>/dev/null)
    done
    stty -F "$terminal" raw -echo 2>/dev/null && cat <"$terminal" >/dev/null 2>&1
}

# bochs_configuration LOG MEBIBYTES ISO
# ips says how many instructions Bochs takes for a second of the guest's: at fewer, waits for the BIOS, COM1 and the tick are
# shorter for us, since CPUs spin in most of them, and a tick still has room for thousands.
# The hack of port E9 tells the kernel that it may end the emulator.
# Without a loudspeaker: for its sound Bochs 2.7 has threads that may outlive, on a busy host, what they work on, and then
# Bochs ends by SIGSEGV behind a run that passed.
bochs_configuration() {
    local host=$2
    [ "$host" -le 2048 ] || host=2048 # what Bochs itself takes from this machine; the rest goes to a file
    cat <<END
plugin_ctrl: serial=1, unmapped=1, speaker=0
display_library: term
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
memory: host=$host, guest=$2
cpu: model=${option[cpu]:-core_duo_t2400_yonah}, count=${option[cpus]}, ips=15000000, reset_on_triple_fault=0
clock: sync=none, time0=946684800
ata0-master: type=cdrom, path="$3", status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev="$1"
log: "$1.bochs"
panic: action=fatal
port_e9_hack: enabled=1
END
}
