#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes memory from outside while the memory test runs, and asks for it to be found where it was changed.

gdb's protocol stops the guest at any instruction and flips bits by their physical address, below and above 4 GiB.
Frames that hold nothing but ones are chosen: in the second round of the bit fade pattern, those are under test. When
both were reported, a key on the guest's keyboard ends the test.

    changed_memory.py --kernel FILE --logs FOLDER
"""
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from arguments import kernel_and_log
from gdbstub import GdbStub
from monitor import PAGE, Monitor
from outside import connect
from telling import tell

SECONDS = 120
WORDS = "run=memtest:0:only=bit_fade:fade=1"
BELOW, ABOVE = range(16 << 20, 31 << 20), range(4 << 30, (4 << 30) + (16 << 20))  # where RAM is
FAILED = 35  # QEMU's status
# Not qemu-system-i386, whose gdbstub cuts physical addresses to 32 bits.
QEMU = ["qemu-system-x86_64", "-accel", "tcg", "-machine", "pc,max-ram-below-4g=32M", "-m", "48M", "-smp", "2",
        "-display", "none", "-monitor", "none", "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
FOUND = re.compile(r"^memtest: bad word at (0x[0-9a-f]+): expected 0xffffffff, found (0x[0-9a-f]+), "
                   r"differing (0x[0-9a-f]+) \(bit fade, CPU \d+, pass \d+\)$", re.M)


def read(log: Path) -> str:
    return log.read_bytes().decode("ascii", errors="replace").replace("\r", "") if log.exists() else ""


def flip(stub: GdbStub, frames: range, bits: int) -> dict[int, int]:
    """Flips `bits` of a word in a frame that is full of ones. What it was; nothing if no such frame was met."""
    for _ in range(8):
        frame = random.choice(frames) // PAGE * PAGE
        if stub.read(frame, PAGE // 2) + stub.read(frame + PAGE // 2, PAGE // 2) == b"\xff" * PAGE:
            word = frame + 4 * random.randrange(PAGE // 4)
            stub.write(word, (0xFFFFFFFF ^ bits).to_bytes(4, "little"))
            return {word: bits}
    return {}


def missing(log: str) -> list[str]:
    """Where nothing was found yet."""
    found = [int(match[1], 16) for match in FOUND.finditer(log)]
    places = {"below 4 GiB": BELOW, "above 4 GiB": ABOVE}
    return [name for name, place in places.items() if not any(word in place for word in found)]


def change(folder: str, log: Path, changed: dict[int, int]) -> None:
    """Continues until memory below and above 4 GiB has been changed and both changes reported; then ends the test. Every word
    that was changed, and its bits, goes to `changed`."""
    stub = connect(f"{folder}/gdb", GdbStub, SECONDS)
    monitor = connect(f"{folder}/qmp", Monitor, SECONDS)
    stub.use_physical_addresses()
    stub.resume()
    end = time.monotonic() + SECONDS - 20  # while QEMU still listens
    while time.monotonic() < end:
        if not missing(read(log)):
            break
        if "bit fade" in read(log):
            stub.interrupt()
            changed.update(flip(stub, BELOW, 1 << random.randrange(32)) | flip(stub, ABOVE, 0x8000_0001))
            stub.resume()
        time.sleep(0.2)
    monitor.human("sendkey esc")


def problems(changed: dict[int, int], status: int, log: str) -> list[str]:
    found = {int(match[1], 16): int(match[3], 16) for match in FOUND.finditer(log)}
    said = [f"{word:#x} was reported, and nobody changed it" for word in found.keys() - changed.keys()]
    said += [f"{word:#x} was reported with the wrong bits" for word in found.keys() & changed.keys()
             if found[word] != changed[word]]
    said += [f"nothing was found {name}" for name in missing(log)]
    if not log.endswith("dormer: end fail\n") or status != FAILED:
        said.append(f"it did not end with 'dormer: end fail' but with QEMU's status {status}")
    for line, regex in (("GRUB", r"^badram 0x[0-9a-f]+,0xf"), ("Linux", r"^memmap=\d+K\$0x[0-9a-f]+"),
                        ("people", r"^pages 0x[0-9a-f]+"), ("programs", r"^fact memtest_bad_0_begin \d+$")):
        if not re.search(regex, log, re.M):
            said.append(f"there is no line for {line}")
    return said


def main() -> int:
    kernel, log = kernel_and_log("changed_memory")
    log.unlink(missing_ok=True)
    changed: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        sockets = ["-S", "-qmp", f"unix:{folder}/qmp,server=on,wait=off",
                   "-chardev", f"socket,id=gdb,path={folder}/gdb,server=on,wait=off", "-gdb", "chardev:gdb"]
        with subprocess.Popen(["timeout", str(SECONDS), *QEMU, *sockets, "-kernel", kernel, "-append", WORDS,
                               "-serial", f"file:{log}"]) as qemu:
            try:
                change(folder, log, changed)
            except (OSError, EOFError) as lost:  # QEMU has ended too early, and what it left tells more
                print(f"no more word from QEMU: {lost}")
            except BaseException:
                qemu.terminate()
                raise
    found = problems(changed, qemu.returncode, read(log))
    return tell(found, f"{len(changed)} words changed, and only those were found", read(log))


if __name__ == "__main__":
    sys.exit(main())
