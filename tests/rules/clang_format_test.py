# SPDX-License-Identifier: MIT
"""The layout is judged by the version it was made by, and by no other one; what no version minds passes with each."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("clang_format.py")


class Judge(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin = Path(folder.name)
        for tool in ("python3", "sh", "sed", "sort", "tr"):
            real = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
            (self.bin / tool).symlink_to(real)

    def install(self, version: int, *, minds: bool) -> None:
        program = self.bin / f"clang-format-{version}"
        program.write_text(f'#!/bin/sh\n[ "$1" != --version ] || {{ echo clang-format version {version}.0.6; exit 0; }}\n'
                           + ("echo 'a.cpp:1:1: warning: x [-Wclang-format-violations]' >&2; exit 1\n" if minds else ""),
                           encoding="utf-8")
        program.chmod(0o755)

    def judge(self) -> tuple[int, str]:
        done = subprocess.run(["python3", SCRIPT, "a.cpp"], capture_output=True, text=True, check=False,
                              env={**os.environ, "PATH": str(self.bin)})
        return done.returncode, done.stdout

    def test_the_version_of_the_tree_says_no(self) -> None:
        self.install(14, minds=True)
        self.install(19, minds=False)
        status, words = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("a.cpp:1:1", words)

    def test_another_one_does_not_judge(self) -> None:
        self.install(19, minds=True)
        status, words = self.judge()
        self.assertEqual(status, 77)
        self.assertIn("clang-format 14; this is 19, which would change 1 places", words)

    def test_what_none_minds_passes(self) -> None:
        self.install(16, minds=True)
        self.install(19, minds=False)
        self.assertEqual(self.judge(), (0, ""))

    def test_none_at_all_is_no_pass(self) -> None:
        self.assertEqual(self.judge(), (1, "there is no clang-format\n"))


if __name__ == "__main__":
    unittest.main()
