#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the kernel says about its mappings, against what QEMU sees in its page tables.

At the monitor's prompt, after tests have used all kinds of mappings, `slots` and `kmaps` list what is mapped in the
windows and in the vmap area. QEMU must see exactly these pages and no others: so every guard is unmapped, too.

    own_list.py --kernel FILE --logs FOLDER
"""
import re
import sys
import tempfile
from pathlib import Path

from arguments import kernel_and_log
from monitor import PAGE, Monitor, Page
from outside import connect
from telling import tell
from terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240
MACHINE = ["--cpus", "2", "--memory", "1G", "--boot", "kernel"]
# The last one leaves 256 pages mapped in the kmap window, in case they are wanted again.
USES = ["test kmap_local*", "test vmap_*", "bench kmap_hi_hit_cycle256"]
LISTED = ["the vmap area", "the kmap window", "the kmap_local slots"]


def regions(said: str) -> dict[str, tuple[range, int]]:
    """From `map`: where each region lies, and how many bytes of it are mapped."""
    found = re.findall(r"^0x([0-9a-f]{8}) \.\. 0x([0-9a-f]{8})  (.+): (\d+) KiB mapped$", said, re.M)
    return {name: (range(int(begin, 16), int(last, 16) + 1), int(kib) << 10) for begin, last, name, kib in found}


def mapped_slots(said: str) -> set[int]:
    """From `slots`: a slot has a guard on both sides, so it is every second page from the first one on."""
    rows = re.findall(r"^ +(?:CPU )?\d+ +0x([0-9a-f]{8})  ([.o#|0-9+]+)$", said, re.M)
    return {int(first, 16) + 2 * PAGE * slot for first, drawing in rows
            for slot, letter in enumerate(drawing.replace("|", "")) if letter != "."}


def mapped_areas(said: str) -> set[int]:
    """From `kmaps`: all pages of all areas."""
    areas = re.findall(r"^    0x([0-9a-f]{8})  (\d+) pages: ", said, re.M)
    return {int(first, 16) + PAGE * page for first, count in areas for page in range(int(count))}


def differences(said: str, pages: list[Page]) -> list[str]:
    """Sentences about pages that one side knows and the other does not."""
    known = regions(said)
    if missing := [name for name in LISTED if name not in known]:
        return [f"map does not mention {', '.join(missing)}"]
    listed = mapped_slots(said) | mapped_areas(said)
    seen = {page.address for page in pages if any(page.address in known[name][0] for name in LISTED)}
    found = [f"{address:#x} is mapped, but the kernel does not list it" for address in sorted(seen - listed)]
    found += [f"{address:#x} is listed as mapped, but is not" for address in sorted(listed - seen)]
    for name, (region, size) in known.items():
        counted = sum(page.size for page in pages if page.address in region)
        if counted != size:
            found.append(f"{name}: the kernel counts {size >> 10} KiB, QEMU {counted >> 10}")
    return found


def main() -> int:
    kernel, log = kernel_and_log("own_list")
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal([str(ROOT / "dormer"), "run", "--kernel", kernel, "--log", str(log), *MACHINE,
                             "--append", "run=monitor", "--qemu", f"-qmp unix:{folder}/qmp,server=on,wait=off"], SECONDS)
        monitor = connect(f"{folder}/qmp", Monitor, SECONDS)
        terminal.listen()
        for line in USES:
            terminal.answer(line)
        said = "".join(terminal.answer(line) for line in ["map", "slots", "kmaps"])
        monitor.human("stop")
        found = differences(said, monitor.pages())
        monitor.human("cont")
        terminal.type("off\r")
        status = terminal.end()
    slots, areas = mapped_slots(said), mapped_areas(said)
    print(f"{len(slots)} slots and {len(areas)} pages of areas are mapped")
    if not slots or not areas:
        found.append("nothing was mapped, so nothing is proved")
    if status != 0:
        found.append(f"./dormer run ended with status {status}")
    return tell(found, "the kernel's own list is that of QEMU")


if __name__ == "__main__":
    sys.exit(main())
