#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes the README's pictures of the screen: boots the monitor, types at it, and has QEMU dump what the VGA shows.

    screenshots.py [--kernel FILE] [--folder FOLDER]      writes tour.png, monitor.png and memtest.png, by default to tools/screens
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/guest"))
from monitor import Monitor  # noqa: E402  (both lie among the guest's tests)
from terminal import Terminal  # noqa: E402

SECONDS = 120
TOUR = ["tour 10\r"]  # the copy that goes too far: it fills the screen
MONITOR = ["poke phys:0x3f000000 0x44 0x6f 0x72 0x6d 0x65 0x72\ry", "dump phys:0x3f000000 6\r", "pte 0xc0100000\r", "cpus\r"]


def boot(folder: str, kernel: list[str]) -> tuple[Terminal, Monitor]:
    socket = f"{folder}/qmp"
    terminal = Terminal([str(ROOT / "dormer"), "run", "--cpus", "2", "--memory", "1G", "--boot", "kernel", "--append",
                         "run=monitor", "--log", f"{folder}/log", "--qemu", f"-qmp unix:{socket},server=on,wait=off",
                         *kernel], SECONDS)
    terminal.listen()
    return terminal, Monitor(socket, SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel")
    parser.add_argument("--folder", type=Path, default=ROOT / "tools/screens")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        terminal, qemu = boot(folder, ["--kernel", options.kernel] if options.kernel else [])
        for name, typed in (("tour", TOUR), ("monitor", MONITOR)):
            for line in typed:
                terminal.type(line)
                terminal.listen()
            qemu.execute("screendump", filename=str((options.folder / f"{name}.png").resolve()), format="png")
        terminal.type("memtest 3 only=address\r")
        time.sleep(6)  # until there is something to see
        qemu.execute("screendump", filename=str((options.folder / "memtest.png").resolve()), format="png")
        terminal.type("\x03")
        terminal.listen()
        terminal.type("off\r")
        return terminal.end()


if __name__ == "__main__":
    sys.exit(main())
