# SPDX-License-Identifier: MIT
"""The test of signposts bites: a file that is gone is named, and what is not a path of ours is let pass."""
import unittest

from signposts import MOST_WITHOUT_README, dead_ends, without_readme


class Signposts(unittest.TestCase):
    FILES = {"mm/kmap.hpp", "kernel/main.cpp"}

    def test_a_file_that_is_gone_is_named_with_the_line(self) -> None:
        text = "// See mm/kmap.hpp.\n// Read next: kernel/run_list.hpp (what to do).\n"
        self.assertEqual(dead_ends("a.cpp", text, self.FILES), ["a.cpp:2: there is no kernel/run_list.hpp"])

    def test_a_link_and_a_quoted_name_count(self) -> None:
        self.assertEqual(len(dead_ends("README.md", "`mm/gone.hpp` ![](tools/gone.png)", self.FILES)), 2)

    def test_patterns_and_other_trees_do_not(self) -> None:
        text = "tests/*_test.cpp build/kernel/dormer.elf /usr/lib/x.cfg ${root}/tests/x.py arch/x86/mm/fault"
        self.assertEqual(dead_ends("a.md", text, self.FILES), [])

    def test_a_large_folder_needs_a_readme(self) -> None:
        many = {f"mm/{number}.cpp" for number in range(MOST_WITHOUT_README + 1)}
        self.assertEqual(without_readme(many), [f"mm: {len(many)} sources and no README.md"])
        self.assertEqual(without_readme(many | {"mm/README.md"}), [])
        self.assertEqual(without_readme(set(list(many)[1:])), [])


if __name__ == "__main__":
    unittest.main()
