# SPDX-License-Identifier: MIT
"""Who judges the copy in which is judged: it is the tree, byte for byte, and what was built in it stays."""
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401
import proving


class Benches(unittest.TestCase):
    def test_it_is_the_tree_and_keeps_what_was_built(self):
        with tempfile.TemporaryDirectory() as folder:
            root, scratch = Path(folder) / "root", Path(folder) / "scratch"
            (root / "mm").mkdir(parents=True)
            (root / "mm/a.cpp").write_text("right")
            tree = proving.Bench(root, [], scratch).tree
            (tree / "mm/a.cpp").write_text("wrong")
            (tree / "mm/more.cpp").write_text("left by somebody")
            (tree / "build/kernel").mkdir(parents=True)
            (tree / "build/kernel/a.o").write_text("dear")
            untouched = (tree / "build/kernel/a.o").stat().st_mtime_ns
            proving.Bench(root, [], scratch)
            self.assertEqual(sorted(str(each.relative_to(tree)) for each in tree.rglob("*") if each.is_file()), ["build/kernel/a.o", "mm/a.cpp"])
            self.assertEqual((tree / "mm/a.cpp").read_text(), "right")
            self.assertEqual((tree / "build/kernel/a.o").stat().st_mtime_ns, untouched)


if __name__ == "__main__":
    unittest.main()
