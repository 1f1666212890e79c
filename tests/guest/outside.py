#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks at the kernel's page tables from outside, while the kernel stands still with mappings open.

gdb's protocol stops the guest wherever it reports a fault or a misuse (the guest's own tests provoke many with
slots mapped); QEMU's monitor then says what is mapped, by its own reading of the tables:

- no page is both writable and executable;
- in the slots' windows every mapped page has an unmapped page on both sides;
- some slot was seen mapped; otherwise nothing was proved.

    outside.py --kernel FILE --logs FOLDER
"""
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import symbols  # noqa: E402  (it lies among the tools)
from arguments import kernel_and_log
from gdbstub import GdbStub
from monitor import PAGE, Monitor, Page
from telling import tell

ROOT = Path(__file__).resolve().parents[2]
STOPS_AT = "kernel::stop_at"  # called for every report, expected or not
WORDS = "run=test:window_fault*"
SECONDS = 120


@dataclass
class Findings:
    """What was seen at all stops together."""
    stops: int = 0
    live_slots: set[int] = field(default_factory=set)  # addresses
    broken: list[str] = field(default_factory=list)    # sentences


def address_of(kernel: str, name: str) -> int:
    table = symbols.functions(kernel)
    names = symbols.demangled([mangled for _, mangled in table])
    found = [address for (address, _), each in zip(table, names, strict=True) if each == name]
    if not found:
        raise SystemExit(f"{kernel} has no function {name} to stop at")
    return found[0]


def fact(log: str, name: str) -> int:
    match = re.search(rf"^fact {name} (\d+)$", log, re.M)
    if not match:
        raise SystemExit(f"the kernel did not print 'fact {name} ...'")
    return int(match[1])


def look(pages: list[Page], ranges: list[tuple[int, int]], window: range, findings: Findings) -> None:
    """One stop: what the tables look like."""
    findings.stops += 1
    for page in pages:
        if page.writable and page.executable:
            findings.broken.append(f"page {page.address:#x} is writable and executable")
    live = {page.address for page in pages if page.address in window}
    findings.live_slots |= live
    for address in live:
        if (address, address + PAGE) not in ranges:
            findings.broken.append(f"slot {address:#x} has a neighbour: 'info mem' shows no range of one page there")


def connect(path: str, client: type, seconds: float):
    """As soon as QEMU listens there."""
    for _ in range(int(seconds * 10)):
        try:
            return client(path, seconds)
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.1)
    raise SystemExit(f"QEMU does not listen at {path}")


def watch(folder: str, kernel: str, log: Path) -> Findings:
    """From the guest's first instruction to its end."""
    findings = Findings()
    stub = connect(f"{folder}/gdb", GdbStub, SECONDS)
    monitor = connect(f"{folder}/qmp", Monitor, SECONDS)
    stop = address_of(kernel, STOPS_AT)
    while stub.run_to(stop):
        said = log.read_bytes().decode("ascii", errors="replace").replace("\r", "")
        window = range(fact(said, "local_window_begin"), fact(said, "local_window_end"))
        look(monitor.pages(), monitor.ranges(), window, findings)
    return findings


def main() -> int:
    kernel, log = kernel_and_log("outside")
    with tempfile.TemporaryDirectory() as folder:
        qemu = f"-S -qmp unix:{folder}/qmp,server=on,wait=off"
        qemu += f" -chardev socket,id=gdb,path={folder}/gdb,server=on,wait=off -gdb chardev:gdb"
        with subprocess.Popen([ROOT / "dormer", "run", "--headless", "--kernel", kernel, "--boot", "kernel",
                               "--log", log, "--append", WORDS, "--timeout", str(SECONDS),
                               "--qemu", qemu]) as door:
            try:
                findings = watch(folder, kernel, log)
            except BaseException:
                door.terminate()
                raise
    print(f"{findings.stops} stops, {len(findings.live_slots)} slots seen mapped")
    if not findings.live_slots:
        findings.broken.append("no slot was mapped at any stop")
    if door.returncode != 0:
        findings.broken.append(f"./dormer run ended with status {door.returncode}")
    return tell(sorted(set(findings.broken)), "every guard is unmapped, and nothing both writable and executable")


if __name__ == "__main__":
    sys.exit(main())
