# SPDX-License-Identifier: MIT
"""The image's menu, as a person on COM1 sees it, from each medium that the door makes. It makes them of the release."""
import re
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120  # until we give up on a boot
MOST_BYTES = 6 << 20
DOWN, END, ENTER, CONTROL_X, ESCAPE = "\x1b[B", "\x1b[F", "\r", "\x18", "\x1b"
FIRST_ENTRY = "a tour of high memory"
PASSED, FAILED = 33, 35  # QEMU's status
# SeaBIOS may put the cursor somewhere between any two letters.
CURSOR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Menu(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.image, cls.explained = cls.make(Path(cls.folder.name) / "dormer.iso")

    @staticmethod
    def make(place: Path, *options: str) -> tuple[Path, str]:
        """What ./dormer image has made, and what it says about it."""
        done = subprocess.run([ROOT / "dormer", "image", *options, place], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        return Path(done.stdout.splitlines()[-1]), done.stderr

    def boot(self, medium: list[str], second_port: Path | None = None, clock: tuple[str, ...] = ()) -> None:
        self.qemu = subprocess.Popen(
            ["qemu-system-i386", *medium, *clock, "-m", "128M", "-display", "none", "-monitor", "none", "-serial", "stdio",
             "-serial", f"file:{second_port}" if second_port else "null", "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timer = threading.Timer(SECONDS, self.qemu.kill)
        timer.start()
        self.addCleanup(timer.cancel)
        self.addCleanup(self.qemu.communicate)
        self.addCleanup(self.qemu.kill)
        self.said = ""

    def wait_for(self, text: str) -> None:
        begin = len(self.said)
        while text not in CURSOR.sub("", self.said[begin:]):
            byte = self.qemu.stdout.read(1)
            if not byte:
                self.fail(f"{text!r} never came; what did: {self.said!r}")
            self.said += byte.decode("ascii", errors="replace")

    def type(self, keys: str) -> None:
        self.qemu.stdin.write(keys.encode())
        self.qemu.stdin.flush()

    def test_the_image_is_small(self) -> None:
        self.assertLessEqual(self.image.stat().st_size, MOST_BYTES)

    def test_how_to_write_a_stick_is_said(self) -> None:
        self.assertIn(f"dd if='{self.image}' of=/dev/sdX bs=4M conv=fsync\n", self.explained)
        self.assertIn("erases the whole stick", self.explained)

    def test_a_floppy_disk_reports_what_the_board_has(self) -> None:
        link = Path(self.folder.name) / "link.img"
        link.symlink_to("dormer.img")
        floppy, explained = self.make(link, "--floppy")
        self.assertTrue(link.is_symlink())
        self.assertEqual(floppy.name, "dormer.img")
        self.assertIn(f"dd if='{floppy}' of=/dev/fd0", explained)
        self.assertEqual(floppy.stat().st_size, 1440 << 10)
        self.boot(["-drive", f"if=floppy,format=raw,snapshot=on,file={floppy}"])
        self.wait_for(FIRST_ENTRY)
        self.type(DOWN * 4 + ENTER)
        self.wait_for('with "run=board"')
        self.wait_for("dormer: end pass")

    def test_a_board_without_media_boots_over_the_network_and_talks_on_com2(self) -> None:
        server, explained = self.make(Path(self.folder.name) / "pxe", "--pxe")
        self.assertIn(f"--tftp-root={server}\n", explained)
        com2 = Path(self.folder.name) / "com2"
        self.boot(["-netdev", f"user,id=net,tftp={server},bootfile=/dormer.0", "-device", "rtl8139,netdev=net", "-boot", "n"],
                  second_port=com2)
        self.wait_for(FIRST_ENTRY)
        self.type(DOWN * 8 + ENTER)
        self.wait_for("what this board has, COM2")
        self.type(DOWN * 4 + ENTER)
        self.assertEqual(self.qemu.wait(), PASSED)
        self.assertIn("dormer: end pass", com2.read_text(encoding="ascii"))

    def test_without_a_key_the_first_entry_starts(self) -> None:
        # GRUB spins for its five seconds, so a clock that goes by the instructions, 256 ns each, brings their end sooner. Where
        # a key must come within them, the clock is the host's.
        self.boot(["-cdrom", str(self.image)], clock=("-icount", "shift=8,sleep=off"))
        self.wait_for('with "run=tour"')
        self.wait_for("Lesson 1 of ")

    def test_nothing_is_missing_on_the_disk(self) -> None:
        # Without graphics the BIOS sends the screen to COM1, and with it what GRUB says before it has a menu.
        self.boot(["-machine", "pc,graphics=off", "-drive", f"format=raw,snapshot=on,file={self.image}"])
        self.wait_for("Welcome to GRUB!")
        self.wait_for(FIRST_ENTRY)
        self.assertNotIn("error", self.said)

    def test_another_entry_can_be_chosen_and_its_line_changed(self) -> None:
        self.boot(["-drive", f"format=raw,snapshot=on,file={self.image}"])
        self.wait_for(FIRST_ENTRY)
        self.type(DOWN)
        self.type("e")
        self.wait_for("run=test")  # in the editor, whose third line is the one with the words
        self.type(DOWN * 2 + END + ":stop_* hz=100 quatsch" + CONTROL_X)
        self.wait_for('with "run=test:stop_* hz=100 quatsch"')
        self.wait_for('"quatsch" ignored: no such word')
        self.wait_for("dormer: end pass")
        self.assertEqual(self.qemu.wait(), PASSED)

    def test_a_submenu_leads_to_the_monitor_without_apics(self) -> None:
        self.boot(["-cdrom", str(self.image)])
        self.wait_for(FIRST_ENTRY)
        self.type(DOWN * 5 + ENTER)
        self.wait_for("self-test, noapic")
        self.type(DOWN * 3 + ENTER)
        self.wait_for('with "run=monitor noapic"')
        self.wait_for("dormer> ")
        self.type("off\r")
        self.wait_for("dormer: end pass")

    def test_the_memory_test_runs_until_escape(self) -> None:
        self.boot(["-cdrom", str(self.image)])
        self.wait_for(FIRST_ENTRY)
        self.type(DOWN * 2 + ENTER)
        self.wait_for('with "run=memtest"')
        self.wait_for("memtest: pass 1, ")
        self.type(ESCAPE)
        self.wait_for("(stopped before the end); bad words: 0")
        self.wait_for("dormer: end fail")  # it has proved nothing
        self.assertEqual(self.qemu.wait(), FAILED)


if __name__ == "__main__":
    unittest.main()
