# SPDX-License-Identifier: MIT
"""One pass of Dormer's memory test on the machine of memtest86.py, and what it says about itself."""
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from memtest86 import QEMU, SECONDS

WORDS = "run=memtest:1:only=address+inversions+random_inversions+random_sequence+block_move+modulo"
FIRST = "memtest: pass 1, 0% done"
RATE = re.compile(r"^memtest: ([a-z0-9 ,]+): \d+ MiB read and written, (\d+) MiB/s$", re.M)
PASSED = 33  # QEMU's status


@dataclass
class Run:
    rates: dict[str, int]  # of each pattern, MiB a second read and written
    first_pattern: float   # seconds after power-on
    in_kernel: float       # of these, since the kernel's first letter


def run(kernel: Path, folder: Path, cpus: int) -> Run:
    """The log stays in the folder."""
    command = [*QEMU, "-smp", str(cpus), "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-serial", "stdio",
               "-kernel", kernel, "-append", WORDS]
    power_on = time.monotonic()
    first_letter = first_pattern = 0.0
    text = b""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as emulator:
        while some := emulator.stdout.read1():
            seconds = time.monotonic() - power_on
            first_letter = first_letter or seconds
            text += some
            if not first_pattern and FIRST.encode() in text:
                first_pattern = seconds
            if seconds > SECONDS:
                emulator.kill()
    log = text.decode("ascii", errors="replace").replace("\r", "")
    (folder / f"dormer-{cpus}.log").write_text(log)
    if emulator.returncode != PASSED:
        raise SystemExit(f"Dormer's memory test did not pass; its log: {folder}/dormer-{cpus}.log")
    rates = {name: int(rate) for name, rate in RATE.findall(log)}
    return Run(rates, first_pattern, first_pattern - first_letter)
