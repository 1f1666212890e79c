# SPDX-License-Identifier: MIT
"""One line that rewrites itself in a terminal, nothing elsewhere."""
import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

import support

LINES = {"[3/9] Building CXX object a.o": "file 3 of 9", "Unpacking nasm (2.16) ...": "Unpacking nasm (2.16) ..."}


class Progress(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name, "log")
        self.root = support.make_root(Path(folder.name, "root"))

    def show(self) -> str:
        return f"start_progress 'building x' {self.log}; sleep 1.2; end_progress; say done"

    def in_terminal(self) -> str:
        """What a terminal of 80 columns gets from it."""
        ours, theirs = pty.openpty()
        subprocess.run(["stty", "columns", "80"], stdin=theirs, check=True)
        with subprocess.Popen(support.script(self.root, self.show()), stdin=theirs, stdout=theirs, stderr=theirs):
            os.close(theirs)
            shown = b""
            try:
                while part := os.read(ours, 4096):
                    shown += part
            except OSError:  # nobody writes any more
                pass
        os.close(ours)
        return shown.decode()

    def test_a_terminal_shows_how_far_it_is_and_then_nothing_of_it(self) -> None:
        for line, words in LINES.items():
            self.log.write_text(f"before\n{line}\n", encoding="utf-8")
            shown = self.in_terminal()
            self.assertIn(f"\r\x1b[Kdormer: building x: {words} (0:0", shown)
            self.assertTrue(shown.endswith("\r\x1b[Kdormer: done\r\n"), repr(shown))
            self.assertNotIn("\n", shown[:-2].rstrip("\r\n"))

    def test_no_letter_gets_lost_and_nothing_moves_the_cursor(self) -> None:
        self.log.write_text("\tReading \x1b[1mthe\x07 lists\r\n", encoding="utf-8")
        self.assertIn("\r\x1b[Kdormer: building x: Reading [1mthe lists (0:0", self.in_terminal())

    def test_before_the_first_line_it_says_no_more_than_what_it_does(self) -> None:
        self.log.write_text("", encoding="utf-8")
        self.assertIn("\r\x1b[Kdormer: building x (0:0", self.in_terminal())

    def test_long_words_stay_in_one_line(self) -> None:
        self.log.write_text("x" * 200 + "\n", encoding="utf-8")
        for text in self.in_terminal().split("\r\x1b[K"):
            self.assertLess(len(text), 80)

    def test_elsewhere_it_is_quiet(self) -> None:
        self.log.write_text("\n".join(LINES), encoding="utf-8")
        self.assertEqual(support.call(self.root, self.show()).stdout, "dormer: done\n")

    def test_it_ends_with_the_door(self) -> None:
        ours, theirs = pty.openpty()
        text = f"start_progress x {self.log}; echo $progress >{self.log}; kill -KILL $$"
        subprocess.run(support.script(self.root, text), stdin=theirs, stdout=theirs, stderr=theirs, check=False)
        writer = int(self.log.read_text(encoding="utf-8"))
        subprocess.run(["timeout", "10", "tail", f"--pid={writer}", "-f", "/dev/null"], check=True)
        os.close(theirs)
        os.close(ours)

    def test_durations_are_for_people(self) -> None:
        self.assertEqual(support.call(self.root, "duration 59; duration 336").stdout.split("\n")[:2], ["59 s", "5 min 36 s"])


if __name__ == "__main__":
    unittest.main()
