# SPDX-License-Identifier: MIT
"""A machine without an exit device, as a board is: its run ends, and then it has to stand still until somebody resets it."""
import re
import subprocess
import tempfile
import time
from pathlib import Path

from monitor import Monitor
from rows import STATUS, Row

END = re.compile(rb"^dormer: end (\w+)", re.M)


def qemu(row: Row, kernel: str, log: Path, socket: str) -> list[str]:
    # -no-reboot: a reset ends QEMU.
    return ["qemu-system-i386", "-kernel", kernel, "-append", row.words, "-smp", str(row.cpus), "-display", "none",
            "-serial", f"file:{log}", "-qmp", f"unix:{socket},server=on,wait=off", "-no-reboot", *row.options]


def wait_for(what: str, seconds: float, machine: subprocess.Popen[str], happened) -> None:
    """Until `happened`; says so if the machine is gone before, or does not do it."""
    deadline = time.monotonic() + seconds
    while not happened():
        if machine.poll() is not None:
            raise RuntimeError(f"the machine reset before {what}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"no {what} within {seconds:.0f} s")
        time.sleep(0.1)


def screen(monitor: Monitor) -> str:
    """The letters in the VGA's text buffer."""
    cells = re.findall(r"0x([0-9a-f]{4})\b", monitor.human("xp /2000hx 0xb8000"))
    return "".join(chr(int(cell, 16) & 0xFF) for cell in cells)


def stand(row: Row, log: Path, socket: str, machine: subprocess.Popen[str]) -> int:
    """What ./dormer run would end with."""
    wait_for("last line", row.seconds, machine, lambda: log.exists() and END.search(log.read_bytes()))
    time.sleep(row.stands)
    if machine.poll() is not None:
        raise RuntimeError("the machine reset by itself")
    said = log.read_bytes()
    if len(END.findall(said)) != 1:
        raise RuntimeError("more than one end")
    monitor = Monitor(socket, 10)
    if "halted; a key resets" not in screen(monitor):
        raise RuntimeError("the screen does not say how to go on")
    monitor.human("sendkey spc")
    machine.wait(20)
    return STATUS[END.search(said)[1].decode()]


def run(row: Row, kernel: str, log: Path) -> subprocess.CompletedProcess[str]:
    """The boot, the wait, and the key. Status 3 and a sentence if the machine did not stand still."""
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/monitor"
        with subprocess.Popen(qemu(row, kernel, log, socket), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as machine:
            try:
                status, said = stand(row, log, socket, machine), ""
            except (RuntimeError, OSError, subprocess.TimeoutExpired) as problem:
                status, said = 3, str(problem)
            finally:
                machine.kill()
            return subprocess.CompletedProcess(machine.args, status, f"{said}\n{machine.stderr.read()}")
