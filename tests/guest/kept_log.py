#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A machine without an exit device panics and is reset, with its memory as it was: the next boot tells how the last one ended.

    kept_log.py --kernel FILE --logs FOLDER
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from arguments import kernel_and_log
from changed_memory import read
from monitor import Monitor
from outside import connect
from standing import wait_for
from telling import tell

SECONDS = 60
QEMU = ["timeout", str(2 * SECONDS), "qemu-system-i386", "-m", "64M", "-display", "none", "-append", "run=monitor"]
MUST = [r"^dormer: end panic nmi: ",
        r"^the last run ended in: panic nmi: .*; of what it said last:$",
        r"^    \| dormer: PANIC on CPU 0 in thread ",
        r"^    \| dormer: end panic nmi: "]


def boot_twice(kernel: str, log: Path, socket: str) -> None:
    command = [*QEMU, "-kernel", kernel, "-serial", f"file:{log}", "-qmp", f"unix:{socket},server=on,wait=off"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True) as machine:
        try:
            monitor = connect(socket, Monitor, SECONDS)
            wait_for("prompt", SECONDS, machine, lambda: "dormer> " in read(log))
            if "last run" in read(log):
                raise RuntimeError("memory that nobody has written tells of a last run")
            monitor.human("nmi")
            wait_for("panic", SECONDS, machine, lambda: re.search("^dormer: end panic", read(log), re.M))
            monitor.human("system_reset")
            wait_for("second prompt", SECONDS, machine, lambda: read(log).count("dormer> ") == 2)
        finally:
            machine.terminate()


def main() -> int:
    kernel, log = kernel_and_log("kept_log")
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        boot_twice(kernel, log, f"{folder}/qmp")
    found = [f"nothing matches /{each}/" for each in MUST if not re.search(each, read(log), re.M)]
    return tell(found, "the second boot tells of the first", read(log))


if __name__ == "__main__":
    sys.exit(main())
