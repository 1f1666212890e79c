# SPDX-License-Identifier: MIT
"""A variant is what its table says, or an error: a bug that was not planted must not count."""
import unittest

import plant


class Planting(unittest.TestCase):
    def test_the_right_code_is_replaced(self):
        self.assertEqual(plant.plant("a(); flush(page); b();", "flush(page); => ignore(page);"), "a(); ignore(page); b();")

    def test_several_lines_make_one_bug(self):
        self.assertEqual(plant.plant("one; two; three;", "\n one; => \n three; => three; one;"), " two; three; one;")

    def test_right_code_may_go_over_several_lines(self):
        self.assertEqual(plant.plant("one();\n    two();\nthree();", "one(); two(); => two(); one();"), "two(); one();\nthree();")

    def test_code_that_is_not_there_is_an_error(self):
        with self.assertRaisesRegex(plant.TableError, "stands there 0 times"):
            plant.plant("a();", "flush(); => ")

    def test_code_that_is_there_twice_is_an_error(self):
        with self.assertRaisesRegex(plant.TableError, "stands there 2 times"):
            plant.plant("flush(a); flush(b);", "flush( => ignore(")

    def test_a_change_needs_both_sides(self):
        for change in ("flush();", "=> flush();"):
            with self.assertRaisesRegex(plant.TableError, "is not RIGHT => WRONG"):
                plant.plant("flush();", change)


if __name__ == "__main__":
    unittest.main()
