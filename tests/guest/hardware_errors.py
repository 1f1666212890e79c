#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Machine checks and NMIs, injected by QEMU's monitor into a running memory test: what is said of them, and that what the test
has found is not lost.

    hardware_errors.py --kernel FILE --logs FOLDER
"""
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from arguments import kernel_and_log
from changed_memory import flip, read
from gdbstub import GdbStub
from monitor import Monitor
from outside import connect
from telling import tell

SECONDS = 60
RAM = range(24 << 20, 60 << 20)
PASSED, PANICKED = 33, 39  # QEMU's status
QEMU = ["qemu-system-x86_64", "-accel", "tcg", "-m", "64M", "-cpu", "max", "-display", "none", "-monitor", "none", "-no-reboot",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
UNCORRECTED, CORRECTED = "0xbe00000000000135", "0x9c000000000000c1"


@dataclass(frozen=True)
class Error:
    """What is done while the test runs, and what the log has to say then."""
    name: str
    deed: str  # a command of QEMU's monitor
    status: int
    must: list[str]
    words: str = "run=memtest:0:only=bit_fade:fade=1"
    machine: list[str] = field(default_factory=list)  # further options of QEMU
    flips: bool = False  # a bit first, which has to be found before the deed
    must_not: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)  # deeds before the kernel's first instruction


ERRORS = [
    Error("machine check", f"mce 0 4 {UNCORRECTED} 0x5 0x2654000 0x8c", PANICKED,
          [r"^CPU 0 reports a hardware error: bank 4, not corrected, execution cannot continue: cache of data, level 1, "
           r"data read, address 0x2654000$",
           r"^    CPU 0, bank 4: status 0xbe00000000000135: .*, misc 0x8c$",
           r"^ +address 0x2654000: (lowmem|high memory), allocated in a block of",
           r"^memtest: stopped by this; bad words so far: 0$",
           r"^dormer: end panic machine-check: CPU 0"]),
    Error("machine check after a bad word", f"mce 0 4 {UNCORRECTED} 0x5 0x2654000 0x8c", PANICKED,
          [r"^memtest: stopped by this; bad words so far: [1-9]", r"^memtest: bad: 0x[0-9a-f]+\.\.0x",
           r"^badram 0x[0-9a-f]+,0xf.*\ndormer: end panic machine-check"], flips=True),
    Error("machine check on all CPUs, of which one knows more", f"mce -b 0 4 {UNCORRECTED} 0x5 0x2654000 0x8c", PANICKED,
          [r"^CPU 0 reports .*: bank 4, .*, address 0x2654000$", r"^    CPU 0, bank 4: ", r"^    CPU 1, bank 1: "],
          machine=["-cpu", "Nehalem", "-smp", "2"]),
    Error("NMI", "nmi", PANICKED,
          [r"^CPU 0: the chipset gives no reason \(port 0x61: neither parity nor IOCHK\)",
           r"^memtest: stopped by this; bad words so far: 0$", r"^dormer: end panic nmi: "]),
    Error("corrected", f"mce 0 4 {CORRECTED} 0x0 0x2654000 0x8c", PASSED,
          [r"^memtest: the hardware corrected 1 error in bank 4: corrected: memory scrubbing error, channel 1, last at 0x2654000$",
           r"^fact memtest_corrected_by_hardware 1$", r"^fact board_corrected_errors 1$",
           r"^warning: machine check from before this boot: CPU 0, bank 3, corrected: .*, address 0x1234000$",
           r"^warning: machine check from before this boot: CPU 1, bank 5, corrected: .*, address 0x5678000$"],
          words="run=memtest:1:only=bit_fade:fade=2,board", machine=["-smp", "2"], must_not=["stopped by this"],
          before=[f"mce 0 3 {CORRECTED} 0x0 0x1234000 0x8c", f"mce 1 5 {CORRECTED} 0x0 0x5678000 0x8c"]),
]


def wait_for(log: Path, words: str) -> None:
    end = time.monotonic() + SECONDS - 20
    while words not in read(log) and time.monotonic() < end:
        time.sleep(0.1)


def flip_until_found(stub: GdbStub, log: Path) -> None:
    end = time.monotonic() + SECONDS - 20
    while "bad word" not in read(log) and time.monotonic() < end:
        stub.interrupt()
        flip(stub, RAM, 1)
        stub.resume()
        time.sleep(0.3)


def inject(error: Error, folder: str, log: Path) -> None:
    stub = connect(f"{folder}/gdb", GdbStub, SECONDS)
    monitor = connect(f"{folder}/qmp", Monitor, SECONDS)
    stub.use_physical_addresses()
    for deed in error.before:
        monitor.human(deed)
    stub.resume()
    wait_for(log, "bit fade")
    if error.flips:
        flip_until_found(stub, log)
    monitor.human(error.deed)


def boot(error: Error, kernel: str, log: Path) -> int:
    """QEMU's status."""
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sockets = ["-S", "-qmp", f"unix:{folder}/qmp,server=on,wait=off",
                   "-chardev", f"socket,id=gdb,path={folder}/gdb,server=on,wait=off", "-gdb", "chardev:gdb"]
        with subprocess.Popen(["timeout", str(SECONDS), *QEMU, *error.machine, *sockets, "-kernel", kernel, "-append", error.words,
                               "-serial", f"file:{log}"]) as qemu:
            try:
                inject(error, folder, log)
            except (OSError, EOFError) as lost:
                print(f"no word from QEMU any longer: {lost}")
            except BaseException:
                qemu.terminate()
                raise
    return qemu.returncode


def problems(error: Error, status: int, log: str) -> list[str]:
    found = [f"{error.name}: nothing matches /{each}/" for each in error.must if not re.search(each, log, re.M)]
    found += [f"{error.name}: something matches /{each}/" for each in error.must_not if re.search(each, log, re.M)]
    if status != error.status:
        found.append(f"{error.name}: QEMU's status is {status}, not {error.status}")
    return found


def main() -> int:
    kernel, log = kernel_and_log("hardware_errors")
    status = 0
    for error in ERRORS:
        found = problems(error, boot(error, kernel, log), read(log))
        status |= tell(found, f"{error.name}: reported", read(log))
    return status


if __name__ == "__main__":
    sys.exit(main())
