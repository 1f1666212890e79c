# SPDX-License-Identifier: MIT
"""Which compilers tools/newest.sh takes."""
import subprocess
import tempfile
import unittest
from pathlib import Path

import support

NEWEST = support.ROOT / "tools/newest.sh"


class Newest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin = Path(folder.name)
        support.link_commands(self.bin, "sh", "tr", "sed", "sort", "bash", "mkdir")

    def install(self, *programs: str) -> None:
        for program in programs:
            support.fake(self.bin, program)

    def ask(self, *words: str) -> str | None:
        done = subprocess.run([NEWEST, *words], capture_output=True, text=True, check=False, env={"PATH": str(self.bin)})
        return done.stdout.rstrip("\n") if done.returncode == 0 else None

    def test_newest_of_several_is_taken_as_a_number(self) -> None:
        self.install("clang++-9", "clang++-14", "clang++-19", "clang++-libc")
        self.assertEqual(self.ask("clang++"), "-19")

    def test_all_that_is_asked_for_is_of_one_version(self) -> None:
        self.install("clang++-14", "clang++-16", "clang++-19", "ld.lld-14", "ld.lld-16", "ld.lld-22")
        self.assertEqual(self.ask("clang++", "ld.lld"), "-16")

    def test_a_file_of_the_compiler_counts(self) -> None:
        for version in (14, 19):
            support.fake(self.bin, f"clang++-{version}", f"echo {self.bin}/llvm-{version}")
        (self.bin / "llvm-14/include/fuzzer").mkdir(parents=True)
        self.assertEqual(self.ask("clang++", "include/fuzzer"), "-14")

    def test_what_is_too_old_or_not_there_is_refused(self) -> None:
        self.install("clang++-13", "i686-linux-gnu-g++-11")
        for program in ("clang++", "i686-linux-gnu-g++", "clang-format"):
            self.assertIsNone(self.ask(program))

    def test_a_program_without_a_number_is_asked_for_its_version(self) -> None:
        support.fake(self.bin, "i686-linux-gnu-g++", '[ "$1" = -dumpversion ] && echo 13')
        support.fake(self.bin, "clang-format", '[ "$1" = --version ] && echo "Ubuntu clang-format version 18.1.3 (1ubuntu1)"')
        self.assertEqual(self.ask("i686-linux-gnu-g++"), "")
        self.assertEqual(self.ask("clang-format"), "")
        support.fake(self.bin, "i686-linux-gnu-g++", '[ "$1" = -dumpversion ] && echo 11')
        self.assertIsNone(self.ask("i686-linux-gnu-g++"))
        self.install("i686-linux-gnu-g++-12")  # beside an older default
        self.assertEqual(self.ask("i686-linux-gnu-g++"), "-12")


if __name__ == "__main__":
    unittest.main()
