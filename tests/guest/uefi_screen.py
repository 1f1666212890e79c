#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""UEFI, four CPUs, and no exit device: an entry is chosen in the image's menu, by the keyboard; what it starts, tests of
many CPUs, the memory test's panel and then a panic, stand on the screen of pixels, in letters that can be read; one can look back
from there, and a key resets. One boot for all of this, since the firmware alone takes as long as many boots with a BIOS.

    uefi_screen.py --kernel FILE --logs FOLDER
"""
import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ktap
import pixels
from monitor import Monitor
from standing import END, HALTED, wait_for
from telling import tell

ROOT = Path(__file__).resolve().parents[2]
ENTRY = "run=board"  # the fifth entry's words, and what is put there:
TESTS = ("smp_every*", "smp_all*", "smp_tick*", "shootdown_stale*", "shootdown_halted*", "shootdown_only*")  # the short ones
WORDS = f"run={','.join(f'test:{each}' for each in TESTS)},memtest:0:only=address,test:unexpected_page_fault"
KEYS = ["down"] * 4 + ["ret"]
LAST_ENTRY = b"With COM2 in place of COM1"
FIRMWARE = Path("/usr/share/OVMF")
SECONDS = 200
ON_SCREEN = [  # beginnings of rows
    "dormer: PANIC on CPU ",  # whichever the memory test has left the thread on
    "write to 0xfe800000 in a gap between regions, where nothing is mapped",
    "dormer: end panic page-fault: write to 0xfe800000",
    HALTED,
]
PANEL = ["  Pass     ", "  Pattern  addresses", "  Done     [", "  Rate     ", "  Time     ", "  Errors   none so far"]
IN_LOG = ["screen: 1280 by 800 pixels of 32 bits at ", "4 of 4 CPUs run", "firmware lists 4 usable CPUs (ACPI)", "\nfact cpus 4\n"]


def image(kernel: str, folder: Path) -> Path:
    """What ./dormer image would make of this kernel, but for the words of one entry."""
    menu = (ROOT / "iso" / "grub.cfg").read_text(encoding="ascii")
    (folder / "grub.cfg").write_text(menu.replace(f"elf {ENTRY}\n", f"elf {WORDS}\n"), encoding="ascii")
    script = 'source "$0/dormer" help >/dev/null; kernel=$1; make_iso "$2/dormer.iso" "$2/grub.cfg" uefi'
    subprocess.run(["bash", "-pc", script, str(ROOT), kernel, str(folder)], check=True)
    return folder / "dormer.iso"


def choose(log: Path, monitor: Monitor, machine: subprocess.Popen[str]) -> None:
    """The menu shows on COM1, too."""
    wait_for("menu", SECONDS, machine, lambda: log.exists() and LAST_ENTRY in log.read_bytes())
    for key in KEYS:
        monitor.human(f"sendkey {key}")
        time.sleep(0.2)  # the firmware asks its keyboard now and then, and QEMU's has room for a few keys


def qemu(iso: Path, log: Path, socket: str) -> list[str]:
    flash = "if=pflash,format=raw,unit="
    return ["qemu-system-x86_64", "-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "4", "-m", "1G", "-nic", "none",
            "-drive", f"{flash}0,readonly=on,file={FIRMWARE}/OVMF_CODE_4M.fd",
            "-drive", f"{flash}1,snapshot=on,file={FIRMWARE}/OVMF_VARS_4M.fd", "-cdrom", str(iso), "-display", "none",
            "-serial", f"file:{log}", "-qmp", f"unix:{socket},server=on,wait=off", "-no-reboot"]


def look(log: Path, dump: Path, socket: str, machine: subprocess.Popen[str]) -> list[str]:
    """What is not as it should be."""
    wait_for("monitor", 10, machine, Path(socket).exists)
    monitor = Monitor(socket, 30)
    choose(log, monitor, machine)
    wait_for("memory test", SECONDS, machine, lambda: b"memtest: pass 1" in log.read_bytes())
    rows: list[str] = []

    def shows(*beginnings: str) -> bool:
        monitor.execute("screendump", filename=str(dump))
        rows[:] = pixels.text(dump.read_bytes())
        return all(any(row.startswith(each) for row in rows) for each in beginnings)

    try:
        wait_for("panel of the memory test", 30, machine, lambda: shows(*PANEL))
        monitor.human("sendkey ctrl-c")
        wait_for("last line", SECONDS, machine, lambda: END.search(log.read_bytes()))
        wait_for("sentence on the screen", 10, machine, lambda: shows(HALTED))
        halted = list(rows)
        monitor.human("sendkey shift-pgup")
        wait_for("look back", 10, machine, lambda: shows("memtest: not tested: ") and HALTED not in rows)
    except RuntimeError as problem:
        return [str(problem), "the screen shows:", *rows]
    rows = halted
    said = log.read_bytes().decode("ascii", errors="replace").replace("\r", "")
    missing = [f"not on the screen: {line}" for line in ON_SCREEN if not any(row.startswith(line) for row in rows)]
    missing += [f"not in the log: {line!r}" for line in IN_LOG if line not in said] + reported(said)
    monitor.human("sendkey spc")
    machine.wait(20)
    return [*missing, "the screen shows:", *rows] if missing else []


def reported(said: str) -> list[str]:
    """What is wrong with the tests of many CPUs."""
    # The panic behind the memory test cuts off the report of the one that brings it about.
    before = said.partition("\nmemtest: ")[0]
    count = before.splitlines().count(ktap.VERSION)
    return ktap.problems(before) + ([] if count == len(TESTS) else [f"{count} test reports, not {len(TESTS)}"])


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--kernel", required=True)
    options.add_argument("--logs", type=Path, required=True)
    given = options.parse_args()
    given.logs.mkdir(parents=True, exist_ok=True)
    log, dump = given.logs / "uefi_screen.log", given.logs / "uefi_screen.ppm"
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = qemu(image(given.kernel, Path(folder)), log, f"{folder}/monitor")
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True) as machine:
            try:
                problems = look(log, dump, f"{folder}/monitor", machine)
            except (RuntimeError, OSError, subprocess.TimeoutExpired) as problem:
                problems = [str(problem)]
            finally:
                machine.kill()
    return tell(problems, "the screen shows what COM1 says")


if __name__ == "__main__":
    sys.exit(main())
