# SPDX-License-Identifier: MIT
"""What makes the kernel's test report a failure."""
import unittest

from ktap import parse

GOOD = "KTAP version 1\n1..3\n# a remark\nok 1 - frames.alloc\nsome other line\nok 2 - nx # SKIP no NX\nok 3 - map\n"


class Ktap(unittest.TestCase):
    def test_complete_report_is_a_success(self) -> None:
        report = parse("boot messages\n" + GOOD + "dormer: end pass\n")
        self.assertEqual(report.problems(), [])
        self.assertEqual((report.passed, report.skipped), (["frames.alloc", "map"], ["nx"]))

    def test_failed_test_is_named(self) -> None:
        self.assertEqual(parse(GOOD.replace("ok 3", "not ok 3")).problems(), ["test map failed"])

    def test_missing_result_is_noticed(self) -> None:
        self.assertIn("planned [3], and 2 tests reported", parse(GOOD.replace("ok 3 - map\n", "")).problems())

    def test_result_too_many_is_noticed(self) -> None:
        self.assertIn("planned [3], and 4 tests reported", parse(GOOD + "ok 4 - more\n").problems())

    def test_missing_plan_is_noticed(self) -> None:
        self.assertIn("planned nothing, and 3 tests reported", parse(GOOD.replace("1..3\n", "")).problems())

    def test_second_plan_is_noticed(self) -> None:
        self.assertTrue(parse(GOOD + "1..3\n").problems())

    def test_result_out_of_turn_is_noticed(self) -> None:
        self.assertIn("result 5 (map) came where 3 was due", parse(GOOD.replace("ok 3", "ok 5")).problems())

    def test_mangled_result_is_noticed(self) -> None:
        self.assertIn("no result line: 'ok - map'",
                      parse(GOOD.replace("ok 3 - map", "ok - map")).problems())

    def test_report_without_tests_is_no_success(self) -> None:
        self.assertEqual(parse("KTAP version 1\n1..0\n").problems(), ["no test ran"])

    def test_no_report_is_no_success(self) -> None:
        self.assertEqual(parse("dormer: end pass\n").problems(), ["there is no line 'KTAP version 1'"])


if __name__ == "__main__":
    unittest.main()
