# SPDX-License-Identifier: MIT
"""One pass of memtest86+ in QEMU, and how long each of its tests took.

It shows which test runs on the screen only, and on its serial console every other second, which is too coarse. So
QEMU's monitor reads the screen's memory, twenty times a second.
"""
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "guest"))
from monitor import Monitor  # noqa: E402  (it lies among the guest's tests)

# It tests large memories in pieces of 1 GiB. To be like one of these, a small memory must have a power of two from 4 MiB,
# where its first long piece begins, to its end, 128 KiB before that of RAM: the distance of the halves that its block
# move copies decides how often QEMU's table of translations holds both.
MEMORY = "135296K"
MEBIBYTES = 132
SECONDS = 600
QEMU = ["qemu-system-i386", "-accel", "tcg", "-machine", "pc", "-cpu", "max", "-m", MEMORY, "-display",
        "none", "-monitor", "none", "-no-reboot"]
WORDS = "console=ttyS0,115200 nopause"  # as on a board without a screen
TEST_LINE = 0xB8000 + 2 * (3 * 80 + 35)  # the screen, fourth line, where "#7  [Block move]" stands

# How often a test reads or writes all of memory in the first pass, which does a third of the later ones' rounds.
# A moving inversion writes it once, then reads and writes it upwards and downwards. Of block moves, each reads and
# writes one half and then the other. Modulo 20 writes a twentieth, twice the rest, and reads the twentieth.
SWEEPS = {
    3: 2 * (1 + 2 * 4),
    5: 10 * (1 + 2 * 4),
    7: 1 + 27 * 2 + 1,
    8: 16 * (1 + 2 * 2),
    9: 2 * 20 * 2 * (0.05 + 2 * 0.95 + 0.05),
}
LAST = 9  # the one after it waits for bits to fade


@dataclass
class Run:
    began: dict[int, float]  # of each test, in seconds after power-on
    mebibytes: float         # under test

    @property
    def first_pattern(self) -> float:
        return min(self.began.values())

    def rate(self, test: int) -> float:
        """MiB a second, read and written."""
        return SWEEPS[test] * self.mebibytes / (self.began[test + 1] - self.began[test])


def text_at(monitor: Monitor, address: int, characters: int) -> str:
    """Part of the screen. Each character is followed by its colour."""
    dump = monitor.human(f"xp /{characters}hx {address:#x}")
    cells = [int(cell, 16) for line in dump.splitlines() for cell in line.partition(":")[2].split()]
    return "".join(chr(cell & 0x7F) for cell in cells)


def connect(path: Path, emulator: subprocess.Popen) -> Monitor:
    while emulator.poll() is None:
        try:
            return Monitor(str(path), SECONDS)
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.05)
    raise OSError("QEMU ended at once")


def watch(monitor: Monitor, power_on: float) -> dict[int, float]:
    began: dict[int, float] = {}
    while LAST + 1 not in began:
        seconds = time.monotonic() - power_on
        if seconds > SECONDS:
            raise OSError(f"memtest86+ did not end its first pass within {SECONDS} s")
        if shown := re.match(r"#(\d+) +\[", text_at(monitor, TEST_LINE, 12)):
            began.setdefault(int(shown[1]), seconds)
        time.sleep(0.05)
    return began


def run(image: Path) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "monitor"
        emulator = subprocess.Popen([*QEMU, "-serial", "null", "-qmp", f"unix:{socket},server=on,wait=off", "-kernel",
                                     image, "-append", WORDS], stdout=subprocess.DEVNULL)
        power_on = time.monotonic()
        try:
            return Run(watch(connect(socket, emulator), power_on), MEBIBYTES)
        finally:
            emulator.kill()
            emulator.wait()
