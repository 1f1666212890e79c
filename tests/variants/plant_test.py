# SPDX-License-Identifier: MIT
"""Who judges the planter: a bug that was not planted, or not noticed, must not count."""
import unittest

import plant


class Planting(unittest.TestCase):
    def test_the_right_code_is_replaced(self):
        self.assertEqual(plant.plant("a(); flush(page); b();", "flush(page); => ignore(page);"), "a(); ignore(page); b();")

    def test_several_lines_make_one_bug(self):
        self.assertEqual(plant.plant("one; two; three;", "\n one; => \n three; => three; one;"), " two; three; one;")

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


class Judging(unittest.TestCase):
    def test_just_the_named_tests_fail(self):
        self.assertEqual(plant.problems({"A.b"}, {"A.b", "A.c"}, {"A.b"}), [])

    def test_a_test_that_does_not_notice_is_a_problem(self):
        self.assertEqual(plant.problems({"A.b"}, {"A.b"}, set()), ["A.b did not notice"])

    def test_a_test_that_is_gone_is_a_problem(self):
        self.assertEqual(plant.problems({"A.b"}, {"A.c"}, set()), ["there is no test A.b"])

    def test_another_test_that_fails_is_a_problem(self):
        self.assertEqual(plant.problems(set(), {"A.c"}, {"A.c"}), ["A.c failed and is not in the table"])

    def test_a_filter_that_fits_nothing_is_a_problem(self):
        self.assertEqual(plant.problems(set(), set(), set()), ["no test was run"])


if __name__ == "__main__":
    unittest.main()
