# SPDX-License-Identifier: MIT
"""A machine without an exit device, as a board is: its run ends, and then it has to stand still until somebody resets it.

How long is told by the machine's own clock, which goes by its instructions, 128 ns each: a CPU that looks for a key all the time
makes a second of them in a small part of one of ours.
"""
import datetime
import re
import subprocess
import tempfile
import time
from pathlib import Path

from monitor import Monitor
from rows import STATUS, Row

REFUSED_EARLY = "dormer: end refused no-"  # in assembly, before there is a driver for the keyboard
HALTED_EARLY = "halted; reset or switch off"
HALTED = "halted; Shift-PgUp looks back, other keys reset, or switch off"
LOOKING_BACK = " Looking back: Shift-PgUp, Shift-PgDn; any other key returns."
ROWS = 25
END = re.compile(rb"^dormer: end (\w+)", re.M)


def qemu(row: Row, kernel: str, log: Path, socket: str) -> list[str]:
    # -no-reboot: a reset ends QEMU. So does a write to where only Bochs has something: that may be anybody's on a board.
    return ["qemu-system-i386", "-kernel", kernel, "-append", row.words, "-smp", str(row.cpus), "-display", "none",
            "-serial", f"file:{log}", "-qmp", f"unix:{socket},server=on,wait=off", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0x8900,iosize=1", "-icount", "shift=7,sleep=off", "-rtc", "clock=vm", *row.options]


def wait_for(what: str, seconds: float, machine: subprocess.Popen[str], happened) -> None:
    """Until `happened`; says so if the machine is gone before, or does not do it."""
    deadline = time.monotonic() + seconds
    while not happened():
        if machine.poll() is not None:
            raise RuntimeError(f"the machine reset, or was told to end, before {what}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"no {what} within {seconds:.0f} s")
        time.sleep(0.1)


def clock(monitor: Monitor) -> float:
    """Seconds on the machine's battery-backed clock."""
    parts = {name: int(value) for name, value in re.findall(r'"tm_(\w+)": (\d+)', monitor.human("qom-get /machine rtc-time"))}
    return datetime.datetime(1900 + parts["year"], 1 + parts["mon"], parts["mday"], parts["hour"], parts["min"], parts["sec"]).timestamp()


def screen(monitor: Monitor) -> str:
    """The letters in the VGA's text buffer."""
    cells = re.findall(r"0x([0-9a-f]{4})\b", monitor.human("xp /2000hx 0xb8000"))
    return "".join(chr(int(cell, 16) & 0xFF) for cell in cells)


def stand(row: Row, log: Path, socket: str, machine: subprocess.Popen[str]) -> int:
    """What ./dormer run would end with."""
    wait_for("last line", row.seconds, machine, lambda: log.exists() and END.search(log.read_bytes()))
    monitor = Monitor(socket, 10)
    ended = clock(monitor)
    wait_for("end of the time that it has to stand", row.seconds, machine, lambda: clock(monitor) >= ended + row.stands)
    said = log.read_bytes()
    if len(END.findall(said)) != 1:
        raise RuntimeError("more than one end")
    early = REFUSED_EARLY.encode() in said
    if (HALTED_EARLY if early else HALTED) not in screen(monitor):
        raise RuntimeError("the screen does not say how to go on")
    if not early:
        leave_by_keys(monitor, said, row, machine)
    return STATUS[END.search(said)[1].decode()]


def leave_by_keys(monitor: Monitor, said: bytes, row: Row, machine: subprocess.Popen[str]) -> None:
    """What left the screen can be looked at; a key resets."""
    monitor.human("sendkey shift-pgup")
    if said.count(b"\n") > 2 * ROWS:  # otherwise it may all stand there
        wait_for("look back at what has left the screen", row.seconds, machine, lambda: LOOKING_BACK in screen(monitor))
    monitor.human("sendkey spc")
    machine.wait(20)


def run(row: Row, kernel: str, log: Path) -> subprocess.CompletedProcess[str]:
    """The boot, the wait, and the key. Status 3 and a sentence if the machine did not stand still."""
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/monitor"
        with subprocess.Popen(qemu(row, kernel, log, socket), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as machine:
            try:
                status, said = stand(row, log, socket, machine), ""
            except (RuntimeError, EOFError, OSError, subprocess.TimeoutExpired) as problem:
                status, said = 3, str(problem)
            finally:
                machine.kill()
            return subprocess.CompletedProcess(machine.args, status, f"{said}\n{machine.stderr.read()}")
