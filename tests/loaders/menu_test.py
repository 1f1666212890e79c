# SPDX-License-Identifier: MIT
"""The image's menu, as a person on COM1 sees it. The door makes the image, so the kernel is the release."""
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120  # until we give up on a boot
MOST_BYTES = 2 << 20
DOWN, END, ENTER, CONTROL_X, ESCAPE = "\x1b[B", "\x1b[F", "\r", "\x18", "\x1b"
FIRST_ENTRY = "a tour of high memory"
PASSED, FAILED = 33, 35  # QEMU's status


class Menu(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.image = Path(cls.folder.name) / "dormer.iso"
        subprocess.run([ROOT / "dormer", "image", cls.image], check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL)

    def boot(self, medium: list[str]) -> None:
        self.qemu = subprocess.Popen(
            ["qemu-system-i386", *medium, "-m", "128M", "-display", "none", "-monitor", "none", "-serial", "stdio",
             "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timer = threading.Timer(SECONDS, self.qemu.kill)
        timer.start()
        self.addCleanup(timer.cancel)
        self.addCleanup(self.qemu.communicate)
        self.addCleanup(self.qemu.kill)
        self.said = ""

    def wait_for(self, text: str) -> None:
        begin = len(self.said)
        while text not in self.said[begin:]:
            byte = self.qemu.stdout.read(1)
            if not byte:
                self.fail(f"{text!r} never came; what did: {self.said!r}")
            self.said += byte.decode("ascii", errors="replace")

    def type(self, keys: str) -> None:
        self.qemu.stdin.write(keys.encode())
        self.qemu.stdin.flush()

    def test_the_image_is_small(self) -> None:
        self.assertLessEqual(self.image.stat().st_size, MOST_BYTES)

    def test_without_a_key_the_first_entry_starts(self) -> None:
        self.boot(["-cdrom", str(self.image)])
        self.wait_for('with "run=tour"')
        self.wait_for("Lesson 1 of ")

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
        self.type(DOWN * 4 + ENTER)
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
